"""The shapes accept a sound graph and refuse each kind of broken one."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib import Literal as RdflibLiteral

from index.rdf.quads import Literal, Quad
from index.shacl import faults as quick_faults
from index.shacl import shapes, statements
from index.shacl.shapes import parsed
from ontology import terms
from ontology.errors import DataError
from ontology.shapes import PATH, faults
from ontology.skos import nquads
from ontology.vocabulary import vocabulary

PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in terms.PREFIXES.items())

SPAN = """
ybd:evidence-{name} a oa:SpecificResource ; oa:hasSource ybd:article-1 ;
    oa:hasSelector ybd:evidence-{name}-position , ybd:evidence-{name}-quote ; yb:rawStart 10 ; yb:rawEnd 20 .
ybd:evidence-{name}-position a oa:TextPositionSelector ; oa:start 8 ; oa:end 18 .
ybd:evidence-{name}-quote a oa:TextQuoteSelector ; oa:exact "报销比例为60%" .
"""
READ = """prov:wasDerivedFrom ybd:evidence-{name} ; prov:hadPrimarySource ybd:article-1 ;
    yb:confidence 0.9 ; yb:rule "test" ."""

STATED = """
ybd:article-1 a schema:Article , prov:Entity ; dct:title "查询余额" ; dct:issued "2025-10-22"^^xsd:date ;
    yb:contentHash "00112233aabb" ; yb:sourceKind ybc:portal ; yb:articlePlace ybc:region-640500 ;
    yb:mentions ybc:channel-alipay .
ybd:mention-1 a yb:Mention ; yb:concept ybc:channel-alipay ; yb:surface "支付宝" ; oa:hasSource ybd:article-1 ;
    oa:start 1 ; oa:end 4 ; yb:rawStart 3 ; yb:rawEnd 6 .
ybd:claim-rate a yb:Claim , yb:BenefitClaim ; yb:measure ybc:reimbursement_rate ;
    yb:valueMin 60.0 ; yb:valueMax 60.0 ; yb:unit ybc:percent ; yb:bound ybc:exact ; yb:careType ybc:care-outpatient ;
    yb:insuredType ybc:insured-type-employee ; yb:employment ybc:employment-active ;
    yb:facilityLevel ybc:level-1-and-below ; yb:insuredGroup ybc:group-active-employee ;
    yb:region ybc:region-420500 ; yb:validFrom "2025-02-24"^^xsd:date ; yb:conditionKey "measure=…" ; READ(rate)
ybd:claim-more a yb:Claim , yb:BenefitClaim ; yb:measure ybc:reimbursement_rate ;
    yb:valueMin 5.0 ; yb:valueMax 10.0 ; yb:unit ybc:percentage_point ; yb:bound ybc:increase ;
    yb:relativeTo ybd:claim-rate ; yb:conditionKey "measure=…" ; READ(more)
ybd:claim-deductible a yb:Claim , yb:BenefitClaim ; yb:measure ybc:deductible ; yb:valueMin 2000.0 ;
    yb:unit ybc:CNY ; yb:bound ybc:above ; yb:conditionKey "measure=…" ; READ(deductible)
ybd:claim-time a yb:Claim , yb:TimeClaim ; yb:measure ybc:processing_time ; yb:valueMin 15.0 ; yb:valueMax 30.0 ;
    yb:unit ybc:workday ; yb:bound ybc:range ; yb:about ybc:service-manual-reimbursement ;
    yb:conditionKey "measure=…" ; READ(time)
ybd:claim-age a yb:Claim , yb:EligibilityClaim ; yb:measure ybc:eligibility_age ; yb:valueMax 45.0 ;
    yb:unit ybc:years_of_age ; yb:bound ybc:below ; yb:conditionKey "measure=…" ; READ(age)
ybd:claim-material a yb:Claim , yb:MaterialClaim ; yb:about ybc:service-manual-reimbursement ;
    yb:material ybc:material-invoice ; yb:form "原件" ; yb:copies 2 ; yb:alternativeGroup "1" ; READ(material)
ybd:claim-condition a yb:Claim , yb:EligibilityClaim ; yb:about ybc:service-manual-reimbursement ;
    yb:condition "异地就医未备案" ; READ(condition)
ybd:service-channel-1 a yb:ServiceChannel ; yb:service ybc:service-manual-reimbursement ;
    yb:channel ybd:channel-1 ; yb:steps ybd:how-to-1 ; READ(path)
