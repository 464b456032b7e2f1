"""The knowledge that the server lends to its requests: always the current generation, never one that is closed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.engines import Engines
from index.folder.generation import GRAPH
from ontology.errors import StoreError
from query.knowledge import KnowledgeBase
from query.server.sparql.task import LentGraph

LOG = logging.getLogger("yibao.server")
FIRST_QUESTION = "医保"  # answered before a generation is lent, so that no visitor waits for its engines to load


FIRST_LETTERS = "yb"  # the same for what browsing counts, and for the sounds of all names


class _Book:
    """One open generation and how many requests read in it."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.readers = 0
        self.replaced = False


class Shelf:
    """One data folder. A new generation is loaded beside the one in use; that is closed when its last reader ends."""

    def __init__(self, data: Path, refresh: float, engines: Engines | None = None) -> None:
        """Open the current generation of `data`, and look for a later one every `refresh` seconds.

        Args:
            data: the folder.
            refresh: seconds.
            engines: those elsewhere that are asked in place of the data folder's own.

        Raises:
            StoreError: if there is no data, it cannot be read, or an engine elsewhere does not have it.
        """
        self.data, self._engines = data, engines
        self._lock = threading.Lock()
        self._book = _opened(data, engines)
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._watched, args=(refresh,), name="yibao-refresh", daemon=True)
        self._watch.start()

    @property
    def generation(self) -> int:
        """The number of the generation that is lent."""
        return self._book.knowledge.index.generation.number

    @contextmanager
    def lend(self) -> Iterator[KnowledgeBase]:
        """Lend the current generation for the time of one request."""
        with self._lock:
            book = self._book
            book.readers += 1
        try:
            yield book.knowledge
        finally:
            with self._lock:
                book.readers -= 1
                done = book.replaced and not book.readers
            if done:
                book.knowledge.close()

    @contextmanager
    def lend_graph(self) -> Iterator[LentGraph]:
        """Lend the current graph: no build removes it meanwhile."""
        with self.lend() as knowledge:
            yield LentGraph(knowledge.index.generation.folder / GRAPH, knowledge.rewritten)

    def close(self) -> None:
        """Stop looking for new generations and release the current one."""
        self._stop.set()
        self._watch.join()
        self._replace(None)

    def _watched(self, refresh: float) -> None:
        while not self._stop.wait(refresh):
            try:
                if not self._book.knowledge.index.is_current():
                    self._replace(_opened(self.data, self._engines))
                    LOG.info("generation %d is in use", self.generation)
            except StoreError as error:  # broken or gone: what is open serves on
                LOG.warning("%s", error)

    def _replace(self, book: _Book | None) -> None:
        with self._lock:
            old = self._book
            old.replaced = True
            if book:
                self._book = book
            idle = not old.readers
        if idle:
            old.knowledge.close()


def _opened(data: Path, engines: Engines | None) -> _Book:
    knowledge = KnowledgeBase(data, engines=engines)
    try:
        knowledge.search(FIRST_QUESTION, k=1)
        knowledge.suggest(FIRST_LETTERS, 1)
        knowledge.facts(1)
    except BaseException:
        knowledge.close()
        raise
    return _Book(knowledge)
