"""The tree of an article's sections: what stands under which heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.article import Article, Block
from ingest.cleaning.structure.ordinals import ordinal
from ingest.cleaning.structure.section_paths import heading_text
from ingest.cleaning.structure.structure_rules import HEADINGS


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with all that stands under it. Of the root, which has no heading, it is the whole article."""

    heading: str  # as it stands in heading paths; "" of the root
    level: int  # 1 is the outermost; 0 of the root
    number: int | None  # of its ordinal, where it has one
    block: int  # index in Article.blocks of the heading; -1 of the root
    first: int  # blocks [first, last) of the article: the heading and all that stands under it
    last: int
    start: int  # in Article.text
    end: int
    children: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Yield the section and all below it, in text order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Open:
    heading: str
    index: int
    block: Block | None
    last: int = 0
    end: int = 0
    children: list[Section] = field(default_factory=list)


def section_tree(article: Article) -> Section:
    """Return the sections of `article`; for every block, the headings above it in the tree are its heading path."""
    stack = [_Open("", -1, None)]
    for index, block in enumerate(article.blocks):
        if block.action == "drop":
            continue
        while len(stack) > 1 + _shared(stack, block):
            _close(stack)
        if block.kind in HEADINGS or heads_others(article, index):
            stack.append(_Open(_name(article, index), index, block))
        for section in stack:
            section.last, section.end = index + 1, block.start + len(block.text)
    while len(stack) > 1:
        _close(stack)
    root = stack[0]
    return Section("", 0, None, -1, 0, len(article.blocks), 0, root.end, tuple(root.children))


def heads_others(article: Article, index: int) -> bool:
    """Whether a block heads what follows it without being a heading.

    An article of rules heads its further paragraphs, an item of a list that ends in a colon the list inside it.
    """
    path = article.blocks[index].heading_path
    below = next((other.heading_path for other in article.blocks[index + 1 :] if other.action != "drop"), ())
    return len(below) > len(path) and below[: len(path)] == path


def _shared(stack: list[_Open], block: Block) -> int:
    """Return how many of the open headings stand above the block."""
    count = 0
    for section, heading in zip(stack[1:], block.heading_path, strict=False):
        if section.heading != heading:
            break
        count += 1
    return count


def _close(stack: list[_Open]) -> None:
    done = stack.pop()
    block = done.block
    assert block is not None  # the root is never closed
    own = ordinal(block.text.text)
    number = own.number if own else None
    stack[-1].children.append(
        Section(
            done.heading,
            len(stack),
            number,
            done.index,
            done.index,
            done.last,
            block.start,
            done.end,
            tuple(done.children),
        )
    )


def _name(article: Article, index: int) -> str:
    """Return a heading as the paths below it have it; one with nothing below it by the same rules."""
    block = article.blocks[index]
    depth = len(block.heading_path)
    for other in article.blocks[index + 1 :]:
        if other.action != "drop":
            if other.heading_path[:depth] == block.heading_path and len(other.heading_path) > depth:
                return other.heading_path[depth]
            break
    return heading_text(block.text.text)
