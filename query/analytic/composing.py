"""From what a question asks to one SPARQL query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from query.analytic.patterns import ENDS, Pattern
from query.analytic.reading import Reading

FUNCTIONS = {"highest": "MAX", "lowest": "MIN", "most": "MAX", "least": "MIN"}


@dataclass(frozen=True, slots=True)
class Query:
    """A query and what its columns hold."""

    sparql: str
    columns: tuple[str, ...]  # a class, "number of {class}", "highest", "lowest", "min", "max"


def composed(reading: Reading) -> Query:
    """Return the query that a reading stands for.

    Raises:
        NotUnderstood: if the graph does not join what is asked.
    """
    pattern = Pattern(reading)
    head = reading.head
    groups = [kind for kind in dict.fromkeys([reading.spread, *reading.groups]) if kind and kind != head]
    if reading.value == "values":
        return _values(pattern, groups)
    if reading.value:
        return _ends(pattern, groups, head)
    if reading.counted and not reading.extreme:
        return _count(pattern, groups, head or "")
    return _listed(pattern, [*groups, head or ""])


def _values(pattern: Pattern, groups: Sequence[str]) -> Query:
    """The values themselves, those of each group."""
    shown = _shown(pattern, groups)
    text = f"SELECT DISTINCT {shown}?min ?max WHERE {{\n{pattern.text(*groups)}\n}}\nORDER BY {shown}?min ?max"
    return Query(text, (*groups, "min", "max"))


def _ends(pattern: Pattern, groups: Sequence[str], head: str | None) -> Query:
    """The highest or lowest value, of each group; of things that are asked for, those that have it."""
    value = pattern.reading.value or ""
    kinds = [*groups, *([head] if head else [])]
    shown = _shown(pattern, kinds)
    number = f"({FUNCTIONS[value]}(?{ENDS[value]}) AS ?{value})"
    text = f"SELECT {shown}{number} WHERE {{\n{pattern.text(*kinds)}\n}}"
    if kinds:
        text += f"\nGROUP BY {shown.strip()}"
    columns = (*kinds, value)
    if head and not groups:
        return Query(_those_with(text, shown, [value], value, pattern.reading.first, value == "highest"), columns)
    return Query(f"{text}\nORDER BY {shown.strip()}" if kinds else text, columns)


def _count(pattern: Pattern, groups: Sequence[str], head: str) -> Query:
    """How many there are, in each group."""
    if pattern.reading.thresholds:
        listed = _listed(pattern, [*groups, head]).sparql
        return Query(f"SELECT (COUNT(*) AS ?{head}Count) WHERE {{\n{_inner(listed)}\n}}", (f"number of {head}",))
    shown = _shown(pattern, groups)
    text = f"SELECT {shown}(COUNT(DISTINCT ?{head}) AS ?{head}Count) WHERE {{\n{pattern.text(*groups)}\n}}"
    if groups:
        text += f"\nGROUP BY {shown.strip()}\nORDER BY DESC(?{head}Count) {shown.strip()}"
    return Query(text, (*groups, f"number of {head}"))


def _listed(pattern: Pattern, kinds: Sequence[str]) -> Query:
    """The things themselves, with the numbers that they are chosen or ordered by."""
    reading = pattern.reading
    shown = _shown(pattern, kinds)
    body = pattern.text(*kinds)
    thresholds = [one for one in reading.thresholds if one.kind != "source"]
    for one in reading.thresholds:
        if one.kind == "source":  # how many there are stands in the graph
            body += f"\n  FILTER ( ?source {one.operator} {one.number} )"
    counted = list(dict.fromkeys([*(one.kind for one in thresholds), *_kinds(reading.extreme)]))
    if not counted or counted == ["source"]:
        return _by_source(reading, kinds, shown, body, bool(counted) or len(thresholds) < len(reading.thresholds))
    numbers = " ".join(f"(COUNT(DISTINCT ?{kind}) AS ?{kind}Count)" for kind in counted)
    text = f"SELECT {shown}{numbers} WHERE {{\n{body}\n}}\nGROUP BY {shown.strip()}"
    if thresholds:
        having = (f"( COUNT(DISTINCT ?{one.kind}) {one.operator} {one.number} )" for one in thresholds)
        text += f"\nHAVING {' '.join(having)}"
    columns = (*kinds, *(f"number of {kind}" for kind in counted))
    if reading.extreme is None:
        return Query(f"{text}\nORDER BY DESC(?{counted[0]}Count) {shown.strip()}", columns)
    which, kind = reading.extreme
    names = [f"{one}Count" for one in counted]
    return Query(_those_with(text, shown, names, f"{kind}Count", reading.first, which == "most"), columns)


def _by_source(reading: Reading, kinds: Sequence[str], shown: str, body: str, sources: bool) -> Query:
    """The things themselves, with their number of independent sources where the question is about it."""
    columns = (*kinds, *(["number of source"] if sources else []))
    text = f"SELECT DISTINCT {shown}{'?source ' if sources else ''}WHERE {{\n{body}\n}}"
    if reading.extreme:
        return Query(
            _those_with(text, shown, ["source"], "source", reading.first, reading.extreme[0] == "most"), columns
        )
    return Query(f"{text}\nORDER BY {'DESC(?source) ' if sources else ''}{shown.strip()}", columns)


def _those_with(text: str, shown: str, numbers: Sequence[str], deciding: str, first: int | None, greatest: bool) -> str:
    """Return a grouped query cut to its first rows, or to all rows that have the greatest or the least number."""
    if first:
        return f"{text}\nORDER BY {'DESC' if greatest else 'ASC'}(?{deciding}) {shown.strip()}\nLIMIT {first}"
    columns = " ".join(f"?{name}" for name in numbers)
    other = _inner(text).replace(f"?{deciding}", "?any")
    function = "MAX" if greatest else "MIN"
    return (
        f"SELECT {shown}{columns} WHERE {{\n  {{\n{_inner(text)}\n  }}\n"
        f"  {{ SELECT ({function}(?any) AS ?{deciding}) WHERE {{ {{\n{other}\n  }} }} }}\n}}\nORDER BY {shown.strip()}"
    )


def _shown(pattern: Pattern, kinds: Iterable[str]) -> str:
    return "".join(f"{pattern.shown(kind)} " for kind in kinds)


def _kinds(extreme: tuple[str, str] | None) -> list[str]:
    return [extreme[1]] if extreme else []


def _inner(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
