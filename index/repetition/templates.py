"""Templates: the blocks that the articles of a family share, their slots, and the values that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.repetition.blocks import Blocks
from index.repetition.columns import Column, columns
from index.repetition.neighbours import Bands
from index.repetition.texts import Texts
from ingest.cleaning.repetition.alignment import aligned
from ingest.cleaning.repetition.repetition_rules import repetition_rules
from ontology.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class TemplateBlock:
    """One block of a template in the articles that hold it."""

    rows: tuple[int, ...]  # of the table, the representative first
    columns: tuple[Column, ...]  # values in the order of `rows`


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A block that names another city than its article is about, where its siblings name their own."""

    row: int
    found: str
    expected: str  # code


@dataclass(frozen=True, slots=True)
class Template:
    """What a family of articles is made from."""

    articles: tuple[str, ...]
    blocks: tuple[TemplateBlock, ...]
    mismatches: tuple[Mismatch, ...]


def templates(texts: Texts, families: Sequence[Sequence[str]], places: Mapping[str, str | None]) -> Iterator[Template]:
    """Yield the templates.

    Args:
        texts: of all blocks.
        families: names of the articles that one template made.
        places: the place that each article takes as its example, as GB/T 2260 code.
    """
    rows = _rows_of(texts.blocks)
    for family in families:
        held = {name: rows.get(name, []) for name in family}
        found = [
            TemplateBlock(part, tuple(columns([texts.tokens(row) for row in part]))) for part in _parts(texts, held)
        ]
        if len(found) >= repetition_rules().templates.shared:
            yield Template(tuple(family), tuple(found), tuple(_mismatches(texts.blocks, found, places)))


def _rows_of(blocks: Blocks) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, article in enumerate(blocks.articles.tolist()):
        found.setdefault(blocks.names[article], []).append(row)
    return found


def _parts(texts: Texts, held: Mapping[str, Sequence[int]]) -> list[tuple[int, ...]]:
    """Return the rows that belong side by side, part by part in the order of the text."""
    limits = repetition_rules().templates
    blocks = texts.blocks
    parts: dict[int, dict[str, int]] = {}  # form without numbers and slots → article → row
    for name, rows in held.items():
        for row in rows:
            parts.setdefault(int(blocks.rows["line"][row]), {}).setdefault(name, row)
    enough = max(limits.least, limits.held * len(held))
    shared = {form: part for form, part in parts.items() if len(part) >= enough}
    _attach(texts, shared, held)
    at = {row: place / len(rows) for rows in held.values() for place, row in enumerate(rows)}
    order = sorted(shared.items(), key=lambda item: (sum(at[row] for row in item[1].values()) / len(item[1]), item[0]))
    return [tuple(sorted(part.values(), key=blocks.precedence)) for _, part in order]


def _attach(texts: Texts, shared: dict[int, dict[str, int]], held: Mapping[str, Sequence[int]]) -> None:
    """Put blocks with other words or values beside the blocks of the template that they are most alike."""
    blocks, limit = texts.blocks, repetition_rules().blocks.alike
    firsts = {min(part.values(), key=blocks.precedence): form for form, part in shared.items()}
    index = Bands()
    for row in sorted(firsts, key=blocks.precedence):
        index.add(row, blocks.rows["bands"][row].tolist())
    for name, rows in held.items():
        for row in rows:
            if int(blocks.rows["line"][row]) in shared:
                continue
            for other in index.alike(blocks.rows["bands"][row].tolist()):
                part = shared[firsts[other]]
                if name not in part and aligned(texts.tokens(other), texts.tokens(row)).alike >= limit:
                    part[name] = row
                    break


def _mismatches(blocks: Blocks, found: Sequence[TemplateBlock], places: Mapping[str, str | None]) -> Iterator[Mismatch]:
    slots = [(block, column) for block in found for column in block.columns if column.kind == "place"]
    homes = _homes(blocks, slots, places)
    for block, column in slots:
        stated = [(row, line[-1]) for row, line in zip(block.rows, column.values, strict=True) if line]
        known = [(row, token, homes[blocks.name(row)]) for row, token in stated if blocks.name(row) in homes]
        others = [(row, token, home) for row, token, home in known if not _meet(token.code, home)]
        if len(known) - len(others) >= 2 and len(others) * 2 < len(known):
            yield from (Mismatch(row, token.text, home.removeprefix("region-")) for row, token, home in others)


def _homes(
    blocks: Blocks, slots: Sequence[tuple[TemplateBlock, Column]], places: Mapping[str, str | None]
) -> dict[str, str]:
    """Return the city of each article: the one it takes as its example, else the one that fills most of its slots."""
    named: dict[str, Counter[str]] = {}
    for block, column in slots:
        for row, line in zip(block.rows, column.values, strict=True):
            named.setdefault(blocks.name(row), Counter()).update(token.code for token in line[-1:])
    most = {name: min(found.items(), key=lambda item: (-item[1], item[0]))[0] for name, found in named.items() if found}
    return most | {name: f"region-{places[name]}" for name in named if places.get(name)}


def _meet(one: str, other: str) -> bool:
    return one == other or any(
        above.code == wide
        for narrow, wide in ((one, other), (other, one))
        if narrow in vocabulary().concepts
        for above in vocabulary().ancestors(narrow)
    )
