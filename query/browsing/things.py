"""Things of the graph by code: concepts of the vocabulary, and those that no table holds (`channel-1f2e…`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.articles.records import digest
from ontology import terms
from ontology.errors import NotFoundError
from ontology.vocabulary import Concept, vocabulary
from query.browsing.rows import Reference
from query.browsing.view import View
from query.templates import iris

TYPES = {"region": "place"}  # schemes whose entity type has another name
SCHEMES = {kind: scheme for scheme, kind in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Thing:
    """A concept, or a named thing that is none."""

    iri: str
    code: str
    type: str
    label: str
    concept: Concept | None

    @property
    def export_id(self) -> str:
        """The id that exports of entities give it: a number's is a digest, like that of any name in no table."""
        return f"phone-{digest('phone', self.label)}" if self.type == "phone" and not self.concept else self.code

    def reference(self) -> Reference:
        """Return it as others name it."""
        return {"code": self.code, "label": self.label, "type": self.type}


def thing(view: View, code: str) -> Thing:
    """Return the thing with a code, as exports and browsing spell it.

    Raises:
        NotFoundError: if neither vocabulary nor data hold it.
    """
    if code in vocabulary().concepts:
        return of_concept(vocabulary().concepts[code])
    kind, _, identifier = code.partition("-")
    iri = terms.entity(kind, _number(view, identifier) if kind == "phone" else identifier)
    found = things(view, [iri]).get(iri) if identifier else None
    if found is None:
        raise NotFoundError(f"no thing with the code {code!r}: look for its name first, with `resolve` or /api/suggest")
    return found


def things(view: View, wanted: Iterable[str]) -> dict[str, Thing]:
    """Return the things with some IRIs; those without a label are passed over."""
    found: dict[str, Thing] = {}
    unlisted: list[str] = []
    for iri in dict.fromkeys(wanted):
        concept = vocabulary().concepts.get(terms.concept_code(iri) or "")
        if concept:
            found[iri] = of_concept(concept)
        elif terms.entity_code(iri):
            unlisted.append(iri)
    labels = view.found("labels", things=iris(unlisted)) if unlisted else []
    for row in labels:
        code = terms.entity_code(row["thing"]) or ""
        found[row["thing"]] = Thing(row["thing"], code, code.partition("-")[0], row["label"], None)
    return found


def of_concept(concept: Concept) -> Thing:
    """Return a concept of the vocabulary."""
    kind = TYPES.get(concept.scheme, concept.scheme)
    return Thing(terms.concept(concept.code), concept.code, kind, concept.pref_label, concept)


def _number(view: View, identifier: str) -> str:
    """Return the phone number that an export names by a digest, else what was given: the graph names it by itself."""
    numbers = (label for iri, label in view.unlisted.items() if (terms.entity_code(iri) or "").startswith("phone-"))
    return next((number for number in numbers if digest("phone", number) == identifier), identifier)
