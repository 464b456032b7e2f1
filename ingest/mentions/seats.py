"""Where an organisation or channel has its seat: the place that its name begins with, or that stands before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.article import Mention
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary

SEATED = ("organization", "channel")
REGION = "region"


def seats(mentions: Sequence[Mention]) -> Mapping[int, str]:
    """Return the code of the place of those mentions that name one, by their position in `mentions`.

    太原市医保局 sits in 太原, and so does 兰州银行 in 兰州, though that name is no mention of the place. 市医保局 says
    nothing of where it sits, nor does 各地医保局.
    """
    ends: dict[int, str] = {}
    for one in mentions:
        if one.type == "place" and one.code:
            ends[one.end] = one.code
    found: dict[int, str] = {}
    for number, one in enumerate(mentions):
        if one.type in SEATED:
            code = ends.get(one.start) or ends.get(one.start + 1) or _first_word(one)  # 市 may belong to both names
            if code:
                found[number] = code
    return found


def _first_word(mention: Mention) -> str:
    """Return the place that a name begins with, "" if it is none or could be several."""
    surface = fold(mention.surface.lstrip("“「\"'"))
    match = next(iter(matcher(REGION).matches(surface)), None)
    if match is None or match.start or match.end == len(surface) or len(match.codes) != 1:
        return ""
    return match.codes[0] if match.codes[0] in vocabulary().concepts else ""
