"""Which service a value belongs to: the one named before it, or by the headings that reach it or name its field."""

from __future__ import annotations

from ingest.claims.claim_rules import claim_rules
from ingest.claims.grounds import Ground
from ingest.claims.surroundings import Surroundings
from ingest.guides.field_names import announces
from ingest.mentions.finding import named_in


def service(around: Surroundings, at: int, kind: str) -> Ground | None:
    """Return the service that the nearest mention before `at`, the label or a heading names.

    A time to act or to wait is one of a service: where nothing names it nearer, the section or, over the field of a
    guide (办理时限), the title does, if it names one alone.
    """
    before = [m for m in around.mentions.get("service", ()) if around.span(m)[1] <= at]
    if before:
        start, end = around.span(before[-1])
        return Ground("service", before[-1].label, start, end, around.part.scope(at, start), "named")
    inner = len(around.over(at)) - len(around.headings)
    for i, heading in enumerate(around.headings):
        for one in named_in(heading.text, "service"):
            return Ground("service", one.label, one.start, one.end, "section", "heading", inner + i)
    return _of_field(around, at) if kind in claim_rules().of_a_service else None


def _of_field(around: Surroundings, at: int) -> Ground | None:
    """Return the service of the nearest heading that names no field, if it names one alone."""
    label = around.part.text[slice(*(around.part.label or around.part.clauses[0]))]
    in_field = _is_time_field(label)
    for i, heading in enumerate(around.path, start=len(around.over(at))):
        named = {one.label: one for one in named_in(heading.text, "service")}
        if len(named) == 1:
            one = next(iter(named.values()))
            return Ground("service", one.label, one.start, one.end, "section", "heading", i)
        in_field = in_field or _is_time_field(heading.text)
        if named or not (in_field and announces(heading.text)):
            return None
    return None


def _is_time_field(name: str) -> bool:
    return claim_rules().time_field.search(name.strip('【】[]": ')) is not None
