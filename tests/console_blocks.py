"""The blocks of a page that a reader types or saves, in order, and whether what came out is what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"`([\w./+-]+)`:\n\n\Z")  # what stands before a block that is to be saved under that name


@dataclass
class Command:
    """What is typed, and the lines that the page shows below it."""

    line: str
    shown: list[str] = field(default_factory=list)


@dataclass
class Saved:
    """A file that the page tells to save."""

    name: str
    text: str


def steps(name: str) -> list[Command | Saved]:
    """Return the commands of the console blocks of a page and the files that it names, in its order.

    Raises:
        ValueError: if a block is neither: then no test would see it.
    """
    page, found = (ROOT / name).read_text(encoding="utf-8"), []
    for block in FENCE.finditer(page):
        language, text = block.groups()
        if language == "console":
            found += _commands(text)
        elif named := NAMED.search(page, 0, block.start()):
            found.append(Saved(named[1], text))
        else:
            raise ValueError(f"{name}: nothing runs the block that begins with {text.splitlines()[0]!r}")
    return found


def examples(name: str) -> list[tuple[str, list[str]]]:
    """Return (command, shown lines) of the console blocks, in the order of the page."""
    page = (ROOT / name).read_text(encoding="utf-8")
    blocks = (text for language, text in FENCE.findall(page) if language == "console")
    return [(one.line, one.shown) for text in blocks for one in _commands(text)]


def _commands(text: str) -> list[Command]:
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        elif not found[-1].shown and found[-1].line.endswith("\\"):
            found[-1].line += f"\n{line}"
        else:
            found[-1].shown.append(line)
    return found


def shows(printed: list[str], shown: list[str]) -> bool:
    """Whether the shown lines stand in the printed ones in order; … is any lines, inside a line any text."""
    at, skip = 0, False
    for line in shown:
        if line == "…":
            skip = True
            continue
        pattern = re.compile(re.escape(line).replace("…", ".*"))
        while skip and at < len(printed) and not pattern.fullmatch(printed[at]):
            at += 1
        if at == len(printed) or not pattern.fullmatch(printed[at]):
            return False
        at, skip = at + 1, False
    return True
