"""The figures of the comparison with peers are right on examples done by hand."""

from functools import partial

import pytest
from peer_stand_ins import TEXT, judgements, stand_in, talking, worker

from index.articles.passages import Passage
from ingest.article import RawArticle
from ontology.terms import PREFIXES
from query.evaluation.searching import search_scores
from tests.bench.peers import cleaning, facts, retrieval, sparql
from tests.bench.peers.catalogue import PROJECT, Peer
from tests.bench.peers.judged import Judged
from tests.bench.peers.pieces import whole
from tests.bench.peers.process import PeerFault
from tests.bench.peers.running import Table
from tests.bench.peers.values import GROUPS, value_row, value_scores


@pytest.fixture
def peer(tmp_path):
    """Return a function that makes a peer of the body of a worker."""
    return partial(stand_in, tmp_path)


@pytest.fixture
def judged(tmp_path):
    """Return a function that writes judgements on two articles and opens them."""
    return partial(judgements, tmp_path)


LINES = {"doc": "001", "line": 3, "quote": "支付宝可以查余额。", "grade": 2}, {"doc": "002", "line": 2, "grade": 2}
SEARCH = """
NEAR = {'查余额': ([3, 1, 2], 5), '报销几成': ([1, 4, 2], 3), '天气': ([2], 4)}
def search(r):
    ids, score = NEAR[r['query']]
    return {'hits': [[one, score - place] for place, one in enumerate(ids)], 'ms': 2}
serve({'index': lambda r: {'seconds': len(r['passages'])}, 'search': search})
"""


def passage(number, document, line):
    start = sum(len(one) + 1 for one in TEXT.split("\n")[: line - 1])
    text = TEXT.split("\n")[line - 1]
    name = f"{document}_a.txt"
    return Passage(number, name, "标题", None, (), text, start, start + len(text), start, start + len(text), 0, 0)


PASSAGES = [passage(1, "001", 2), passage(2, "002", 2), passage(3, "001", 3), passage(4, "002", 3)]


def task(judged):
    questions = [
        {"id": "a", "query": "查余额", "relevant": [LINES[0]]},
        {"id": "b", "query": "报销几成", "relevant": [LINES[1]]},
    ]
    known = judged(queries=questions, unanswerable=[{"id": "u", "query": "天气"}])
    asked = [*questions, {"id": "u", "query": "天气"}]
    return Judged("tiny", "tiny", [], asked, lambda results: search_scores(known, results, []))


def test_retrieval_is_scored_as_done_by_hand(peer, judged):
    found = peer(SEARCH)
    with talking(found) as process:
        row = retrieval._asked(found, process, task(judged), PASSAGES)["fake"]
    assert row["success@1"] == 0.5 and row["success@5"] == 1  # the second question's line comes third
    assert row["nDCG@10"] == pytest.approx((1 + 0.5) / 2)  # 1/log2(4) of the gain at the first rank
    assert row["AUROC"] == 0.5  # 5 and 3 against 4
    assert row["ms a query"] == 2 and row["index s"] == len(PASSAGES) and row["peak MB"] > 1


@pytest.mark.parametrize("hits", ["[[99, 1.0]]", "[3]", "[[3, None]]", "['3']"])
def test_what_is_no_passage_is_no_hit(peer, judged, hits):
    search = f"lambda r: {{'hits': {hits}, 'ms': 1}}"
    found = peer(f"serve({{'index': lambda r: {{'seconds': 0}}, 'search': {search}}})")
    with talking(found) as process, pytest.raises(PeerFault, match="no passage with a score"):
        retrieval._asked(found, process, task(judged), PASSAGES)


def fact(line, quote, low, high, unit, **more):
    row = {
        "id": quote,
        "doc": "001",
        "line": line,
        "quote": quote,
        "kind": "cap",
        "min": low,
        "max": high,
        "unit": unit,
    }
    return {**row, "certain": True, **more}


def test_values_are_judged_by_ends_and_unit_alone(judged):
    known = judged(
        facts=[
            fact(2, "报销60%左右", 60, 60, "percent"),
            fact(4, "至多500元", None, 500, "CNY"),
            fact(4, "10个工作日", 10, 10, "workday"),
        ]
    )
    with worker("facts_patterns.py") as process:
        reply = process.ask({"do": "facts", "texts": [TEXT]}, {"values": list})
    page = RawArticle("001_a.txt", TEXT)
    rows = [value_row(page, value, *whole(page)) for value in reply["values"][0]]
    assert [(row["quote"], row["unit"]) for row in rows] == [
        ("60%", "percent"),
        ("500元", "CNY"),
        ("10个工作日", "day"),
    ]
    for group in GROUPS:
        assert value_scores(known, rows, group)["value_f1"] == 1, group
    wrong = [*rows[1:], rows[0] | {"value_min": 61.0, "value_max": 61.0}]
    assert value_scores(known, wrong, "all")["value_precision"] == pytest.approx(2 / 3)
    assert value_scores(known, wrong, "shares")["value_recall"] == 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("提高5个百分点", [(5, 5, "percent")]),
        ("报销百分之80至百分之90", [(80, 90, "percent")]),
        ("3至5万元,1,200元", [(30_000, 50_000, "CNY"), (1200, 1200, "CNY")]),
        ("2025年3月18日起满6个月", [(6, 6, "month")]),
        ("每月380元", [(380, 380, "CNY")]),
        ("年满60周岁,30-45天", [(60, 60, "years_of_age"), (30, 45, "day")]),
    ],
)
def test_the_plain_patterns_read_what_they_say(text, values):
    with worker("facts_patterns.py") as process:
        (found,) = process.ask({"do": "facts", "texts": [text]}, {"values": list})["values"]
    assert [(one["min"], one["max"], one["unit"]) for one in found] == values


