"""Notes that tell of the rows of a table what they are, by number or by sign: 1—7号为慢性病, 带*的为特殊病."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.article import Article
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

    def tells_of(self, path: tuple[str, ...], cells: Sequence[str]) -> bool:
        """Tell whether the note is about a row."""
        number = cells[0].strip() if cells else ""
        named = (number.isdecimal() and int(number) in self.numbers) or (
            self.sign != "" and any(self.sign in cell for cell in cells)
        )
        return named and self.path == path


def row_notes(article: Article) -> list[RowNote]:
    """Return the notes of an article with a table that name a care type, a level or a group for rows."""
    if not any(block.kind == "table_row" for block in article.blocks):
        return []
    return [note for index in range(len(article.blocks)) for note in _of_block(article, index)]


def _of_block(article: Article, index: int) -> Iterator[RowNote]:
    block, data = article.blocks[index], condition_rules()
    if block.action == "drop" or block.kind == "table_row":
        return
    text = fold(block.text.text)
    for pattern in (data.numbered_rows, data.signed_rows):
        for match in pattern.finditer(text):
            said = Heading(match["what"], index, index + 1, "section", match.start("what"))
            if heading_subjects(said.text):
                parts = match.groupdict()
                numbers = frozenset(_numbers(parts.get("rows") or ""))
                yield RowNote(said, block.heading_path, numbers, parts.get("sign") or "")


def _numbers(rows: str) -> Iterator[int]:
    """Yield the numbers of 1—3、5: 1, 2, 3, 5."""
    last, end = 0, 0
    for match in NUMBER.finditer(rows):
        number, gap = int(match.group()), rows[end : match.start()]
        run = last and condition_rules().rows_run.search(gap) and last < number < last + LONGEST
        yield from range(last + 1, number) if run else ()
        yield number
        last, end = number, match.end()
