"""Conflicts by what they are about, page by page."""

from __future__ import annotations

from index.comparison.conflict_rows import CLASSES
from index.rdf.regions import meet, region_codes
from ontology.errors import QueryError
from query.ask import region_code
from query.browsing.facts import CONDITIONS, concept_of, label_of
from query.browsing.rows import ConflictFilters, Page
from query.browsing.view import View


def conflicts(view: View, asked: ConflictFilters, limit: int = 50, offset: int = 0) -> Page:
    """Return the conflicts that fit, as in the export and in its order.

    Raises:
        QueryError: if a class, condition or place is unknown.
    """
    conflict_class = asked.get("conflict_class")
    if conflict_class not in (None, *CLASSES):
        raise QueryError(f"class={conflict_class!r} is unknown; known: {', '.join(CLASSES)}")
    wanted = {name: label_of(name, str(value)) for name in CONDITIONS if (value := asked.get(name))}
    kind = concept_of("kind", measure) if (measure := asked.get("kind")) else None
    places = (region_code(region),) if (region := asked.get("region")) else ()
    fitting = [
        place
        for place, about in view.conflicts.items()
        if conflict_class in (None, about.conflict_class)
        and kind in (None, about.kind)
        and asked.get("article") in (None, *about.articles)
        and asked.get("claim") in (None, *about.claims)
        and all(about.conditions.get(name) == value for name, value in wanted.items())
        and (not places or any(meet(places, region_codes(one)) for one in about.places))
    ]
    rows = view.index.articles.conflicts(fitting[offset : offset + limit])
    left_out = max(0, len(fitting) - offset - len(rows))
    return {"rows": rows, "total": len(fitting), "offset": offset, "left_out": left_out}
