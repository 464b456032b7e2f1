"""Web archives (WARC) → raw articles: each page that came with status 200, decoded as its HTTP header declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.content import ContentError, charset, media, plain_bytes, suffix_of
from ingest.sources.intake import Intake
from ingest.sources.pages import page
from ingest.sources.problems import unreadable
from ingest.sources.streams import DAMAGE, limited, read_some, unpacked
from ontology.errors import InputError

PAGES = ("response", "resource")


class _DamagedError(Exception):
    """The file is cut short or its compression broken; no EOFError, which `warcio` takes for a proper end."""


class _Whole:
    """A stream whose damage is never taken for its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.begun = False  # something was read

    def read(self, size: int = -1) -> bytes:
        try:
            data = read_some(self._stream, size)
        except DAMAGE as error:
            raise _DamagedError(str(error)) from error
        self.begun = self.begun or bool(data)
        return data


class _Records(WARCIterator):  # type: ignore[misc]
    """The records of a WARC file, without the warnings that `warcio` writes to stderr."""

    INC_RECORD = ""

    def __init__(self, stream: _Whole) -> None:
        super().__init__(stream)
        self._source = stream

    def _next_record(self, next_line: bytes | None) -> ArcWarcRecord:
        first = self.record is None
        try:
            record = super()._next_record(next_line)
        except EOFError:
            if next_line or (first and self._source.begun) or not self._source.begun:
                raise _DamagedError("no record, or one cut short in its header") from None
            raise
        if record.length is None:  # the header ends before it says how long the record is
            raise _DamagedError("cut short in a header")
        return record


def warc_file(path: str, intake: Intake) -> Iterator[RawArticle]:
    """Yield the pages of a WARC file, named by their URLs; of several captures the first counts."""
    skipped: Counter[str] = Counter()
    try:
        with open(path, "rb") as file:
            records = _Records(_Whole(unpacked(file, path)))
            for record in records:
                yield from _page(record, intake, skipped)
            if records.err_count:
                skipped["records with a wrong length"] += records.err_count
    except (_DamagedError, ArchiveLoadFailed, ValueError, AttributeError):  # the last: a record without address or type
        intake.tell(path, "is damaged or cut short: what follows is left out; fetch it again", "any")
    except DAMAGE as error:
        intake.report(unreadable(path, error, "any"))
    if skipped:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(skipped.items()))
        intake.tell(path, f"left out {kinds}; nothing to do unless an article is missing", "none")


def _page(record: ArcWarcRecord, intake: Intake, skipped: Counter[str]) -> Iterator[RawArticle]:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    kind = record.rec_type if record.rec_type not in PAGES else _unwanted(record, url)
    if kind in ("warcinfo", "request", "metadata"):
        return  # beside the pages, not instead of one
    if not kind and url in intake.seen:
        kind = "repeated captures"
    if kind:
        skipped[kind] += 1
        return
    try:
        article = page(
            url,
            _content(record),
            intake,
            suffix=suffix_of(_type(record)),
            declared=charset(_type(record)),
            metadata={"url": url, "captured": record.rec_headers.get_header("WARC-Date") or ""},
        )
    except InputError as error:
        intake.tell(url, str(error))
        return
    intake.seen.add(url)
    yield article


def _unwanted(record: ArcWarcRecord, url: str) -> str:
    """Return the kind of what is no page, in the plural; "" for a page."""
    if not url.lower().startswith(("http://", "https://")):
        return "records without an address"
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return "responses other than 200"
    return "" if suffix_of(_type(record)) or not media(_type(record)) else "files of other types"


def _type(record: ArcWarcRecord) -> str:
    headers: Any = record.http_headers if record.http_headers is not None else record.rec_headers
    return headers.get_header("Content-Type") or ""


def _content(record: ArcWarcRecord) -> bytes:
    data = limited(cast(IO[bytes], record.raw_stream))
    headers = record.http_headers
    stated = record.length if headers is None else record.payload_length
    if len(data) < min(stated or 0, reading_rules().article_bytes):
        raise InputError("is cut short in the archive; fetch it again")
    if headers is None:
        return data
    chunked = "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    try:
        return plain_bytes(data, headers.get_header("Content-Encoding") or "", chunked)
    except ContentError:
        raise InputError("its compressed content is damaged; fetch it again") from None
