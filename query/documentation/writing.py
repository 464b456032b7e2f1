"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.rdf.quads import Literal, Object
from ontology.terms import PREFIXES, XSD_STRING

LONGEST = 90  # characters of a value in a table or an example
_LOCAL_NAMES = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    | --- | --- |
    | 1 | x\\|y |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def short(iri: str) -> str:
    """Return an IRI with its prefix, if one of ours fits.

    >>> short("https://w3id.org/yibao/ns#valueMin")
    'yb:valueMin'
    """
    for prefix, namespace in _LOCAL_NAMES:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def shown(value: Object | None) -> str:
    """Return a value for a reader: literals as their text, IRIs short; "" for an unbound one."""
    if isinstance(value, Literal):
        return clipped(value.value)
    return short(value) if value else ""


def turtle(value: Object) -> str:
    """Return a value as Turtle writes it, long texts clipped."""
    if not isinstance(value, Literal):
        return short(value)
    text = '"' + clipped(value.value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if value.language:
        return f"{text}@{value.language}"
    return text if value.datatype in (None, "", XSD_STRING) else f"{text}^^{short(value.datatype)}"


def clipped(text: str) -> str:
    """Return a text of at most `LONGEST` characters on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
