"""Noise planted into sound articles, and how much of it is found: 1–3 Han characters drawn by their frequency.

The same seed plants the same noise, at any place between two Han characters: at the borders of words and inside them.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.damage.noise import judged_noise
from ingest.sources.reading import read

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
CHARACTERS_APART = 150  # one run of noise for so many characters
LENGTHS = (1, 2, 2, 2, 3, 3)  # drawn from these: pages have two and three characters as a rule
DAMAGED = {"encoding", "censored", "missing_word", "missing_number", "truncated_tail", "truncated_head"}


@dataclass(frozen=True)
class Score:
    """What was found. `false_clean` and `characters` are of the articles as they are."""

    planted: int
    found: int
    exact: int
    wrong: int
    cut: int
    cut_wrong: int
    false_clean: int
    characters: int

    @property
    def precision(self) -> float:
        """Share of the runs found in harmed and unharmed articles that are planted noise."""
        return self.found / max(1, self.found + self.wrong + self.false_clean)

    @property
    def cut_precision(self) -> float:
        """Share of the runs cut out of harmed articles that are planted noise."""
        return 1 - self.cut_wrong / max(1, self.cut)

    @property
    def recall(self) -> float:
        """Share of the planted runs that are found."""
        return self.found / max(1, self.planted)


def held_out() -> list[Path]:
    """Return the articles of the corpus that the language model was not taught, but for those full of real noise."""
    split = json.loads((CORPUS / "gold" / "annotated.json").read_text(encoding="utf-8"))["split"]["test"]
    return sorted(path for path in (CORPUS / "articles").iterdir() if path.name.split("_")[0] in split)


def pages(paths: Sequence[Path]) -> list[str]:
    """Return the sound text of each article, a block a line; what the cleaner takes for noise is left in."""
    return [page for raw in read([str(p) for p in paths], None, lambda problem: None) if (page := sound_text(raw))]


def sound_text(raw: RawArticle) -> str:
    """Return the text of the blocks that hold no damage; what seems to be noise stays unless a copy shows it."""
    kept = []
    for block in clean(raw).body:
        real = any("copy" in edit.evidence for edit in block.edits if edit.rule == "injected_noise")
        if not DAMAGED & set(block.reasons) and not real:
            kept.append(block.text.text)
    return "\n".join(kept)


def planted(page: str, draw: random.Random, alphabet: Counter[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return `page` with noise in it and the spans of the noise."""
    characters = sorted(alphabet)
    weights = [alphabet[character] for character in characters]
    places = [match.start() for match in BETWEEN_HAN.finditer(page)]
    text, spans, at = "", [], 0
    for place in sorted(draw.sample(places, max(1, len(places) // CHARACTERS_APART))) if places else []:
        noise = "".join(draw.choices(characters, weights, k=draw.choice(LENGTHS)))
        text += page[at:place] + noise
        spans.append((len(text) - len(noise), len(text)))
        at = place
    return text + page[at:], spans


def scored(texts: Sequence[str], seed: int, rounds: int = 2) -> Score:
    """Plant noise into `texts` and return how much of it is found."""
    draw = random.Random(seed)
    alphabet = Counter(character for text in texts for character in text if "\u4e00" <= character <= "\u9fff")
    total: Counter[str] = Counter()
    for _ in range(rounds):
        for text in texts:
            total.update(_judged(*planted(text, draw, alphabet)))
    false_clean = sum(len(judged_noise(text)) for text in texts)
    fields = ("planted", "found", "exact", "wrong", "cut", "cut_wrong")
    return Score(*(total[name] for name in fields), false_clean=false_clean, characters=sum(map(len, texts)))


def _judged(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    yield from ["planted"] * len(spans)
    for run, sure in judged_noise(text):
        right = any(run.start < end and start < run.end for start, end in spans)
        yield "found" if right else "wrong"
        if (run.start, run.end) in spans:
            yield "exact"
        if sure:
            yield "cut"
            if not right:
                yield "cut_wrong"
