"""What an analytical question asks, as values: what is listed or counted, in which groups, under which conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ontology.errors import QueryError


class NotUnderstood(QueryError):
    """A question that cannot be read as a whole; `words` are those that stand in the way."""

    def __init__(self, words: list[str]) -> None:
        """Say which words were not understood."""
        self.words = words
        super().__init__(
            f"not understood: {'; '.join(words)}: ask with other words, or write the query yourself (`yibao sparql`)"
        )


@dataclass(frozen=True, slots=True)
class Named:
    """Concepts of one class that the question names together: any of them is meant."""

    kind: str
    codes: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many things of a class are asked for."""

    kind: str
    operator: str  # >= <= > < =
    number: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on the values that articles state."""

    operator: str
    value: Decimal
    unit: str  # code; "" where the question names none


@dataclass(slots=True)
class Reading:
    """A question, read. Classes are those of `ontology/rules/analytic.yaml`."""

    head: str | None = None  # what is listed or counted
    counted: bool = False
    groups: list[str] = field(default_factory=list)  # one row for each thing of these classes
    named: list[Named] = field(default_factory=list)
    together: bool = False  # of several names of one class all must hold: 都, 同时, 也
    spread: str | None = None  # the class whose names get a row each: 分别, 更多
    thresholds: list[Threshold] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    extreme: tuple[str, str] | None = None  # most | least, and the class whose number decides
    first: int | None = None  # how many of the most
    value: str | None = None  # highest | lowest | values
    has: list[str] = field(default_factory=list)  # classes of which there must be one
    lacks: list[str] = field(default_factory=list)  # classes of which there must be none
    mentions: bool = False  # the question is about what articles mention
    literals: dict[str, list[str]] = field(default_factory=dict)  # class → what stands there: years, a § number
    within: dict[str, str] = field(default_factory=dict)  # class → code of the concept that its things lie under

    def concepts(self, kind: str, negated: bool = False) -> list[Named]:
        """Return the names of a class."""
        return [one for one in self.named if one.kind == kind and one.negated == negated]

    def kinds(self) -> set[str]:
        """Return all classes that what is asked for must be joined with; those that it lacks stand apart."""
        asked = {self.head, *self.groups, *self.has, *self.literals, *self.within, self.spread}
        asked |= {one.kind for one in self.named if not one.negated}
        asked |= {one.kind for one in self.thresholds}
        if self.extreme:
            asked.add(self.extreme[1])
        return {kind for kind in asked if kind}
