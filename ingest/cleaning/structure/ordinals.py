"""Ordinals: the style and number that a line begins with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ingest.cleaning.structure.structure_rules import structure_rules
from ingest.quantities.numerals import numeral

HAN = "零一二三四五六七八九十百"


@dataclass(frozen=True, slots=True)
class Ordinal:
    """What a line is numbered with."""

    style: str  # name in `structure.yaml`
    number: int
    end: int  # where the text behind it begins


def ordinal(text: str) -> Ordinal | None:
    """Return the ordinal that `text` begins with, None if there is none.

    >>> ordinal("(三)退休人员"), ordinal("12、身份证")
    (Ordinal(style='han_bracket', number=3, end=3), Ordinal(style='arabic', number=12, end=3))
    """
    mark = _any_style().match(text)
    number = number_of(mark.group()) if mark else None
    return Ordinal(str(mark.lastgroup), number, mark.end()) if mark and number is not None else None


def style_of(text: str) -> str:
    """Return the style of numbering that `text` begins with, "" if there is none.

    >>> style_of("(三)退休人员"), style_of("退休人员")
    ('han_bracket', '')
    """
    mark = _any_style().match(text)
    return str(mark.lastgroup) if mark else ""


@cache
def _any_style() -> re.Pattern[str]:
    """Return the styles as one pattern: the first that fits gives its name to the group."""
    return re.compile("|".join(f"(?P<{style.name}>{style.pattern.pattern})" for style in structure_rules().ordinals))


def number_of(mark: str) -> int | None:
    """Return the number in an ordinal's mark: 3 of "3、", "(三)", "③" and "第三步".

    >>> number_of("第十二、"), number_of("⑤"), number_of("、")
    (12, 5, None)
    """
    signs = "".join(sign for sign in mark if sign in HAN or unicodedata.category(sign) in ("Nd", "No"))
    if not signs:
        return None
    if signs[0] in HAN:
        return int(numeral(signs))
    if unicodedata.category(signs[0]) == "No":
        return int(unicodedata.numeric(signs[0]))
    return int(signs)


def strip_ordinal(text: str) -> str:
    """Return the text without its ordinal.

    >>> strip_ordinal("1、一级医院:")
    '一级医院:'
    """
    styles = structure_rules().ordinals if _any_style().match(text) else ()
    for style in styles:
        match = style.pattern.match(text)
        if match and match.end() < len(text):
            return text[match.end() :]
    return text
