"""service_requires_material: papers to bring and data to type in; form, copies, alternatives, who needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.about import subjects
from ingest.access import Access
from ingest.article import Article, Mention, Relation
from ingest.cells import Cell
from ingest.field_names import kind_of_name
from ingest.found import Span, overlap
from ingest.material_details import Need, details
from ingest.naming import Named, aliases_of
from ingest.procedure_rules import MaterialRules, procedure_rules
from ingest.scopes import Line
from ingest.stating import stated
from ontology.vocabulary import vocabulary


def materials(article: Article, lines: Sequence[Line], accesses: Sequence[Access]) -> list[Relation]:
    """Return what the services of an article require."""
    needs = [need for line in lines for need in _needs(line)] + [*_columns(lines)]
    return [relation for need in needs for relation in _relations(article, need, accesses)]


def _needs(line: Line) -> Iterator[Need]:
    data = procedure_rules().materials
    listing = _is_listing(line, data)
    if not listing and not line.of_type("material"):
        return
    for sentence in line.sentences():
        if data.not_in.search(line.text[slice(*sentence)]):
            continue
        chains = [*_chains(line, sentence, listing, data)]
        for chain in chains:
            confidence, rule = (0.9, "material_list") if listing else (0.85, "material_verb")
            begin = line.span(chain[0])[0] if not listing else _after_label(line, sentence)
            end = line.span(chain[-1])[1] if not listing else sentence[1]
            names = [(line.span(one), _meant(line, sentence, chain[0], one, data)) for one in chain]
            yield from _listed(line, sentence, names, (begin, end), confidence, rule)
        if listing and not chains and not line.of_type("material", *sentence):
            yield from _unknown(line, sentence, data)


def _listed(
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
        if not _is_vague(line.text, span, data):
            unknown = (span, name) in beside
            yield Need(
                line, sentence, name, span, groups.get(span), 0.5 if unknown else confidence,
                "material_item" if unknown else rule, spans, row, cell,
            )  # fmt: skip


def _is_vague(text: str, span: Span, data: MaterialRules) -> bool:
    """Whether a name says too little (照片 of something); a portrait (一寸照片) is a paper."""
    return bool(data.vague.match(text[slice(*span)]) and not data.portrait.search(text[: span[0]]))


def _after_label(line: Line, sentence: Span) -> int:
    return line.label[1] + 1 if line.label and line.label[0] >= sentence[0] else sentence[0]


def _columns(lines: Sequence[Line]) -> Iterator[Need]:
    """Yield the papers of table cells whose column or row, or whose table, is said to hold papers."""
    data = procedure_rules().materials
    for line in lines:
        about = bool(line.cells and line.headings and data.heading.search(line.headings[-1]))
        for cell in line.cells:
            named = any(data.column.search(name) for name in (*cell.names, cell.head))
            if named or (about and cell.names and not any(kind_of_name(name) for name in cell.names)):
                yield from _in_cell(line, cell, 0.75 if named else 0.6, data)


def _in_cell(line: Line, cell: Cell, confidence: float, data: MaterialRules) -> Iterator[Need]:
    for part in _between_stops(line.text, cell):
        names = [(line.span(paper), Named(paper.label, paper.code)) for paper in line.of_type("material", *part)]
        yield from _listed(line, part, names, part, confidence, "material_column", line.cells, cell)


def _between_stops(text: str, cell: Cell) -> Iterator[Span]:
    """Yield the parts of a cell; a semicolon parts lists whose alternatives are their own."""
    start = cell.start
    for hit in re.finditer("[;。]", text[cell.start : cell.end]):
        yield start, cell.start + hit.end()
        start = cell.start + hit.end()
    yield start, cell.end


def _meant(line: Line, sentence: Span, first: Mention, mention: Mention, data: MaterialRules) -> Named:
    """Return what is asked for: of a card that one is to type in, the number."""
    code = data.typed.get(mention.code)
    if code and data.typed_verb.search(line.text[sentence[0] : line.span(first)[0]]):
        return Named(vocabulary().concept(code).pref_label, code)
    return Named(mention.label, mention.code)


def _is_listing(line: Line, data: MaterialRules) -> bool:
    """Whether the line stands under a heading (or a group of one), or behind a label, that announces papers."""
    if line.heading or line.block.kind == "table_row":
        return False
    label = line.text[slice(*line.label)] if line.label else ""
    if label and data.heading.search(label):
        return True
    if label and data.not_label.search(label):
        return False
    return _announced(line.path, line.lead)


@lru_cache(maxsize=256)  # asked for every line of a section
def _announced(path: tuple[str, ...], lead: str) -> bool:
    """Whether the nearest heading that says anything of papers or of something else announces papers."""
    data = procedure_rules().materials
    for heading in reversed((*path, lead) if lead else path):
        if data.heading.search(heading):
            return True
        if data.not_heading.search(heading):
            return False
    return False


# --- which papers ---------------------------------------------------------------------------------------------------


def _chains(line: Line, sentence: Span, listing: bool, data: MaterialRules) -> Iterator[list[Mention]]:
    """Yield the lists of papers of a sentence: one that a verb or the section asks for, and what is joined to it."""
    start = line.label[1] if line.label and line.label[0] >= sentence[0] and not line.heading else sentence[0]
    chain: list[Mention] = []
    for mention in line.of_type("material", start, sentence[1]):
        if chain and _joined(line, chain[-1], mention, data) and not _excluded(line, sentence, mention, data):
            chain.append(mention)
            continue
        if chain:
            yield chain
        chain = [mention] if _asked_for(line, sentence, mention, listing, data) else []
    if chain:
        yield chain


def _asked_for(line: Line, sentence: Span, mention: Mention, listing: bool, data: MaterialRules) -> bool:
    start, end = line.span(mention)
    left, right = line.text[sentence[0] : start], line.text[end : sentence[1]]
    if _excluded(line, sentence, mention, data):
        return False
    if listing:
        return not data.issued.search(left)
    verb = data.verbs.search(left)
    if verb:
        return not data.issued.search(left[verb.start() :])
    if data.with_verb.search(left):
        return any(
            data.with_right.match(line.text[line.span(m)[1] :]) for m in line.of_type("material", start, sentence[1])
        )
    return bool(data.behind_left.search(left) and data.behind.match(right))


def _excluded(line: Line, sentence: Span, mention: Mention, data: MaterialRules) -> bool:
    start, end = line.span(mention)
    left, right = line.text[sentence[0] : start], line.text[end : sentence[1]]
    if left.count('"') % 2:  # a label of a menu
        return True
    bracket = left.rfind("(")
    aside = bracket > left.rfind(")") and data.aside.match(line.text[sentence[0] + bracket :])
    return bool(aside or data.negation.search(left) or data.issued_right.match(right))


def _between(line: Line, one: Mention, other: Mention) -> str:
    return line.text[line.span(one)[1] : line.span(other)[0]]


def _joined(line: Line, one: Mention, other: Mention, data: MaterialRules) -> bool:
    return bool(data.joint.match(_between(line, one, other)))


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


def _unknown(line: Line, sentence: Span, data: MaterialRules) -> Iterator[Need]:
    """Yield an item of a list of papers that the vocabulary lacks."""
    start = line.label[1] + 1 if line.label and line.label[0] >= sentence[0] else sentence[0]
    text = line.text[start : sentence[1]]
    name = data.trailing.sub("", data.item_cut.sub("", data.item_cut.sub("", text))).strip()
    if not data.item.match(name) or name not in text:
        return
    at = start + text.index(name)
    yield Need(line, sentence, Named(name), (at, at + len(name)), None, 0.55, "material_item")


# --- the relation ---------------------------------------------------------------------------------------------------


def _relations(article: Article, need: Need, accesses: Sequence[Access]) -> Iterator[Relation]:
    sentence = need.sentence if not need.row else (0, len(need.line.text))
    services, _ = subjects(need.line, sentence)
    surface = need.line.text[slice(*need.span)]
    names = (*aliases_of(need.name.code), *([surface] if surface != need.name.label else []))
    said = details(need, accesses) if services else None
    for service in services:
        yield stated(
            article,
            need.line,
            sentence,
            "service_requires_material",
            service,
            need.name.label,
            object_code=need.name.code,
            object_aliases=tuple(dict.fromkeys(names)),
            form=said.form if said else None,
            copies=said.copies if said else None,
            alternative_group=need.group,
            only_if=said.only_if if said else None,
            seal=said.seal if said else None,
            channel=said.channel.label if said and said.channel else "",
            channel_code=said.channel.code if said and said.channel else "",
            parts=said.parts(need.line) if said else (),
            confidence=need.confidence,
            rule=need.rule,
        )
