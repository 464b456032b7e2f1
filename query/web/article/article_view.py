"""An article as its page shows it: rows with a raw and a clean side, runs of dropped blocks folded."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from ontology.reasons import reason
from query.browsing.rows import ArticleView
from query.web.article.segments import Segment, segments
from query.web.components.values import fact_view
from query.web.texts import Texts

Row = Mapping[str, Any]
Part = tuple[str, str]  # text, style classes

MARKED = ("fact", "relation")  # spans that are marked; mentions would mark every other word
BLOCKS = 600  # on one page
DROPPED = 600  # characters of a dropped block that are shown
_TAG = re.compile(r"<[^>]*>")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def article_view(view: ArticleView, linked: tuple[int, int] | None, first: int, texts: Texts) -> dict[str, Any]:
    """Return what the template shows.

    Args:
        view: the article.
        linked: raw span that a link points to.
        first: index of the first block shown; a linked span goes before it.
        texts: in the visitor's language.
    """
    blocks = view["blocks"]
    if linked:
        first = next((i for i, one in enumerate(blocks) if one["raw_end"] > linked[0]), 0) // BLOCKS * BLOCKS
    spans: list[Row] = [span for span in view["spans"] if span["kind"] in MARKED]
    if linked:
        spans.append({"kind": "linked", "raw_start": linked[0], "raw_end": linked[1]})
    row = view["article"]
    actions = Counter(block["action"] for block in blocks if not _is_layout(block))
    url = row["url"] or ""
    return {
        "title": row["title"] or row["article"],
        "about": [one for one in (row["publisher"], row["issued"], row["article_place"]) if one],
        "article": row["article"],
        "url": url if _WEB.match(url) else "",
        "problems": row["problems"],
        "counts": actions,
        "rows": list(_rows(blocks[first : first + BLOCKS], spans, texts)),
        "facts": [fact_view(fact, row, texts) for fact in view["facts"]],
        "outside": linked is not None and not 0 <= linked[0] < linked[1] <= len(view["raw"]),
        "pages": list(range(0, len(blocks), BLOCKS)) if len(blocks) > BLOCKS else [],
        "first": first,
    }


def _rows(blocks: Sequence[Row], spans: Sequence[Row], texts: Texts) -> Iterator[dict[str, Any]]:
    shown = [block for block in blocks if not _is_layout(block)]
    for dropped, run in groupby(shown, key=lambda block: block["action"] == "drop"):
        if dropped:
            yield _run(list(run), spans, texts)
        else:
            yield from (_kept(block, spans, texts) for block in run)


def _is_layout(block: Row) -> bool:
    """Whether a block holds no text at all: a blank line, tags."""
    return block["action"] == "drop" and all(edit["outcome"] == "layout" for edit in block["edits"])


def _kept(block: Row, spans: Sequence[Row], texts: Texts) -> dict[str, Any]:
    found = segments(block, spans)
    return {
        "run": False,
        "kind": block["kind"],
        "action": block["action"],
        "raw": _merged((one.before.strip("\n"), one.classes) for one in found if _is_shown_raw(one)),
        "clean": _merged((one.after.strip("\n"), one.classes) for one in found),
        "notes": _notes(block, texts),
    }


def _is_shown_raw(segment: Segment) -> bool:
    return segment.change != "layout" or "<" not in segment.before  # tags are no text


def _merged(parts: Iterable[Part]) -> list[Part]:
    found: list[Part] = []
    for classes, group in groupby(parts, key=lambda part: part[1]):
        text = "".join(text for text, _ in group)
        if text:
            found.append((text, classes))
    return found


def _run(blocks: Sequence[Row], spans: Sequence[Row], texts: Texts) -> dict[str, Any]:
    reasons = Counter(text for block in blocks for text, _ in _notes(block, texts)[:1])
    linked = [span for span in spans if span["kind"] == "linked"]
    inside = any(
        span["raw_start"] < blocks[-1]["raw_end"] and blocks[0]["raw_start"] < span["raw_end"] for span in linked
    )
    return {
        "run": True,
        "open": inside or len(blocks) == 1,
        "linked": inside,
        "count": len(blocks),
        "reasons": list(reasons),
        "blocks": [(_plain(block), _notes(block, texts)) for block in blocks],
    }


def _plain(block: Row) -> str:
    text = block["raw"]
    if "<" in text and ">" in text:
        text = html.unescape(_TAG.sub(" ", text)).strip() or text
    text = text.strip("\n")
    return text if len(text) <= DROPPED else f"{text[:DROPPED]}…"


def _notes(block: Row, texts: Texts) -> list[tuple[str, str]]:
    """Return why a block looks as it does: (what happened, evidence), the gravest first, each once with its count."""
    notes: Counter[tuple[str, str, str]] = Counter()
    for edit in block["edits"]:
        if edit["outcome"] == "layout":
            continue
        word = {"drop": "dropped", "flag": "flagged"}.get(edit["outcome"], "changed")
        what = getattr(reason(edit["rule"]), texts.language)
        notes[texts(f"article.{word}_because"), what, edit["evidence"]] += 1
    merged: dict[tuple[str, str], list[Any]] = {}
    for (because, what, evidence), count in notes.items():
        entry = merged.setdefault((because, what), [0, []])
        entry[0] += count
        entry[1] += [evidence] if evidence else []
    return [
        (f"{because}{what}{f' ×{count}' if count > 1 else ''}", "; ".join(dict.fromkeys(evidence)))
        for (because, what), (count, evidence) in merged.items()
    ]
