"""Where lists under parallel headings end: a line without a bullet behind the items of 居民医保 is not about it."""

from __future__ import annotations

from ingest.article import Block
from ingest.claims.conditions import condition_rules
from ingest.claims.subjects import heading_subjects
from ontology.folding import fold

Path = tuple[str, ...]


class ListEnds:
    """The lists met so far on the way through an article."""

    def __init__(self) -> None:
        """Start at the top."""
        self._items: dict[Path, int] = {}  # bulleted items under a heading; -1: other lines stand there too
        self._over: set[Path] = set()  # headings whose list is over

    def passed(self, block: Block) -> bool:
        """Note a block and tell whether the list that its innermost heading heads is over.

        It is where all lines under the heading had bullets up to this one, and another heading beside it, with a list
        too, names another group, level or kind of care.
        """
        path = block.heading_path
        if path in self._over:
            return True
        count = self._items.get(path, 0)
        if condition_rules().bullet.match(fold(block.text.text)):
            self._items[path] = count + 1 if count >= 0 else -1
        elif path and count >= condition_rules().list_items and self._has_parallel(path):
            self._over.add(path)
        else:
            self._items[path] = -1
        return path in self._over

    def _has_parallel(self, path: Path) -> bool:
        own, items = heading_subjects(path[-1]), condition_rules().list_items
        beside = (one for one, count in self._items.items() if one[:-1] == path[:-1] and count >= items)
        return any(
            mark.slot in own and own[mark.slot].value != mark.value
            for one in beside
            for mark in heading_subjects(one[-1]).values()
        )
