"""The generated pages of docs/ are those of the present code, and every worked query finds what its title says."""

import re
import unicodedata
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph

from ontology.errors import InputError
from query.documentation.__main__ import pages
from query.documentation.queries_page import worked_queries
from query.documentation.writing import short
from query.knowledge import KnowledgeBase, build

ROOT = Path(__file__).parent.parent
QUERIES = ROOT / "docs" / "queries"


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory):
    data = tmp_path_factory.mktemp("docs")
    build([ROOT / "corpus" / "articles"], data)
    with KnowledgeBase(data) as opened:
        yield opened


def rows(knowledge, name):
    query = next(query for query in worked_queries(QUERIES) if query.path.stem == name)
    return [
        {key: getattr(value, "value", value) for key, value in row.items()}
        for row in knowledge.sparql(query.text).rows()
    ]


def test_the_pages_are_up_to_date(monkeypatch):
    monkeypatch.chdir(ROOT)
    stale = [str(path) for path, text in pages().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"{stale} say what the code no longer does: run `make docs`"


def test_every_term_stands_in_the_page():
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    terms = Graph().parse(ROOT / "ontology" / "yibao.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    names = {short(str(term)) for kind in kinds for term in terms.subjects(RDF.type, kind)}
    assert len(names) > 50
    assert not [name for name in names if name not in page]


def test_there_are_twenty_queries_and_each_finds_something(knowledge):
    queries = worked_queries(QUERIES)
    assert len(queries) == 20
    for query in queries:
        assert any(True for _ in knowledge.sparql(query.text).rows()), query.path.name


def test_channels_of_the_first_query_stand_in_three_articles(knowledge):
    found = rows(knowledge, "01_balance_channels")
    assert {"微信", "支付宝"} <= {row["channel"] for row in found}
    assert all(int(row["articles"]) >= 3 and int(row["sources"]) <= int(row["articles"]) for row in found)


def test_materials_come_with_the_number_of_articles(knowledge):
    found = {row["material"]: int(row["articles"]) for row in rows(knowledge, "02_reimbursement_materials")}
    assert found["医院发票原件"] >= 10
    assert found["出院小结"] >= 5


def test_rates_of_retirees_have_a_level_and_an_article(knowledge):
    found = rows(knowledge, "03_retiree_inpatient_rates")
    assert {row["level"] for row in found} >= {"一级", "二级", "三级"}
    assert all(row["article"] and (row["min"] or row["max"]) for row in found)


def test_what_begins_later_does_not_hold(knowledge):
    assert all(not row["from"] or row["from"] <= "2025-06-30" for row in rows(knowledge, "08_as_of"))
    assert all(not row["until"] or row["until"] >= "2025-06-30" for row in rows(knowledge, "08_as_of"))


def test_inheritance_shows_no_rule_of_another_city(knowledge):
    assert {row["holds"] for row in rows(knowledge, "06_region_inheritance")} <= {"赣州市", "江西省", "no place named"}


def test_evidence_is_the_very_words_of_the_page(knowledge):
    for row in rows(knowledge, "09_evidence_of_a_claim"):
        clean = knowledge.index.articles.clean_text(row["article"])
        raw = knowledge.raw_text(row["article"])[int(row["rawStart"]) : int(row["rawEnd"])]
        assert clean[int(row["start"]) : int(row["end"])] == row["quote"]
        assert re.findall(r"\d+", unicodedata.normalize("NFKC", raw)) == re.findall(r"\d+", row["quote"])


def test_every_conflict_has_two_sides_at_least(knowledge):
    keys = [row["key"] for row in rows(knowledge, "04_conflicts")]
    assert keys
    assert all(keys.count(key) >= 2 for key in keys)


def test_a_query_without_title_is_refused(tmp_path):
    (tmp_path / "a.rq").write_text("SELECT * WHERE { ?s ?p ?o }\n", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape("a.rq: no title and question")):
        worked_queries(tmp_path)
