"""Make the weights of the frame model: `python -m ingest.cleaning.frame.frame_training [--pairs FILE]`.

Frame comes from `corpus/frame/frame_lines.tsv` (lines in the manner of many kinds of sites, their slots filled at
random from `slots.yaml`) and from the judged pieces of the corpus's training sites; body from the passages and
questions of `corpus/questions`, the judged pieces again, the labels of the vocabulary and, where given, statutes and
service items. Same input and seed, same weights.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.cleaning.frame.frame_model import BODY, UNIT, WEIGHTS, grams
from ingest.cleaning.frame.learnt_frame import frame_model_rules
from ingest.cleaning.script import simplified
from ontology.packs import BUILT_IN
from ontology.rules import load
from ontology.vocabulary import vocabulary

CORPUS = Path(__file__).parents[3] / "corpus"
_SLOT = re.compile("〈(.+?)〉")
_SENTENCE_END = re.compile("(?<=[。;；!！?？])")

Example = tuple[str, str]  # class, line


@dataclass(frozen=True, slots=True)
class Slots:
    """Schema of `corpus/frame/slots.yaml`."""

    sites: tuple[str, ...]
    names: tuple[str, ...]


def examples(corpus: Path, pairs: Path | None, chance: random.Random) -> Iterator[Example]:
    """Yield the training lines with their classes."""
    data = frame_model_rules().training
    questions, passages = _questions(corpus)
    titles = [q for q in questions if data.title_least <= len(q) <= data.title_longest]
    yield from _framed(corpus, titles, chance)
    for passage in passages:
        yield BODY, passage
        yield from ((BODY, part) for part in _SENTENCE_END.split(passage) if len(part) > 3)
    yield from ((BODY, title) for title in chance.sample(titles, int(data.titles_share * len(titles))))
    yield from _judged(corpus)
    for scheme in ("channel", "material", "service", "organization", "law", "disease"):
        for concept in vocabulary().scheme(scheme):
            yield from ((BODY, label) for label in (concept.pref_label, *concept.alt_labels))
    if pairs:
        yield from _paired(pairs, chance)


def _questions(corpus: Path) -> tuple[list[str], list[str]]:
    rows = [row for path in sorted((corpus / "questions").glob("*.jsonl")) for row in _rows(path)]
    return [q for row in rows for q in row["questions"]], [p for row in rows for p in row["passages"]]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _framed(corpus: Path, titles: list[str], chance: random.Random) -> Iterator[Example]:
    data = frame_model_rules().training
    fill = _filler(load(corpus / "frame" / "slots.yaml", Slots), titles, chance)
    for reason, text in _lines(corpus):
        for _ in range(data.copies if _SLOT.search(text) else data.plain_copies):
            yield reason, fill(text)


def _lines(corpus: Path) -> list[Example]:
    lines = (corpus / "frame" / "frame_lines.tsv").read_text(encoding="utf-8").splitlines()
    return [(reason, text) for reason, _, text in (line.partition("\t") for line in lines)]


def _filler(slots: Slots, titles: list[str], chance: random.Random) -> Callable[[str], str]:
    """Return what fills the slots of a line at random."""
    cities = [c.alt_labels[0] if c.alt_labels else c.pref_label for c in vocabulary().scheme("region")]

    def day() -> str:
        year, month, number = chance.randint(2015, 2026), chance.randint(1, 12), chance.randint(1, 28)
        form = chance.choice(("{}-{:02d}-{:02d}", "{}.{:02d}.{:02d}", "{}/{}/{}", "{}年{}月{}日"))
        return form.format(year, month, number)

    def clock() -> str:
        return f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}" + chance.choice(("", ":07"))

    def short_day() -> str:
        form = chance.choice(("{:02d}-{:02d}", "{}月{}日", "{:02d}/{:02d}"))
        return form.format(chance.randint(1, 12), chance.randint(1, 28))

    makers: Mapping[str, Callable[[], str]] = {
        "城": lambda: chance.choice(cities),
        "站": lambda: chance.choice(slots.sites),
        "名": lambda: chance.choice(slots.names),
        "日": day,
        "时": clock,
        "月日": short_day,
        "数": lambda: str(chance.randint(1, 9999)),
        "题": lambda: chance.choice(titles).rstrip("?？"),
    }
    return lambda text: _SLOT.sub(lambda slot: makers[slot[1]](), text)


def _judged(corpus: Path) -> Iterator[Example]:
    """Yield the judged lines of the training sites: what is kept is body."""
    known = {reason for reason, _ in _lines(corpus)}
    copies = frame_model_rules().training.judged_copies
    for row in _rows(corpus / "gold" / "cleaning.jsonl"):
        if row["split"] != "train" or row["scope"] != "line":
            continue
        if row["expect"] != "drop":
            yield from [(BODY, row["raw"])] * copies
        elif row["reason"] in known:
            yield from [(row["reason"], row["raw"])] * copies


def _paired(pairs: Path, chance: random.Random) -> Iterator[Example]:
    data = frame_model_rules().training
    found: dict[str, list[str]] = {source: [] for source in data.pairs}
    with lzma.open(pairs, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["src"] in found:
                found[row["src"]].append(row["b"][: data.pair_length])
    for source, texts in found.items():
        yield from ((BODY, text) for text in chance.sample(texts, data.pairs[source]))


def train(corpus: Path, pairs: Path | None, target: Path) -> str:
    """Train, write the table of weights to `target`, and return one line of figures."""
    from sklearn.feature_extraction.text import CountVectorizer  # 1 s at import
    from sklearn.linear_model import LogisticRegression

    data = frame_model_rules().training
    rows = list(examples(corpus, pairs, random.Random(data.seed)))
    counts = CountVectorizer(analyzer=lambda line: list(grams(simplified(line))), min_df=data.least_count, binary=True)
    features = counts.fit_transform([line for _, line in rows])
    model = LogisticRegression(C=data.strength, max_iter=400, random_state=data.seed).fit(
        features, [name for name, _ in rows]
    )
    order = sorted(range(len(model.classes_)), key=lambda i: (model.classes_[i] != BODY, model.classes_[i]))
    weights = model.coef_[order] - model.coef_[order].mean(axis=0)
    kept = [at for at in range(weights.shape[1]) if abs(weights[:, at]).max() >= data.least_weight]
    names = counts.get_feature_names_out()
    table = [(names[at], weights[:, at]) for at in sorted(kept, key=lambda at: names[at])]
    table.append(("", model.intercept_[order]))
    lines = ["\t".join(["gram", *(model.classes_[i] for i in order)])]
    lines += ["\t".join([gram, *(str(round(UNIT * weight)) for weight in row)]) for gram, row in table]
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"{len(rows)} lines, {len(model.classes_)} classes, {len(kept)} grams -> {target}"


def main() -> None:
    """Run the command."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, default=CORPUS)
    arguments.add_argument("--pairs", type=Path, help="text pairs (JSON lines, xz) whose statutes serve as body")
    arguments.add_argument("--out", type=Path, default=BUILT_IN.folder / WEIGHTS)
    asked = arguments.parse_args()
    print(train(asked.corpus, asked.pairs, asked.out))


if __name__ == "__main__":
    main()
