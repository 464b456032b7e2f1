"""The values that articles state, each under one set of conditions and for one place, ready to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from index.articles.records import digest
from index.comparison.spelling import spelt
from index.rdf.conditions import SLOTS
from index.rdf.regions import region_codes
from index.settings import ConflictSettings, settings
from ontology.vocabulary import vocabulary

Row = Mapping[str, Any]
Slots = tuple[str | None, ...]  # of SCOPES
Place = tuple[str, ...]  # region codes, or the words of a place that no code is known for; empty if none is stated

SCOPES = (*SLOTS, "condition", "period", "service")


@dataclass(frozen=True)  # no slots: what is derived is kept, it is asked for by each comparison
class StatedValue:
    """One value under one set of conditions, and all facts that state it."""

    facts: tuple[Row, ...]  # in the order of the export
    articles: tuple[Row, ...]  # rows of the articles that they stand in
    unit: str  # the one that values are compared in
    slots: Slots
    place: Place
    low: float
    high: float
    open_end: bool  # above or below: the end itself is excluded

    @property
    def first(self) -> Row:
        """The fact that stands for all."""
        return self.facts[0]

    @cached_property
    def name(self) -> str:
        """A short name that follows from what is stated alone, not from who states it."""
        measured = self.first["kind"], self.unit, self.change, self.low, self.high, self.open_end
        return digest(repr((*measured, self.slots, self.place)))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The claims that state the value."""
        return tuple(fact["id"] for fact in self.facts)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The articles that state the value."""
        return tuple(article["article"] for article in self.articles)

    @cached_property
    def blocks(self) -> frozenset[tuple[str, int]]:
        """Articles and numbers of the blocks that the facts stand in."""
        return frozenset((fact["article"], fact["block"]) for fact in self.facts)

    @cached_property
    def limit(self) -> str:
        """Which end is not stated, of a measure whose limits are values of their own; else ""."""
        return self.one_sided if self.first["kind"] in settings().conflicts.limits else ""

    @cached_property
    def is_ceiling(self) -> bool:
        """Whether the upper end alone counts: of a limit, "6 months" and "within 6 months" say the same."""
        return self.first["kind"] in settings().conflicts.limits and self.low in (-inf, self.high)

    @cached_property
    def change(self) -> str:
        """Whether the value is an increase or a decrease, "" where it is neither."""
        return _change(self.first, settings().conflicts)

    @cached_property
    def one_sided(self) -> str:
        """Which end is not stated: "low", "high", or "" if both are."""
        return "low" if self.low == -inf else "high" if self.high == inf else ""

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The stated ends, the one twice where it is the only one."""
        return (self.high if self.low == -inf else self.low), (self.low if self.high == inf else self.high)

    @cached_property
    def stated(self) -> dict[str, str]:
        """The conditions that are stated."""
        return {name: value for name, value in zip(SCOPES, self.slots, strict=True) if value}

    @cached_property
    def place_label(self) -> str | None:
        """Where the value holds, in words."""
        concepts = vocabulary().concepts
        return "、".join(concepts[code].pref_label if code in concepts else code for code in self.place) or None

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """The days from which the facts say that they hold, else those on which their articles were issued; sorted."""
        issued = {article["article"]: article.get("issued") for article in self.articles}
        known = (_since(fact) or issued.get(fact["article"]) for fact in self.facts)
        return tuple(sorted({date for date in known if date}))

    @cached_property
    def period(self) -> tuple[str, str]:
        """The first and the last day that all facts themselves name, "" where one of them names none."""
        first, last = {_since(fact) for fact in self.facts}, {_until(fact) for fact in self.facts}
        return ("" if "" in first else min(first)), ("" if "" in last else max(last))


def _since(fact: Row) -> str:
    year = fact.get("policy_year")
    return fact["effective_from"] or (f"{year}-01-01" if year else "")


def _until(fact: Row) -> str:
    year = fact.get("policy_year")
    return fact.get("effective_until") or (f"{year}-12-31" if year else "")


def stated_values(facts: Iterable[Row], articles: Mapping[str, Row]) -> list[StatedValue]:
    """Return the distinct values that facts state of something in general, in the order of their first fact.

    Args:
        facts: fact rows, in the order of the export.
        articles: article rows by name.
    """
    limits = settings().conflicts
    groups: dict[tuple[object, ...], list[Row]] = {}
    for fact in facts:
        if holds_in_general(fact):
            place = _place(fact, articles.get(fact["article"], {}))
            held = _slots(fact, limits), place, _is_open(fact), _change(fact, limits)
            key = (fact["kind"], *_measured(fact, limits), *held)
            groups.setdefault(key, []).append(fact)
    return [_value(key, rows, articles) for key, rows in groups.items()]


def holds_in_general(fact: Row) -> bool:
    """Whether a fact states a value of its own that is meant to hold in general, and says enough of what it is one."""
    limits = settings().conflicts
    if not fact["on_topic"] or fact["hedge"]:
        return False
    tables = limits.needed_of_increments if _change(fact, limits) else limits.needed
    needed = tables.get(fact["kind"])
    return needed is not None and all(fact[slot] for slot in needed)


def _value(key: tuple[object, ...], facts: Sequence[Row], articles: Mapping[str, Row]) -> StatedValue:
    _, unit, low, high, slots, place, is_open, _ = key
    names = dict.fromkeys(fact["article"] for fact in facts)
    rows = tuple(articles.get(name, {"article": name}) for name in names)
    return StatedValue(tuple(facts), rows, unit, slots, place, low, high, is_open)  # type: ignore[arg-type]


def _slots(fact: Row, limits: ConflictSettings) -> Slots:
    """Return the conditions of a fact; the service counts only where the measure is one of a service."""
    slots: dict[str, str | None] = {slot: fact[slot] for slot in SCOPES}
    slots["period"] = slots["period"] or limits.assumed_period.get(fact["kind"])
    said = slots["condition"]
    slots["condition"] = spelt(said) if said and not limits.period_words.fullmatch(said) else None
    slots["service"] = slots["service"] if "service" in limits.needed.get(fact["kind"], ()) else None
    return tuple(slots.values())


def _place(fact: Row, article: Row) -> Place:
    """Return where a statement holds: its own place, else that of its article."""
    return (region_codes(fact["place"]) or (fact["place"],)) if fact["place"] else article_place(article)


def article_place(article: Row) -> Place:
    """Return the places that an article is about (`index.articles.home`).

    They are no evidence that a figure is local, but two articles about different places need not contradict each other.
    """
    return tuple(article.get("about_places") or ())


def _measured(fact: Row, limits: ConflictSettings) -> tuple[str, float, float]:
    """Return the unit that a fact is compared in, and its range in it; an end that is not stated is infinite."""
    exchange = limits.exchange.get(fact["unit"])
    unit, factor = (exchange.unit, exchange.factor) if exchange else (fact["unit"], 1.0)
    low = -inf if fact["value_min"] is None else fact["value_min"] * factor
    high = inf if fact["value_max"] is None else fact["value_max"] * factor
    slack = limits.tolerance if fact["approximate"] else 0.0
    return unit, float(low * (1 - slack)), float(high * (1 + slack))


def _is_open(fact: Row) -> bool:
    return fact["bound"] in ("above", "below")


def _change(fact: Row, limits: ConflictSettings) -> str:
    """Return whether a fact is an increase or a decrease, "" where it is neither."""
    bound: str = fact["bound"]
    return bound if bound in limits.relative_bounds else ""
