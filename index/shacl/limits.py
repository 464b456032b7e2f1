"""What SHACL's parameters ask of values: of how many there are, of each, and of those of two properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from index.rdf.quads import Literal, Object
from ontology.terms import SH, XSD_DATE, XSD_DECIMAL, XSD_INTEGER

Wanted = tuple[Object, ...]  # the value of a parameter, or the members of its list
Paired = Callable[[Sequence[Object], Sequence[Object]], Iterator[Object]]  # values, those of the other property

RDF_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
NUMERIC = (XSD_INTEGER, XSD_DECIMAL)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")


def _count(wanted: Wanted) -> int:
    return int(_text(wanted[0]))


def _text(value: Object) -> str:
    return value.value if isinstance(value, Literal) else value


def _has_datatype(wanted: Wanted, value: Object) -> bool:
    if not isinstance(value, Literal) or value.language:  # text of a language is a datatype of its own
        return isinstance(value, Literal) and wanted[0] == RDF_LANG_STRING
    return value.datatype == wanted[0] and _is_well_formed(value)


def _is_well_formed(value: Literal) -> bool:
    if value.datatype == XSD_INTEGER:
        return bool(_INTEGER.fullmatch(value.value))
    if value.datatype == XSD_DECIMAL:
        return bool(_DECIMAL.fullmatch(value.value))
    if value.datatype == XSD_DATE:
        try:
            date.fromisoformat(value.value)
        except ValueError:
            return False
    return True


def _is_kind(wanted: Wanted, value: Object) -> bool:
    return isinstance(value, str) == (wanted[0] == SH + "IRI")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(wanted: Wanted, value: Object) -> bool:
    return bool(_pattern(_text(wanted[0])).search(_text(value)))


def number(value: Object) -> Decimal | None:
    """Return a literal as a number, None if it is none."""
    if not isinstance(value, Literal) or value.datatype not in NUMERIC:
        return None
    try:
        return Decimal(value.value)
    except InvalidOperation:
        return None


def _compared(holds: Callable[[Decimal, Decimal], bool]) -> Callable[[Wanted, Object], bool]:
    def fits(wanted: Wanted, value: Object) -> bool:
        found, limit = number(value), number(wanted[0])
        return found is not None and limit is not None and holds(found, limit)

    return fits


def _ordered(
    holds: Callable[[Decimal, Decimal], bool],
) -> Callable[[Sequence[Object], Sequence[Object]], Iterator[Object]]:
    def broken(values: Sequence[Object], others: Sequence[Object]) -> Iterator[Object]:
        for value in values:
            for other in others:
                found, limit = number(value), number(other)
                if found is None or limit is None or not holds(found, limit):
                    yield value

    return broken


def _unequal(values: Sequence[Object], others: Sequence[Object]) -> Iterator[Object]:
    yield from (value for value in (*values, *others) if value not in values or value not in others)


def _one_a_language(wanted: Wanted, values: Sequence[Object]) -> bool:
    languages = [value.language for value in values if isinstance(value, Literal) and value.language]
    return _text(wanted[0]) != "true" or len(languages) == len({*languages})


# parameter → whether the values as a whole are right
COUNTS: dict[str, Callable[[Wanted, Sequence[Object]], bool]] = {
    "minCount": lambda wanted, values: len(values) >= _count(wanted),
    "maxCount": lambda wanted, values: len(values) <= _count(wanted),
    "hasValue": lambda wanted, values: wanted[0] in values,
    "uniqueLang": _one_a_language,
}
# parameter → whether one value is right
VALUES: dict[str, Callable[[Wanted, Object], bool]] = {
    "datatype": _has_datatype,
    "nodeKind": _is_kind,
    "in": lambda wanted, value: value in wanted,
    "pattern": _matches,
    "minLength": lambda wanted, value: len(_text(value)) >= _count(wanted),
    "minInclusive": _compared(lambda found, limit: found >= limit),
    "maxInclusive": _compared(lambda found, limit: found <= limit),
    "minExclusive": _compared(lambda found, limit: found > limit),
}
# parameter → the values that do not go with those of another property
PAIRS: dict[str, Paired] = {
    "lessThan": _ordered(lambda value, other: value < other),
    "lessThanOrEquals": _ordered(lambda value, other: value <= other),
    "equals": _unequal,
}
