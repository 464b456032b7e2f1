"""What a SPARQL query may not do, and how its faults are told."""

from __future__ import annotations

import re

from ontology.errors import QueryError

MAX_LENGTH = 50_000  # characters: bounds the work of the scan below
AROUND = 20  # characters shown on either side of a fault
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
FEDERATION = "SERVICE"
UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"])

# The tokens in which a keyword is no keyword. The engine reads by context, not by token: it takes `1SERVICE` and
# `SERVICE:x` for the keyword SERVICE behind a number and before a name, so words and prefixes are searched inside too.
_TOKEN = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*+>                            # IRI
      | \#[^\n\r]*+                                           # comment
      | \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
      | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'
      | [?$]\w+                                               # variable
      | @[A-Za-z]+(?:-+[A-Za-z0-9]+)*                         # language tag
      | (?P<prefix>[\w.\-]*):(?:(?:[\w:%]|\\.)(?:[\w.\-:%]|\\.)*(?<!\.))?   # prefixed name
      | (?P<word>\w+)""",
    re.VERBOSE | re.DOTALL,
)
_POSITION = re.compile(r"(?:error at |line |at )(\d+)(?::| column )(\d+)")


def guarded(query: str, longest: int = MAX_LENGTH) -> None:
    """Refuse a query that would change data, leave this machine, or is longer than `longest` characters.

    Raises:
        QueryError: naming line and column of the keyword.
    """
    if len(query) > longest:
        raise QueryError(f"SPARQL: the query is longer than {longest} characters: split it")
    for match in _TOKEN.finditer(query):
        reason = _refusal((match["word"] or match["prefix"] or "").upper(), bare=match["word"] is not None)
        if reason:
            raise QueryError(f"SPARQL, {_place(query, match.start())}: {reason}")


def form(query: str) -> str:
    """Return the form of a query, "" if it has none of `FORMS`."""
    words = ((match["word"] or "").upper() for match in _TOKEN.finditer(query))
    return next((word for word in words if word in FORMS), "")


def one_line(error: BaseException, query: str | None = None) -> str:
    """Return an engine's message as one line; for a syntax error the place in the query and what stands there."""
    message = " ".join(str(error).split())
    if query is None:
        return message
    found = _POSITION.search(message)
    if not found:
        return f"SPARQL: {message}"
    line, column = int(found[1]), int(found[2])
    lines = query.split("\n")
    near = lines[line - 1][max(0, column - 1 - AROUND) : column - 1 + AROUND].strip() if line <= len(lines) else ""
    reason = "a prefix is not declared" if "Prefix not found" in message else "this is no valid query"
    return f"SPARQL, line {line}, column {column}: {reason}, near {near!r}"


def _refusal(word: str, bare: bool) -> str | None:
    if FEDERATION in word:
        return f"a query may not ask other servers ({FEDERATION})"
    if bare and word in UPDATES:
        return f"the graph is read-only ({word}): change the data with `yibao build` and `yibao remove`"
    return None


def _place(query: str, at: int) -> str:
    before = query[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"
