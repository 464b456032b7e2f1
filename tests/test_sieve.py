"""A sieve may let through what does not match, and must never hold back what does."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims.claim_rules import claim_rules
from ingest.claims.conditions import condition_rules
from ingest.cleaning.damage import damage_rules
from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.structure.structure_rules import structure_rules
from ingest.cleaning.structure.topics import topic_rules
from ingest.mentions.mention_rules import mention_rules
from ingest.quantities.grammar import grammar
from ingest.relations.procedure_rules import procedure_rules
from ontology.matcher import Matcher, matcher
from ontology.sieve import DIGIT, SPACE, Sieve, needed
from ontology.vocabulary import vocabulary
from tests.generated import generated

CLASSES = {DIGIT: r"\d", SPACE: r"\s"}
RULES = (
    mention_rules,
    claim_rules,
    procedure_rules,
    condition_rules,
    grammar,
    dirt_rules,
    damage_rules,
    structure_rules,
    topic_rules,
)


def patterns(value: Any) -> Iterator[re.Pattern[str]]:
    """Yield all patterns of a rules file."""
    if isinstance(value, re.Pattern):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from patterns(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from (pattern for one in value.values() for pattern in patterns(one))
    elif isinstance(value, tuple):
        yield from (pattern for one in value for pattern in patterns(one))


EVERY = tuple(dict.fromkeys(pattern for rules in RULES for pattern in patterns(rules())))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_what_a_pattern_matches_passes(data):
    pattern = data.draw(st.sampled_from(EVERY))
    text = data.draw(st.from_regex(pattern))
    if pattern.search(text):  # from_regex does not keep to all look-arounds
        assert any(all(any(stands(sign, text) for sign in need) for need in needs) for needs in needed(pattern))


def stands(string: str, text: str) -> bool:
    """Whether a string, or a character of the class that it stands for, stands in a text."""
    return string in text or (string in CLASSES and re.search(CLASSES[string], text) is not None)


def test_every_pattern_that_matches_a_line_passes():
    sieve = Sieve(dict(enumerate(EVERY)))
    seen = 0
    for article in generated(20, seed=5):
        for line in article.text.splitlines():
            passing = set(sieve.passing(line))
            matching = {place for place, pattern in enumerate(EVERY) if pattern.search(line)}
            assert matching <= passing
            seen += len(EVERY) - len(passing)
    assert seen > 20 * 20 * len(EVERY) / 2, "a sieve that lets all through is none"


@pytest.mark.parametrize(
    ("pattern", "alternatives"),
    [
        ("(?:激活|启用)医保卡", [[{"医保卡"}, {"激活"}], [{"医保卡"}, {"启用"}]]),
        ("激活(?:码|医保?卡)", [[{"激活"}, {"码"}], [{"激活"}, {"医"}, {"卡"}]]),
        ("医保?卡", [[{"医"}, {"卡"}]]),
        ("[的之]一", [[{"一"}, {"的", "之"}]]),
        ("(?:社保)+", [[{"社保"}]]),
        ("(?=社保)", [[{"社保"}]]),
        ("社保|医保", [[{"社保"}], [{"医保"}]]),
        ("a|[b-d]", [[{"a", "b", "c", "d"}]]),
        (r"\.{3,}页", [[{"..."}, {"页"}]]),
        (r"第\s*[\d一二]+", [[{"第"}, {DIGIT, "一", "二"}]]),
    ],
)
def test_needed_strings(pattern, alternatives):
    assert [[*needs] for needs in needed(re.compile(pattern))] == alternatives


@pytest.mark.parametrize(
    "pattern", ["医保|", "(?:医保)?", r"\D+", "[^医]", "(?!医保)", "(?i)app", "(?i:app)", ".", "(医)?(?(1)保|卡)"]
)
def test_patterns_without_needed_strings_always_pass(pattern):
    sieve = Sieve({"it": re.compile(pattern)})
    assert sieve.passing("") == sieve.passing("某") == ("it",)


def test_a_later_sieve_is_asked_too():
    first = Sieve({"first": re.compile("社保")})
    assert first.passing("社保和医保") == ("first",)
    second = Sieve({"second": re.compile("医保"), "third": re.compile("公积金")})
    assert second.passing("社保和医保") == ("second",)


ALONE = {scheme: Matcher(vocabulary().labels(scheme)) for scheme in vocabulary().schemes}
LABELS = tuple(label for concept in vocabulary().concepts.values() for label in concept.labels)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(LABELS), st.text("医保卡的市县12a、,", max_size=4)), max_size=8))
def test_one_pass_for_all_schemes_finds_what_each_scheme_alone_finds(parts):
    text = "".join(parts)
    for scheme, alone in ALONE.items():
        assert matcher(scheme).matches(text) == alone.matches(text)


PARTS = tuple(re.compile(pattern) for pattern in ("ab", "b", "c{2,}", "ca|^a", "[bc]a"))


@given(st.text("abc", max_size=12))
def test_patterns_tried_in_turn_change_a_text_as_all_of_them_do(text):
    expected = text
    for pattern in PARTS:
        expected = pattern.sub("", expected, count=1)
    left = [text]
    for place in Sieve(dict(enumerate(PARTS))).in_turn(lambda: left[-1]):
        left.append(PARTS[place].sub("", left[-1], count=1))
    assert left[-1] == expected
