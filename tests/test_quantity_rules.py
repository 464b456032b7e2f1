"""Every rule of the number grammar shows what it does, and each of its parts is needed for that."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ingest.quantities import dates, quantities
from ingest.quantities.grammar import Grammar, grammar
from ontology.errors import DataError
from ontology.rules import FOLDER, load
from tests.pattern_mutants import mutants
from tests.quantity_notation import values

NEVER = re.compile("(?!)")


def read(name: str, text: str, rule: Grammar | None = None) -> tuple[object, str]:
    """Return what a rule of this name reads in a text, and how an example writes it."""
    if name.startswith("dates"):
        found = dates(text, rule)
        return found, "; ".join(one.iso for one in found)
    quantified = quantities(text, rule=rule)
    return quantified, values(quantified, text)


def listed() -> Iterator[tuple[str, Any]]:
    """Yield the rules with a name each: that of their list and place in it."""
    for field in dataclasses.fields(Grammar):
        value = getattr(grammar(), field.name)
        if isinstance(value, tuple):
            yield from ((f"{field.name}-{place}", rule) for place, rule in enumerate(value))
        else:
            yield field.name, value


RULES = dict(listed())


@pytest.mark.parametrize("name", RULES)
def test_each_rule_has_an_example(name: str):
    assert RULES[name].examples


@pytest.mark.parametrize(
    ("name", "text", "given"),
    [(name, *example) for name, rule in RULES.items() for example in rule.examples.items()],
    ids=lambda value: value,
)
def test_an_example_gives_what_it_says(name: str, text: str, given: str):
    assert read(name, text)[1] == given


class Unsieved(Grammar):
    """A grammar that tries every rule on every text."""

    def possible(self, text: str) -> Mapping[str, list[Any]]:
        return self.by_kind(range(len(self.listed)))


FIELDS = {field.name: getattr(grammar(), field.name) for field in dataclasses.fields(Grammar)}


def without(name: str, **change: Any) -> Grammar:
    """Return the grammar without a rule, or with the rule changed."""
    field, _, place = name.partition("-")
    if not place:
        return Unsieved(**FIELDS | {field: dataclasses.replace(FIELDS[field], **(change or {"pattern": NEVER}))})
    rules = list(FIELDS[field])
    rules[int(place) : int(place) + 1] = [dataclasses.replace(rules[int(place)], **change)] if change else []
    return Unsieved(**FIELDS | {field: tuple(rules)})


@pytest.mark.parametrize("name", RULES)
def test_only_rules_that_cannot_match_are_left_out(name: str):
    every = Unsieved(**FIELDS)
    assert all(read(name, text, every) == read(name, text) for text in RULES[name].examples)


def lesser(rule: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what can be taken from a rule, and the fields of the rule without it."""
    for name in ("pattern", "misread", "before", "after"):
        value = getattr(rule, name, None)
        if isinstance(value, str):
            yield from ((part, {name: rest}) for part, rest in mutants(value) if rest)
        elif value is not None:
            yield from ((part, {name: re.compile(rest)}) for part, rest in mutants(value.pattern))
    for sign in getattr(rule, "signs", ()):
        yield sign, {"signs": {a: b for a, b in rule.signs.items() if a != sign}}


def unnoticed(name: str) -> list[str]:
    """Return the parts of a rule that can go without any of its examples reading otherwise."""
    rule = RULES[name]
    cases: list[tuple[str, dict[str, Any]]] = [*lesser(rule)]
    if name != "alike":
        cases.append(("the rule", {}))
    return [part for part, change in cases if _reads_alike(name, without(name, **change))]


def _reads_alike(name: str, changed: Grammar) -> bool:
    return all(read(name, text, changed) == read(name, text) for text in RULES[name].examples)


@pytest.mark.parametrize("name", RULES)
def test_no_part_of_a_rule_can_go(name: str):
    assert not unnoticed(name)


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("code: percentage_point", "code: points", "unknown unit 'points'; known: CNY, count, day"),
        ("factor: 0.1", "factor: 0", "factor must be positive, not 0"),
        ("bound: at_most", "bound: most", "unknown bound 'most'; known: at_least, at_most, above, below"),
        ("before: '高达'", "before: ''", "a bound needs words before or after the value, or both"),
        ("before: '高达'", "before: '(高达'", "no valid regular expression"),
        ("change: decrease", "change: less", "unknown change 'less'; known: increase, decrease"),
        ("meant: '0'", "meant: '00'", "one sign for one sign, not 00"),
        ("misread:", "misred:", "unknown key 'misred'"),
    ],
)
def test_a_fault_in_the_rules_is_told_with_file_and_line(tmp_path: Path, good: str, bad: str, message: str):
    text = (FOLDER / "quantities.yaml").read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "quantities.yaml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load(path, Grammar)
    fault = str(error.value).splitlines()[0]
    assert re.match(rf"{re.escape(str(path))}:\d+: ", fault)
    assert message in str(error.value)
