"""What a SPARQL query may not do, and how its faults are told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ontology.errors import QueryError

MAX_LENGTH = 1_000_000  # characters: bounds the work of the scan below
MAX_DEPTH = 100  # brackets in brackets: the engine overflows its stack at some hundred of some kinds
MAX_GROUPS = 1000  # { in all, for the same reason
AROUND = 20  # characters shown on either side of a fault
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
FEDERATION = "SERVICE"
UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"])

# The tokens in which a keyword is no keyword. The engine reads by context, not by token: it takes `1SERVICE` and
# `SERVICE:x` for the keyword SERVICE behind a number and before a name, so words and prefixes are searched inside too.
_TOKEN = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
      | (?P<comment>\#)                                       # goes to the end of the line
      | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
                  | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+')
      | (?P<variable>[?$]\w+)
      | @[A-Za-z]+(?:-+[A-Za-z0-9]+)*                         # language tag
      | (?P<prefix>[\w\x80-\U0010ffff.\-]*+):                 # prefixed name
        (?:(?:[\w\x80-\U0010ffff:%]|\\.)(?:[\w\x80-\U0010ffff.\-:%]|\\.)*+)?
      | (?P<run>[\w\x80-\U0010ffff.\-]++)
      | (?P<open>[({\[])
      | (?P<close>[)}\]])
      | (?P<sign>[^\s])""",
    re.VERBOSE | re.DOTALL,
)
_TELLING = re.compile(r"[#'(\[]")  # in what looks like an IRI: would mean something else in an expression
_WORD = re.compile(r"\w+")
_PLAIN_IRI = re.compile(r"<https?://[A-Za-z0-9./%~_\-]*>")  # no comparison: `//` follows no prefix in an expression
_UPDATING = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(UPDATES))})(?!\w)")
_POSITION = re.compile(r"(?:error at |line |at )(\d+)(?::| column )(\d+)")


def guarded(query: str, longest: int = MAX_LENGTH) -> None:
    """Refuse a query that would change data, leave this machine, is nested too deep or longer than `longest`.

    Raises:
        QueryError: naming line and column.
    """
    if len(query) > longest:
        raise QueryError(f"SPARQL: the query is longer than {longest} characters: split it")
    if query.count("{") > MAX_GROUPS:
        raise QueryError(f"SPARQL: the query has more than {MAX_GROUPS} groups: split it")
    if _is_plain(query):
        return
    for match, depth in _readings(query):
        reason = _refusal(match)
        if depth > MAX_DEPTH:
            reason = f"the query has more than {MAX_DEPTH} brackets in brackets"
        if reason:
            raise QueryError(f"SPARQL, {place(query, match.start())}: {reason}")


def _is_plain(query: str) -> bool:
    """Whether nothing in a query can be refused, however it is read: no word of `_refusal`, and few brackets in all.

    IRIs that no reading takes for anything else are left out: a question's query names dozens.
    """
    bare = _PLAIN_IRI.sub(" ", query).upper()
    return FEDERATION not in bare and not _UPDATING.search(bare) and sum(map(bare.count, "({[")) <= MAX_DEPTH


def _readings(query: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the tokens of every way to read a query, each with the number of brackets that are open behind it.

    Inside brackets `<` behind a value may open an IRI or compare: `1<'>'` hides a quote from who takes it for an IRI,
    and by that all up to the next quote. Which of them it is, only a parser knows: both are followed.
    """
    ends = [match.start() for match in re.finditer(r"[\n\r]|\Z", query)]
    todo, seen = [(0, 0)], set[tuple[int, int]]()
    while todo:
        at, depth = todo.pop()
        valued = False  # whether the token before may be a value
        while match := _TOKEN.search(query, at):
            if (match.start(), depth) in seen:
                break
            seen.add((match.start(), depth))
            if depth and valued and match["iri"] and _TELLING.search(match["iri"]):
                todo.append((match.start() + 1, depth))
            depth = max(0, depth + bool(match["open"]) - bool(match["close"]))
            yield match, depth
            valued = not (match["open"] or match["sign"])
            at = ends[bisect_left(ends, match.end())] if match["comment"] else match.end()


def form(query: str) -> str:
    """Return the form of a query, "" if it has none of `FORMS`."""
    words = (word for match, _ in _readings(query) for word in _WORD.findall((match["run"] or "").upper()))
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


def _refusal(match: re.Match[str]) -> str | None:
    words = _WORD.findall((match["run"] or match["prefix"] or "").upper())
    if any(FEDERATION in word for word in words):
        return f"a query may not ask other servers ({FEDERATION})"
    changing = next((word for word in words if match["run"] and word in UPDATES), None)
    if changing:
        return f"the graph is read-only ({changing}): change the data with `yibao build` and `yibao remove`"
    return None


def place(query: str, at: int) -> str:
    """Return line and column, from 1, of an offset in a query."""
    before = query[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"
