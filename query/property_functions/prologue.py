"""The IRIs that the names in a query stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from query.property_functions.tokens import Token

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")


class Names:
    """The prefixes and the base that a query declares, over those that need no declaration."""

    def __init__(self, found: Sequence[Token], known: Mapping[str, str]) -> None:
        """Read the declarations among the tokens of a query; `known` are the prefixes it need not declare."""
        self._prefixes = dict(known)
        self._base = ""
        for keyword, first, second in zip(found, found[1:], [*found[2:], None], strict=False):
            if keyword.kind != "word":
                continue
            if keyword.text.upper() == "BASE" and first.kind == "iri":
                self._base = self._absolute(first.text)
            elif keyword.text.upper() == "PREFIX" and first.kind == "name" and second and second.kind == "iri":
                self._prefixes[first.text.removesuffix(":")] = self._absolute(second.text)

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token stands for, None if it is no IRI or its prefix is not declared."""
        if token.kind == "iri":
            return self._absolute(token.text)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self._prefixes:
            return None
        return self._prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)

    def _absolute(self, text: str) -> str:
        written = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text[1:-1])
        return urljoin(self._base, written) if self._base else written
