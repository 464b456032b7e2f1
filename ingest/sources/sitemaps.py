"""Sitemaps (sitemaps.org): XML, plain or compressed → the pages and the further sitemaps that they list."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from ingest.decoding.reading_rules import reading_rules
from ingest.sources.streams import DAMAGE

_ROOT = re.compile(
    rb"^[\xef\xbb\xbf\s]*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,500}\?>\s*)*"
    rb"<(?:[\w.-]{1,20}:)?(?:urlset|sitemapindex)[\s>]",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Addresses in the order of the file.

    `foreign`: how many lie on other hosts and are left out; `broken`: the XML is, so that some may be missing.
    """

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]
    foreign: int
    broken: bool


def unpacked_sitemap(body: bytes) -> bytes | None:
    """Return the XML of a sitemap, None if `body` is none; `.xml.gz` is served as it is.

    >>> unpacked_sitemap(b"<urlset></urlset>"), unpacked_sitemap(b"<html></html>")
    (b'<urlset></urlset>', None)
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(31).decompress(body, reading_rules().web.sitemap_bytes)
        except DAMAGE:
            return None
    return body if _ROOT.match(body[:8192]) else None


def sitemap(url: str, xml: bytes) -> Sitemap:
    """Return what a sitemap lists, as far as its XML can be read."""
    found: dict[str, dict[str, None]] = {"url": {}, "sitemap": {}}
    foreign, broken = 0, False
    events = etree.iterparse(
        io.BytesIO(xml), events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in events:
            parent = element.getparent()
            if not isinstance(element.tag, str) or _local(element.tag) != "loc" or parent is None:
                continue
            kind, address = _local(parent.tag), _address(url, element.text or "")
            if kind in found and address:
                if _host(address) == _host(url):
                    found[kind][address] = None
                else:
                    foreign += 1
            parent.clear()
        broken = any(entry.level >= etree.ErrorLevels.FATAL for entry in events.error_log)
    except etree.XMLSyntaxError:
        broken = True
    return Sitemap(tuple(found["url"]), tuple(found["sitemap"]), foreign, broken)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _address(url: str, text: str) -> str:
    try:
        address = urljoin(url, text.strip()).partition("#")[0]
        return address if text.strip() and urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _host(url: str) -> str:
    return (urlsplit(url).netloc.rpartition("@")[2]).lower().removeprefix("www.")
