"""Where a query calls a function: `(?passage ?score) yb:search ("…" 20)` as a statement of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.graph.guard import place
from ontology.errors import QueryError
from query.property_functions.prologue import Names
from query.property_functions.tokens import Token, tokens

_STRING_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_OPENING, _CLOSING = ("{", "(", "[", "{|"), ("}", ")", "]", "|}")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function."""

    function: str  # IRI
    variables: tuple[str, ...]  # as written, with ? or $
    argument: str  # the text, or the IRI
    is_text: bool
    count: int | None  # as given
    start: int  # offsets in the query, the full stop behind it not included
    end: int


def calls(query: str, functions: Mapping[str, str], known: Mapping[str, str]) -> list[Call]:
    """Return the calls in `query`, in order.

    Args:
        query: SPARQL.
        functions: IRI of each function → how it is called, for messages.
        known: prefixes that need no declaration.

    Raises:
        QueryError: naming line and column of a call that cannot be made.
    """
    found = list(tokens(query))
    names = Names(found, known)
    kinds = _surroundings(found)
    made = []
    for at, token in enumerate(found):
        function = names.iri(token) or ""
        if function in functions and kinds[at] != "data":
            reader = _Reader(query, found, names, function, functions[function])
            call = reader.call(at, kinds[at])
            made += [call] if call else []
    return made


def _surroundings(found: Sequence[Token]) -> list[str]:
    """Return for each token what it stands in: group, data of VALUES, template of CONSTRUCT, or other."""
    open_: list[str] = []
    kinds = []
    for at, token in enumerate(found):
        kinds.append(open_[-1] if open_ else "other")
        if token.is_mark(*_OPENING):
            open_.append(_kind(found, at) if token.text == "{" else open_[-1] if open_ else "other")
        elif token.is_mark(*_CLOSING) and open_:
            open_.pop()
    return kinds


def _kind(found: Sequence[Token], at: int) -> str:
    before = at - 1
    if before >= 0 and found[before].kind == "word" and found[before].text.upper() == "WHERE":
        before -= 1
    if before >= 0 and found[before].kind == "word" and found[before].text.upper() == "CONSTRUCT":
        return "template"
    while before >= 0 and (found[before].kind == "var" or found[before].is_mark("(", ")")):
        before -= 1
    is_values = before >= 0 and found[before].kind == "word" and found[before].text.upper() == "VALUES"
    return "data" if is_values and before < at - 1 else "group"


class _Reader:
    """Reads one call."""

    def __init__(self, query: str, found: Sequence[Token], names: Names, function: str, usage: str) -> None:
        self._query = query
        self._found = found
        self._names = names
        self._function = function
        self._usage = usage

    def call(self, at: int, surrounding: str) -> Call | None:
        """Return the call whose predicate is token `at`, None if the name is just mentioned there."""
        before, after = self._token(at - 1), self._token(at + 1)
        if _is(before, ";", "^", "/", "!", "[") or _is(after, "|", "/", "*", "+") or _is(before, "|"):
            raise self._fault(at, "it stands in a statement of its own, as its only property")
        first = self._subject(at)
        if first is None:
            return None
        if surrounding != "group":
            raise self._fault(at, "a graph that is made cannot hold it: ask for it in WHERE, behind CONSTRUCT { … }")
        variables = [token.text for token in self._found[first:at] if not token.is_mark("(", ")")]
        if not variables or any(self._found[one].kind != "var" for one in self._inner(first, at)):
            raise self._fault(at, "what it finds needs variables before it")
        if len({variable[1:] for variable in variables}) < len(variables):
            raise self._fault(at, "one variable stands twice before it")
        argument, count, last = self._arguments(at)
        if _is(self._token(last + 1), ";", ",") or not self._ends(last + 1):
            raise self._fault(at, "it stands in a statement of its own: end it with a full stop")
        start, end = self._found[first].start, self._found[last].end
        is_text = argument.kind == "string"
        value = _text(argument.text) if is_text else self._names.iri(argument) or ""
        return Call(self._function, tuple(variables), value, is_text, count, start, end)

    def _subject(self, at: int) -> int | None:
        """Return the first token of the subject before predicate `at`, None if `at` is no predicate."""
        first = at - 1
        before = self._token(first)
        if before is None:
            return None
        if before.is_mark(")", "]"):
            first = self._opening(first)
        elif before.kind == "lang":
            first -= 1
        elif before.kind == "mark" or before.kind == "word":
            return None
        return first if _is(self._token(first - 1), "{", ".", "}", ")") else None

    def _opening(self, at: int) -> int:
        depth = 0
        for first in range(at, -1, -1):
            depth += self._found[first].is_mark(*_CLOSING)
            depth -= self._found[first].is_mark(*_OPENING)
            if not depth:
                return first
        return 0

    def _inner(self, first: int, at: int) -> range:
        is_list = self._found[first].is_mark("(") and self._found[at - 1].is_mark(")")
        return range(first + 1, at - 1) if is_list else range(first, at)

    def _arguments(self, at: int) -> tuple[Token, int | None, int]:
        """Return the argument, the number behind it and the last token of both."""
        if not _is(self._token(at + 1), "("):
            return self._argument(at, at + 1), None, self._past_language(at + 1)
        argument = self._argument(at, at + 2)
        last = self._past_language(at + 2) + 1
        number = self._token(last)
        if number is None or number.kind == "var":
            raise self._fault(at, "how many are wanted is written as a number")
        if number.kind == "number" and number.text.isdecimal():
            last += 1
        if not _is(self._token(last), ")"):
            raise self._fault(at, f"it is written {self._usage}")
        return argument, int(number.text[:9]) if number.kind == "number" else None, last

    def _argument(self, at: int, where: int) -> Token:
        token = self._token(where)
        if token and token.kind == "var":
            reason = "no variable can be searched for: its values are not known when the search is made"
            raise self._fault(at, f"{reason}; write the text itself")
        if token is None or token.kind not in ("string", "iri", "name") or _is(self._token(where + 1), "^^"):
            raise self._fault(at, f"it is written {self._usage}")
        if token.kind != "string" and self._names.iri(token) is None:
            raise self._fault(at, f"the prefix of {token.text[:40]} is not declared")
        return token

    def _past_language(self, at: int) -> int:
        following = self._token(at + 1)
        return at + 1 if self._found[at].kind == "string" and following and following.kind == "lang" else at

    def _ends(self, at: int) -> bool:
        token = self._token(at)
        return token is None or token.kind == "word" or token.is_mark(".", "{", "}")

    def _token(self, at: int) -> Token | None:
        return self._found[at] if 0 <= at < len(self._found) else None

    def _fault(self, at: int, reason: str) -> QueryError:
        token = self._found[at]
        return QueryError(f"SPARQL, {place(self._query, token.start)}: {token.text[:60]}: {reason}")


def _is(token: Token | None, *texts: str) -> bool:
    return token is not None and token.is_mark(*texts)


def _text(literal: str) -> str:
    """Return what a quoted string says."""
    quotes = 3 if literal[:3] in ('"""', "'''") and len(literal) >= 6 else 1
    return _STRING_ESCAPE.sub(_unescaped, literal[quotes:-quotes])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if not code:
        return _CONTROLS.get(match[3], match[3])
    number = int(code, 16)
    return chr(number) if number < 0x110000 else "\ufffd"
