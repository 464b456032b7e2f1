"""Questions typed in Latin letters: abbreviations, English words and pinyin, read back into Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice, product

from ontology.vocabulary import vocabulary
from query.understanding.rules import question_rules
from query.understanding.sounds import syllables

LETTERS = re.compile(r"[a-z]+(?: [a-z]+)*")
SHORTEST = 3  # letters of a run that may be pinyin: shorter ones are names and units
NEVER = 1 << 30  # words: more than any question has
SPELLINGS = 8  # of a word with several readings
LONGEST_LABEL = 6  # characters of a label that is worth knowing by its sound


def in_characters(text: str) -> str:
    """Return `text` (lower case) with the Latin runs that can be read as Chinese so read; others stay.

    >>> in_characters("yibao card balance 怎么 check")
    '医保卡余额怎么查询'
    """
    readable = LETTERS.sub(lambda run: _run(run.group()), text)
    return re.sub(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", readable)


def _run(run: str) -> str:
    known = question_rules().romanized
    typed = run.split(" ")
    if not any(word in known for word in typed) and (joined := _pinyin("".join(typed))):
        return joined  # syllables typed apart: "yi bao ka"
    return " ".join(known.get(word) or (_pinyin(word) if len(word) >= SHORTEST else None) or word for word in typed)


def _pinyin(letters: str) -> str | None:
    """Read letters as the fewest known words whose sounds spell them; None if there are none."""
    fewest = [(0, 0), *[(NEVER, 0)] * len(letters)]  # words up to here, start of the last
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _longest_sound()), end):
            if letters[start:end] in _sounds():
                fewest[end] = min(fewest[end], (fewest[start][0] + 1, start))
    if fewest[-1][0] >= NEVER:
        return None
    words: list[str] = []
    end = len(letters)
    while end:
        start = fewest[end][1]
        words.append(_sounds()[letters[start:end]])
        end = start
    return "".join(reversed(words)) or None


@cache
def _longest_sound() -> int:
    return max(map(len, _sounds()))


@cache
def _sounds() -> Mapping[str, str]:
    """Sound → word; of equal sounds plain words first, then those of questions, then labels in their order."""
    found: dict[str, str] = {}
    labels = (
        label for concept in vocabulary().concepts.values() for label in (concept.pref_label, *concept.alt_labels)
    )
    rules = question_rules()
    standard = (word for expression in rules.expressions for word in expression.words)
    for word in (*rules.plain_words, *rules.spelling.common, *standard, *labels):
        if 1 <= len(word) <= LONGEST_LABEL:
            for sounds in islice(product(*(syllables(character)[:2] for character in word)), SPELLINGS):
                found.setdefault("".join(sounds), word)
    return found
