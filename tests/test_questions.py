"""The training questions: well formed, each question in one group only, and none of the judged queries among them."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from index.encoder.pairs import held_out, intents
from index.encoder.script import simplified
from index.encoder.settings import settings

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "corpus" / "questions"
JUDGED = ROOT.parent / "shared" / "eval" / "dev"
ALIKE = 0.8  # share of shared bigrams, or of characters that need no edit, from which two questions are the same one
PHONE = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")


@pytest.fixture(scope="module")
def known():
    return (*intents(QUESTIONS), *intents(QUESTIONS / "waiting"))


def folded(text):
    return re.sub(r"[\W_]+", "", simplified([text])[0].lower())


def bigrams(text):
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def distance(first, second):
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def alike(first, second):
    shared, all_of_them = bigrams(first) & bigrams(second), bigrams(first) | bigrams(second)
    if len(shared) / len(all_of_them) >= ALIKE:
        return True
    longest = max(len(first), len(second))
    if abs(len(first) - len(second)) > (1 - ALIKE) * longest or len(shared) * 4 < len(all_of_them):
        return False
    return 1 - distance(first, second) / longest >= ALIKE


def test_every_intent_has_passages_and_enough_questions(known):
    assert len(known) >= 200
    for intent in known:
        assert len(intent.passages) == 3, intent.name
        assert len(intent.questions) >= 17, intent.name
        assert all(text.strip() == text and text for text in (*intent.passages, *intent.questions)), intent.name


def test_no_question_stands_in_two_groups(known):
    groups = {}
    for intent in known:
        for question in intent.questions:
            groups.setdefault(folded(question), set()).add(intent.group)
    assert {question: found for question, found in groups.items() if len(found) > 1} == {}


def test_no_question_stands_twice_in_an_intent(known):
    for intent in known:
        twice = [question for question, n in Counter(intent.questions).items() if n > 1]
        assert not twice, (intent.name, twice)


def test_texts_name_no_person(known):
    for intent in known:
        for text in (*intent.passages, *intent.questions):
            assert not PHONE.search(text), (intent.name, text)


def test_about_a_seventh_of_the_intents_is_held_out(known):
    share = sum(held_out(intent, settings().held_out_percent) for intent in known) / len(known)
    assert 0.10 <= share <= 0.20


def test_a_group_is_held_out_as_a_whole(known):
    sides = {}
    for intent in known:
        sides.setdefault(intent.group, set()).add(held_out(intent, settings().held_out_percent))
    assert all(len(side) == 1 for side in sides.values())


@pytest.mark.parametrize("name", ["queries.jsonl", "unanswerable.jsonl"])
def test_no_judged_query_is_a_training_question(known, name):
    if not (JUDGED / name).is_file():
        pytest.skip(f"no judged queries at {JUDGED / name}")
    lines = (JUDGED / name).read_text(encoding="utf-8").splitlines()
    judged = [folded(json.loads(line)["query"]) for line in lines]
    written = [(intent.name, question, folded(question)) for intent in known for question in intent.questions]
    same = [(where, question) for where, question, text in written if any(alike(text, query) for query in judged)]
    assert same == []
