"""service_requires_material: papers to bring and data to type in; form, copies, alternatives, who needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.about import subjects
from ingest.article import Article, Mention, Relation
from ingest.found import Span
from ingest.naming import Named, aliases_of
from ingest.numerals import numeral
from ingest.procedure_rules import MaterialRules, procedure_rules
from ingest.scopes import Line
from ingest.stating import stated
from ontology.remembering import of_lines
from ontology.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class _Need:
    """A paper or item of data that a sentence asks for."""

    line: Line
    sentence: Span
    name: Named
    span: Span
    group: str | None
    confidence: float
    rule: str


def materials(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return what the services of an article require."""
    needs = [need for line in lines for need in _needs(line)] + [*_columns(lines)]
    return [relation for need in needs for relation in _relations(article, need)]


def _needs(line: Line) -> Iterator[_Need]:
    data = procedure_rules().materials
    listing = _is_listing(line, data)
    for sentence in line.sentences():
        if data.not_in.search(line.text[slice(*sentence)]):
            continue
        chains = [*_chains(line, sentence, listing, data)]
        for chain in chains:
            groups = _groups(line, chain, data)
            for mention in chain:
                if not data.vague.match(_surface(line, mention)):
                    confidence, rule = (0.9, "material_list") if listing else (0.85, "material_verb")
                    name = _meant(line, sentence, chain[0], mention, data)
                    yield _Need(line, sentence, name, line.span(mention), groups.get(mention), confidence, rule)
        if listing and not chains and not line.of_type("material", *sentence):
            yield from _unknown(line, sentence, data)


def _columns(lines: Sequence[Line]) -> Iterator[_Need]:
    """Yield the papers of table cells whose column or row says that they hold papers."""
    data = procedure_rules().materials
    for line in lines:
        for cell in line.cells:
            if not any(data.column.search(name) for name in cell.names):
                continue
            papers = line.of_type("material", cell.start, cell.end)
            groups = _groups(line, papers, data)
            for paper in papers:
                if not data.vague.match(_surface(line, paper)):
                    name, whole = Named(paper.label, paper.code), (0, len(line.text))
                    yield _Need(line, whole, name, line.span(paper), groups.get(paper), 0.75, "material_column")


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
    return next(
        (announced for heading in reversed(line.headings) if (announced := _announces(heading)) is not None), False
    )


@of_lines(256)  # asked for by each line under it
def _announces(heading: str) -> bool | None:
    """Whether a heading announces papers, or something else; None if it does not tell."""
    data = procedure_rules().materials
    if data.heading.search(heading):
        return True
    return False if data.not_heading.search(heading) else None


def _surface(line: Line, mention: Mention) -> str:
    return line.text[slice(*line.span(mention))]


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


def _groups(line: Line, chain: Sequence[Mention], data: MaterialRules) -> dict[Mention, str]:
    """Return the alternatives: 或 joins its neighbours; as the last joint of an enumeration, all of it."""
    joints = [_between(line, one, other) for one, other in pairwise(chain)]
    groups: dict[Mention, str] = {}
    for i, joint in enumerate(joints):
        if not data.either.search(joint):
            continue
        first = i
        if i == len(joints) - 1 and "(" not in joint:
            while first > 0 and data.list.match(joints[first - 1]):
                first -= 1
        key = groups.get(chain[first]) or f"or-{chain[first].raw_start}"
        groups |= dict.fromkeys(chain[first : i + 2], key)
    if len(chain) > 1 and data.any_of.search(re.split("[,。;()|]", line.text[line.span(chain[-1])[1] :])[0]):
        first = max((i + 1 for i, joint in enumerate(joints) if "(" in joint), default=0)
        groups |= dict.fromkeys(chain[first:], f"or-{chain[first].raw_start}")
    return groups


def _unknown(line: Line, sentence: Span, data: MaterialRules) -> Iterator[_Need]:
    """Yield an item of a list of papers that the vocabulary lacks."""
    start = line.label[1] + 1 if line.label and line.label[0] >= sentence[0] else sentence[0]
    text = line.text[start : sentence[1]]
    name = data.trailing.sub("", data.item_cut.sub("", data.item_cut.sub("", text))).strip()
    if not data.item.match(name) or name not in text:
        return
    at = start + text.index(name)
    yield _Need(line, sentence, Named(name), (at, at + len(name)), None, 0.55, "material_item")


# --- the relation ---------------------------------------------------------------------------------------------------


def _relations(article: Article, need: _Need) -> Iterator[Relation]:
    services, _ = subjects(need.line, need.sentence)
    surface = need.line.text[slice(*need.span)]
    names = (*aliases_of(need.name.code), *([surface] if surface != need.name.label else []))
    for service in services:
        yield stated(
            article,
            need.line,
            need.sentence,
            "service_requires_material",
            service,
            need.name.label,
            object_code=need.name.code,
            object_aliases=tuple(dict.fromkeys(names)),
            form=_form(need),
            copies=_copies(need),
            alternative_group=need.group,
            only_if=_only_if(need),
            confidence=need.confidence,
            rule=need.rule,
        )


def _right(need: _Need) -> str:
    """Return what stands right of a paper, up to the next one."""
    later = [need.line.span(m)[0] for m in need.line.of_type("material", need.span[1], need.sentence[1])]
    return need.line.text[need.span[1] : min([*later, need.sentence[1]])]


def _form(need: _Need) -> str | None:
    data = procedure_rules().materials
    text = need.line.text[slice(*need.span)] + _right(need)
    found = dict.fromkeys(hit[0].removeprefix(data.need) for hit in data.form.finditer(text))
    return "、".join(found) or None


def _copies(need: _Need) -> int | None:
    hit = procedure_rules().materials.copies.search(_right(need))
    return int(numeral(hit[1])) if hit else None


def _only_if(need: _Need) -> str | None:
    data = procedure_rules().materials
    right = data.only_if_right.match(_right(need))
    if right and data.only_if_word.search(right[0]) and not data.form.search(right["who"]):
        return right["who"]
    label = need.line.label
    left = need.line.text[
        label[0] if label and data.heading.search(need.line.text[slice(*label)]) else need.sentence[0] : need.span[0]
    ]
    for pattern in data.only_if:
        hit = pattern.search(re.sub(r"^\s*\d+[、.]\s*", "", left))
        if hit and not data.nobody.match(hit["who"]):
            return hit["who"]
    return None
