"""One spelling for the widths, cases and quotation marks that a label may be written with."""

from __future__ import annotations

from ontology.remembering import of_lines

_LATIN = {ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_WIDE = {code: _LATIN.get(code - 0xFEE0, code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTES = {ord(mark): ord('"') for mark in "“”„‟＂「」『』﹁﹂"}
_TABLE = _LATIN | _WIDE | _QUOTES


@of_lines(4096)  # a line is asked for by every recogniser, folded or not
def fold(text: str) -> str:
    """Return `text` with ASCII lower case, half-width forms and straight double quotes.

    Every code point stays one code point, so offsets in the folded text are offsets in `text`.

    >>> fold("“医保服务平台”ＡＰＰ")
    '"医保服务平台"app'
    """
    return text.translate(_TABLE)