ybd:how-to-1 a schema:HowTo ; schema:step ybd:step-1 , ybd:step-2 .
ybd:step-1 a schema:HowToStep ; schema:position 1 ; schema:text "我" .
ybd:step-2 a schema:HowToStep ; schema:position 2 ; schema:text "服务" .
ybc:service-manual-reimbursement a cpsv:PublicService ; cv:hasChannel ybd:channel-1 ;
    cpsv:hasInput ybc:material-invoice ; cv:processingTime ybd:claim-time .
ybc:material-invoice a cv:EvidenceType .
ybd:channel-1 a skos:Concept , cv:Channel ; skos:prefLabel "慧办事APP"@zh ; skos:inScheme ybc:scheme-channel .
ybd:consolidated-1 a yb:Consolidated ; yb:service ybc:service-manual-reimbursement ; yb:channel ybd:channel-1 ;
    yb:sourceCount 1 ; yb:articleCount 2 ; yb:attestedBy ybd:service-channel-1 .
ybd:conflict-1 a yb:Conflict ; yb:conflictClass "conflict" ; yb:conditionKey "measure=…" ;
    yb:hasSide ybd:side-1 , ybd:side-2 .
ybd:side-1 a yb:Side ; yb:sourceCount 1 ; yb:attestedBy ybd:claim-rate ; yb:conflictsWith ybd:side-2 .
ybd:side-2 a yb:Side ; yb:sourceCount 3 ; yb:attestedBy ybd:claim-more .
ybd:phone-1 a skos:Concept , cv:ContactPoint ; skos:prefLabel "12333"@zh ;
    skos:inScheme ybc:scheme-phone ; cv:telephone "12333" .
