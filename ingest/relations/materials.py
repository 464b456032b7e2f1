"""service_requires_material: papers to bring and data to type in; form, copies, alternatives, who needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from ingest.article import Article, Mention, Relation
from ingest.mentions.found import Span, overlap, within
from ingest.mentions.naming import Named, aliases_of
from ingest.relations.about import subjects
from ingest.relations.access import Access
from ingest.relations.material_details import Details, Need, details
from ingest.relations.material_lists import listed
from ingest.relations.material_rows import columns
from ingest.relations.procedure_rules import MaterialRules, procedure_rules
from ingest.relations.scopes import ITEMS, Line
from ingest.relations.stating import stated
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary

LISTED = "material_list"  # the rule of papers that a section lists


def materials(article: Article, lines: Sequence[Line], accesses: Sequence[Access]) -> list[Relation]:
    """Return what the services of an article require."""
    needs = [need for line in lines for need in _needs(line)] + [*columns(lines)]
    entered: dict[int, list[Access]] = {}
    for access in accesses:
        entered.setdefault(access.line.index, []).append(access)
    return [relation for need in needs for relation in _relations(article, need, entered.get(need.line.index, []))]


def _needs(line: Line) -> Iterator[Need]:
    data = procedure_rules().materials
    listing = _is_listing(line, data)
    lone = _lone_papers().passing(line.text)
    if not listing and not lone and not line.of_type("material"):
        return
    for sentence in line.sentences():
        if data.not_in.search(line.text[slice(*sentence)]):
            continue
        chains = [*_chains(line, sentence, listing, data)]
        for chain in chains:
            confidence, rule = (0.9, LISTED) if listing else (0.85, "material_verb")
            begin = line.span(chain[0])[0] if not listing else _after_label(line, sentence)
            end = line.span(chain[-1])[1] if not listing else sentence[1]
            names = [(line.span(one), _meant(line, sentence, chain[0], one, data)) for one in chain]
            yield from listed(line, sentence, names, (begin, end), confidence, rule)
        unknown = listing and not chains and not line.of_type("material", *sentence)
        items = [*_unknown(line, sentence, data)] if unknown else []
        yield from items
        if lone and not items and (unknown or not listing):
            yield from _unknown_alone(line, sentence, data)


def _after_label(line: Line, sentence: Span) -> int:
    return line.value if line.label and line.label[0] >= sentence[0] else sentence[0]


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
    if label and (data.heading.search(label) or data.whose.search(label)):
        return True
    if label and data.not_label.search(label):
        return False
    return _announced(line.path, line.lead)


@lru_cache(maxsize=256)  # asked for every line of a section
def _announced(path: tuple[str, ...], lead: str) -> bool:
    """Whether the nearest heading that says anything of papers or of something else announces papers."""
    data = procedure_rules().materials
    for heading in reversed((*path, lead) if lead else path):
        if data.elsewhere.search(heading):
            return False
        if data.heading.search(heading) or data.lead.search(heading):
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
    if data.wanted.match(right) or data.all_behind.match(right):
        return True
    if data.done_left.search(left.rstrip("《")) and data.done.match(right):
        return True
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
    inside = bracket > left.rfind(")") and not data.choice.search(left[:bracket])
    aside = inside and data.aside.match(line.text[sentence[0] + bracket :])
    return bool(aside or data.negation.search(left) or data.issued_right.match(right))


def _between(line: Line, one: Mention, other: Mention) -> str:
    return line.text[line.span(one)[1] : line.span(other)[0]]


def _joined(line: Line, one: Mention, other: Mention, data: MaterialRules) -> bool:
    between = _between(line, one, other)
    if data.joint.match(between):
        return True
    return bool(data.loose_joint.match(between) and data.list_end.match(line.text[line.span(other)[1] :]))


@cache
def _lone_papers() -> Sieve[str]:
    return Sieve({"paper": procedure_rules().materials.unknown_ends})


def _unknown_alone(line: Line, sentence: Span, data: MaterialRules) -> Iterator[Need]:
    """Yield a paper that the vocabulary lacks and a verb asks for: 提供社区出具的情况说明."""
    for hit in data.asked_unknown.finditer(line.text, *sentence):
        span = hit.span("paper")
        known = any(overlap(line.span(one), span) for one in line.of_type("material", *sentence))
        if not known and not data.negation.search(line.text[sentence[0] : hit.start()]):
            yield Need(line, sentence, Named(hit["paper"].strip("《》")), span, None, 0.5, "material_item", (span,))


def _unknown(line: Line, sentence: Span, data: MaterialRules) -> Iterator[Need]:
    """Yield an item of a list of papers that the vocabulary lacks."""
    start = line.value if line.label and line.label[0] >= sentence[0] else sentence[0]
    text = line.text[start : sentence[1]]
    name = data.trailing.sub("", data.item_cut.sub("", data.item_cut.sub("", text))).strip()
    if not data.item.match(name) or name not in text:
        return
    at = start + text.index(name)
    yield Need(line, sentence, Named(name), (at, at + len(name)), None, 0.55, "material_item")


# --- the relation ---------------------------------------------------------------------------------------------------


def _relations(article: Article, need: Need, accesses: Sequence[Access]) -> Iterator[Relation]:
    sentence = need.sentence if not need.row else (0, len(need.line.text))
    services, named = subjects(need.line, sentence)
    surface = need.line.text[slice(*need.span)]
    names = (*aliases_of(need.name.code), *([surface] if surface != need.name.label else []))
    said = details(need, accesses) if services else None
    if said and named and need.line.services and _is_case(need, sentence, said):
        services = need.line.services
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


def _is_case(need: Need, sentence: Span, said: Details) -> bool:
    """Whether the services that an item of a list of papers names only say in which case: 异地急诊的需要诊断证明."""
    line = need.line
    cases = [span for role, span in said.spans if role == "only_if"]
    if need.rule != LISTED or line.block.kind not in ITEMS or not cases:
        return False
    return all(within(line.span(one), cases[0]) for one in line.of_type("service", *sentence))
