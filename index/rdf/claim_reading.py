"""From RDF back to claims and relations: the other half of `triples`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal

from index.rdf.condition_evidence import conditions_read
from index.rdf.note_triples import OF_RELATION
from index.rdf.quads import Literal, Object, Quad
from index.rdf.triples import SLOT_TERMS
from ingest.article import Article, Claim, Relation, Step
from ontology import terms as t
from ontology.vocabulary import vocabulary

Statements = dict[str, list[Object]]  # of one subject: predicate → objects, sorted
Nodes = dict[str, Statements]


def nodes(quads: Iterable[Quad]) -> Nodes:
    """Return the statements of each subject."""
    found: Nodes = {}
    for quad in sorted(quads, key=lambda quad: (quad.subject, quad.predicate, str(quad.object))):
        found.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return found


def claims(graph: Nodes, article: Article) -> list[Claim]:
    """Return the quantitative claims in the named graph of `article`, in text order."""
    found = [_claim(node, graph, article) for node in graph.values() if t.YB_MEASURE in node]
    return sorted(found, key=lambda claim: (claim.start, claim.end, claim.id))


def relations(graph: Nodes, article: Article) -> list[Relation]:
    """Return the relations in the named graph of `article`, in text order, without the aliases of their objects."""
    found: list[Relation] = []
    for node in graph.values():
        kind = _relation_kind(node)
        if kind:
            found.append(_relation(kind, node, graph, article))
    return sorted(found, key=lambda relation: (relation.start, relation.end, relation.relation, str(relation.object)))


def _claim(node: Statements, graph: Nodes, article: Article) -> Claim:
    start, end, raw_start, raw_end = _span(node, graph)
    base = _iri(node, t.YB_RELATIVE_TO)
    block = _block(article, start)
    return Claim(
        id=_string(node, t.DCT_IDENTIFIER) or "",
        kind=_code(node, t.YB_MEASURE) or "",
        value_min=_number(node, t.YB_VALUE_MIN),
        value_max=_number(node, t.YB_VALUE_MAX),
        unit=_code(node, t.YB_UNIT) or "",
        bound=_code(node, t.YB_BOUND) or "",
        start=start,
        end=end,
        raw_start=raw_start,
        raw_end=raw_end,
        quote=article.raw.text[raw_start:raw_end],
        text=article.text[start:end],
        block=block,
        heading_path=article.blocks[block].heading_path,
        rule=_string(node, t.YB_RULE) or "",
        approximate=_string(node, t.YB_APPROXIMATE) == "true",
        place=_string(node, t.YB_PLACE),
        condition=_string(node, t.YB_CONDITION),
        relative_to=_string(graph.get(base, {}), t.DCT_IDENTIFIER) if base else None,
        period=_code(node, t.YB_PERIOD),
        effective_from=_string(node, t.YB_VALID_FROM),
        effective_until=_string(node, t.YB_VALID_UNTIL),
        policy_year=_string(node, t.YB_POLICY_YEAR),
        conditions=conditions_read(_string(node, t.YB_CONDITION_EVIDENCE)),
        service=_name(_iri(node, t.YB_ABOUT), graph),
        on_topic=_string(node, t.YB_ON_TOPIC) != "false",
        confidence=float(_string(node, t.YB_CONFIDENCE) or 1),
        **{slot: _formal(_code(node, term)) for slot, term in SLOT_TERMS.items()},
    )


def _relation_kind(node: Statements) -> str | None:
    types = node.get(t.RDF_TYPE, [])
    if t.YB_SERVICE_CHANNEL in types:
        return "channel_has_path" if t.YB_STEPS in node else "service_has_channel"
    if t.YB_MATERIAL in node:
        return "service_requires_material"
    if t.YB_CLAIM not in types or t.YB_MEASURE in node:
        return None
    return _note_kind(node) or ("law_article_states" if t.SCHEMA_TEXT in node else "service_has_condition")


def _note_kind(node: Statements) -> str | None:
    """Return the relation of a claim in words: its class tells, of a legal basis and of persons a property."""
    types = node.get(t.RDF_TYPE, [])
    named = {kinds[0]: name for name, kinds in OF_RELATION.items() if kinds and kinds[0] != t.YB_ELIGIBILITY_CLAIM}
    if t.CV_HAS_LEGAL_RESOURCE in node:
        return "service_has_legal_basis"
    if t.YB_ELIGIBLE in node:
        return "service_has_eligibility"
    return next((name for kind, name in named.items() if kind in types), None)


def _relation(kind: str, node: Statements, graph: Nodes, article: Article) -> Relation:
    subject, stated = _ends(kind, node, graph)
    start, end, raw_start, raw_end = _span(node, graph)
    copies = _string(node, t.YB_COPIES)
    channel = _iri(node, t.YB_CHANNEL) if kind == "service_requires_material" else None
    code = t.concept_code(subject) or ""
    return Relation(
        relation=kind,
        subject=_name(subject, graph) or "",
        object=_steps(node, graph) if kind == "channel_has_path" else _name(stated, graph) or stated,
        start=start,
        end=end,
        raw_start=raw_start,
        raw_end=raw_end,
        quote=article.raw.text[raw_start:raw_end],
        block=_block(article, start),
        subject_code=code,
        object_code=t.concept_code(stated) or "",
        service=_name(_iri(node, t.YB_SERVICE), graph) or "" if kind == "channel_has_path" else "",
        form=_string(node, t.YB_FORM),
        copies=int(copies) if copies else None,
        alternative_group=_string(node, t.YB_ALTERNATIVE_GROUP),
        only_if=_string(node, t.YB_ONLY_IF),
        channel=_name(channel, graph) or "",
        channel_code=t.concept_code(channel or "") or "",
        confidence=float(_string(node, t.YB_CONFIDENCE) or 1),
        rule=_string(node, t.YB_RULE) or "",
    )


def _ends(kind: str, node: Statements, graph: Nodes) -> tuple[str, str]:
    if kind == "service_has_channel":
        return _iri(node, t.YB_SERVICE) or "", _iri(node, t.YB_CHANNEL) or ""
    if kind == "channel_has_path":
        return _iri(node, t.YB_CHANNEL) or "", ""
    about = _iri(node, t.YB_ABOUT) or ""
    if kind == "service_requires_material":
        return about, _iri(node, t.YB_MATERIAL) or ""
    if kind == "service_has_legal_basis":
        return about, _iri(node, t.CV_HAS_LEGAL_RESOURCE) or ""
    words = (t.YB_CONDITION, t.YB_ELIGIBLE, t.DCT_DESCRIPTION, t.SCHEMA_TEXT)
    return about, next((value for term in words if (value := _string(node, term))), "")


def _steps(node: Statements, graph: Nodes) -> tuple[Step, ...]:
    route = graph.get(_iri(node, t.YB_STEPS) or "", {})
    steps = [graph.get(str(step), {}) for step in route.get(t.SCHEMA_STEP, [])]
    steps.sort(key=lambda step: int(_string(step, t.SCHEMA_POSITION) or 0))
    labels = [tuple(_strings(step, t.SCHEMA_TEXT) + _strings(step, t.YB_ALTERNATIVE_TEXT)) for step in steps]
    return tuple(step[0] if len(step) == 1 else step for step in labels)


def _span(node: Statements, graph: Nodes) -> tuple[int, int, int, int]:
    evidence = graph.get(_iri(node, t.PROV_WAS_DERIVED_FROM) or "", {})
    selectors = [graph.get(str(selector), {}) for selector in evidence.get(t.OA_HAS_SELECTOR, [])]
    position = next((selector for selector in selectors if t.OA_START in selector), {})
    return (
        int(_string(position, t.OA_START) or 0),
        int(_string(position, t.OA_END) or 0),
        int(_string(evidence, t.YB_RAW_START) or 0),
        int(_string(evidence, t.YB_RAW_END) or 0),
    )


def _block(article: Article, start: int) -> int:
    body = [(block.start, index) for index, block in enumerate(article.blocks) if block.action != "drop"]
    at = bisect_right([offset for offset, _ in body], start) - 1
    return body[at][1] if at >= 0 else 0


def _name(iri: str | None, graph: Nodes) -> str | None:
    """Return the label of a concept or of a thing that the graph itself describes."""
    if not iri:
        return None
    concept = vocabulary().concepts.get(t.concept_code(iri) or "")
    if concept:
        return concept.pref_label
    node = graph.get(iri, {})
    names = (t.SKOS_PREF_LABEL, t.ELI_TITLE, t.DCT_TITLE)  # the last of an article that a note is about
    return next((name for term in names if (name := _string(node, term))), None)


def _formal(code: str | None) -> str | None:
    """Return the word that claims use for a concept: 三级 also for what is called 三甲."""
    concept = vocabulary().concepts.get(code or "")
    return (concept.attributes.get("formal") or concept.pref_label) if concept else None


def _strings(node: Statements, predicate: str) -> list[str]:
    return [value.value for value in node.get(predicate, []) if isinstance(value, Literal)]


def _string(node: Statements, predicate: str) -> str | None:
    return next(iter(_strings(node, predicate)), None)


def _number(node: Statements, predicate: str) -> Decimal | None:
    value = _string(node, predicate)
    return None if value is None else Decimal(value)


def _iri(node: Statements, predicate: str) -> str | None:
    return next((value for value in node.get(predicate, []) if isinstance(value, str)), None)


def _code(node: Statements, predicate: str) -> str | None:
    iri = _iri(node, predicate)
    return t.concept_code(iri) if iri else None
