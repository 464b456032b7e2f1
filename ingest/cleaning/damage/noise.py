"""Characters injected into a phrase where no second copy of the passage shows it: the language model does.

A run that words cover, that the page repeats or that may be a name is left alone; digits, units, negations, levels and
groups are no noise ever.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece
from ingest.language.alphabet import FIRST
from ingest.language.insertions import Insertion, InsertionSettings, insertion_score, insertions
from ingest.language.model import language_model
from ontology.rules import rules
from ontology.segmenter import frequencies

HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
NAME_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Odds:
    """From which score on a run is flagged, and from which the clean text is without it."""

    flag: float
    cut: float


@dataclass(frozen=True, slots=True)
class PageOdds:
    """Odds by how much of a run the dictionary knows."""

    bare: Odds
    partly: Odds
    single: Odds
    edge: Odds
    quoted: Odds
    rare: Odds

    def of(self, tier: str) -> Odds:
        """Return the odds for runs of this tier."""
        return {
            "bare": self.bare,
            "partly": self.partly,
            "single": self.single,
            "edge": self.edge,
            "quoted": self.quoted,
            "rare": self.rare,
        }[tier]


@dataclass(frozen=True, slots=True)
class Noise:
    """Characters [start, end) of a page that look injected."""

    start: int
    end: int
    score: float
    tier: str  # bare | partly | single | edge | quoted | rare


@dataclass(frozen=True, slots=True)
class NoiseRules:
    """Schema of `ontology/rules/noise.yaml`."""

    insertions: InsertionSettings
    sound_page: PageOdds
    noisy_page: PageOdds
    proven_page: PageOdds
    noisy_page_runs: int
    clause_mark: re.Pattern[str]
    most: int
    flag_confidence: float
    cut_confidence: float
    word_length: int
    function_characters: str
    function_penalty: float
    quotation: re.Pattern[str]
    name_before: re.Pattern[str]
    name_after: re.Pattern[str]


@cache
def noise_rules() -> NoiseRules:
    """Return the rules of `ontology/rules/noise.yaml`."""
    return rules("noise", NoiseRules)


def mark_noise(pieces: Sequence[Piece]) -> None:
    """Flag the runs of a page that look injected, and take out those that hardly can be anything else."""
    body = [piece for piece in pieces if piece.body]
    page = "\n".join(piece.text for piece in body)
    starts = [0]
    for piece in body:
        starts.append(starts[-1] + len(piece.text) + 1)
    proven = any("injected_noise" in piece.reasons for piece in body)
    for run, sure in reversed(judged_noise(page, proven)):
        row = bisect_right(starts, run.start) - 1
        _mark(body[row], run.start - starts[row], run.end - starts[row], run.score, sure)


def judged_noise(page: str, proven: bool = False) -> list[tuple[Noise, bool]]:
    """Return the runs of `page` that are to be flagged, in order, each with whether it is sure enough to be cut.

    `proven`: a second copy of a passage has shown that the page is injected with noise.
    """
    data = noise_rules()
    found = noise_runs(page)
    strong = sum(run.score >= data.sound_page.of(run.tier).flag for run in found)
    noisy = data.noisy_page if strong >= data.noisy_page_runs else data.sound_page
    odds = data.proven_page if proven else noisy
    kept = sorted((run for run in found if run.score >= odds.of(run.tier).flag), key=lambda run: run.start)
    return [(run, run.score >= odds.of(run.tier).cut) for run in kept]


def run_score(text: str, start: int, end: int) -> float:
    """Return the ln odds that [start, end) of `text` was put there, from the language model alone."""
    return insertion_score(language_model(), text, start, end, noise_rules().insertions)


def noise_runs(page: str) -> list[Noise]:
    """Return the runs of `page` that look injected and are not protected, the best first; none touches another."""
    taken: list[Noise] = []
    for hit in islice(insertions(language_model(), page, noise_rules().insertions), noise_rules().most):
        if all(hit.end < other.start or other.end < hit.start for other in taken):
            run = _noise(page, hit)
            if run:
                taken.append(run)
    return taken


def _noise(page: str, hit: Insertion) -> Noise | None:
    if _protected(page, hit.start, hit.end):
        return None
    uncovered = _uncovered(page, hit.start, hit.end)
    tier = _tier(page, hit, uncovered) if uncovered else None
    plain = not set(page[hit.start : hit.end]) & set(noise_rules().function_characters)
    score = hit.score - (0 if plain else noise_rules().function_penalty)
    return Noise(hit.start, hit.end, score, tier) if tier else None


def _tier(page: str, hit: Insertion, uncovered: int) -> str | None:
    if _quoted(page, hit.start, hit.end):
        return "quoted"
    sides = page[hit.start - 1 : hit.start], page[hit.end : hit.end + 1]
    if not all(HAN_RUN.fullmatch(side) for side in sides):
        mark = noise_rules().clause_mark
        return "edge" if all(HAN_RUN.fullmatch(side) or mark.fullmatch(side) for side in sides) else None
    length = hit.end - hit.start
    run = page[hit.start : hit.end]
    if (language_model().alphabet.ids(run) < FIRST).any():
        return "rare" if len(set(run)) == length else None  # 你侬我侬
    return "single" if length == 1 else "bare" if uncovered == length else "partly"


def _mark(piece: Piece, start: int, end: int, score: float, sure: bool) -> None:
    data = noise_rules()
    joined = f"{piece.text[max(0, start - 2) : start]}{piece.text[end : end + 2]}"
    evidence = f"without {piece.text[start:end]} the text is common: {joined}, log odds {score:.1f}"
    confidence = data.cut_confidence if sure else data.flag_confidence
    piece.flagged("injected_noise", (start, end), evidence, confidence)
    if sure:
        piece.cut(start, end, "injected_noise", None, evidence, confidence)
    else:
        piece.damaged(start, end)


def _protected(page: str, start: int, end: int) -> bool:
    data = noise_rules()
    run = page[start:end]
    if not HAN_RUN.fullmatch(run) or damage_rules().noise_protected.search(run):
        return True
    left, right = page[max(0, start - NAME_WINDOW) : start], page[end : end + NAME_WINDOW]
    if data.name_before.search(left) or data.name_after.search(right):
        return True
    if len(run) == 1 and not _splits_word(page, start, end):
        return True
    return _repeated(page, start, end) or any(_words_at(page, start, end))


def _words_at(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the known words of `text[low:high]`, of two characters and more."""
    known, longest = frequencies(), noise_rules().word_length
    for i in range(max(0, low), min(len(text), high)):
        for j in range(i + 2, min(i + longest, high, len(text)) + 1):
            if known.get(text[i:j]):
                yield i, j


def _uncovered(page: str, start: int, end: int) -> int:
    """Return how many characters of the run neither a word that reaches into it covers nor are words of their own."""
    free = {i for i in range(start, end) if page[i] not in noise_rules().function_characters}
    reach = noise_rules().word_length - 1
    for i, j in _words_at(page, start - reach, end + reach):
        free -= set(range(i, j))
    return len(free)


def _splits_word(page: str, start: int, end: int) -> bool:
    """Whether a known word runs over the place once the run is gone."""
    reach = noise_rules().word_length - 1
    joined = page[max(0, start - reach) : start] + page[end : end + reach]
    at = min(start, reach)
    return any(i < at < j for i, j in _words_at(joined, 0, len(joined)))


def _repeated(page: str, start: int, end: int) -> bool:
    run = page[start:end]
    if len(run) > 1:
        return page.count(run) > 1
    return page.count(page[start - 1 : end]) > 1 or page.count(page[start : end + 1]) > 1


def _quoted(page: str, start: int, end: int) -> bool:
    low = page.rfind("\n", 0, start) + 1
    line = page[low : page.find("\n", end) if "\n" in page[end:] else len(page)]
    return any(m.start() < start - low and end - low < m.end() for m in noise_rules().quotation.finditer(line))
