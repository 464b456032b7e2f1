"""Mojibake: text that was read in a wrong encoding, put back as far as its bytes survived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.decoding.guesses import LOST, common_share, mostly_common
from ingest.decoding.reading_rules import reading_rules

_LAST_WESTERN = "™"  # of the characters of Latin-1 and cp1252
_WIDE_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_WIDE = re.compile(r"[^\x00-\x7f]")
_GAP = re.compile(r"[?\ufffd]*\ufffd[?\ufffd]*")  # a question mark beside what is lost stands for a byte of it
BYTES, EASTERN = 3, "\u2e80"  # of a character in UTF-8; from which on all have that many
_LATIN_LEAST = 4  # characters of GBK read as Latin-1: fewer may be a word of another language


def mojibake_repair(text: str) -> str | None:
    r"""Return `text` with what was UTF-8 read as GBK or Latin-1, or GBK read as Latin-1, put back; None if nothing was.

    Where bytes were lost, the rest of a misread text is put back and U+FFFD stands for what is gone.

    >>> mojibake_repair("鍖讳繚 3 次"), mojibake_repair("医保卡"), mojibake_repair("Ò½±£¿¨")
    ('医保 3 次', None, '医保卡')
    >>> mojibake_repair("2000å\x85\x83ã\x80\x81å\x81\x87è\x82¢è¡¥6000")  # rare words between figures
    '2000元、假肢补6000'
    >>> mojibake_repair("鑱屽伐鍖讳繚鍗\ufffd") == "职工医保\ufffd"
    True
    """
    suspect, most = _suspect().search(text), reading_rules().decoding.partial_before
    repaired = _WIDE_RUN.sub(lambda match: _repaired(match.group()) or match.group(), text) if suspect else text
    if not mostly_common(text, most):
        repaired = _western(text) or repaired
        if not mostly_common(repaired, most):
            repaired = _partly(text) or repaired
    return repaired if repaired != text else None


@cache
def _suspect() -> re.Pattern[str]:
    """Return the beginnings of all runs that may be misread: those whose bytes in GBK begin as UTF-8 does, and Latin-1.

    The bytes of nearly all other text break a rule of UTF-8 in its first two characters.
    """
    leads = {
        sign: lead
        for lead in range(0xC2, 0xF5)
        for trail in range(0x80, 0xC0)  # the bytes that go on
        if (sign := bytes((lead, trail)).decode("gb18030", "ignore"))
    }
    short = "".join(sign for sign, lead in leads.items() if lead < 0xE0)  # these two bytes are a character
    long = "".join(sign for sign, lead in leads.items() if lead >= 0xE0)
    western = rf"[\x80-{_LAST_WESTERN}]{{2,}}(?![^\x00-\x7f])"
    return re.compile(rf"(?<![^\x00-\x7f])(?:[{short}][{short}{long}]|[{long}][^\x00-\x7f]|{western})")


def _repaired(run: str) -> str | None:
    for after in _readings(run):
        # no shorter where each of its characters took up a figure or letter beside it
        if len(after) <= len(run) and (_proved(run, after) or _better(common_share(run), common_share(after))):
            return after
    return None


def _proved(run: str, after: str) -> bool:
    """Whether Latin-1 follows the rules of UTF-8 for so many characters of three bytes that it is no accident."""
    enough = len(after) >= reading_rules().decoding.proved
    return enough and len(run) == BYTES * len(after) and min(after) >= EASTERN


def _readings(run: str) -> Iterator[str]:
    """Yield what `run` may have been, the likelier first."""
    western = _latin(run)
    yield from _decoded(_gbk(run), "utf-8")
    for once in _decoded(western, "utf-8"):
        yield once
        yield from _decoded(_latin(once), "utf-8")  # misread twice
    if len(run) >= _LATIN_LEAST:
        yield from _decoded(western, "gb18030")


def _western(text: str) -> str | None:
    """Return a text that was GBK and read as Latin-1 from end to end: its single characters too are put back."""
    if sum(1 for _ in _WIDE.finditer(text)) < _LATIN_LEAST:
        return None
    share = reading_rules().decoding.partial_share
    return next((after for after in _decoded(_latin(text), "gb18030") if common_share(after) >= share), None)


def _partly(text: str) -> str | None:
    """Return a text that was UTF-8 and read as GBK with some of its bytes lost."""
    known = reading_rules().decoding
    parts = [_gbk(part) for part in text.split(LOST)]
    data = b"\xff".join(part for part in parts if part is not None)
    after = _GAP.sub(LOST, data.decode("utf-8", "replace"))
    wide, lost = sum(1 for _ in _WIDE.finditer(after)), after.count(LOST)
    sound = None not in parts and wide - lost >= known.partial_least and lost <= known.partial_lost * wide
    return after if sound and common_share(after.replace(LOST, "")) >= known.partial_share else None


def _better(before: float, after: float) -> bool:
    return after >= reading_rules().decoding.repaired_share and after > before


def _decoded(data: bytes | None, encoding: str) -> Iterator[str]:
    if data:
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError:
            return


def _gbk(run: str) -> bytes | None:
    try:  # the lone byte 0x80 is shown as a euro sign by those who read GBK as cp936
        return b"\x80".join(part.encode("gb18030") for part in run.split("€"))
    except UnicodeEncodeError:
        return None


def _latin(run: str) -> bytes | None:
    if max(run, default="") > _LAST_WESTERN:  # nearly every run
        return None
    try:  # cp1252 where it has the character, the C1 controls of Latin-1 elsewhere
        return b"".join(char.encode("latin-1" if ord(char) < 0x100 else "cp1252") for char in run)
    except UnicodeEncodeError:
        return None
