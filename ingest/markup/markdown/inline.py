"""Inline Markdown → visible text: emphasis, links, images, escapes, tags and entities go, the alignment stays."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ingest.decoding.reading_rules import reading_rules
from ingest.edits.draft import AlignedText

_ADDRESS = r"\((?P<address>(?:[^()\n]|\([^()\n]*+\))*+)\)"
_IMAGE = re.compile(rf"!\[(?P<text>[^\[\]\n]*+)\](?:{_ADDRESS})")
_LINK = re.compile(rf"\[(?P<text>[^\[\]\n]*+)\](?:{_ADDRESS})")
_ADDRESS_ALONE = re.compile(r"<(?P<text>https?://[^<>\s]+)>")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ESCAPE = re.compile(r"\\(?P<text>[!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CODE = re.compile(r"(?P<mark>`+)(?P<text>[^`\n]+)(?P=mark)")
_EMPHASIS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\*\*\*(?P<text>[^\s*](?:[^*]*[^\s*])?)\*\*\*",
        r"\*\*(?P<text>[^\s*](?:(?:[^*]|\*(?!\*))*[^\s*])?)\*\*",
        r"~~(?P<text>[^\s~](?:[^~]*[^\s~])?)~~",
        r"(?<!\w)__(?P<text>[^\s_](?:[^_]*[^\s_])?)__(?!\w)",
        r"(?<![\d*])\*(?P<text>[^\s*](?:[^*]*[^\s*])?)\*(?![\d*])",  # no factor: 3*5*2
        r"(?<![\w_])_(?P<text>[^\s_](?:[^_]*[^\s_])?)_(?![\w_])",
    )
)
MASK = "\ue000"  # stands for a character that is no text, so that patterns pass over it
PLAIN = "\ue001"  # stands for an escaped character, which is text and no syntax


@dataclass(frozen=True, slots=True)
class Inline:
    """A visible text and how many of its characters stand inside links, and inside links to files."""

    text: AlignedText
    link: int = 0
    file_link: int = 0


class _Marked:
    """A line whose characters are text, syntax, or inside a link."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = text
        self.link = bytearray(len(text))

    def strip(self, match: re.Match[str]) -> None:
        """Keep only the group `text` of a construct."""
        start, end = match.span("text")
        self.mask(match.start(), start)
        self.mask(end, match.end())

    def mask(self, start: int, end: int) -> None:
        self.text = self.text[:start] + MASK * (end - start) + self.text[end:]


def inline(page: str, start: int, end: int) -> Inline:
    """Return the visible text of raw [start, end), which lies on one line.

    >>> found = inline("看**[指南](a.pdf)**", 0, 16)
    >>> found.text.text, found.link, found.file_link
    ('看指南', 2, 2)
    """
    marked = _Marked(page[start:end].replace(MASK, "\ufffd").replace(PLAIN, "\ufffd"))
    if not marked.text.isalnum():
        _mark(marked)
    return _shown(marked, start)


def _mark(marked: _Marked) -> None:
    for match in list(_ESCAPE.finditer(marked.text)):
        marked.text = marked.text[: match.start()] + MASK + PLAIN + marked.text[match.end() :]
    for match in _IMAGE.finditer(marked.text):
        marked.strip(match)
        made_up = reading_rules().generated_alt.match(match["text"])
        if made_up:
            marked.mask(match.start("text"), match.start("text") + made_up.end())
    for match in _ADDRESS_ALONE.finditer(marked.text):
        marked.strip(match)
    for match in list(_LINK.finditer(marked.text)):
        file = reading_rules().main_text.file_link.search(match["address"].split(" ")[0])
        start, end = match.span("text")
        marked.link[start:end] = bytes([2 if file else 1]) * (end - start)
        marked.strip(match)
    for pattern in (_CODE, *_EMPHASIS):
        for match in list(pattern.finditer(marked.text)):
            marked.strip(match)
    for match in list(_TAG.finditer(marked.text)):
        if not _BREAK.fullmatch(match.group()):
            marked.mask(*match.span())


def _shown(marked: _Marked, offset: int) -> Inline:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    link = [0, 0, 0]
    replaced = {match.start(): match.end() for pattern in (_ENTITY, _BREAK) for match in pattern.finditer(marked.text)}
    at = 0
    while at < len(marked.text):
        end = replaced.get(at, at + 1)
        piece = marked.text[at:end]
        if piece == PLAIN:
            piece = marked.original[at]
        shown = " " if end > at + 1 and piece[0] == "<" else html.unescape(piece) if end > at + 1 else piece
        if piece != MASK:
            chars.append(shown)
            starts += [offset + at] * len(shown)
            ends += [offset + end] * len(shown)
            link[marked.link[at]] += not shown.isspace()
        at = end
    return Inline(_stripped(AlignedText.at("".join(chars), starts, ends)), link[1] + link[2], link[2])


def _stripped(text: AlignedText) -> AlignedText:
    left = len(text.text) - len(text.text.lstrip())
    return text.slice(left, max(left, len(text.text.rstrip())))
