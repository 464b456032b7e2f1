"""Invisible, look-alike and lost characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ingest.cleaning.piece import Piece
from ingest.decoding.guesses import common_share, mostly_common
from ingest.decoding.mojibake import mojibake_repair
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.rules import rules

_EAST_ASIAN = re.compile("[\u2e81-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class CharacterRules:
    """Schema of `ontology/rules/characters.yaml`; code points as hexadecimal text."""

    invisible: tuple[str, ...]
    blanks: tuple[str, ...]
    compatibility: tuple[tuple[str, ...], ...]
    radicals: Mapping[str, str]
    lost: tuple[str, ...]
    lost_share: float
    lost_length: int
    lost_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    invisible: re.Pattern[str]
    blank: re.Pattern[str]
    compatibility: re.Pattern[str]
    lost: re.Pattern[str]
    any: re.Pattern[str]  # one of these
    radicals: Mapping[int, int]


@cache
def _compiled() -> _Compiled:
    data = rules("characters", CharacterRules)

    def charset(codes: tuple[str, ...]) -> str:
        return "[" + "".join(f"\\u{code}" for code in codes) + "]"

    ranges = "".join(f"\\u{first}-\\u{last}" for first, last in data.compatibility)
    lost = "|".join([charset(data.lost), *map(re.escape, data.lost_words)])
    kinds = charset(data.invisible), charset(data.blanks), f"[{ranges}]", lost
    invisible, blank, compatibility, lost_signs = map(re.compile, kinds)
    radicals = str.maketrans(data.radicals["from"], data.radicals["to"])
    return _Compiled(invisible, blank, compatibility, lost_signs, re.compile("|".join(kinds)), radicals)


def repair_characters(piece: Piece) -> None:
    """Strip invisible characters, map look-alikes, flag characters that were lost when the page was decoded."""
    known = _compiled()
    _undo_mojibake(piece)
    if known.any.search(piece.text):
        _repair_each(piece, known)
    _strip(piece)


def _repair_each(piece: Piece, known: _Compiled) -> None:
    for match in reversed(list(known.invisible.finditer(piece.text))):
        piece.cut(*match.span(), "encoding", "invisible_character", _code_point(match.group()))
    for match in known.blank.finditer(piece.text):
        piece.draft.replace(*match.span(), " ", "blank", 1.0, _code_point(match.group()))
    for match in known.compatibility.finditer(piece.text):
        after = unicodedata.normalize("NFKC", match.group()).translate(known.radicals)
        if len(after) == 1 and after != match.group():
            piece.draft.replace(*match.span(), after, "compatibility_character", 1.0, _code_point(match.group()))
            if ord(match.group()) < 0xFF00:
                piece.mark("encoding")
    for match in known.lost.finditer(piece.text):
        piece.flagged("encoding", match.span(), "stands for bytes that could not be read")
        piece.damaged(*match.span())


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _named(text: str) -> int:
    """Return how many characters names of the vocabulary hold, however rare these are: 苯丙酮尿症."""
    return len({at for match in matcher().matches(fold(text)) for at in range(match.start, match.end)})


def _undo_mojibake(piece: Piece) -> None:
    """Put back text that was UTF-8 and decoded as GBK, where every byte of it survived."""
    repaired = mojibake_repair(piece.text)
    if repaired is not None:
        piece.draft.replace(0, len(piece.text), repaired, "mojibake", 0.95, "its bytes are valid UTF-8 of common words")
        piece.flagged("encoding", evidence="UTF-8 that was read as GBK", confidence=0.95)
        return
    data = rules("characters", CharacterRules)
    if mostly_common(piece.text, data.lost_share):
        return
    share = common_share(piece.text)
    wide = len(_EAST_ASIAN.findall(piece.text))
    if wide >= data.lost_length and _named(piece.text) < data.lost_share * wide:
        piece.flagged("encoding", evidence=f"only {share:.0%} of its characters are common")
        piece.damaged(0, len(piece.text))


def _strip(piece: Piece) -> None:
    text = piece.text
    if text == text.strip():
        return
    right = len(text.rstrip())
    if right < len(text):
        piece.draft.replace(right, len(text), "", "outer_blank")
    left = len(piece.text) - len(piece.text.lstrip())
    if left:
        piece.draft.replace(0, left, "", "outer_blank")
