"""Which lines of a page are its article: trafilatura's opinion, the container that holds most of it, and link density.

Losing a line of the article is worse than keeping one of the frame: the cleaner still drops frame by its words, but a fact
that is gone is gone. So trafilatura only weighs the lines; inside the container that holds the article all lines are kept
except those that are plainly frame.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reading_rules import MainTextRules, reading_rules

_IGNORED = re.compile(r"[\s|\u200b-\u200f\ufeff]+|^\s*[-·•]\s*")
NAV = "nav"


@dataclass(slots=True)
class Line:
    """What is known of a line of a page."""

    text: str
    link: int = 0  # characters inside links
    file_link: int = 0
    heading: bool = False
    table: bool = False
    frame: bool = False  # the markup says that it is no article: nav, footer, button …
    hint: bool = False  # a class sounds so
    node: int = 0
    matched: bool = False  # in the extraction of trafilatura
    keep: bool = False

    @property
    def size(self) -> int:
        """Characters that are no blanks."""
        return len(self.text) - self.text.count(" ")

    @property
    def free(self) -> int:
        """Characters outside links."""
        return max(0, self.size - self.link)


def rules() -> MainTextRules:
    """Return the section `main_text` of `reading.yaml`."""
    return reading_rules().main_text


def squeezed(text: str) -> str:
    """Return `text` without what extractions change: blanks, cell borders, bullets."""
    return _IGNORED.sub("", text)


def is_link(line: Line) -> bool:
    """Whether a line is a link, or several, and little else."""
    return line.link >= rules().link_share * max(1, line.size)


def is_sentence(line: Line) -> bool:
    """Whether a line reads like running text."""
    data = rules()
    return line.free >= data.sentence_length or bool(data.sentence.search(line.text)) and not is_link(line)


def is_interface(line: Line) -> bool:
    """Whether the words of a line are those of a page's controls, or of its imprint."""
    data = rules()
    if line.table:
        return False
    if any(pattern.fullmatch(line.text) for pattern in data.interface):
        return True
    return bool(data.frame.search(line.text)) and line.size <= data.frame_length


def extraction(page: str) -> str | None:
    """Return what trafilatura takes for the main text, squeezed line by line; None where it fails."""
    if len(page) > rules().extraction_characters:
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
    """Mark the lines that trafilatura takes for main text; none if it finds too little of what there is."""
    found = extraction(page)
    if not found:
        return
    whole = set(found.split("\n"))
    joined = found.replace("\n", "") if len(found) <= rules().extraction_characters // 10 else ""
    for line in lines:
        text = squeezed(line.text)
        line.matched = bool(text) and (text in whole or text in joined)
    running = [line for line in lines if is_sentence(line) and not line.frame and not is_interface(line)]
    agreed = sum(line.free for line in running if line.matched)
    if agreed < rules().extraction_share * sum(line.free for line in running):
        for line in lines:
            line.matched = False


def weight(line: Line) -> int:
    """Return how much a line speaks for the container that it stands in."""
    if line.frame or is_link(line) or is_interface(line):
        return 0
    stops = len(rules().sentence.findall(line.text)) if is_sentence(line) else 0
    size = (line.free + rules().stop_weight * stops) // (4 if line.hint else 1)
    return size * rules().matched_weight if line.matched else size


def container(lines: Sequence[Line], parents: Sequence[int]) -> int:
    """Return the innermost container that holds nearly all the weight."""
    total = [0] * len(parents)
    for line in lines:
        total[line.node] += weight(line)
    for node in range(len(parents) - 1, 0, -1):  # children have higher numbers than their parents
        total[parents[node]] += total[node]
    best = 0
    for node in range(1, len(parents)):  # by depth: a child is looked at after its parent
        if parents[node] == best and total[node] >= rules().container_share * max(1, total[0]):
            best = node
    return _widened(best, lines, parents)


