"""Notes that tell of the rows of a table what they are: 1—7号为慢性病, 带*的为特殊病, 高血压为慢性病,其余为特殊病."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.article import Article
from ingest.claims.clauses import ITEM
from ingest.claims.conditions import condition_rules
from ingest.claims.headings import Heading
from ingest.claims.subjects import heading_subjects
from ontology.folding import fold

NUMBER = re.compile(r"\d+")
LONGEST = 200  # rows of a table that a note can count


@dataclass(frozen=True, slots=True)
class RowNote:
    """What a note says of some rows of the tables under its heading."""

    said: Heading
    path: tuple[str, ...]
    numbers: frozenset[int] = frozenset()  # of the rows, as their first cells state them
    sign: str = ""  # that stands in them
    names: frozenset[str] = frozenset()  # that their cells hold
    rest: bool = False  # all rows that no other note tells of, where its block tells of some

    def tells_of(self, cells: Sequence[str]) -> bool:
        """Tell whether the note names a row."""
        number = cells[0].strip() if cells else ""
        if number.isdecimal() and int(number) in self.numbers:
            return True
        if self.sign and any(self.sign in cell for cell in cells):
            return True
        return any(_bare(cell) in self.names for cell in cells)


def row_notes(article: Article) -> list[RowNote]:
    """Return the notes of an article with a table that name a care type, a level or a group for rows."""
    if not any(block.kind == "table_row" for block in article.blocks):
        return []
    return [note for index in range(len(article.blocks)) for note in _of_block(article, index)]


def notes_on(notes: Sequence[RowNote], path: tuple[str, ...], cells: Sequence[str]) -> list[Heading]:
    """Return what notes say of a row under the headings `path`."""
    near = [note for note in notes if note.path == path]
    own = [note.said for note in near if note.tells_of(cells)]
    blocks = {note.said.first for note in near if not note.rest}
    return own or [note.said for note in near if note.rest and note.said.first in blocks]


def _of_block(article: Article, index: int) -> Iterator[RowNote]:
    block = article.blocks[index]
    if block.action == "drop" or block.kind == "table_row":
        return
    text = fold(block.text.text)
    for pattern in condition_rules().row_notes:
        for match in pattern.finditer(text):
            said = Heading(match["what"], index, index + 1, "section", match.start("what"))
            if heading_subjects(said.text):
                parts = {name: words or "" for name, words in match.groupdict().items()}
                names = parts.get("names", "").split(ITEM)
                yield RowNote(
                    said,
                    block.heading_path,
                    frozenset((*_numbers(parts.get("rows", "")), *_first(parts.get("first", "")))),
                    parts.get("sign", ""),
                    frozenset(_bare(name) for name in names if name),
                    bool(parts.get("rest")),
                )


def _numbers(rows: str) -> Iterator[int]:
    """Yield the numbers of 1—3、5: 1, 2, 3, 5."""
    last, end = 0, 0
    for match in NUMBER.finditer(rows):
        number, gap = int(match.group()), rows[end : match.start()]
        run = last and condition_rules().rows_run.search(gap) and last < number < last + LONGEST
        yield from range(last + 1, number) if run else ()
        yield number
        last, end = number, match.end()


def _first(count: str) -> range:
    """Return the numbers of the first rows: 前7种."""
    return range(1, min(int(count), LONGEST) + 1) if count else range(0)


def _bare(name: str) -> str:
    """Return the name in a cell without what brackets add: 高血压(2级以上)."""
    return name.split("(")[0].strip()
