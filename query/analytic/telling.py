"""What was understood of a question, in Chinese, for the person who asked it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ontology.vocabulary import vocabulary
from query.analytic.reading import Named, Reading
from query.analytic.rules import analytic_rules

NUMBER_OF = "number of "


def told(reading: Reading) -> tuple[str, ...]:
    """Return a phrase for each part of a reading."""
    return tuple(_phrases(reading))


def headings(columns: Sequence[str]) -> tuple[str, ...]:
    """Return what stands over the columns of a query."""
    return tuple(_heading(column) for column in columns)


def _phrases(reading: Reading) -> Iterator[str]:
    says = analytic_rules().says
    if reading.head:
        yield f"{says['count' if reading.counted else 'list']} {_zh(reading.head)}"
    if reading.value:
        yield says[reading.value]
    for kind in dict.fromkeys([*([reading.spread] if reading.spread else []), *reading.groups]):
        yield says["each"].format(**{"class": _zh(kind)})
    for one in reading.named:
        yield f"{_zh(one.kind)} {says['is_not' if one.negated else 'is']} {_labels(one)}"
    for kind, code in reading.within.items():
        yield f"{_zh(kind)} {says['under']} {vocabulary().concept(code).pref_label}"
    for kind, written in reading.literals.items():
        yield f"{_zh(kind)} {says['is']} {'、'.join(written)}"
    for kind in dict.fromkeys(reading.has):
        yield f"{says['has']} {_zh(kind)}"
    for kind in reading.lacks:
        yield f"{says['lacks']} {_zh(kind)}"
    for threshold in reading.thresholds:
        yield f"{_heading(NUMBER_OF + threshold.kind)} {threshold.operator} {threshold.number}"
    for limit in reading.limits:
        unit = vocabulary().concept(limit.unit).pref_label if limit.unit else ""
        yield f"{_zh('value')} {limit.operator} {limit.value}{unit}"
    if reading.extreme:
        yield says[reading.extreme[0]].format(**{"class": _zh(reading.extreme[1])})
    if reading.first:
        yield says["first"].format(n=reading.first)


def _labels(one: Named) -> str:
    return "、".join(vocabulary().concept(code).pref_label for code in one.codes)


def _zh(kind: str) -> str:
    return analytic_rules().classes[kind].zh


def _heading(column: str) -> str:
    rules = analytic_rules()
    if column.startswith(NUMBER_OF):
        return rules.says["number_of"].format(**{"class": _zh(column.removeprefix(NUMBER_OF))})
    return rules.classes[column].zh if column in rules.classes else rules.says[column]
