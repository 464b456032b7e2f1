"""A list of papers: which of them are alternatives, and those in it that the vocabulary lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.guides.cells import Cell
from ingest.mentions.found import Span, overlap
from ingest.mentions.naming import Named
from ingest.relations.material_details import Need
from ingest.relations.procedure_rules import MaterialRules, procedure_rules
from ingest.relations.scopes import Line


def listed(
    line: Line,
    sentence: Span,
    names: Sequence[tuple[Span, Named]],
    within: Span,
    confidence: float,
    rule: str,
    row: tuple[Cell, ...] = (),
    cell: Cell | None = None,
) -> Iterator[Need]:
    """Yield the papers of a list, those that the vocabulary lacks among them: 身份证、《某某核定表》(一式两份)."""
    data = procedure_rules().materials
    taken = [line.span(one) for one in line.of_type("material", *within)]
    beside = [
        (hit.span("paper"), Named(hit["paper"].strip("《》")))
        for hit in data.unknown.finditer(line.text, *within)
        if not any(overlap(hit.span("paper"), one) for one in taken)
    ]
    papers = sorted([*names, *beside])
    spans = tuple(span for span, _ in papers)
    groups = _groups(line, spans, data)
    for span, name in papers:
        if not is_vague(line.text, span, data):
            unknown = (span, name) in beside
            yield Need(
                line, sentence, name, span, groups.get(span), 0.5 if unknown else confidence,
                "material_item" if unknown else rule, spans, row, cell,
            )  # fmt: skip


def is_vague(text: str, span: Span, data: MaterialRules) -> bool:
    """Whether a name says too little (照片 of something); a portrait (一寸照片) is a paper."""
    return bool(data.vague.match(text[slice(*span)]) and not data.portrait.search(text[: span[0]]))


def _groups(line: Line, chain: Sequence[Span], data: MaterialRules) -> dict[Span, str]:
    """Return the alternatives: 或 joins its neighbours; as the last joint of an enumeration, all of it."""
    joints = [line.text[one[1] : other[0]] for one, other in pairwise(chain)]
    groups: dict[Span, str] = {}
    for i, joint in enumerate(joints):
        if not data.either.search(joint):
            continue
        first = i
        if i == len(joints) - 1 and "(" not in joint:
            while first > 0 and data.list.match(joints[first - 1]):
                first -= 1
        key = groups.get(chain[first]) or _key(line, chain[first])
        groups |= dict.fromkeys(chain[first : i + 2], key)
    if len(chain) > 1 and data.any_of.match(line.text, chain[-1][1]):
        first = max((i + 1 for i, joint in enumerate(joints) if "(" in joint), default=0)
        groups |= dict.fromkeys(chain[first:], _key(line, chain[first]))
    return groups


def _key(line: Line, paper: Span) -> str:
    return f"or-{line.block.text.raw_span(paper[0], paper[0] + 1)[0]}"
