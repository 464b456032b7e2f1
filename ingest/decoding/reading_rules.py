"""Schema of `ontology/rules/reading.yaml`: what is read, how it is decoded, what of a page is its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DecodingRules:
    """Which encodings are tried and how a guess is judged."""

    declared_window: int
    formats: Mapping[str, str]
    aliases: Mapping[str, str]
    candidates: tuple[str, ...]
    wide_candidates: tuple[str, ...]
    common_share: float
    margin: float
    lost_share: float
    mixed_lost_share: float
    mixed_bytes: int
    nul_share: float
    sample: int
    repaired_share: float
    proved: int
    partial_before: float
    partial_share: float
    partial_least: int
    partial_lost: float
    common: tuple[str, ...]
    punctuation: str


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What kinds of files are read, and how much is unpacked."""

    suffixes: Mapping[str, tuple[str, ...]]
    compressions: Mapping[str, str]
    content_types: Mapping[str, str]
    archive_bytes: int
    archive_ratio: int
    ratio_least: int


@dataclass(frozen=True, slots=True)
class WebRules:
    """How the web is asked."""

    interval_seconds: float
    connect_seconds: float
    read_seconds: float
    total_seconds: float
    attempts: int
    backoff_seconds: float
    longest_pause_seconds: float
    retry_statuses: tuple[int, ...]
    redirects: int
    robots_bytes: int
    sitemap_bytes: int
    sitemap_pages: int
    sitemaps: int
    sitemap_depth: int


@dataclass(frozen=True, slots=True)
class HtmlRules:
    """How the elements of a page are read."""

    hidden_style: Pattern
    preformatted_style: Pattern
    veiled_most: int
    struck_most: int
    hidden_fallback: float
    copy_window: int
    copy_samples: int
    copy_share: float
    hidden_least: int
    running: Pattern
    cell_separator: str
    layout_cell: int
    layout_breaks: int
    header_cell: int
    header_rows: int
    link_lines: int
    heading: int
    frame_class: Pattern


@dataclass(frozen=True, slots=True)
class MainTextRules:
    """What tells the article from the frame of its page."""

    extraction_characters: int
    joined_characters: int
    extraction_share: float
    container_share: float
    widening_share: float
    matched_weight: int
    stop_weight: int
    link_share: float
    file_share: float
    link_run: int
    link_least: int
    sentence: Pattern
    sentence_length: int
    frame_length: int
    interface: tuple[Pattern, ...]
    controls: Pattern
    frame: Pattern
    header: Pattern
    header_length: int
    tail_heading: Pattern
    file_link: Pattern
    title_share: float
    least: int
    stretch_link: int
    stretch_control: int
    stretch_most: int


@dataclass(frozen=True, slots=True)
class MetadataRules:
    """Where a page states its title, date, publisher and address."""

    title: tuple[str, ...]
    issued: tuple[str, ...]
    modified: tuple[str, ...]
    publisher: tuple[str, ...]
    site: tuple[str, ...]
    url: tuple[str, ...]
    own_site: Pattern
    site_name: Pattern
    json_title: tuple[str, ...]
    json_issued: tuple[str, ...]
    json_publisher: tuple[str, ...]
    json_url: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """Schema of `ontology/rules/reading.yaml`."""

    article_bytes: int
    line_characters: int
    line_endings: tuple[re.Pattern[str], ...]
    blank_lines: int
    media_types: Mapping[str, str]
    line_suffixes: tuple[str, ...]
    skipped_stems: tuple[str, ...]
    sources: SourceRules
    web: WebRules
    looks_like_html: Pattern
    fields: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, str]
    markdown_fields: Mapping[str, str]
    markdown_body: Pattern
    generated_alt: Pattern
    date: Pattern
    decoding: DecodingRules
    html: HtmlRules
    main_text: MainTextRules
    metadata: MetadataRules


def reading_rules() -> ReadingRules:
    """Return the rules of `ontology/rules/reading.yaml`."""
    return rules("reading", ReadingRules)


def iso_date(text: str) -> str | None:
    """Return the first valid date in `text` as YYYY-MM-DD.

    >>> iso_date("发布时间：2025年1月9日 10:00"), iso_date("2025-13-01")
    ('2025-01-09', None)
    """
    for match in reading_rules().date.finditer(text):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
        except ValueError:
            continue
    return None
