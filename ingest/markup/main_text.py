"""Which lines of a page are its article: the container that holds most of the text, and what is plainly frame in it.

Losing a line of the article is worse than keeping one of the frame: the cleaner still drops frame by its words, but
a fact that is gone is gone. So trafilatura only weighs the lines; inside the container that holds the article all
lines are kept except those that are plainly frame.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.markup.page_line import (
    Line,
    is_file,
    is_frame,
    is_header,
    is_interface,
    is_link,
    is_sentence,
    is_title,
    main_text_rules,
)


def choose(lines: Sequence[Line], parents: Sequence[int], title: str) -> None:
    """Set `keep` of the lines that are article; `title` is what the page states, squeezed, or ""."""
    _doubt_marks(lines)
    best = container(lines, parents)
    start = len(lines)
    for at, line in enumerate(lines):
        within = inside(line.node, best, parents)
        line.keep = is_article(line) if within else _is_stray(line)
        start = min(start, at) if within and line.keep else start
    settle(lines, start, title)


def _doubt_marks(lines: Sequence[Line]) -> None:
    """Where most running text is said to be frame, an element was never closed or a class means something else."""
    running = [line for line in lines if is_sentence(line) and not is_interface(line)]
    half = sum(line.free for line in running) / 2
    if sum(line.free for line in running if line.frame) > half:
        for line in lines:
            line.frame = False
    if sum(line.free for line in running if line.hint) > half:
        for line in lines:
            line.hint = False


def settle(lines: Sequence[Line], start: int, title: str) -> None:
    """Mend what was chosen line by line; `start` is the first line that was kept because of its place."""
    _drop_link_runs(lines)
    _drop_tail(lines)
    if sum(line.size for line in lines if line.keep) < main_text_rules().least:
        _keep_what_there_is(lines)
    _keep_title(lines, start, title)
    _keep_headings(lines)


def weight(line: Line) -> int:
    """Return how much a line speaks for the container that it stands in."""
    data = main_text_rules()
    if line.frame or is_link(line) or is_interface(line):
        return 0
    stops = len(data.sentence.findall(line.text)) if is_sentence(line) else 0
    size = (line.free + data.stop_weight * stops) // (4 if line.hint else 1)
    return size * data.matched_weight if line.matched else size


def container(lines: Sequence[Line], parents: Sequence[int]) -> int:
    """Return the innermost container that holds nearly all the weight, widened as far as that adds hardly any frame."""
    total = [0] * len(parents)
    for line in lines:
        total[line.node] += weight(line)
    for node in range(len(parents) - 1, 0, -1):  # children have higher numbers than their parents
        total[parents[node]] += total[node]
    best = 0
    for node in range(1, len(parents)):
        if parents[node] == best and total[node] >= main_text_rules().container_share * max(1, total[0]):
            best = node
    return _widened(best, lines, parents)


def _widened(best: int, lines: Sequence[Line], parents: Sequence[int]) -> int:
    """Annexes often stand in a container of their own, above all where the markup is broken."""
    while best:
        wider = parents[best]
        start = next((at for at, line in enumerate(lines) if inside(line.node, best, parents)), len(lines))
        added = frame = 0
        for at, line in enumerate(lines):
            if inside(line.node, wider, parents) and not inside(line.node, best, parents):
                added += line.size
                frame += line.size if is_frame(line) or (at < start and not is_header(line)) else 0
        if frame > main_text_rules().widening_share * added:
            return best
        best = wider
    return best


def inside(node: int, outer: int, parents: Sequence[int]) -> bool:
    """Whether container `node` is `outer` or stands in it."""
    while node > outer:
        node = parents[node]
    return node == outer


def is_article(line: Line) -> bool:
    """Judge a line that stands where the article stands."""
    if line.frame or is_interface(line) or is_file(line):
        return False
    if line.hint and not is_sentence(line) and not line.matched:
        return False
    return line.table or not is_link(line) or (line.matched and line.size >= main_text_rules().link_least)


def _is_stray(line: Line) -> bool:
    """Judge a line outside: a part of the article that stands in a container of its own."""
    return line.matched and is_sentence(line) and not is_frame(line)


def _drop_link_runs(lines: Sequence[Line]) -> None:
    run: list[Line] = []
    for line in [*lines, Line("")]:
        if line.text and is_link(line) and not line.table:
            run.append(line)
            continue
        if len(run) >= main_text_rules().link_run:
            for link in run:
                link.keep = False
        run = []


def _drop_tail(lines: Sequence[Line]) -> None:
    """Drop what stands under the headings of link lists behind the last sentence: related articles, attachments."""
    running = (at for at, line in enumerate(lines) if line.keep and is_sentence(line) and not line.heading)
    last = max(running, default=-1)
    for number in range(last + 1, len(lines)):
        if main_text_rules().tail_heading.fullmatch(lines[number].text):
            for line in lines[number:]:
                line.keep = False
            return


def _keep_what_there_is(lines: Sequence[Line]) -> None:
    """A page without running text: what trafilatura found, and all that is no frame."""
    for line in lines:
        line.keep = not line.frame and not is_interface(line) and (line.matched or not is_link(line))


def _keep_title(lines: Sequence[Line], start: int, title: str) -> None:
    """Keep the nearest title above the article, and the lines between that say when and by whom it was published."""
    if any(line.heading and line.keep and is_title(line, title) for line in lines[start:]):
        return
    for number in range(start - 1, -1, -1):
        if is_title(lines[number], title):
            lines[number].keep = True
            for line in lines[number + 1 : start]:
                line.keep = is_header(line)
            return


def _keep_headings(lines: Sequence[Line]) -> None:
    """Keep headings directly above what is kept."""
    below = False
    for line in reversed(lines):
        if line.heading and below and not is_frame(line):
            line.keep = True
        below = line.keep
