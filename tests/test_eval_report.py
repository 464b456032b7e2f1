"""`yibao eval --report`: what it writes is whole, right and comparable."""

import json
import re
from xml.etree import ElementTree

import pytest
from query_samples import ARTICLES

from query.evaluation.bootstrap import difference, mean
from query.evaluation.sections import Section, markdown, page
from query.evaluation.telling import calibration_error
from query.evaluation.trec import measured
from query.evaluation.trials import Asked

QUERIES = [
    ("a1", "手工报销需要哪些材料", "003", "医院发票原件(需盖章)。", "formal", "material"),
    (
        "a2",
        "打哪个电话能查医保余额",
        "002",
        "拨打12393医保服务热线,按语音提示输入身份证号,即可查询医保账户余额。",
        "colloquial",
        "channel",
    ),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Return a corpus of three sample articles with two judged queries and one without an answer."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "articles").mkdir()
    (folder / "gold").mkdir()
    for number, name in (("001", "rates"), ("002", "balance"), ("003", "claims")):
        (folder / "articles" / f"{number}_{name}.txt").write_text(ARTICLES[name], encoding="utf-8")
    rows = []
    for key, query, doc, quote, style, intent in QUERIES:
        name = {"002": "balance", "003": "claims"}[doc]
        line = ARTICLES[name].split("\n").index(quote) + 1
        relevant = [{"doc": doc, "line": line, "quote": quote, "grade": 2}]
        rows.append({"id": key, "query": query, "relevant": relevant, "style": style, "intent": intent})
    nothing = {"id": "u1", "query": "公积金怎么提取", "kind": "out_of_domain"}
    for name, lines in (("queries", rows), ("unanswerable", [nothing])):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
        (folder / "gold" / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_the_report_is_written_and_the_next_one_compares(corpus, run, tmp_path):
    target = tmp_path / "report"
    status, out, err = run("eval", "--corpus", corpus, "--report", target)
    assert (status, err) == (0, "")
    assert str(target / "report.html") in out
    text = (target / "report.md").read_text(encoding="utf-8")
    for heading in ("Ranking", "By style", "By intent", "Legs", "Ablation", "Silence", "Reliability", "Worst queries"):
        assert f"## {heading}" in text
    assert "Against the run before" not in text
    html = (target / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=|@import|url\(", html)
    plots = re.findall(r"<svg.*?</svg>", html)
    assert len(plots) == len([*target.glob("*.svg")]) == 4
    assert all(ElementTree.fromstring(plot).tag.endswith("svg") for plot in plots)
    runs = {path.stem for path in target.glob("*.run")}
    assert {"fused", "lexical_alone", "dense_alone", "graph_alone", "without_graph", "without_line"} <= runs
    graded = [line.split() for line in (target / "qrels.txt").read_text(encoding="utf-8").splitlines()]
    assert {row[0] for row in graded} == {"a1", "a2"}
    ranked = [line.split() for line in (target / "fused.run").read_text(encoding="utf-8").splitlines()]
    assert {row[2] for row in graded} <= {row[2] for row in ranked}
    assert run("eval", "--corpus", corpus, "--report", target)[0] == 0
    again = (target / "report.md").read_text(encoding="utf-8")
    assert "Against the run before" in again
    (target / "figures.json").write_text("[]", encoding="utf-8")
    status, _, err = run("eval", "--corpus", corpus, "--report", target)
    assert status == 1
    assert "figures.json" in err


def test_measures_are_those_of_the_field():
    found = measured({"q": {"a": 2, "b": 1}}, {"q": {"b": 1.0, "a": 0.5, "c": 0.2}})
    assert found["RR@10"]["q"] == 1.0
    assert found["Success@1"]["q"] == 1.0
    assert 0.8 < found["nDCG@10"]["q"] < 1.0
    assert measured({"q": {"a": 2}}, {})["Success@5"]["q"] == 0.0


def test_an_interval_holds_its_mean_and_pairs_cancel():
    values = [0.0, 1.0] * 20
    found = mean(values)
    assert found.low < found.value < found.high
    assert difference(values, values).high == 0.0


def test_calibration_error_is_the_distance_of_confidence_and_truth():
    def asked(confidence, right):
        return Asked({}, {"confidence": confidence}, True, right)

    assert calibration_error([asked(1.0, True), asked(0.0, False)]) == 0.0
    assert calibration_error([asked(0.95, False)] * 4) == pytest.approx(0.95)


def test_what_was_found_cannot_break_the_report():
    nasty = Section("<b>", "</section>", ("a|b",), (("<script>", "x|y\nz"),))
    assert "<script>" not in page("t", [nasty])
    assert "| <script> | x\\|y z |" in markdown("t", [nasty])
