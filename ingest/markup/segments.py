"""Raw article → segments that tile its text: one reader per media type."""

from __future__ import annotations

from ingest.article import RawArticle, Segment
from ingest.markup.html.pages import html_segments
from ingest.markup.markdown.pages import markdown_segments
from ingest.markup.plain import plain_segments

_READERS = {"text/html": html_segments, "text/markdown": markdown_segments, "text/plain": plain_segments}


def segments(raw: RawArticle) -> list[Segment]:
    """Return the segments of `raw`; they tile `raw.text` in order, without gap or overlap.

    >>> [segment.text.text for segment in segments(RawArticle("a", "医保\\n\\n卡"))]
    ['医保', '', '卡']
    """
    return _READERS.get(raw.media_type, plain_segments)(raw.text)
