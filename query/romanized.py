"""Questions typed in Latin letters: abbreviations, English words and pinyin, read back into Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ontology.vocabulary import vocabulary
from query.questions import question_rules
from query.sounds import syllable

LETTERS = re.compile(r"[a-z]+(?: [a-z]+)*")
SHORTEST = 3  # letters of a run that may be pinyin: shorter ones are names and units
LONGEST_LABEL = 6  # characters of a label that is worth knowing by its sound


def in_characters(text: str) -> str:
    """Return `text` (lower case) with the Latin runs that can be read as Chinese so read; others stay.

    >>> in_characters("yibao card balance 怎么 check")
    '医保卡余额怎么查询'
    """
    readable = LETTERS.sub(lambda run: _run(run.group()), text)
    return re.sub(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", readable)


def _run(run: str) -> str:
    read: list[str] = []
    for word in run.split(" "):
        known = question_rules().romanized.get(word)
        chinese = known or (_pinyin(word) if len(word) >= SHORTEST else None)
        read.append(chinese or word)
    if _pinyin_words(run.replace(" ", "")) and all(word not in question_rules().romanized for word in run.split(" ")):
        return _pinyin(run.replace(" ", "")) or run  # syllables typed apart: "yi bao ka"
    return " ".join(read)


def _pinyin(letters: str) -> str | None:
    words = _pinyin_words(letters)
    return "".join(words) if words else None


@cache
def _pinyin_words(letters: str) -> tuple[str, ...]:
    """The fewest known words whose sounds spell `letters`; none if they do not."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(end):
            before, word = best[start], _sounds().get(letters[start:end])
            if before is not None and word and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                best[end] = (*before, word)
    return best[len(letters)] or ()


@cache
def _sounds() -> Mapping[str, str]:
    """Sound → word; plain words first, then labels in the order of the vocabulary, of equal sounds the first."""
    found: dict[str, str] = {}
    labels = (
        label for concept in vocabulary().concepts.values() for label in (concept.pref_label, *concept.alt_labels)
    )
    for word in (*question_rules().plain_words, *labels):
        if 1 <= len(word) <= LONGEST_LABEL and all(map(syllable, word)):
            found.setdefault("".join(map(syllable, word)), word)
    return found
