"""The scorers tell right from wrong."""

import json

import pytest

from ontology.errors import InputError
from query.evaluation.cleaning import cleaning_scores
from query.evaluation.entities import entity_scores, relation_scores
from query.evaluation.facts import fact_scores
from query.evaluation.gold import gold
from query.evaluation.searching import auroc, search_scores

TEXT = "标题\n在职职工报销60%左右。\n支付宝可以查余额。\n电话 12393\n"

CUT = TEXT.index("电话")


@pytest.fixture
def judged(tmp_path):
    """Return a function that writes judgements and opens them."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "001_a.txt").write_text(TEXT, encoding="utf-8")

    def write(**files):
        for name, rows in files.items():
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        return gold(tmp_path, articles)

    return write


def at(quote):
    start = TEXT.index(quote)
    return {"raw_start": start, "raw_end": start + len(quote), "quote": quote}


FACT = {
    "doc": "001",
    "line": 2,
    "quote": "在职职工报销60%左右",
    "kind": "reimbursement_rate",
    "min": 60,
    "max": 60,
    "unit": "percent",
    "bound": "exact",
    "approx": True,
    "care_type": None,
    "insured_type": "职工",
    "employment": "在职",
    "facility_level": None,
    "place": None,
    "certain": True,
}
FOUND = {
    "article": "x/001_a.txt",
    **at("报销60%"),
    "kind": "reimbursement_rate",
    "value_min": 60,
    "value_max": 60.0,
    "unit": "percent",
    "bound": "exact",
    "approximate": True,
    "care_type": None,
    "insured_type": "职工",
    "employment": "在职",
    "facility_level": None,
    "place": None,
}


def test_facts(judged):
    right = fact_scores(judged(facts=[FACT]), [FOUND], [])
    assert right["value_f1"] == right["strict_f1"] == right["quotes_exact"] == 1.0
    errors: list[str] = []
    wrong = fact_scores(judged(facts=[FACT]), [{**FOUND, "value_min": 50}], errors)
    assert wrong["value_f1"] == 0.0
    assert len(errors) == 2
    loose = fact_scores(judged(facts=[FACT]), [{**FOUND, "employment": "退休"}], [])
    assert (loose["value_f1"], loose["strict_f1"], loose["slot_employment"]) == (1.0, 0.0, 0.0)


def test_facts_on_traps_are_invented(judged):
    trap = {"doc": "001", "line": 4, "quote": "12393", "why": "phone"}
    row = {**FOUND, **at("12393"), "kind": "cap"}
    assert fact_scores(judged(facts=[FACT], traps=[trap]), [FOUND, row], [])["invented"] == 1.0


def test_only_annotated_documents_count(judged, tmp_path):
    (tmp_path / "annotated.json").write_text('{"facts": []}', encoding="utf-8")
    assert fact_scores(judged(facts=[FACT]), [{**FOUND, "value_min": 1}], [])["value_precision"] == 0.0
    assert fact_scores(judged(facts=[FACT]), [{**FOUND, "value_min": 1}], [])["quotes_exact"] == 0.0


def test_cleaning(judged):
    case = {"doc": "001", "line": 4, "raw": "电话 12393", "expect": "drop", "clean": None, "accept": ["drop"]}
    kept = {
        "article": "001_a.txt",
        "raw_start": 0,
        "raw_end": CUT,
        "raw": TEXT[:CUT],
        "clean": TEXT[:CUT],
        "action": "keep",
    }
    rest = {"article": "001_a.txt", "raw_start": CUT, "raw_end": len(TEXT), "raw": TEXT[CUT:], "clean": None}
    scores = cleaning_scores(judged(cleaning=[case]), [kept, {**rest, "action": "drop"}], [])
    assert scores == {"articles_tiled": 1.0, "drop_right": 1.0, "right": 1.0}
    scores = cleaning_scores(judged(cleaning=[case]), [{**rest, "clean": TEXT[CUT:], "action": "keep"}], [])
    assert scores == {"articles_tiled": 0.0, "drop_right": 0.0, "right": 0.0}


def test_entities_and_relations(judged):
    entity = {
        "doc": "001",
        "type": "channel",
        "canonical": "支付宝",
        "surfaces": ["支付宝"],
        "lines": [3],
        "certain": True,
    }
    relation = {
        "doc": "001",
        "line": 3,
        "rel": "service_has_channel",
        "subj": "余额查询",
        "obj": "支付宝",
        "certain": True,
    }
    data = judged(entities=[entity], relations=[relation])
    row = {"article": "001_a.txt", "type": "channel", "mentions": [at("支付宝")]}
    assert entity_scores(data, [row], [])["channel_f1"] == 1.0
    assert entity_scores(data, [], [])["channel_recall"] == 0.0
    row = {"article": "001_a.txt", "relation": "service_has_channel", "object": "支付宝", **at("支付宝可以查余额")}
    assert relation_scores(data, [row], [])["service_has_channel_f1"] == 1.0
    errors: list[str] = []
    assert relation_scores(data, [{**row, "subject": "个人账户划拨"}], errors)["subject_right"] == 0.0
    assert any("个人账户划拨" in error for error in errors)
    assert relation_scores(data, [{**row, "subject": "查余额"}], [])["subject_right"] == 1.0
    assert relation_scores(data, [{**row, "object": "微信"}], [])["service_has_channel_f1"] == 0.0
    assert relation_scores(data, [], [])["service_has_channel_recall"] == 0.0


def test_search(judged):
    relevant = [{"doc": "001", "line": 3, "quote": "支付宝可以查余额。", "grade": 2}]
    data = judged(
        queries=[{"id": "q", "query": "怎么查余额", "relevant": relevant}], unanswerable=[{"id": "u", "query": "天气"}]
    )
    hit = {"article": "001_a.txt", **at("支付宝可以查余额。")}
    miss = {"article": "001_a.txt", **at("标题")}
    results = {
        "q": {"passages": [miss, hit], "confidence": 0.8, "outcome": "answer"},
        "u": {"passages": [miss], "confidence": 0.1, "outcome": "no_answer"},
    }
    scores = search_scores(data, results, [])
    assert (scores["success_at_1"], scores["success_at_5"], scores["mrr_at_10"]) == (0.0, 1.0, 0.5)
    assert (scores["abstention_auroc"], scores["abstains_when_it_should"], scores["abstains_wrongly"]) == (
        1.0,
        1.0,
        0.0,
    )
    assert 0.6 < scores["ndcg_at_10"] < 0.7


def test_auroc_counts_ties_half():
    assert auroc([(0.5, True), (0.5, False)]) == 0.5


def test_a_wrong_judgement_is_told_with_its_place(judged):
    data = judged(facts=[{**FACT, "line": 3}])
    with pytest.raises(InputError, match="line 3"):
        fact_scores(data, [FOUND], [])
    with pytest.raises(InputError, match="no line 99"):
        data.span("001", 99)
