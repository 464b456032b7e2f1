"""One thing: its names, its place in the vocabulary, and where articles name it."""

from __future__ import annotations

from ontology.vocabulary import REFERENCES, Concept, vocabulary
from query.browsing.browsing_rules import browsing_rules
from query.browsing.rows import Entity, MentionRow, Reference
from query.browsing.things import Thing, of_concept, thing
from query.browsing.view import View
from query.templates import iri

DESCRIPTION, TELEPHONE = "description", "telephone"  # columns that have a field of their own


def entity(view: View, code: str) -> Entity:
    """Return what is known of the thing with a code, with its first mentions (one of each source first).

    Raises:
        NotFoundError: if there is no such thing.
    """
    found = thing(view, code)
    concept = found.concept
    names = view.articles(view.found("naming", thing=iri(found.iri)))
    mentions, left_out = _mentions(view, found, names)
    attributes = dict(concept.attributes) if concept else {}
    links = {column: attributes.pop(column, None) for column in REFERENCES}
    description = attributes.pop(DESCRIPTION, None)
    attributes.pop(TELEPHONE, None)
    return {
        "code": found.code,
        "iri": found.iri,
        "type": found.type,
        "label": found.label,
        "aliases": list(concept.alt_labels) if concept else [],
        "description": description,
        "attributes": attributes,
        "candidate": concept is None and found.type != "phone",
        "broader": [of_concept(one).reference() for one in vocabulary().ancestors(code)] if concept else [],
        "narrower": [of_concept(one).reference() for one in _narrower(concept)] if concept else [],
        "organisation": _link(links["ownedBy"]),
        "place": _link(links["region"]),
        "phones": phones(found),
        "articles": len(names),
        "sources": view.independent(names),
        "mentions": mentions,
        "mentions_left_out": left_out,
    }


def phones(found: Thing) -> list[str]:
    """Return the phone numbers that the vocabulary knows of a thing; of a number itself."""
    if found.type == "phone":
        return [found.label]
    number = found.concept.attributes.get(TELEPHONE) if found.concept else None
    return [number] if number else []


def _mentions(view: View, found: Thing, names: list[str]) -> tuple[list[MentionRow], int]:
    """Return the first mentions, and how many more there are in the articles looked at and those left out."""
    limit = browsing_rules().shown.mentions
    looked_at = view.source_first(names)[:limit]
    if not looked_at:
        return [], 0
    shown: list[MentionRow] = []
    for name in looked_at:
        title = (view.index.articles.article(name) or {"title": ""})["title"]
        named = view.index.articles.entities(name, found.export_id) if len(shown) < limit else []
        for mention in sorted((one for row in named for one in row["mentions"]), key=lambda one: one["raw_start"]):
            shown.append(
                {
                    "article": name,
                    "title": title,
                    "surface": mention["surface"],
                    "raw_start": mention["raw_start"],
                    "raw_end": mention["raw_end"],
                }
            )
    shown = shown[:limit]
    total = int(view.found("mention_count", thing=iri(found.iri))[0]["mentions"])
    return shown, total - len(shown)


def _narrower(concept: Concept) -> list[Concept]:
    return [one for one in vocabulary().scheme(concept.scheme) if one.broader == concept.code]


def _link(code: str | None) -> Reference | None:
    concept = vocabulary().concepts.get(code or "")
    return of_concept(concept).reference() if concept else None
