"""The texts that the language model learns from, none of them twice."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from ingest.language.counts import Text

UNFIT = {"injected_noise", "censored", "missing_number", "truncated_tail", "traditional_to_simplified"}  # reasons


def pair_texts(path: Path) -> Iterator[Text]:
    """Yield both sides of the pairs of a `.jsonl` or `.jsonl.xz` file of {"a", "b"} lines, each text once."""
    seen: set[bytes] = set()
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            for side in ("a", "b"):
                mark = blake2b(pair[side].encode(), digest_size=8).digest()
                if mark not in seen:
                    seen.add(mark)
                    yield Text(pair[side])


def question_texts(folder: Path, weight: int) -> Iterator[Text]:
    """Yield the passages of the domain questions (the questions hold dialects and slips of the pen)."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for passage in json.loads(line).get("passages", []):
                yield Text(passage, weight)


def article_texts(corpus: Path, weight: int) -> Iterator[Text]:
    """Yield the visible text of the corpus articles of the training split that were judged to hold no damage.

    The test split stays unseen: noise planted into it is what the model is measured on.
    """
    from ingest.markup.segments import segments  # late: this is needed for training only
    from ingest.sources.reading import read

    gold = corpus / "gold"
    train = set(json.loads((gold / "annotated.json").read_text(encoding="utf-8"))["split"]["train"])
    judged = map(json.loads, (gold / "cleaning.jsonl").read_text(encoding="utf-8").splitlines())
    damaged = {row["doc"] for row in judged if UNFIT & set({row["reason"]})}
    paths = sorted(p for p in (corpus / "articles").iterdir() if p.name.split("_")[0] in train - damaged)
    for raw in read([str(path) for path in paths], None, lambda problem: None):
        yield Text("\n".join(segment.text.text for segment in segments(raw) if not segment.drop), weight)
