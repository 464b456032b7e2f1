"""Small articles for tests: text lines become blocks, a leading # makes a heading of its depth."""

from ingest.article import Article, Block, RawArticle
from ingest.edits.draft import AlignedText

FLAGS = "off_topic", "duplicate_passage", "heading_mismatch"


def article_from(
    *lines: str, title: str = "", place: str | None = None, reasons: dict[int, str] | None = None
) -> Article:
    """Return an article of the lines: "# …" and "## …" are headings, "a | b" is a table row, all else a paragraph."""
    blocks: list[Block] = []
    path: list[str] = []
    header: tuple[str, ...] = ()
    at = clean_at = 0
    for number, line in enumerate(lines):
        depth = len(line) - len(line.lstrip("#"))
        text = line[depth:].strip() if depth else line
        start = at + line.index(text)
        kind = "heading" if depth else "table_row" if " | " in line else "paragraph"
        if depth:
            path = path[: depth - 1]
        reason = (reasons or {}).get(number, "")
        cells = header if kind == "table_row" else ()
        blocks.append(
            Block(
                start,
                start + len(text),
                "flag" if reason else "keep",
                (reason,) if reason else (),
                kind,
                tuple(path),
                AlignedText.of(text, start),
                clean_at,
                level=depth,
                header_cells=cells,
            )
        )
        if depth:
            path = [*path, text.strip(":：")]
        header = (
            tuple(line.split(" | ")) if kind == "table_row" and not header else header if kind == "table_row" else ()
        )
        at += len(line) + 1
        clean_at += len(text) + 1
    raw = RawArticle("sample.txt", "\n".join(lines))
    return Article(raw, tuple(blocks), "\n".join(block.text.text for block in blocks), title, place=place)
