"""The numbers of a question: how many things, which values, the first how many."""

from __future__ import annotations

from dataclasses import replace

from ingest.quantities.numerals import numeral
from query.analytic.cursor import Cursor
from query.analytic.reading import Limit, NotUnderstood, Reading, Threshold

PARTS = ("number", "before", "after", "classifier", "unit", "top", "between")  # that must belong to a number


def read_numbers(cursor: Cursor, reading: Reading) -> None:
    """Read all numbers.

    Raises:
        NotUnderstood: if one stands alone, or a comparison without one.
    """
    for i in cursor.of_sort("law_part", "year"):
        cursor.used.add(i)
        reading.literals.setdefault(cursor.all[i].sort, []).append(cursor.all[i].text)
    for i in cursor.of_sort("number"):
        _number(cursor, reading, i)
    for i in cursor.of_sort("between"):
        if [one.operator for one in reading.limits] == ["=", "="]:
            cursor.used.add(i)
            lower, upper = sorted(reading.limits, key=lambda one: one.value)
            reading.limits = [replace(lower, operator=">="), replace(upper, operator="<=")]
    for i in cursor.of_sort(*PARTS):
        raise NotUnderstood([cursor.all[i].text])


def _number(cursor: Cursor, reading: Reading, i: int) -> None:
    value = numeral(cursor.all[i].text)
    operator = ""
    taken = {i}
    if cursor.sort(i - 1) in ("before", "top"):
        operator = cursor.all[i - 1].value
        taken.add(i - 1)
    behind = i + 1
    counted = cursor.all[behind] if cursor.sort(behind) in ("classifier", "unit") else None
    if counted:
        taken.add(behind)
        behind += 1
    if cursor.sort(behind) == "after":
        operator = cursor.all[behind].value
        taken.add(behind)
        behind += 1
    cursor.used |= taken
    if cursor.sort(i - 1) == "top" or (not operator and cursor.of_sort("commonest", "most", "least")):
        reading.first = int(value)
    elif counted is None and cursor.about_values and operator:
        reading.limits.append(Limit(operator, value, ""))
    elif counted is None:
        raise NotUnderstood([cursor.all[i].text])
    elif counted.sort == "unit":
        reading.limits.append(Limit(operator or "=", value, counted.codes[0]))
    else:
        kind = _counted(cursor, i, behind, counted.text)
        reading.thresholds.append(Threshold(kind, operator or "=", int(value)))


def _counted(cursor: Cursor, i: int, behind: int, measure_word: str) -> str:
    """Return the class that a number counts: the one behind it, the one its measure word means, or one before it."""
    kind = cursor.take_class(behind) or cursor.by_measure_word(measure_word)
    if kind:
        return kind
    before = cursor.nearest_class(i, -1)
    if before is None:
        raise NotUnderstood([cursor.all[i].text + measure_word])
    return cursor.all[before].value
