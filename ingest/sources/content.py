"""HTTP content: its type, its charset, and its bytes without chunks and compression."""

from __future__ import annotations

import re
import zlib

import brotli

from ingest.decoding.reading_rules import reading_rules

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")


class ContentError(ValueError):
    """Compressed content that cannot be unpacked."""


def media(content_type: str) -> str:
    """Return the bare type.

    >>> media("Text/HTML; charset=GBK"), charset("Text/HTML; charset=GBK")
    ('text/html', 'GBK')
    """
    return content_type.partition(";")[0].strip().lower()


def charset(content_type: str) -> str:
    """Return the encoding that a type declares, "" for none."""
    match = _CHARSET.search(content_type)
    return match[1] if match else ""


def suffix_of(content_type: str) -> str:
    """Return the suffix that pages of a type have in files; "" for types that are no pages."""
    return reading_rules().sources.content_types.get(media(content_type), "")


def plain_bytes(data: bytes, encoding: str, chunked: bool) -> bytes:
    """Return the content, no more than one byte above what an article may have.

    Content that is not chunked or compressed although its header says so is returned as it is: many archives keep the
    header and store the plain page.

    Raises:
        ContentError: if it breaks off or is damaged.
    """
    if chunked:
        data = _joined(data)
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        data = _unpacked(data, name)
    return data


def _joined(data: bytes) -> bytes:
    chunks: list[bytes] = []
    place = 0
    while match := _CHUNK.match(data, place):
        size = int(match[1], 16)
        if not size:
            return b"".join(chunks)
        chunks.append(data[match.end() : match.end() + size])
        place = match.end() + size
    if place == 0:
        return data
    raise ContentError("chunks")


def _unpacked(data: bytes, name: str) -> bytes:
    limit = reading_rules().article_bytes + 1
    if name == "br":
        return _brotli(data, limit)
    if name in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
        return _inflated(data, 31, limit)
    if name == "deflate":
        try:
            return _inflated(data, 15, limit)
        except ContentError:
            return _raw_deflated(data, limit)
    return data


def _raw_deflated(data: bytes, limit: int) -> bytes:
    try:
        return _inflated(data, -15, limit)
    except ContentError:
        if data.lstrip()[:1] == b"<":
            return data
        raise


def _inflated(data: bytes, bits: int, limit: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    try:
        found = unpacker.decompress(data, limit)
    except zlib.error as error:
        raise ContentError(str(error)) from None
    if not unpacker.eof and len(found) < limit:
        raise ContentError("breaks off")
    return found


def _brotli(data: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    try:
        found: bytes = unpacker.process(data, output_buffer_limit=limit)
        while len(found) < limit and not unpacker.is_finished() and not unpacker.can_accept_more_data():
            found += unpacker.process(b"", output_buffer_limit=limit)
    except brotli.error as error:
        if data.lstrip()[:1] == b"<":
            return data
        raise ContentError(str(error)) from None
    if not unpacker.is_finished() and len(found) < limit:
        raise ContentError("breaks off")
    return found
