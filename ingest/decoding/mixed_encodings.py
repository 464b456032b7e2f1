"""Pages glued together from parts in different encodings: each stretch is read on its own."""

from __future__ import annotations

import re

from ingest.decoding.guesses import Guess, common_share, guess
from ingest.decoding.reading_rules import reading_rules

# Lines, and in HTML the text from tag to tag: neither byte is ever part of a character in GB18030 or Big5.
_STRETCH = re.compile(rb"<[^<\n]*\n?|[^<\n]+\n?|\n")


def mixed(data: bytes, best: Guess | None) -> tuple[Guess, str] | None:
    """Return the page read stretch by stretch and a line about it; None if that is no better than `best`."""
    known = reading_rules().decoding
    if len(data) > known.mixed_bytes:
        return None
    stretches = [match.group() for match in _STRETCH.finditer(data)]
    valid = [_utf8(stretch) for stretch in stretches]
    odd = b"".join(stretch for stretch, text in zip(stretches, valid, strict=True) if text is None)
    others = [guess(odd, name) for name in known.candidates if name != "utf-8"]
    other = max(others, key=lambda found: found.score).encoding
    texts, moved, lost = [], 0, 0
    for stretch, text in zip(stretches, valid, strict=True):
        if text is None:
            found = _stretch(stretch, other)
            moved += found.encoding == other
            lost += found.lost
            text = found.text
        texts.append(text)
    joined = "".join(texts)
    utf8 = sum(text is not None and not text.isascii() for text in valid)
    result = Guess(joined, other if moved > utf8 else "utf-8", lost, common_share(joined))
    if (best and best.lost <= lost) or not result.fits(known.mixed_lost_share):
        return None
    return result, f"is glued together: {moved} stretches are {other}, {utf8} are utf-8" if moved and utf8 else ""


def _stretch(data: bytes, other: str) -> Guess:
    plain, found = guess(data, "utf-8"), guess(data, other)
    sure = found.share >= reading_rules().decoding.repaired_share and found.lost < plain.lost
    return found if sure and found.share >= plain.share else plain


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
