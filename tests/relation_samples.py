"""Hand-built articles for the tests of mentions and relations."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.article import Article, Block, Mention, RawArticle, Relation
from ingest.edits.draft import AlignedText
from ingest.mentions.finding import mentions
from ingest.relations.reader import relations

HEADINGS = {"#": "title", "##": "heading", "?": "question"}
KINDS = {"-": "list_item", ">": "step", "x": "dropped", "|": "table_row"}
MARK = "⟦缺词⟧"


def article(*lines: str, place: str | None = None) -> Article:
    """Return an article of lines that begin with a sign and a blank.

    # title, ## heading, ### heading below it, ? question, - list item, > step, | table row, x dropped, else paragraph.
    """
    raw = "\n".join(text for _, text in map(_split, lines))
    blocks: list[Block] = []
    path: list[str] = []
    at = start = 0
    for sign, text in map(_split, lines):
        depth = len(sign) if sign.startswith("#") else 2 if sign == "?" else 0
        if depth:
            path = path[: depth - 1]
        kind = "heading" if depth > 1 and sign != "?" else HEADINGS.get(sign) or KINDS.get(sign, "paragraph")
        blocks.append(_block(kind, text, at, start, tuple(path), depth))
        if depth:
            path = [*path, text.rstrip(":：")]
        at += len(text) + 1
        start += 0 if kind == "dropped" else len(text) + 1
    kept = [block for block in blocks if block.action != "drop"]
    title = next((block.text.text for block in kept if block.kind == "title"), "")
    text = "\n".join(block.text.text for block in kept)
    return Article(RawArticle("sample", raw), tuple(blocks), text, title, place=place)


def _split(line: str) -> tuple[str, str]:
    sign, blank, text = line.partition(" ")
    return (sign, text) if blank and sign in {*HEADINGS, *KINDS, "###", "####"} else ("", line)


def _block(kind: str, text: str, at: int, start: int, path: tuple[str, ...], level: int) -> Block:
    if kind == "dropped":
        empty = AlignedText("", (), ())
        return Block(at, at + len(text) + 1, "drop", ("related_links",), "related_links", (), empty)
    aligned = AlignedText.of(text, at)
    holes = tuple((i, i + len(MARK)) for i in range(len(text)) if text.startswith(MARK, i))
    action = "flag" if holes else "keep"
    return Block(at, at + len(text) + 1, action, (), kind, path, aligned, start, level, damage=holes)


def found(*lines: str, of: str | None = None, place: str | None = None) -> list[Mention]:
    """Return the mentions of such an article, of one type if named."""
    return [one for one in mentions(article(*lines, place=place)) if of is None or one.type == of]


def labels(*lines: str, of: str, place: str | None = None) -> list[str]:
    """Return the labels of its mentions of a type."""
    return [one.label for one in found(*lines, of=of, place=place)]


def related(*lines: str, kind: str | None = None) -> list[Relation]:
    """Return the relations of such an article, of one kind if named."""
    sample = article(*lines)
    return [one for one in relations(sample, mentions(sample)) if kind is None or one.relation == kind]


def pairs(relations: Sequence[Relation]) -> set[tuple[str, object]]:
    """Return subject and object of each relation."""
    return {(one.subject, one.object) for one in relations}
