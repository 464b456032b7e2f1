"""A line of a web page and what can be seen from it alone: link, sentence, control, imprint, header, title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.decoding.reading_rules import MainTextRules, reading_rules

_IGNORED = re.compile(r"[\s|\u200b-\u200f\ufeff]+|^\s*[-·•]\s*")


@dataclass(slots=True)
class Line:
    """What is known of a line of a page."""

    text: str
    link: int = 0  # characters inside links
    file_link: int = 0  # characters inside links to files
    heading: bool = False
    table: bool = False
    frame: bool = False  # the markup says that it is no article: nav, footer, button …
    hint: bool = False  # a class sounds so
    node: int = 0  # container that it stands in
    matched: bool = False  # another reader takes it for main text
    keep: bool = False

    @property
    def size(self) -> int:
        """Characters that are no blanks."""
        return len(self.text) - self.text.count(" ")

    @property
    def free(self) -> int:
        """Characters outside links."""
        return max(0, self.size - self.link)


def main_text_rules() -> MainTextRules:
    """Return the section `main_text` of `reading.yaml`."""
    return reading_rules().main_text


def squeezed(text: str) -> str:
    """Return `text` without what extractions change: blanks, cell borders, bullets."""
    return _IGNORED.sub("", text)


def is_link(line: Line) -> bool:
    """Whether a line is a link, or several, and little else."""
    return line.link >= main_text_rules().link_share * max(1, line.size)


def is_file(line: Line) -> bool:
    """Whether a line is a link to a file."""
    return line.file_link >= main_text_rules().file_share * max(1, line.size)


def is_sentence(line: Line) -> bool:
    """Whether a line reads like running text."""
    data = main_text_rules()
    return line.free >= data.sentence_length or (bool(data.sentence.search(line.text)) and not is_link(line))


def is_interface(line: Line) -> bool:
    """Whether the words of a line are those of a page's controls, or of its imprint."""
    data = main_text_rules()
    if line.table:
        return False
    if any(pattern.fullmatch(line.text) for pattern in data.interface):
        return True
    if not line.matched and data.controls.fullmatch(line.text):
        return True
    return bool(data.frame.search(line.text)) and line.size <= data.frame_length


def is_frame(line: Line) -> bool:
    """Whether anything says that a line is no article."""
    return line.frame or line.hint or is_link(line) or is_interface(line)


def is_header(line: Line) -> bool:
    """Whether a line says when and by whom the article was published."""
    data = main_text_rules()
    fits = line.size <= data.header_length and bool(data.header.search(line.text))
    return fits and not is_link(line) and not is_interface(line)


def is_title(line: Line, title: str) -> bool:
    """Whether a line is the title of the article; `title` is what the page states, squeezed, or ""."""
    text = squeezed(line.text)
    if not text or line.frame or is_link(line):
        return False
    if title:
        named = text == title or (text in title and len(text) >= main_text_rules().title_share * len(title))
        return named or (line.heading and title.startswith(text))  # behind it the page may name its section and site
    return line.heading and not is_interface(line)