"""
NAMES = re.findall(r"READ\((\w+)\)", STATED)
GOOD = re.sub(r"READ\((\w+)\)", lambda match: READ.format(name=match[1]), STATED)
GOOD += "".join(SPAN.format(name=name) for name in NAMES)


def graph(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def quick(turtle: str) -> list[str]:
    """Return what the engine of the builds finds."""
    return quick_faults(statements(map(quad, graph(turtle))))


def quad(triple: Any) -> Quad:
    subject, predicate, value = triple
    if isinstance(value, RdflibLiteral):
        stated = Literal(str(value), str(value.datatype or terms.XSD_STRING), value.language or "")
        return Quad(str(subject), str(predicate), stated, "x:graph")
    return Quad(str(subject), str(predicate), str(value), "x:graph")


def test_a_sound_graph_has_no_faults() -> None:
    assert faults(graph(GOOD)) == []


def test_an_empty_graph_has_no_faults() -> None:
    assert faults(Graph()) == []


def test_the_vocabulary_has_no_faults() -> None:
    triples = "".join(line[: line.rindex(" <")] + " .\n" for line in nquads(vocabulary()))
    assert faults(Graph().parse(data=triples, format="nt")) == []


RATE_READ = READ.format(name="rate")
POSITION = "evidence-rate-position a oa:TextPositionSelector"
QUOTE = "evidence-rate-quote a oa:TextQuoteSelector"
APP = "ybd:channel-1 a skos:Concept ,"

BROKEN = [
    # article
    ('yb:contentHash "00112233aabb"', 'yb:contentHash "x"', "content hash"),
    ("yb:sourceKind ybc:portal", "yb:sourceKind ybc:blog", "one kind of source"),
    ('"2025-10-22"^^xsd:date', '"gestern"', "one ISO date"),
    ("yb:articlePlace ybc:region-640500", 'yb:articlePlace "中卫"', "unit of GB/T 2260"),
    # evidence
    ("prov:wasDerivedFrom ybd:evidence-rate ; ", "", "no evidence"),
    (RATE_READ, RATE_READ.replace("prov:hadPrimarySource ybd:article-1 ;", ""), "article that it was read in"),
    ("yb:confidence 0.9", "yb:confidence 1.5", "from 0 to 1"),
    (f"{POSITION} ; oa:start 8", f"{POSITION} ; oa:start 18", "start lies before the end"),
    (f"{POSITION} ;", "evidence-rate-position a oa:Selector ;", "one position"),
    (f'{QUOTE} ; oa:exact "报销比例为60%"', f'{QUOTE} ; oa:exact ""', "not empty"),
    (f"{QUOTE} ;", "evidence-rate-quote a oa:Selector ;", "one quote"),
    ("yb:rawStart 10 ; yb:rawEnd 20", "yb:rawStart 20 ; yb:rawEnd 20", "raw start lies before the raw end"),
    ("yb:rawStart 10 ;", "yb:rawStart -1 ;", "0 or more"),
    # benefit claim
    ("yb:measure ybc:deductible", "yb:measure ybc:deductable", "measure.csv"),
    ("yb:unit ybc:CNY", "yb:unit ybc:euro", "unit.csv"),
    ("yb:unit ybc:CNY ; ", "", "unit.csv"),
    ("yb:bound ybc:above", "yb:bound ybc:over", "bound.csv"),
    ("yb:bound ybc:above", "yb:bound ybc:exact", "bound and values disagree"),
    ("yb:bound ybc:increase", "yb:bound ybc:at_most", "bound and values disagree"),
    ("yb:valueMin 60.0", "yb:valueMin 50.0", "bound and values disagree"),
    ("yb:valueMin 5.0 ; yb:valueMax 10.0", "yb:valueMin 10.0 ; yb:valueMax 5.0", "greater than the upper"),
    ("yb:valueMin 2000.0", "yb:valueMin 2000", "one decimal"),
    ("yb:valueMin 2000.0", "yb:valueMin -2000.0", "one decimal"),
    ("yb:valueMin 60.0 ; yb:valueMax 60.0", "yb:valueMin 600.0 ; yb:valueMax 600.0", "100 percent at most"),
    ("yb:careType ybc:care-outpatient", "yb:careType ybc:care-home", "type of care"),
    ("yb:insuredType ybc:insured-type-employee", 'yb:insuredType "职工"', "type of insurance"),
    ("ybc:employment-active", "ybc:employment-active , ybc:employment-retired", "employment"),
    ("yb:facilityLevel ybc:level-1-and-below", "yb:facilityLevel ybc:care-inpatient", "level of the facility"),
    ("yb:insuredGroup ybc:group-active-employee", "yb:insuredGroup ybc:org-bank", "insured group"),
    ("yb:region ybc:region-420500", "yb:region ybc:region-4205", "unit of GB/T 2260"),
    ('"2025-02-24"^^xsd:date', '"2025-02"', "first day of validity"),
    # time claim
    ("yb:unit ybc:workday", "yb:unit ybc:CNY", "counts days"),
    ("yb:measure ybc:processing_time", "yb:measure ybc:cap", "processing_time or claim_deadline"),
    # eligibility claim
    ("yb:unit ybc:years_of_age", "yb:unit ybc:year", "an age in years_of_age"),
    ('yb:condition "异地就医未备案" ; ', "", "a condition of a service"),
    # material claim
    ("yb:material ybc:material-invoice", "yb:material ybc:channel-alipay", "one material"),
    ("yb:MaterialClaim ; yb:about ybc:service-manual-reimbursement ;", "yb:MaterialClaim ;", "asks for the material"),
    ("yb:copies 2", "yb:copies 0", "1 or more"),
    # service, channel, material, contact point
    ("cv:hasChannel ybd:channel-1", "cv:hasChannel ybc:material-invoice", "offered through channels"),
    ("cpsv:hasInput ybc:material-invoice", "cpsv:hasInput ybd:channel-1", "input of a service"),
    ("cv:processingTime ybd:claim-time", "cv:processingTime ybd:claim-rate", "time claim"),
    ('skos:prefLabel "慧办事APP"@zh ; ', "", "a channel that is no concept of the vocabulary has a label"),
    (APP, f"ybd:material-9 a cv:EvidenceType . {APP}", "a material that is no concept of the vocabulary"),
    (APP, f"ybd:service-9 a cpsv:PublicService . {APP}", "a service that is no concept of the vocabulary"),
    (' ; cv:telephone "12333"', "", "telephone number"),
    # steps
    ("yb:channel ybd:channel-1", "yb:channel ybc:material-invoice", "one channel"),
    ("yb:service ybc:service-manual-reimbursement", "yb:service ybd:channel-1", "one service at most"),
    ("yb:steps ybd:how-to-1", "yb:steps ybd:step-1", "one schema:HowTo"),
    ("a schema:HowTo ; schema:step ybd:step-1 , ybd:step-2", "a schema:HowTo", "at least one step"),
    ("schema:position 2", "schema:position 1", "same position"),
    ("schema:position 2", "schema:position 0", "one position"),
    ('schema:text "服务"', 'schema:text ""', "one text"),
    # consolidated, conflicts
    ("yb:sourceCount 1 ; yb:articleCount 2", "yb:sourceCount 3 ; yb:articleCount 2", "more sources than articles"),
    ("; yb:attestedBy ybd:service-channel-1", "", "no claim backs it"),
    ("yb:channel ybd:channel-1 ;\n    yb:sourceCount", "yb:sourceCount", "a channel, a material or a condition key"),
    ('yb:conflictClass "conflict"', 'yb:conflictClass "same"', "of one class"),
    ("yb:hasSide ybd:side-1 , ybd:side-2", "yb:hasSide ybd:side-1", "at least two sides"),
    ("yb:sourceCount 3 ; yb:attestedBy", "yb:attestedBy", "independent sources"),
    # mention, concept
    ('yb:surface "支付宝"', 'yb:surface ""', "one surface"),
    ("yb:concept ybc:channel-alipay ; ", "", "names one thing"),
    ("skos:inScheme ybc:scheme-channel", 'skos:note "x"', "belongs to a scheme"),
    ('skos:prefLabel "慧办事APP"@zh', 'skos:prefLabel "慧办事APP"@zh , "慧办事"@zh', "one preferred label"),
]


@pytest.mark.parametrize(("good", "bad", "message"), BROKEN)
def test_a_broken_graph_is_refused(good: str, bad: str, message: str) -> None:
    assert good in GOOD
    told = faults(graph(GOOD.replace(good, bad)))
    assert any(message in fault for fault in told), told
    assert all("\n" not in fault for fault in told)
    queried = [select.message for shape in shapes() for select in shape.selects]
    assert quick(GOOD.replace(good, bad)) == [fault for fault in told if not any(one in fault for one in queried)]


def test_the_quick_engine_finds_nothing_in_a_sound_graph() -> None:
    assert quick(GOOD) == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_both_engines_agree_on_any_change(data: st.DataObject) -> None:
    """Statements are dropped, and objects exchanged for others of the graph."""
    stated = sorted(graph(GOOD))
    keep = [triple for triple in stated if triple not in data.draw(st.lists(st.sampled_from(stated), max_size=4))]
    for _ in range(data.draw(st.integers(0, 4))):
        (subject, predicate, _), (_, _, other) = (data.draw(st.sampled_from(stated)) for _ in range(2))
        keep.append((subject, predicate, other))
    changed = Graph()
    for triple in keep:
        changed.add(triple)
    told = [fault for fault in faults(changed) if "same position" not in fault]
    assert quick_faults(statements(map(quad, changed))) == told


@pytest.mark.parametrize("unknown", ["sh:closed true", "sh:xone ( [ sh:path yb:unit ] )", "sh:maxLength 3"])
def test_a_shape_that_the_quick_engine_does_not_know_is_an_error(unknown: str) -> None:
    turtle = (
        PREFIXES + f"ybd:S a sh:NodeShape ; sh:targetClass yb:Claim ; sh:property [ sh:path yb:unit ; {unknown} ] ."
    )
    with pytest.raises(DataError, match="not known"):
        list(parsed(turtle))


def test_a_service_channel_needs_a_service_or_steps() -> None:
    broken = GOOD.replace("yb:service ybc:service-manual-reimbursement ;", "")
    assert faults(graph(broken)) == []
    told = faults(graph(broken.replace("yb:steps ybd:how-to-1 ; ", "")))
    assert any("a service or steps" in fault for fault in told), told


def test_a_fault_names_the_node_the_property_and_the_value() -> None:
    [fault] = faults(graph(GOOD.replace("yb:copies 2", "yb:copies 0")))
    assert fault == f"{terms.claim('material')} {terms.YB_COPIES}: the number of copies is 1 or more (found: 0)"


def test_faults_are_sorted_and_stable() -> None:
    broken = graph(GOOD.replace("yb:confidence 0.9", "yb:confidence 2.0"))
    told = faults(broken)
    assert told == sorted(told) == faults(broken)
    assert len(told) == 8


def test_the_graph_is_left_as_it_was() -> None:
    sound = graph(GOOD)
    size = len(sound)
    faults(sound)
    assert len(sound) == size


def test_the_codes_in_the_shapes_are_those_of_the_vocabulary() -> None:
    shapes = Graph().parse(PATH, format="turtle")
    named = {term for triple in shapes for term in map(str, triple) if term.startswith(terms.YBC)}
    assert named == {iri for iri in named if terms.concept_code(iri) in vocabulary().concepts}
    for scheme in ("measure", "unit", "bound", "care_type", "insured_type", "employment", "source_kind"):
        assert {terms.concept(concept.code) for concept in vocabulary().scheme(scheme)} <= named, scheme
