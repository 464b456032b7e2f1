"""Facts reduced to what a reader of values alone can know: where it stands, its ends and its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.article import RawArticle
from query.evaluation.facts import fact_scores
from query.evaluation.gold import Gold, Judgement
from tests.bench.peers.pieces import Piece
from tests.bench.peers.process import PeerFault

Row = dict[str, Any]

ALIKE = {"percentage_point": "percent", "workday": "day"}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": ("percent", "CNY", "day", "month", "year", "years_of_age"),
    "shares": ("percent",),
    "money": ("CNY",),
    "times": ("day", "month", "year"),
}
KIND = "value"  # what is meant by a value, a plain reader does not know


@dataclass(frozen=True, slots=True)
class Values(Gold):
    """Judged facts as bare values of some units."""

    units: tuple[str, ...] = GROUPS["all"]

    def judgements(self, name: str) -> list[Judgement]:
        """Return the lines of `{name}.jsonl`, facts without all that a bare value lacks."""
        found = Gold.judgements(self, name)
        if name != "facts":
            return found
        return [case for case in map(_bare, found) if case["unit"] in self.units]


def _bare(case: Judgement) -> Judgement:
    """Return a judged fact whose open end is its other end: at most 60 is the value 60."""
    other = case.get("alt", {})
    ends = [end for end in (case["min"], case["max"]) if end is not None]
    alt = [end for end in (*other.get("min", ()), *other.get("max", ())) if end is not None]
    units = [ALIKE.get(unit, unit) for unit in other.get("unit", ())]
    return {
        **{name: case[name] for name in ("doc", "line", "quote", "certain")},
        "kind": KIND,
        "unit": ALIKE.get(case["unit"], case["unit"]),
        "min": min(ends, default=None),
        "max": max(ends, default=None),
        "alt": {"unit": units, "min": alt, "max": alt},
    }


def value_scores(judged: Gold, rows: Iterable[Row], group: str) -> dict[str, float]:
    """Return precision, recall and F1 of the values of a group of units, and how many stand where none is stated."""
    bare = Values(judged.folder, judged.texts, judged.split, judged.annotated, GROUPS[group])
    return fact_scores(bare, [row for row in rows if row["unit"] in GROUPS[group]], [])


def value_row(raw: RawArticle, value: Any, piece: Piece) -> Row:
    """Return the value that a peer has found in a piece of a page as a row that the scorer of facts reads.

    Raises:
        PeerFault: if it is no value.
    """
    try:
        start, end = piece.span(value["start"], value["end"])
        ends = [float(one) for one in (value["min"], value["max"]) if one is not None]
        unit = ALIKE.get(value["unit"], value["unit"])
    except (TypeError, KeyError, ValueError, IndexError):
        raise PeerFault(f"answered {value!r:.60}, which is no value") from None
    return {
        "article": raw.name,
        "kind": KIND,
        "unit": unit,
        "value_min": min(ends, default=None),
        "value_max": max(ends, default=None),
        "raw_start": start,
        "raw_end": end,
        "quote": raw.text[start:end],
    }
