"""Which articles share much of their text: near-duplicates, and the siblings that one template made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.repetition.groups import Groups
from index.repetition.prints import Prints
from ingest.cleaning.repetition.repetition_rules import repetition_rules

AGAIN = 1 << 64  # above all hashes
Lines = Mapping[int, int]  # hash of a line → its length


@dataclass(frozen=True, slots=True)
class Near:
    """Two articles that share text, the earlier name first."""

    one: str
    other: str
    share: float  # of the characters of the shorter one


def near_duplicates(articles: Iterable[tuple[str, Prints]]) -> list[Near]:
    """Return the pairs of articles that share much of their text.

    Places and numbers do not count: a template is filled with another city and its figures.

    Args:
        articles: names with block prints, sorted by name.
    """
    limits = repetition_rules().articles
    holders: dict[int, list[str]] = {}  # line → the first articles that hold it
    seen: dict[str, Lines] = {}
    pairs: list[Near] = []
    for name, blocks in articles:
        lines = _lines(blocks, limits.min_line)
        shared = Counter(other for line in lines for other in holders.get(line, ()))
        for other, count in shared.items():
            share = _containment(lines, seen[other]) if count >= limits.min_shared else 0.0
            if share >= limits.containment:
                pairs.append(Near(other, name, share))
        for line in lines:
            if len(holders.setdefault(line, [])) < limits.crowd:
                holders[line].append(name)
                seen[name] = lines  # of the others none will be compared again
    return sorted(pairs, key=lambda pair: (pair.one, pair.other))


def families(pairs: Sequence[Near]) -> list[list[str]]:
    """Return the names of the articles of each template."""
    limit = repetition_rules().articles.sibling
    groups: Groups[str] = Groups()
    for pair in pairs:
        if pair.share >= limit:
            groups.join(pair.one, pair.other)
    return [names for names in groups.all().values() if len(names) >= repetition_rules().templates.least]


def _lines(blocks: Prints, shortest: int) -> Lines:
    """Return the lines of an article; of those that differ in numbers only each one counts."""
    long = blocks[blocks["length"] >= shortest]
    times: Counter[int] = Counter()
    found: dict[int, int] = {}
    for line, length in zip(long["line"].tolist(), long["length"].tolist(), strict=True):
        found[line + AGAIN * times[line]] = length
        times[line] += 1
    return found


def _containment(one: Lines, other: Lines) -> float:
    """Return the share of the shorter article's characters that stands in lines of both."""
    shared = sum(min(length, other[line]) for line, length in one.items() if line in other)
    return shared / max(1, min(sum(one.values()), sum(other.values())))
