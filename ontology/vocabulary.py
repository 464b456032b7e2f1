"""The concepts of the domain: one CSV table per scheme, read into an immutable `Vocabulary`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ontology.consistency import disagreements
from ontology.errors import DataError
from ontology.folding import fold
from ontology.tables import Row, pairs, rows

FOLDER = Path(__file__).parent / "vocabulary"
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

    def __init__(self, concepts: Mapping[str, Concept], blocked: frozenset[tuple[str, str]]) -> None:
        """Hold `concepts` (by code) and the `blocked` pairs of scheme and string."""
        self.concepts = concepts
        self._blocked = blocked

    @cached_property
    def schemes(self) -> Mapping[str, tuple[Concept, ...]]:
        """The concepts of each scheme, in file order."""
        found: dict[str, list[Concept]] = {}
        for concept in self.concepts.values():
            found.setdefault(concept.scheme, []).append(concept)
        return {name: tuple(concepts) for name, concepts in found.items()}

    def scheme(self, name: str) -> tuple[Concept, ...]:
        """Return the concepts of a scheme in file order.

        Raises:
            DataError: if there is no such scheme.
        """
        if name not in self.schemes:
            raise DataError(f"no scheme {name!r} in ontology/vocabulary; known: {', '.join(self.schemes)}")
        return self.schemes[name]

    def concept(self, code: str) -> Concept:
        """Return the concept with this code.

        Raises:
            DataError: if there is none.
        """
        if code not in self.concepts:
            raise DataError(f"no concept {code!r} in ontology/vocabulary")
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
    """Return the vocabulary of `ontology/vocabulary/`, read once.

    Raises:
        DataError: if a table is broken; one line per fault, each with file and line.
    """
    return load(FOLDER)


def load(folder: Path) -> Vocabulary:
    """Return the vocabulary of the tables in `folder`.

    Raises:
        DataError: as for `vocabulary`.
    """
    faults: list[str] = []
    tables = {path.stem: rows(path, faults) for path in sorted(folder.glob("*.csv"))}
    if not tables:
        raise DataError(f"{folder}: no vocabulary tables (*.csv) here")
    allowed = pairs(folder / AMBIGUOUS, faults)
    blocked = pairs(folder / BLOCKED, faults)
    faults += disagreements(tables, allowed, REFERENCES)
    if faults:
        raise DataError("\n".join(faults))
    concepts = {row.code: _concept(scheme, row) for scheme, table in tables.items() for row in table}
    return Vocabulary(concepts, frozenset(blocked))


def _concept(scheme: str, row: Row) -> Concept:
    broader = row.broader or None
    return Concept(row.code, scheme, row.pref_label, row.alt_labels, row.hidden_labels, broader, row.attributes)
