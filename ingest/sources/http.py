"""One HTTP request, over the connection pool of trafilatura's downloader.

Its `fetch_response` is not used: it says of no failure what it was, follows redirects past robots.txt, and retries
without verifying certificates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import certifi
import urllib3
from trafilatura.downloads import create_pool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as SlowError
from urllib3.util import Timeout, make_headers

from ingest.decoding.reading_rules import reading_rules
from ingest.sources.web import Clock
from ontology.errors import InputError


class DownloadError(InputError):
    """A page that does not come; `transient`: another try may help."""

    def __init__(self, reason: str, transient: bool = False) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.transient = transient


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered. `headers`: names in lower case; `body`: without chunks and compression."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def agent() -> str:
    """Return the name that servers hear."""
    try:
        return f"yibao/{version('yibao')}"
    except PackageNotFoundError:
        return "yibao/0"


def request(url: str, extra: Mapping[str, str], limit: int, clock: Clock, local: bool) -> Response:
    """Ask once for `url`; no redirect is followed.

    Args:
        url: of a page.
        extra: headers beside the usual ones.
        limit: bytes, unpacked; more is an error.
        clock: ends an answer that trickles.
        local: whether an address that is not public may be connected to.

    Raises:
        DownloadError: if no whole answer comes.
    """
    known = reading_rules().web
    headers = {**make_headers(accept_encoding=True), "User-Agent": agent(), **extra}
    timeout = Timeout(connect=known.connect_seconds, read=known.read_seconds)
    try:
        answer = _pool(local).request(
            "GET", url, headers=headers, timeout=timeout, retries=False, redirect=False, preload_content=False
        )
        try:
            body = _body(answer, limit, clock)
        finally:
            answer.close()  # not put back: what is left of it need not be read
    except (HTTPError, OSError, ValueError) as error:
        raise _failure(error) from None
    return Response(url, answer.status, {name.lower(): value for name, value in answer.headers.items()}, body)


def _body(answer: Any, limit: int, clock: Clock) -> bytes:
    pieces, size, start = [], 0, clock.now()
    for piece in answer.stream(1 << 16, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise DownloadError(f"is larger than {limit} bytes")
        if clock.now() - start > reading_rules().web.total_seconds:
            raise DownloadError("came too slowly", transient=True)
    return b"".join(pieces)


@cache
def _pool(local: bool) -> Any:
    return create_pool(ssrf_protection=not local, ca_certs=certifi.where(), cert_reqs="CERT_REQUIRED")


def _failure(error: Exception) -> DownloadError:
    if isinstance(error, DownloadError):
        return error
    if isinstance(error, NameResolutionError):
        return DownloadError("the host is not known")
    if isinstance(error, SSLError):
        return DownloadError("its certificate or encryption is not valid")
    if isinstance(error, NewConnectionError) and "SSRF" in str(error):
        return DownloadError("leads to an address that is not public")
    if isinstance(error, NewConnectionError):
        return DownloadError("no connection to the server", transient=True)
    if isinstance(error, (ConnectTimeoutError, SlowError)):
        return DownloadError("the server did not answer in time", transient=True)
    if isinstance(error, (urllib3.exceptions.LocationValueError, ValueError)):
        return DownloadError("is no valid address")
    return DownloadError("the connection broke off or the answer is damaged", transient=True)
