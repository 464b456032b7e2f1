"""HTML → tokens with exact offsets, in linear time and whatever the markup is worth.

Not html.parser: it gives lines and columns, its reading of broken markup changes between patch releases of Python, and
some inputs take it quadratic time or an AssertionError. Here every character belongs to exactly one token.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

RAW_TEXT = frozenset({"script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes"})

_TAG = re.compile(  # quotes count only after an equals sign; possessive: no backtracking
    r"<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?P<attributes>(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+|=)*+)>"
)
_OTHER = re.compile(r"<!--(?:-?>|[\s\S]*?(?:--!?>|\Z))|<!\[CDATA\[|<[!?/][^>]*+>")
_ATTRIBUTE = re.compile(r"([^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?+")


class Token(NamedTuple):
    """A piece of the page. `kind`: open, close, text, or other (comment, declaration, content of a script)."""

    kind: str
    start: int
    end: int
    name: str = ""  # of a tag, in small letters
    attributes: str = ""


def attributes(token: Token) -> dict[str, str]:
    """Return the attributes of a tag, names in small letters; the first of two equal names counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(token.attributes):
        found.setdefault(match[1].lower(), html.unescape(match[2] or match[3] or match[4] or ""))
    return found


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`; they tile it. What looks like a tag but never ends is text."""
    at = begin = 0  # begin: of the text that is not yet yielded
    last, open_ended = text.rfind(">"), set[str]()
    while 0 <= (at := text.find("<", at)) <= last:
        match = _TAG.match(text, at) or _OTHER.match(text, at)
        if match is None:
            at += 1
            continue
        if begin < at:
            yield Token("text", begin, at)
        at = begin = match.end()
        if match.re is _OTHER:
            yield Token("other", match.start(), at)
            continue
        tag = Token(
            "close" if match["close"] else "open", match.start(), at, match["name"].lower(), match["attributes"]
        )
        yield tag
        if tag.kind == "open" and tag.name in RAW_TEXT - open_ended and not tag.attributes.endswith("/"):
            end = _raw_end(text, tag.name, at)
            if end is None:
                open_ended.add(tag.name)
            elif at < end:
                yield Token("other", at, end, tag.name)
                at = begin = end
    if begin < len(text):
        yield Token("text", begin, len(text))


def _raw_end(text: str, name: str, start: int) -> int | None:
    """Return where the content of a raw text element ends; None if it is never closed, and so taken as empty."""
    match = re.compile(rf"</{name}(?=[\s/>])", re.I).search(text, start)
    return match.start() if match else None
