"""Browsing as methods: what `KnowledgeBase` inherits."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from index.store import KnowledgeIndex
from ontology.packs import use

if TYPE_CHECKING:  # loaded when it is first used: `yibao stats` browses nothing
    from typing_extensions import Unpack

    from query.browsing.rows import (
        ArticleView,
        ConflictFilters,
        Entity,
        FactFilters,
        Neighbours,
        Page,
        Procedure,
        Resolved,
        Suggestion,
    )
    from query.browsing.view import View


class Browsing:
    """Looking through an index without a question. All methods return plain JSON rows (`query.browsing.rows`)."""

    index: KnowledgeIndex

    @cached_property
    def _view(self) -> View:
        from query.browsing.view import View

        return View(self.index)

    def _looking(self) -> View:
        use(self.index.pack)
        return self._view

    def suggest(self, text: str, n: int = 8) -> list[Suggestion]:
        """Return completions of `text` for a search box; see `query.browsing.suggest`."""
        from query.browsing.suggest import suggest

        return suggest(self._looking(), text, n)

    def resolve(self, name: str, type: str | None = None, n: int = 5) -> list[Resolved]:
        """Return the things that a name may mean, the surest first; see `query.browsing.resolve`."""
        from query.browsing.resolve import resolve

        return resolve(self._looking(), name, type, n)

    def entity(self, code: str) -> Entity:
        """Return what is known of the thing with a code.

        Raises:
            NotFoundError: if there is no such thing.
        """
        from query.browsing.entity import entity

        return entity(self._looking(), code)

    def neighbours(self, code: str, limit: int = 50) -> Neighbours:
        """Return a thing and what stands around it in the graph, the best attested first.

        Raises:
            NotFoundError: if there is no such thing.
        """
        from query.browsing.neighbours import neighbours

        return neighbours(self._looking(), code, limit)

    def procedure(self, service: str, region: str | None = None) -> Procedure:
        """Return what the articles say of a service (code or name); see `query.browsing.procedure`.

        Raises:
            NotFoundError: if there is no such service.
            QueryError: if the region is unknown or names several places.
        """
        from query.browsing.procedure import procedure

        return procedure(self._looking(), service, region)

    def facts(self, limit: int = 50, offset: int = 0, **filters: Unpack[FactFilters]) -> Page:
        """Return the facts that fit `query.browsing.rows.FactFilters`, page by page.

        Raises:
            QueryError: if a condition or place is unknown.
        """
        from query.browsing.facts import facts

        return facts(self._looking(), filters, limit, offset)

    def conflicts(self, limit: int = 50, offset: int = 0, **filters: Unpack[ConflictFilters]) -> Page:
        """Return the conflicts that fit `query.browsing.rows.ConflictFilters`, page by page.

        Raises:
            QueryError: if a class, condition or place is unknown.
        """
        from query.browsing.conflicts import conflicts

        return conflicts(self._looking(), filters, limit, offset)

    def article(self, name: str) -> ArticleView:
        """Return an article with raw and clean text, blocks, and what was read from it; see `query.browsing.article`.

        Raises:
            NotFoundError: if there is no such article.
        """
        from query.browsing.article import article

        return article(self._looking(), name)
