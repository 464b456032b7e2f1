"""The only place that knows trafilatura: which lines of a page it takes for main text."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from ingest.markup.page_line import Line, is_interface, is_sentence, main_text_rules, squeezed


def extraction(page: str) -> str | None:
    """Return what trafilatura takes for the main text, each line squeezed; None if it fails or the page is large."""
    if len(page) > main_text_rules().extraction_characters:
        return None
    import trafilatura  # 170 ms at import: not for those who read no page

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        text = trafilatura.extract(
            page, favor_recall=True, include_tables=True, include_comments=False, deduplicate=False
        )
    except Exception:  # its parsers fail in many ways on broken pages; then density alone decides
        return None
    return "\n".join(map(squeezed, text.splitlines())) if text else None


def match(lines: Sequence[Line], page: str) -> None:
    """Set `matched` of the lines that trafilatura takes for main text; of none if it finds too little."""
    found = extraction(page)
    if not found:
        return
    whole = set(found.split("\n"))
    joined = found.replace("\n", "") if len(found) <= main_text_rules().joined_characters else ""
    for line in lines:
        text = squeezed(line.text)
        line.matched = bool(text) and (text in whole or text in joined)
    running = [line for line in lines if is_sentence(line) and not line.frame and not is_interface(line)]
    agreed = sum(line.free for line in running if line.matched)
    if agreed < main_text_rules().extraction_share * sum(line.free for line in running):
        for line in lines:
            line.matched = False
