"""What the articles say of one service: channels with steps, papers, conditions, time, cost, law, with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.articles.records import Row
from ontology import terms
from ontology.errors import NotFoundError
from ontology.vocabulary import vocabulary
from query.ask import region_code
from query.browsing.backed import Shelf, backing, grouped
from query.browsing.browsing_rules import browsing_rules
from query.browsing.entity import phones
from query.browsing.materials import materials, object_of
from query.browsing.resolve import resolve
from query.browsing.rows import ChannelOfService, Path, Procedure, Statement
from query.browsing.things import Thing, of_concept, thing, things
from query.browsing.view import View
from query.retrieval.places import is_elsewhere
from query.templates import iri

SERVICE = "service"
CHANNEL, PATH = "service_has_channel", "channel_has_path"


def procedure(view: View, service: str, region: str | None = None) -> Procedure:
    """Return what the articles say of a service.

    Args:
        view: the data.
        service: code, label or alias of a service.
        region: name or GB/T 2260 code; articles about other places are left out.

    Raises:
        NotFoundError: if no service is called so.
        QueryError: if the region is unknown or names several places.
    """
    found = _service(view, service)
    place = region_code(region) if region else None
    rows, names, left_out = _rows(view, found, place)
    by_relation = grouped(rows, lambda row: str(row["relation"]))
    shelf = Shelf(view)

    def said(relation: str) -> list[Statement]:
        return _statements(view, by_relation.get(relation, ()), shelf)

    result: Procedure = {
        "service": found.reference(),
        "region": of_concept(vocabulary().concept(place)).reference() if place else None,
        "articles": len(names),
        "sources": view.independent(names),
        "articles_left_out": left_out,
        "channels": _channels(view, rows, shelf),
        "materials": materials(view, rows, shelf),
        "conditions": said("service_has_condition"),
        "eligibility": said("service_has_eligibility"),
        "processing_time": said("service_has_processing_time"),
        "cost": said("service_has_cost"),
        "result": said("service_has_result"),
        "legal_basis": said("service_has_legal_basis"),
        "warnings": said("service_has_warning"),
        "advice": said("service_has_advice"),
        "facts": _facts(view, found, set(names)),
    }
    shelf.fill()
    return result


def _service(view: View, name: str) -> Thing:
    for one in resolve(view, name, SERVICE, 1):
        if one["score"] >= browsing_rules().names.mended:
            return thing(view, one["code"])
    near = ", ".join(one["label"] for one in resolve(view, name, SERVICE, 3))
    raise NotFoundError(
        f"no service is called {name!r}" + (f"; like it: {near}" if near else "; look with /api/suggest")
    )


def _rows(view: View, service: Thing, place: str | None) -> tuple[list[Row], list[str], int]:
    """Return the relation rows about a service, the articles read, and how many articles were not read."""
    naming = view.articles(view.found("service_articles", service=iri(service.iri)))
    fitting = naming
    if place:
        rows = {name: view.index.articles.article(name) or {} for name in naming}
        fitting = [name for name in naming if not is_elsewhere(rows[name], (place,))]
    names = view.source_first(fitting)[: browsing_rules().shown.articles]
    found = (row for name in sorted(names) for row in view.index.articles.rows("relations", name))
    return [row for row in found if _is_about(row, service)], names, len(naming) - len(names)


def _is_about(row: Row, service: Thing) -> bool:
    if row["relation"] == PATH:
        return bool(row["service"] == service.label)
    return service.code == row["subject_code"] if row["subject_code"] else bool(row["subject"] == service.label)


def _channels(view: View, rows: Iterable[Row], shelf: Shelf) -> list[ChannelOfService]:
    """Return the channels that are named as such, or to which a step list belongs."""
    stated = [row for row in rows if row["relation"] in (CHANNEL, PATH)]
    found = [_channel(view, of_one, shelf) for of_one in grouped(stated, _channel_name).values()]
    return sorted(found, key=lambda one: (-one["sources"], -one["articles"], one["channel"]["label"]))


def _channel(view: View, rows: Sequence[Row], shelf: Shelf) -> ChannelOfService:
    first = rows[0]
    if first["relation"] == PATH:
        named = {**first, "relation": CHANNEL, "object": first["subject"], "object_code": first["subject_code"]}
    else:
        named = first
    channel = object_of(named)
    known = things(view, [terms.concept(channel["code"])]) if channel["code"] else {}
    found = backing(view, rows)
    return {
        "channel": channel,
        "phones": [number for one in known.values() for number in phones(one)],
        "paths": _paths(view, [row for row in rows if row["relation"] == PATH], shelf),
        "articles": found.articles,
        "sources": found.sources,
        "evidence": shelf.place(found),
    }


def _channel_name(row: Row) -> str:
    end = "subject" if row["relation"] == PATH else "object"
    return str(row[f"{end}_code"] or row[end])


def _paths(view: View, rows: Sequence[Row], shelf: Shelf) -> list[Path]:
    found: list[Path] = []
    for steps, of_one in grouped(rows, _steps).items():
        backed = backing(view, of_one)
        found.append(
            {
                "steps": [list(step) for step in steps],
                "articles": backed.articles,
                "sources": backed.sources,
                "evidence": shelf.place(backed),
            }
        )
    return sorted(found, key=lambda path: (-path["sources"], -path["articles"]))


def _steps(row: Row) -> tuple[tuple[str, ...], ...]:
    return tuple((step,) if isinstance(step, str) else tuple(step) for step in row["object"])


def _statements(view: View, rows: Sequence[Row], shelf: Shelf) -> list[Statement]:
    found: list[Statement] = []
    for (words, only_if), of_one in grouped(rows, lambda row: (str(row["object"]), row["only_if"])).items():
        backed = backing(view, of_one)
        found.append(
            {
                "text": words,
                "only_if": only_if,
                "articles": backed.articles,
                "sources": backed.sources,
                "evidence": shelf.place(backed),
            }
        )
    return sorted(found, key=lambda one: (-one["sources"], -one["articles"]))


def _facts(view: View, service: Thing, names: set[str]) -> list[Row]:
    limit = browsing_rules().shown.articles
    ids = [row["id"] for row in view.found("service_facts", service=iri(service.iri), limit=limit)]
    return [row for row in view.index.facts(ids) if row["article"] in names]
