"""The concepts of the domain: one CSV table per scheme, read into an immutable `Vocabulary`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ontology.consistency import disagreements
from ontology.errors import DataError
from ontology.folding import fold
from ontology.packs import BUILT_IN, Pack, active
from ontology.tables import Pairs, Row, pairs, rows

FOLDER = BUILT_IN.folder / "vocabulary"
AMBIGUOUS = "ambiguous.txt"  # labels that may name several concepts of one scheme
BLOCKED = "blocked.txt"  # strings that hold a label by accident: the matcher passes over them
REFERENCES = {"ownedBy": "organization", "region": "region"}  # columns that hold a code of another scheme


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept with all its names."""

    code: str
    scheme: str  # the stem of its file: channel, material, region …
    pref_label: str
    alt_labels: tuple[str, ...]  # names in good use
    hidden_labels: tuple[str, ...]  # misspellings, traditional forms, colloquial words: found, never shown
    broader: str | None
    attributes: Mapping[str, str]  # the scheme's extra columns; empty cells are absent

    @property
    def labels(self) -> tuple[str, ...]:
        """All names, the preferred one first."""
        return (self.pref_label, *self.alt_labels, *self.hidden_labels)


class Vocabulary:
    """All concepts, by code, scheme and label."""

    def __init__(
        self, concepts: Mapping[str, Concept], blocked: frozenset[tuple[str, str]], tables: tuple[str, ...] = ()
    ) -> None:
        """Hold `concepts` (by code) and the `blocked` pairs of scheme and string; a table may hold no concept."""
        self.concepts = concepts
        self._blocked = blocked
        self._tables = tables

    @cached_property
    def schemes(self) -> Mapping[str, tuple[Concept, ...]]:
        """The concepts of each scheme, in file order."""
        found: dict[str, list[Concept]] = {name: [] for name in self._tables}
        for concept in self.concepts.values():
            found.setdefault(concept.scheme, []).append(concept)
        return {name: tuple(concepts) for name, concepts in found.items()}

    def scheme(self, name: str) -> tuple[Concept, ...]:
        """Return the concepts of a scheme in file order.

        Raises:
            DataError: if there is no such scheme.
        """
        if name not in self.schemes:
            known = ", ".join(self.schemes)
            raise DataError(f"no scheme {name!r} in the vocabulary of pack {active().name}; known: {known}")
        return self.schemes[name]

    def concept(self, code: str) -> Concept:
        """Return the concept with this code.

        Raises:
            DataError: if there is none.
        """
        if code not in self.concepts:
            raise DataError(f"no concept {code!r} in the vocabulary of pack {active().name}")
        return self.concepts[code]

    def find(self, label: str, scheme: str | None = None) -> tuple[Concept, ...]:
        """Return the concepts that `label` names exactly, whatever kind of label it is."""
        found = self._by_label.get(fold(label.strip()), ())
        return tuple(concept for concept in found if scheme is None or concept.scheme == scheme)

    def ancestors(self, code: str) -> tuple[Concept, ...]:
        """Return the broader concepts, nearest first."""
        found: list[Concept] = []
        broader = self.concept(code).broader
        while broader is not None:
            found.append(self.concepts[broader])
            broader = found[-1].broader
        return tuple(found)

    def labels(self, *schemes: str) -> dict[str, tuple[str, ...]]:
        """Return the codes of each label of the schemes, of all schemes if none is named.

        A blocked string has no codes of the scheme that it is blocked for.
        """
        found: dict[str, tuple[str, ...]] = {}
        for name in schemes or tuple(self.schemes):
            blocked = {label for scheme, label in self._blocked if scheme == name}
            found |= {label: found.get(label, ()) for label in sorted(blocked)}
            for concept in self.scheme(name):
                for label in concept.labels:
                    if label not in blocked:
                        found[label] = (*found.get(label, ()), concept.code)
        return found

    @cached_property
    def _by_label(self) -> Mapping[str, tuple[Concept, ...]]:
        found: dict[str, tuple[Concept, ...]] = {}
        for concept in self.concepts.values():
            for label in concept.labels:
                found[fold(label)] = (*found.get(fold(label), ()), concept)
        return found


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the pack in use, read once.

    Raises:
        DataError: if a table is broken; one line per fault, each with file and line.
    """
    return of_pack(active())


def of_pack(pack: Pack) -> Vocabulary:
    """Return the vocabulary of a pack, inherited tables and lists among it, read anew.

    Raises:
        DataError: as for `vocabulary`.
    """
    faults: list[str] = []
    tables = {name: _table(pack.layers(f"vocabulary/{name}.csv"), faults) for name in pack.stems("vocabulary", ".csv")}
    return _compiled(tables, _list(pack, AMBIGUOUS, faults), _list(pack, BLOCKED, faults), faults)


def load(folder: Path) -> Vocabulary:
    """Return the vocabulary of the tables in `folder`, which inherit nothing.

    Raises:
        DataError: as for `vocabulary`.
    """
    faults: list[str] = []
    tables = {path.stem: rows(path, faults) for path in sorted(folder.glob("*.csv"))}
    if not tables:
        raise DataError(f"{folder}: no vocabulary tables (*.csv) here")
    return _compiled(tables, pairs(folder / AMBIGUOUS, faults), pairs(folder / BLOCKED, faults), faults)


def _table(files: Sequence[Path], faults: list[str]) -> list[Row]:
    """Return the rows of a table; those of a file that is laid over it replace the row of their code, or follow.

    A name of such a row is its own: an inherited row loses it, so that the inherited table may grow.
    """
    table, *more = (rows(path, faults) for path in files)
    for own in more:
        inherited = {row.code for row in table}
        instead = {row.code: row for row in own if row.code in inherited}
        taken = {fold(label) for row in own for label in row.labels}
        kept = (instead.get(row.code) or row.without(taken) for row in table)
        table = [*(row for row in kept if row), *(row for row in own if row.code not in inherited)]
    return table


def _list(pack: Pack, name: str, faults: list[str]) -> Pairs:
    """Return the lines of a list; inherited ones do not count for the tables that the pack has instead."""
    found: Pairs = {}
    for path in pack.layers(f"vocabulary/{name}"):
        for (scheme, label), where in pairs(path, faults).items():
            if pack.owns(path) or not pack.owns(pack.layers(f"vocabulary/{scheme}.csv")[0]):
                found[scheme, label] = where
    return found


def _compiled(tables: Mapping[str, Sequence[Row]], allowed: Pairs, blocked: Pairs, faults: list[str]) -> Vocabulary:
    faults += disagreements(tables, allowed, REFERENCES)
    if faults:
        raise DataError("\n".join(faults))
    concepts = {row.code: _concept(scheme, row) for scheme, table in tables.items() for row in table}
    return Vocabulary(concepts, frozenset(blocked), tuple(tables))


def _concept(scheme: str, row: Row) -> Concept:
    broader = row.broader or None
    return Concept(row.code, scheme, row.pref_label, row.alt_labels, row.hidden_labels, broader, row.attributes)
