"""Rows as compressed JSON: the names of fields come again in each row, so the compressor knows them beforehand."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

LEVEL = 6
RAW = -15  # no header, no check sum: the files of a generation are signed
# what rows look like, the most frequent last; a row is read with the same one, so a change is one of the layout
FRAMES = (
    '"columns":"title":"issued":null,"publisher":"url":"source_kind":"media_type":"encoding":"content_hash":',
    '"values":[{"value_min":"value_max":"bound":"conditions":{"care_type":"place":null,"claims":["articles":["',
    '"independent_sources":1,"dates":["source_kinds":["pairs":[{"a":0,"b":1,"reason":"the same conditions',
    ',"subject_code":null,"object":"object_code":null,"object_aliases":[],"raw_start":"raw_end":"quote":"',
    '"service":null,"form":null,"copies":null,"alternative_group":null,"only_if":null,"seal":null,',
    '"channel":null,"channel_code":null,"parts":[{"role":"raw_start":"raw_end":}],"confidence":0.9,"rule":"',
    '{"id":"article":"type":"label":"aliases":[],"place":null,"candidate":false,"mentions":[{"raw_start":',
    ',"raw_end":,"surface":"place":null,"rule":null},{"raw_start":,"raw_end":,"surface":"',
    '{"id":"article":"kind":"value_min":null,"value_max":.0,"unit":"percent","bound":"exact","approximate":false,',
    '"care_type":null,"insured_type":null,"employment":null,"facility_level":null,"place":null,"article_place":null,',
    '"condition":null,"relative_to":null,"period":null,"effective_from":"","effective_until":"","policy_year":null,',
    '"service":null,"hedge":null,"on_topic":true,"quote":"text":"raw_start":,"raw_end":,"start":,"end":,"block":,',
    '"heading_path":["],"confidence":0.9,"rule":"conditions":[{"slot":"value":"scope":"rule":"quote":"raw_start":',
)
FRAME = "".join(FRAMES).encode()


def packed_row(value: Any) -> bytes:
    """Return JSON data, compressed."""
    return packed_row_text(row_text(value))


def row_text(value: Any) -> str:
    """Return JSON data as the text that is compressed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed_row_text(text: str) -> bytes:
    """Return what `packed_row` makes of the data that `text` was made of."""
    return packed_text(text, FRAME)


def digested(text: str) -> bytes:
    """Return 16 bytes that tell the texts of rows apart."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def unpacked_row(data: bytes) -> Any:
    """Return what `packed_row` was given.

    >>> unpacked_row(packed_row({"id": "a", "place": None}))
    {'id': 'a', 'place': None}
    """
    return json.loads(unpacked_text(data, FRAME))


def packed_text(text: str, known: bytes = b"") -> bytes:
    """Return a text, compressed with the help of one that the reader has too."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW, zdict=known)
    return squeezer.compress(text.encode("utf-8", "surrogatepass")) + squeezer.flush()


def unpacked_text(data: bytes, known: bytes = b"") -> str:
    """Return the text that `packed_text` was given.

    >>> unpacked_text(packed_text("abc abc", b"abc"), b"abc")
    'abc abc'
    """
    opener = zlib.decompressobj(RAW, zdict=known)
    return (opener.decompress(data) + opener.flush()).decode("utf-8", "surrogatepass")


def teach(connection: sqlite3.Connection) -> None:
    """Let statements read packed rows: `row_text(row)` is the JSON text of one."""
    connection.create_function("row_text", 1, _row_text, deterministic=True)


def joined_terms(values: Sequence[str]) -> bytes:
    """Return the terms of a passage, compressed; they hold no line breaks of their own."""
    return packed_text("\n".join(values))


def split_terms(data: bytes) -> list[str]:
    """Return what `joined_terms` was given.

    >>> split_terms(joined_terms(["a b", "", "c"]))
    ['a b', '', 'c']
    """
    return unpacked_text(data).split("\n")


def _row_text(data: bytes) -> str:
    return unpacked_text(data, FRAME)
