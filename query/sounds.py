"""How characters sound, and which characters sound alike: the ground of homophone repair."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from query.questions import question_rules

_COMMON = range(0x4E00, 0x9FA6)


@cache
def syllables(character: str) -> tuple[str, ...]:
    """Return the toneless readings of a Han character, the commonest first; none for other characters.

    >>> syllables("额"), syllables("a")
    (('e',), ())
    """
    if ord(character) not in _COMMON:
        return ()
    marked = _readings().get(ord(character), "")
    return tuple(dict.fromkeys(_toneless(reading) for reading in marked.split(",") if reading))


@cache
def same_sound(character: str) -> tuple[tuple[str, bool], ...]:
    """Return the other characters that sound like this one, each with whether it sounds exactly so.

    Sounds that many speakers do not tell apart (data: `near_sounds`) count as alike.
    """
    exact = {other for reading in syllables(character) for other in _by_sound().get(reading, ())}
    near = {other for reading in syllables(character) for other in _by_near_sound().get(_near(reading), ())}
    return tuple((other, other in exact) for other in sorted(exact | near) if other != character)


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


@cache
def _near(reading: str) -> str:
    for one, other in question_rules().spelling.near_sounds.items():
        reading = reading.replace(one, other)
    return reading


@cache
def _readings() -> Mapping[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # imported late: most questions need no repair

    readings: Mapping[int, str] = pinyin_dict
    return readings


@cache
def _by_sound() -> Mapping[str, tuple[str, ...]]:
    return _grouped(near=False)


@cache
def _by_near_sound() -> Mapping[str, tuple[str, ...]]:
    return _grouped(near=True)


def _grouped(near: bool) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for code in _COMMON:
        character = chr(code)
        if not _is_simplified_text(character):
            continue
        for reading in syllables(character):
            groups.setdefault(_near(reading) if near else reading, []).append(character)
    return {reading: tuple(dict.fromkeys(characters)) for reading, characters in groups.items()}


def _is_simplified_text(character: str) -> bool:
    try:
        character.encode("gb2312")  # the 6,763 characters of everyday simplified text
    except UnicodeEncodeError:
        return False
    return True
