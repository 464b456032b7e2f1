"""How Han characters sound: the ground of homophone repair and of reading pinyin."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from query.understanding.rules import question_rules

_HAN = range(0x4E00, 0x9FA6)


@cache
def syllables(character: str) -> tuple[str, ...]:
    """Return the readings of a Han character without tones, the commonest first; none for other characters.

    >>> syllables("参"), syllables("a")
    (('can', 'cen', 'shen'), ())
    """
    if len(character) != 1 or ord(character) not in _HAN:
        return ()
    marked = _readings().get(ord(character), "")
    return tuple(dict.fromkeys(_toneless(reading) for reading in marked.split(",") if reading))


def syllable(character: str) -> str:
    """Return the commonest reading of a Han character without its tone, "" for other characters.

    >>> syllable("额"), syllable("a")
    ('e', '')
    """
    return next(iter(syllables(character)), "")


@cache
def near_syllable(character: str) -> str:
    """Return the reading with the sounds merged that many speakers do not tell apart (data: `near_sounds`).

    >>> near_syllable("料") == near_syllable("尿")
    True
    """
    reading = syllable(character)
    for one, other in question_rules().spelling.near_sounds.items():
        reading = reading.replace(one, other)
    return reading


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


@cache
def _readings() -> Mapping[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # imported late: only questions need it

    readings: Mapping[int, str] = pinyin_dict
    return readings
