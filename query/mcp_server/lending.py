"""What the tools ask of the place they run in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from mcp.server.mcpserver.exceptions import ToolError

from ontology.errors import YibaoError
from query.knowledge import KnowledgeBase
from query.mcp_server.settings import mcp_rules
from query.server.problems import TooBusyError
from query.server.sparql.task import LentGraph, Result, Task


class Lends(Protocol):
    """Lends the current generation for the time of a call; `query.server.shelf.Shelf` does."""

    def lend(self) -> AbstractContextManager[KnowledgeBase]:
        """Lend the knowledge."""

    def lend_graph(self) -> AbstractContextManager[LentGraph]:
        """Lend the graph."""


class RunsQueries(Protocol):
    """Runs SPARQL with a deadline; `query.server.sparql.workers.QueryWorkers` does."""

    def run(self, task: Task) -> Result:
        """Return the answer to a query."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what a caller can act on into a tool error: its line says what happened and what to do next."""
    try:
        yield
    except YibaoError as error:
        line = " ".join(str(error).split())
        raise ToolError(line.removeprefix("--")) from None  # some name an option of the command
    except TimeoutError:
        raise ToolError("the query takes too long: narrow it, name the classes, add LIMIT") from None
    except MemoryError:
        raise ToolError("the query takes too much memory: narrow it, name the classes, add LIMIT") from None
    except TooBusyError:
        raise ToolError("too many queries at once: try again in a moment") from None


def checked(text: str, what: str, longest: int) -> str:
    """Return a text that is neither empty nor too long.

    Raises:
        ToolError: saying which it is.
    """
    if not text.strip():
        raise ToolError(f"the {what} is empty: give one")
    if len(text) > longest:
        raise ToolError(f"the {what} has {len(text)} characters, at most {longest} are read: shorten it")
    return text


def question_of(text: str) -> str:
    """Return a question that may be asked.

    Raises:
        ToolError: if it is empty or too long.
    """
    return checked(text, "question", mcp_rules().limits.question)
