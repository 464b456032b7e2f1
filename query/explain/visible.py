"""Characters that nobody sees, made visible: control characters, bidirectional marks, odd blanks, lone surrogates."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[^\\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def visible(text: str) -> str:
    r"""Return `text` with a sign for each character that no reader sees; newlines and plain blanks stay.

    >>> visible("医\u200b保\t\x00")
    '医⟨U+200B⟩保⇥␀'
    """
    return _UNSEEN.sub(lambda match: _sign(match.group()), text)


def _sign(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return "⇥"
    if code < 0x20:
        return chr(0x2400 + code)
    return f"⟨U+{code:04X}⟩"


def shortened(text: str, most: int) -> str:
    """Return `text` on one line, its middle left out where it is longer than `most`.

    >>> shortened("<p\\n  class='a b c'>", 12)
    "<p cla… b c'>"
    """
    line = " ".join(text.split())
    half = most // 2
    return line if len(line) <= most else f"{line[:half]}…{line[-half:]}"
