"""The tokens of a SPARQL query (SPARQL 1.1 grammar, section 19.8), as far as telling terms from brackets needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Possessive throughout: no text makes the scan more than linear.
_TOKEN = re.compile(
    r"""(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
      | (?P<comment>\#[^\n\r]*+)
      | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
                  | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+')
      | (?P<var>[?$]\w++)
      | (?P<lang>@[A-Za-z]++(?:-++[A-Za-z0-9]++)*+)
      | (?P<name>(?P<prefix>[\w.\-]*+):(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[^\w\s])(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\[^\w\s])*+)?)
      | (?P<run>[\w.\-]++)
      | (?P<mark>\|\||&&|\^\^|\{\||\|\}|<<|>>|<=|>=|!=|[^\s])""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(
    r"(?P<number>(?:\d++\.?\d*+|\.\d++)[eE][+\-]?\d++|\d*+\.\d++|\d++)|(?P<word>[^\W\d]\w*+)|(?P<mark>[^\s])"
)
_LESS = re.compile(r"<=?")
_EXPRESSIONS = frozenset(["SELECT", "BY", "HAVING"])  # clauses that compute without a bracket around all of it
_OPERANDS = frozenset(["var", "iri", "name", "string", "lang", "number"])


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query."""

    kind: str  # iri, string, var, lang, name, number, word, mark
    text: str
    start: int  # offset in the query
    end: int

    def is_mark(self, *texts: str) -> bool:
        """Whether it is one of these brackets, stops or signs."""
        return self.kind == "mark" and self.text in texts


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of `query` without white space and comments; what is no token is a mark.

    `<` is read as the engine does: behind a value in an expression it compares, elsewhere it opens an IRI.

    >>> [token.text for token in tokens('{ ?p yb:search "a # b" } # c')]
    ['{', '?p', 'yb:search', '"a # b"', '}']
    """
    computed = [False]  # of each open bracket, whether it holds an expression
    before: list[Token] = []  # the last two
    at = 0
    while match := _TOKEN.search(query, at):
        if match.lastgroup == "iri" and computed[-1] and before and _is_value(before[-1]):
            match = _LESS.match(query, match.start()) or match
            found = [Token("mark", match.group(), match.start(), match.end())]
        else:
            found = _read(query, match)
        at = found[-1].end if found else match.end()
        for token in found:
            _enter(token, before, computed)
            yield token
            before = [*before[-1:], token]


def _read(query: str, match: re.Match[str]) -> list[Token]:
    kind, start, end = match.lastgroup or "", match.start(), match.end()
    if kind == "comment":
        return []
    if kind == "run":
        return _plain(query, start, end)
    if kind != "name":
        return [Token(kind, match.group(), start, end)]
    while query[end - 1] == "." and query[end - 2] != "\\":  # a name ends before its full stop
        end -= 1
    prefix = match["prefix"]
    letter = re.search(r"[^\W\d]", prefix)
    name = start + (len(prefix) if prefix.endswith(".") or not letter else letter.start())
    return [*_plain(query, start, name), Token("name", query[name:end], name, end)]


def _plain(query: str, start: int, end: int) -> list[Token]:
    return [
        Token(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _PLAIN.finditer(query, start, end)
    ]


def _enter(token: Token, before: Sequence[Token], computed: list[bool]) -> None:
    """Keep track of the brackets."""
    if token.is_mark("(", "{", "[", "{|"):
        computed.append(token.text == "(" and (computed[-1] or _is_called(before)))
    elif token.is_mark(")", "}", "]", "|}"):
        computed[-1:] = [] if len(computed) > 1 else [False]
    elif token.kind == "word" and token.text.upper() in (*_EXPRESSIONS, "WHERE", "FROM"):
        computed[-1] = token.text.upper() in _EXPRESSIONS


def _is_value(token: Token) -> bool:
    return token.kind in _OPERANDS or token.is_mark(")")


def _is_called(before: Sequence[Token]) -> bool:
    """Whether a bracket behind these tokens holds an expression: that of FILTER, BIND or a function."""
    *_, last = before or (None,)
    if last and last.kind == "word":
        return last.text != "a" and last.text.upper() not in ("VALUES", "WHERE")
    return any(token.kind == "word" and token.text.upper() == "FILTER" for token in before)  # FILTER <function>(…)
