"""The papers that a service asks for: form, copies, in which case only, through which channel, or which else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from index.articles.records import Row
from index.rdf.nodes import entity_iri
from ontology import terms
from ontology.vocabulary import vocabulary
from query.browsing.backed import Shelf, backing, grouped
from query.browsing.rows import MaterialDetail, MaterialOfService, Reference
from query.browsing.view import View

Group = tuple[str, str]  # article and alternative group in it


def materials(view: View, rows: Iterable[Row], shelf: Shelf) -> list[MaterialOfService]:
    """Return what relation rows say of the papers of one service, the best attested first."""
    stated = [row for row in rows if row["relation"] == "service_requires_material"]
    others = grouped((row for row in stated if row["alternative_group"]), _group)
    found = [_material(view, of_one, others, shelf) for of_one in grouped(stated, _name).values()]
    return sorted(found, key=lambda one: (-one["sources"], -one["articles"], one["material"]["label"]))


def object_of(row: Row) -> Reference:
    """Return the thing that a relation row has as its object."""
    kind = "channel" if row["relation"] == "service_has_channel" else "material"
    return named(kind, row["object_code"], row["object"])


def named(kind: str, code: str | None, label: str) -> Reference:
    """Return a thing by type, code and label; what no table holds has the code of its node in the graph."""
    concept = vocabulary().concepts.get(code or "")
    if concept:
        return {"code": concept.code, "label": concept.pref_label, "type": kind}
    iri = entity_iri(kind, code or "", label)
    return {"code": terms.concept_code(iri) or terms.entity_code(iri), "label": label, "type": kind}


def _material(view: View, rows: Sequence[Row], others: dict[Group, list[Row]], shelf: Shelf) -> MaterialOfService:
    details = [_detail(view, of_one, others, shelf) for of_one in grouped(rows, _how).values()]
    found = backing(view, rows)
    return {
        "material": object_of(rows[0]),
        "details": sorted(details, key=lambda one: (-one["sources"], -one["articles"])),
        "articles": found.articles,
        "sources": found.sources,
        "evidence": shelf.place(found),
    }


def _detail(view: View, rows: Sequence[Row], others: dict[Group, list[Row]], shelf: Shelf) -> MaterialDetail:
    first = rows[0]
    together = chain.from_iterable(others.get(_group(row), ()) for row in rows if row["alternative_group"])
    alternatives = {_name(row): object_of(row) for row in together if _name(row) != _name(first)}
    found = backing(view, rows)
    return {
        "form": first["form"],
        "copies": first["copies"],
        "only_if": first["only_if"],
        "channel": named("channel", first["channel_code"], first["channel"]) if first["channel"] else None,
        "alternatives": list(alternatives.values()),
        "articles": found.articles,
        "sources": found.sources,
        "evidence": shelf.place(found),
    }


def _name(row: Row) -> str:
    return str(row["object_code"] or row["object"])


def _group(row: Row) -> Group:
    return row["article"], str(row["alternative_group"])


def _how(row: Row) -> tuple[object, ...]:
    return row["form"], row["copies"], row["only_if"], row["channel"], bool(row["alternative_group"])
