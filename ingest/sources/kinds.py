"""Which kind of source a path is, by its name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest.decoding.reading_rules import reading_rules

_URL = re.compile(r"https?://[^/\s]", re.I)


def is_url(path: str) -> bool:
    """Whether `path` is an address on the web.

    >>> is_url("https://example.org/a.html"), is_url("pages/a.html"), is_url("http://[::1")
    (True, False, False)
    """
    try:
        parts = urlsplit(path) if _URL.match(path) else None
        return bool(parts and parts.hostname and parts.port != 0)
    except ValueError:
        return False


def kind_of(path: str) -> str:
    """Return lines, zip, tar, warc, urls or unread for the kinds that `reading.yaml` lists; "" for a page.

    >>> kind_of("a.JSONL.gz"), kind_of("a.tar.gz"), kind_of("a.html.gz"), kind_of("a.rar")
    ('lines', 'tar', '', 'unread')
    """
    lower = path.lower()
    for kind, suffixes in reading_rules().sources.suffixes.items():
        if lower.endswith(suffixes):
            return kind
    inner, _, last = lower.rpartition(".")
    packed = f".{last}" in reading_rules().sources.compressions
    return "lines" if (inner if packed else lower).endswith(reading_rules().line_suffixes) else ""
