"""Names of forum users: taken out of the text wherever a page addresses or repeats them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.cleaning.piece import Piece
from ontology.rules import rules
from ontology.segmenter import frequencies
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary

REASON = "user_name"


@dataclass(frozen=True, slots=True)
class UserNameRules:
    """Schema of `ontology/rules/user_names.yaml`."""

    floor: re.Pattern[str]
    least: int
    common: int
    addressed: tuple[re.Pattern[str], ...]


def cut_user_names(pieces: Sequence[Piece]) -> None:
    """Cut the names that lines address (回复 3楼 某人:), and those of the floors where they recur in an answer."""
    data = rules("user_names", UserNameRules)
    names = _floor_names(pieces, data)
    for piece in pieces:
        if piece.body:
            _cut_addressed(piece, data)
            for name in names:
                for match in reversed(list(re.finditer(re.escape(name), piece.text))):
                    piece.cut(*match.span(), REASON, None, "the name of a floor's user")


def _cut_addressed(piece: Piece, data: UserNameRules) -> None:
    for at in _addresses().in_turn(lambda: piece.text):
        for match in reversed(list(data.addressed[at].finditer(piece.text))):
            piece.cut(*match.span("cut"), REASON, None, "a user is addressed")


@cache
def _addresses() -> Sieve[int]:
    return Sieve(dict(enumerate(rules("user_names", UserNameRules).addressed)))


def _floor_names(pieces: Sequence[Piece], data: UserNameRules) -> list[str]:
    """Return the names on the page's floor markers that cannot be anything else, the longest first."""
    found = set()
    for piece in pieces:
        if "floor_marker" in piece.reasons:
            match = data.floor.match(piece.text)
            if match and _is_name(match["name"], data):
                found.add(match["name"])
    return sorted(found, key=lambda name: (-len(name), name))


def _is_name(name: str, data: UserNameRules) -> bool:
    """Whether a name is long enough, no common word of the language and no label of the vocabulary."""
    return (
        len(name) >= data.least
        and any(map(str.isalpha, name))
        and frequencies().get(name, 0) <= data.common
        and not vocabulary().find(name)
    )
