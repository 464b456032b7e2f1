"""The edit log in a terminal: raw text left, clean text right, the reasons below."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ingest.article import Article
from ingest.cleaning.composition import edit_log
from ontology.reasons import reason
from query.explain.folding import Run, folded
from query.explain.rows import Fragment, Note, Row, dropped_text, rows, summary
from query.explain.visible import shortened, visible

DROPPED = 160  # characters of a dropped block that are shown
PAIRS = 6  # examples of one note
WIDTH = 100  # where no terminal says its own
STYLES = {"delete": "red strike", "replace": "yellow", "insert": "green", "flag": "magenta underline", "drop": "dim"}
SIGNS = {"repair": "~", "flag": "!", "drop": "-", "": " "}


def explained(article: Article, out: TextIO) -> Iterator[str]:
    """Yield the text to write to `out`, row by row: with colours on a terminal, else with [-…-], {+…+} and [!…!]."""
    console = Console(file=out, highlight=False, emoji=False, markup=False)
    page = _Page(console)
    log = edit_log(article)
    yield page.lines(Text(f"# {visible(article.raw.name)}: {visible(article.title)}", style="bold"))
    for problem in article.problems:
        yield page.lines(Text(f"  problem: {visible(problem)}", style="red"))
    for outcome, rule, count in summary(log):
        yield page.lines(Text(f"  {SIGNS[outcome]} {outcome} {rule} ×{count} ({_words(rule)})"))
    yield page.lines(Text(""))
    for row in folded(rows(article, log)):
        if isinstance(row, Run):
            yield page.lines(Text(f"- {row.summary}", style="dim"))
        else:
            yield page.row(row, article.raw.media_type == "text/plain")
    yield page.lines(Text(""))


def _words(code: str) -> str:
    return f"{reason(code).zh}, {reason(code).en}"


class _Page:
    """Draws rows as wide as the terminal."""

    def __init__(self, console: Console) -> None:
        self.plain = not console.is_terminal or console.no_color
        self.width = console.width if console.is_terminal or "COLUMNS" in os.environ else WIDTH
        self._console = Console(
            file=StringIO(),
            width=self.width,
            force_terminal=not self.plain,
            color_system=None if self.plain else console.color_system,  # type: ignore[arg-type]
            no_color=self.plain,
            highlight=False,
            emoji=False,
            markup=False,
        )

    def lines(self, shown: RenderableType) -> str:
        """Return something drawn; without colours no line ends in blanks."""
        with self._console.capture() as capture:
            self._console.print(shown, soft_wrap=not isinstance(shown, Table))
        text = capture.get()
        return "".join(line.rstrip() + "\n" for line in text.splitlines()) if self.plain else text

    def row(self, row: Row, plain_text: bool) -> str:
        """Return one block: both texts, and its reasons below."""
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=1)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        sign = "-" if row.block.action == "drop" else "!" if row.block.action == "flag" else "~" if row.notes else " "
        if row.block.action == "drop":
            table.add_row(sign, Text(dropped_text(row, plain_text, DROPPED), style="dim"), "")
        else:
            table.add_row(sign, self._side(row, raw=True), self._side(row, raw=False))
        return self.lines(table) + "".join(self.lines(_note(note)) for note in row.notes)

    def _side(self, row: Row, raw: bool) -> Text:
        text = Text()
        for fragment in row.fragments:
            shown = fragment.before if raw and fragment.outcome != "layout" else fragment.after
            if shown.strip("\n"):
                text.append(*self._styled(fragment, visible(shown.strip("\n")), raw))
        return text

    def _styled(self, fragment: Fragment, shown: str, raw: bool) -> tuple[str, str]:
        change, style = fragment.change, ""
        if change and change.outcome != "layout":
            style = STYLES[change.operation]
            if self.plain:
                shown = f"[-{shown}-]" if raw else f"{{+{shown}+}}"
        if fragment.flags:
            style = f"{style} {STYLES['flag']}"
            if self.plain:
                shown = f"[!{shown}!]"
        return shown, style.strip()


def _note(note: Note) -> Text:
    count = f" ×{note.count}" if note.count > 1 else ""
    codes = " + ".join(f"{code} {reason(code).zh}" for code in note.codes)
    sure = f" ({note.confidence:.0%} sure)" if note.confidence < 1 else ""
    evidence = f": {visible(note.evidence)}" if note.evidence else ""
    return Text(f"    {SIGNS[note.outcome]} {codes}{count}{sure}{evidence}{_pairs(note)}", style="dim")


def _pairs(note: Note) -> str:
    """Return what became what, each pair once."""
    if note.outcome == "drop":
        return ""
    pairs = dict.fromkeys(
        f"{shortened(r.before, 12) or '∅'}→{shortened(r.after, 12) or '∅'}"
        for r in note.records
        if r.operation != "flag"
    )
    more = " …" if len(pairs) > PAIRS else ""
    return f" [{', '.join(map(visible, [*pairs][:PAIRS]))}{more}]" if pairs else ""
