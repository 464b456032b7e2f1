"""Mojibake: UTF-8 that was read in another encoding, put back where every byte of it survived."""

from __future__ import annotations

import re

from ingest.guesses import common_share
from ingest.reading_rules import reading_rules

_WIDE_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def mojibake_repair(text: str) -> str | None:
    """Return `text` with runs of UTF-8 that were read as GBK or Latin-1 repaired; None where nothing can be undone.

    >>> mojibake_repair("鍖讳繚 3 次"), mojibake_repair("医保卡")
    ('医保 3 次', None)
    """
    repaired = _WIDE_RUN.sub(lambda match: _repaired(match.group()) or match.group(), text)
    return repaired if repaired != text else None


def _repaired(run: str) -> str | None:
    before = common_share(run)
    for data in (_gbk(run), _latin(run)):
        after = _utf8(data) if data else None
        if after and len(after) < len(run) and _better(before, common_share(after)):
            return after
    return None


def _better(before: float, after: float) -> bool:
    return after >= reading_rules().decoding.repaired_share and after > before


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _gbk(run: str) -> bytes | None:
    try:  # the lone byte 0x80 is shown as a euro sign by those who read GBK as cp936
        return b"\x80".join(part.encode("gb18030") for part in run.split("€"))
    except UnicodeEncodeError:
        return None


def _latin(run: str) -> bytes | None:
    try:  # cp1252 where it has the character, the C1 controls of Latin-1 elsewhere
        return b"".join(char.encode("latin-1" if ord(char) < 0x100 else "cp1252") for char in run)
    except UnicodeEncodeError:
        return None
