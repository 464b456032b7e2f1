"""What the property functions find, as rows of SPARQL terms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.store import KnowledgeIndex
from ontology import terms as t
from ontology.errors import QueryError
from query.ask import ask
from query.property_functions.concepts import nearest_concepts
from query.property_functions.settings import Counts, function_rules

Rows = list[tuple[str, ...]]  # SPARQL terms


@dataclass(frozen=True, slots=True)
class Function:
    """A property that is computed."""

    usage: str
    columns: int  # variables before it, at most
    counts: Callable[[], Counts]
    rows: Callable[[KnowledgeIndex, str, bool, int], Rows]  # of argument, whether it is a text, and number


def passages(index: KnowledgeIndex, argument: str, is_text: bool, count: int) -> Rows:
    """Return IRI, score and clean text of the passages that a search for `argument` shows, best first.

    Raises:
        QueryError: if the argument is an IRI.
    """
    if not is_text:
        raise QueryError("looks for words: put them in quotes")
    return [
        (f"<{t.passage(hit.passage.id)}>", f"{hit.score:.6f}", _quoted(hit.passage.text))
        for hit in ask(index, argument, count).hits
    ]


def concepts(index: KnowledgeIndex, argument: str, is_text: bool, count: int) -> Rows:
    """Return IRI and cosine of the concepts that are nearest in meaning to a concept, itself left out, or to a text.

    Raises:
        QueryError: if the argument is an IRI of no concept of the vocabulary.
    """
    code = None if is_text else t.concept_code(argument)
    found = nearest_concepts(index, argument if is_text else None, code, count)
    return [(f"<{t.concept(one)}>", f"{cosine:.6f}") for one, cosine in found]


FUNCTIONS: Mapping[str, Function] = {
    t.YB_SEARCH: Function(
        '(?passage ?score ?text) yb:search ("words" 20)', 3, lambda: function_rules().search, passages
    ),
    t.YB_NEAR: Function(
        '(?concept ?score) yb:near (ybc:channel-wechat 10), or ("words" 10)', 2, lambda: function_rules().near, concepts
    ),
}


def values(variables: Sequence[str], rows: Rows) -> str:
    """Return rows as SPARQL writes them, cut to as many columns as there are variables.

    >>> values(["?a"], [("<urn:x>", "0.5")])
    'VALUES (?a) { (<urn:x>) }'
    """
    written = "".join(f"({' '.join(row[: len(variables)])}) " for row in rows)
    return f"VALUES ({' '.join(variables)}) {{ {written}}}"


def _quoted(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode()
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007F")