def _widened(best: int, lines: Sequence[Line], parents: Sequence[int]) -> int:
    """Return the outermost container around `best` that adds hardly any frame: annexes often stand in one of their own."""
    while best:
        wider = parents[best]
        start = next((at for at, line in enumerate(lines) if inside(line.node, best, parents)), len(lines))
        added = frame = 0
        for at, line in enumerate(lines):
            if inside(line.node, wider, parents) and not inside(line.node, best, parents):
                added += line.size
                frame += line.size if _is_frame(line) or at < start and not _is_header(line) else 0
        if frame > rules().widening_share * added:
            return best
        best = wider
    return best


def _is_frame(line: Line) -> bool:
    return line.frame or line.hint or is_link(line) or is_interface(line)


def inside(node: int, outer: int, parents: Sequence[int]) -> bool:
    """Whether container `node` is `outer` or stands in it."""
    while node > outer:
        node = parents[node]
    return node == outer


def choose(lines: Sequence[Line], parents: Sequence[int], title: str) -> None:
    """Set `keep` of the lines that are article."""
    data = rules()
    best = container(lines, parents)
    start = len(lines)
    for at, line in enumerate(lines):
        within = inside(line.node, best, parents)
        line.keep = _is_article(line) if within else _is_stray(line)
        start = min(start, at) if within and line.keep else start
    _drop_link_runs(lines)
    _drop_tail(lines)
    if sum(line.size for line in lines if line.keep) < data.least:
        _keep_what_there_is(lines)
    _keep_title(lines, start, title)
    _keep_headings(lines)


def _is_article(line: Line) -> bool:
    """Judge a line inside the container of the article."""
    if line.frame or is_interface(line) or line.file_link >= rules().link_share * max(1, line.size):
        return False
    if line.hint and not is_sentence(line) and not line.matched:
        return False
    return line.table or line.matched or not is_link(line)


def _is_stray(line: Line) -> bool:
    """Judge a line outside: a part of the article that stands in a container of its own."""
    return line.matched and is_sentence(line) and not _is_frame(line)


def _drop_link_runs(lines: Sequence[Line]) -> None:
    run: list[Line] = []
    for line in [*lines, Line("")]:
        if line.text and is_link(line) and not line.table:
            run.append(line)
            continue
        if len(run) >= rules().link_run:
            for link in run:
                link.keep = False
        run = []


def _drop_tail(lines: Sequence[Line]) -> None:
    """Drop what stands under the headings of link lists behind the last sentence: related articles, attachments."""
    last = max((number for number, line in enumerate(lines) if line.keep and is_sentence(line)), default=-1)
    for number in range(last + 1, len(lines)):
        if rules().tail_heading.fullmatch(lines[number].text):
            for line in lines[number:]:
                line.keep = False
            return


def _keep_what_there_is(lines: Sequence[Line]) -> None:
    """A page without running text: what trafilatura found, or all that is no frame."""
    matched = any(line.matched for line in lines)
    for line in lines:
        line.keep = not line.frame and not is_interface(line) and (line.matched or not matched and not is_link(line))


def _keep_title(lines: Sequence[Line], start: int, title: str) -> None:
    """Keep the nearest title above the article, and the lines between that say when and by whom it was published."""
    if any(line.heading and line.keep and _is_title(line, title) for line in lines[start:]):
        return
    for number in range(start - 1, -1, -1):
        if _is_title(lines[number], title):
            lines[number].keep = True
            for line in lines[number + 1 : start]:
                line.keep = _is_header(line)
            return


def _is_title(line: Line, title: str) -> bool:
    text = squeezed(line.text)
    if not text or line.frame or is_link(line):
        return False
    if title:
        return text == title or text in title and len(text) >= rules().title_share * len(title)
    return line.heading and not is_interface(line)


def _is_header(line: Line) -> bool:
    data = rules()
    return (
        line.size <= data.header_length
        and not is_link(line)
        and not is_interface(line)
        and bool(data.header.search(line.text))
    )


def _keep_headings(lines: Sequence[Line]) -> None:
    """Keep headings directly above what is kept."""
    below = False
    for line in reversed(lines):
        if line.heading and below and not _is_frame(line):
            line.keep = True
        below = line.keep
