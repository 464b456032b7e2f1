"""What the editor completes: classes, properties and concepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import pyoxigraph as ox

from ontology import terms
from ontology.packs import BUILT_IN
from ontology.vocabulary import vocabulary

PASSED_OVER = ("region",)  # thousands of places: better found by label
KINDS = {"Class": "class", "DatatypeProperty": "property", "ObjectProperty": "property"}


class Completion(TypedDict):
    """One completion, as the editor takes it."""

    label: str  # what is matched and shown
    detail: str
    apply: str  # what is written
    type: str


def completions() -> list[Completion]:
    """Return all completions: the project's terms, those of standards, and the vocabulary's concepts by name."""
    own = list(_own())
    known = {one["apply"] for one in own}
    return [*own, *(one for one in _standard() if one["apply"] not in known), *_concepts()]


def _own() -> Iterator[Completion]:
    path = BUILT_IN.folder / "yibao.ttl"
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(terms.YB):
            continue
        if predicate == f"{terms.RDFS}label" and isinstance(value, ox.Literal) and value.language == "zh":
            labels[subject.value] = value.value
        elif predicate == f"{terms.RDF}type" and isinstance(value, ox.NamedNode):
            kinds[subject.value] = KINDS.get(value.value.rpartition("#")[2], "property")
    for iri in sorted(kinds):
        name = f"yb:{iri.removeprefix(terms.YB)}"
        yield {"label": name, "detail": labels.get(iri, ""), "apply": name, "type": kinds[iri]}


def _standard() -> Iterator[Completion]:
    iris = {value for name, value in vars(terms).items() if name.isupper() and isinstance(value, str)}
    for iri in sorted(iris - set(terms.PREFIXES.values())):
        for prefix, namespace in terms.PREFIXES.items():
            local = iri.removeprefix(namespace)
            if iri.startswith(namespace) and local.replace("_", "").isalnum():
                kind = "class" if local[0].isupper() else "property"
                yield {"label": f"{prefix}:{local}", "detail": "", "apply": f"{prefix}:{local}", "type": kind}


def _concepts() -> Iterator[Completion]:
    for concept in vocabulary().concepts.values():
        if concept.scheme not in PASSED_OVER:
            name = f"ybc:{concept.code}"
            yield {"label": concept.pref_label, "detail": name, "apply": name, "type": "constant"}
