"""The bytes of one page → its raw article, whatever they came out of: a file, an archive, a crawl, the network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from ingest.article import RawArticle
from ingest.decoding.encodings import decode
from ingest.decoding.reading_rules import reading_rules
from ingest.markup.markdown.pages import front_matter
from ingest.sources.intake import Intake
from ontology.errors import InputError

BLANK = "\ufeff \t\r\n\f"


def page_suffix(name: str) -> str:
    """Return the suffix of a page, looking through that of its compression.

    >>> page_suffix("a/1.html.gz"), page_suffix("a/1.TXT"), page_suffix("a/1")
    ('.html', '.txt', '')
    """
    path = PurePosixPath(name)
    inner = path.with_suffix("") if path.suffix.lower() in reading_rules().sources.compressions else path
    return inner.suffix.lower()


def is_article(name: str) -> bool:
    """Whether a file of a folder or archive is an article, by its name."""
    known = reading_rules()
    stem = PurePosixPath(name).name.split(".")[0].lower()
    return page_suffix(name) in known.media_types and stem not in known.skipped_stems


def page(
    name: str,
    data: bytes,
    intake: Intake,
    *,
    suffix: str = "",
    declared: str = "",
    metadata: Mapping[str, str] | None = None,
) -> RawArticle:
    """Return the decoded article; what was lost in decoding is told to the intake.

    Args:
        name: of the article.
        data: its bytes, as they stand in the source.
        intake: hears of what could not be decoded.
        suffix: `.html`, `.md` …, which gives the media type.
        declared: the encoding that the source names beside the bytes, as HTTP does; "" for none.
        metadata: what the source states of the page.

    Raises:
        InputError: if there is no text in it.
    """
    limit = reading_rules().article_bytes
    if len(data) > limit:
        raise InputError(f"is larger than {limit} bytes; split it, or raise article_bytes in reading.yaml")
    media_type = reading_rules().media_types.get(suffix, "text/plain")
    # a page saved under another suffix still declares its encoding; no plain article does
    decoded = decode(data, "text/html" if media_type == "text/plain" else media_type, declared)
    if not decoded.text.strip(BLANK):
        raise InputError("is empty; save the page again or remove the file")
    for problem in decoded.problems:
        intake.tell(name, f"{problem}; compare it with its source", "none")
    if media_type == "text/plain" and reading_rules().looks_like_html.match(decoded.text):
        media_type = "text/html"
    known = dict(front_matter(decoded.text)) if media_type == "text/markdown" else {}
    known.update(metadata or {})
    if decoded.problems:
        known["problems"] = "\n".join(decoded.problems)
    return RawArticle(name, decoded.text, media_type, decoded.encoding, known)