@pytest.mark.parametrize(
    "values",
    ["[]", "[3]", "[[{'start': 0}]]", "[[{'start': 900, 'end': 901, 'min': 1, 'max': 1, 'unit': 'day'}]]", "[['60%']]"],
)
def test_what_are_no_values_are_a_fault(peer, values):
    found = peer(f"serve({{'facts': lambda r: {{'values': {values}, 'ms': 1}}}})")
    with talking(found) as process, pytest.raises(PeerFault):
        facts._theirs(process, [RawArticle("001_a.txt", TEXT)], [whole(RawArticle("001_a.txt", TEXT))])


def test_a_value_between_tags_keeps_its_place_in_the_page():
    page = RawArticle("p.html", "<p>报销<b>60</b>%</p><style>p { width: 9% }</style>", "text/html")
    (piece,) = whole(page)
    assert piece.text == "报销60%"
    row = value_row(page, {"start": 2, "end": 5, "min": 60, "max": 60, "unit": "percent"}, piece)
    assert row["quote"] == "60</b>%"


def test_pieces_of_a_page_are_judged_by_what_the_peer_says(peer):
    html = "<nav>首页</nav><p>医保&nbsp;卡,<b>余额</b></p><p>缴费</p>"
    spans = [[html.index(one), html.index(one) + len(one)] for one in ("首页", "医保&nbsp;卡,<b>余额", "缴费")]
    page = RawArticle("p.html", html, "text/html"), {"frame": spans[:1], "body": spans[1:]}
    found = peer("serve({'page': lambda r: {'text': '医保 卡, 余额', 'ms': 1.5}})")
    with talking(found) as process:
        row = cleaning._of_pages(found, process, [page])["fake"]
    assert (row["body kept"], row["frame dropped"], row["ms"]) == (0.5, 1, 1.5)


def test_lines_are_judged_as_the_cleaner_is(judged):
    text = "醫保卡\n点击关注\n"
    known = judged(
        cleaning=[
            {"doc": "003", "line": 1, "raw": "醫保卡", "expect": "normalize", "clean": "医保卡"},
            {"doc": "003", "line": 2, "raw": "点击关注", "expect": "drop", "clean": None},
            {"doc": "003", "line": 1, "raw": "醫保卡", "expect": "keep", "clean": None},
            {"doc": "003", "line": 1, "raw": "醫保卡", "expect": "flag", "clean": None},
        ]
    )
    known = type(known)(known.folder, {"003": text})
    with worker("clean_opencc.py") as process:
        peers = Peer("opencc", "cleaning", PROJECT, "clean_opencc.py")
        row = cleaning._of_lines(peers, process, [RawArticle("003_a.txt", text)], known)["opencc"]
    assert [row[f"{verdict} right"] for verdict in ("drop", "keep", "normalize", "flag")] == [0, 1, 1, 0]


def test_engines_are_asked_the_same_and_held_to_each_other(tmp_path):
    statements = [f"<urn:{s}> <urn:p{p}> <urn:{(s + p) % 7}>" for s in range(7) for p in range(3)]
    plain, named = tmp_path / "g.nt", tmp_path / "g.nq"
    plain.write_text("".join(f"{one} .\n" for one in statements), encoding="utf-8")
    named.write_text("".join(f"{one} <urn:g{n}> .\n" for one in statements for n in (1, 2)), encoding="utf-8")
    query = "SELECT ?a ?c { ?a <urn:p1> ?b . OPTIONAL { ?b <urn:p2> ?c FILTER ( ?b != <urn:3> ) } }"
    answers = {}
    for engine, *arguments in (["yibao"], ["pyoxigraph"], ["pyoxigraph", "disk"], ["rdflib"]):
        with worker(f"graph_{engine}.py", *arguments) as process:
            request = {"do": "load", "statements": str(plain), "named": str(named)}
            assert process.ask(request, {"seconds": float})["seconds"] > 0
            answers["-".join([engine, *arguments])] = {"join 1": sparql._one(process, query, rounds=2)}
            with pytest.raises(PeerFault):
                sparql._one(process, "SELECT nothing", rounds=1)
    assert {found["join 1"].rows for found in answers.values()} == {7}
    answers["mute"] = {"join 1": sparql.Answer(60_000)}
    table = Table("sparql", "t", [], {name: {} for name in answers})
    sparql._agreement(table, answers)
    assert {name: row["agree"] for name, row in table.rows.items()} == {
        "yibao": 1,
        "pyoxigraph": 1,
        "pyoxigraph-disk": 1,
        "rdflib": 1,
        "mute": 0,
    }
    assert sparql._single(answers).rows["join 1"]["rows"] == 7


def test_every_query_finds_something_and_every_shape_has_four(tmp_path):
    import pyoxigraph

    files = sparql.graph(tmp_path, articles=25)
    store = pyoxigraph.Store()
    store.bulk_load(path=str(files.statements), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert len(store) == files.count
    assert {shape: len(queries) for shape, queries in sparql.QUERIES.items()} == dict.fromkeys(sparql.QUERIES, 4)
    assert len(sparql.QUERIES) == 5
    for queries in sparql.QUERIES.values():
        for query in queries:
            assert any(True for _ in store.query(query, prefixes=PREFIXES)), query
