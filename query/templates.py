"""SPARQL queries as files with named gaps; a gap takes IRIs, literals and numbers, never the words of a user."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from ontology.terms import RDF_NIL, concept

FOLDER = Path(__file__).parent / "sparql"
CONDITION = re.compile(r" *#if (\w+)$", re.MULTILINE)  # ends a line that only counts where its gap has terms


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term as SPARQL writes it."""

    text: str


def concepts(codes: Iterable[str]) -> tuple[Term, ...]:
    """Return vocabulary codes as IRIs."""
    return tuple(Term(f"<{concept(code)}>") for code in codes)


def iris(values: Iterable[str]) -> tuple[Term, ...]:
    """Return IRIs of `ontology.terms`."""
    return tuple(Term(f"<{value}>") for value in values)


def iri(value: str) -> Term:
    """Return one IRI of `ontology.terms`."""
    return Term(f"<{value}>")


def literals(values: Iterable[str]) -> tuple[Term, ...]:
    """Return strings as plain literals, escaped."""
    return tuple(Term(json.dumps(value, ensure_ascii=False)) for value in values)


def scope(variable: str, among: Iterable[str] | None) -> Term:
    """Return what binds a variable to some IRIs; None restricts nothing."""
    if among is None:
        return Term("")
    return Term(f"VALUES ?{variable} {{ {' '.join(term.text for term in iris(among))} }}")


def filled(name: str, **gaps: Term | tuple[Term, ...] | int) -> str:
    """Return the query `sparql/{name}.rq` with all its gaps filled; several terms are joined as its place demands.

    A gap inside `IN (…)` takes commas, one inside `VALUES {…}` blanks. An empty list becomes rdf:nil, which is no value
    of any property: engines differ on `IN ()`. A line that ends in `#if GAP` is left out where that gap has no terms:
    what is not asked costs nothing.
    """
    template = _template(name, frozenset(gap for gap in _conditions(name) if not gaps[gap]))
    commas = {gap for gap in gaps if f"(${gap})" in template.template}
    values = {
        gap: _joined(value, ", " if gap in commas else " ") if isinstance(value, tuple) else _single(value)
        for gap, value in gaps.items()
    }
    return template.substitute(values)


def _joined(terms: tuple[Term, ...], separator: str) -> str:
    return separator.join(term.text for term in terms) or f"<{RDF_NIL}>"


def _single(value: Term | int) -> str:
    return value.text if isinstance(value, Term) else str(int(value))


@cache
def _template(name: str, empty: frozenset[str]) -> Template:
    parts = (CONDITION.split(line, maxsplit=1) for line in _text(name).split("\n"))
    return Template("\n".join(line for line, *rest in parts if not rest or rest[0] not in empty))


@cache
def _conditions(name: str) -> frozenset[str]:
    return frozenset(CONDITION.findall(_text(name)))


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")
