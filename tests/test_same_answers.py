"""The same questions of the same corpus, asked of the data folder and of engines elsewhere: the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from milvus import lacking
from serving import serving
from sparql_server import sparql_server
from virtuoso import missing, virtuoso

from index.articles.filters import PassageFilter
from index.building.build import build
from index.engines import Engines
from query.analytic.reading import NotUnderstood
from query.knowledge import KnowledgeBase

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
STEP = 3  # every third question is asked
ROUNDED = 2e-6  # cosines are shown with six digits, and engines add up in another order
DAY = "2025-06-30"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    build([CORPUS / "articles"], folder)
    return folder


@pytest.fixture(scope="module")
def here(data: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(data) as knowledge:
        yield knowledge


@pytest.fixture(scope="module", params=["milvus", "server", "virtuoso", "milvus and server"])
def there(
    request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KnowledgeBase]:
    """Yield the same data, asked of one or two engines elsewhere."""
    names = request.param.split(" and ")
    vectors = graph = None
    with ExitStack() as open_while_asked:
        if "milvus" in names:
            if reason := lacking():
                pytest.skip(reason)
            vectors = f"milvus://{tmp_path_factory.mktemp('milvus')}/vectors.db"
        if "server" in names:
            graph = f"sparql+{open_while_asked.enter_context(sparql_server()).url}"
        if "virtuoso" in names:
            if reason := missing():
                pytest.skip(reason)
            graph = f"sparql+{open_while_asked.enter_context(virtuoso(tmp_path_factory.mktemp('virtuoso')))}"
        engines = Engines(vectors, graph)
        report = build([CORPUS / "articles"], data, engines=engines)
        assert not report.changed
        yield open_while_asked.enter_context(KnowledgeBase(data, engines=engines))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def questions() -> list[str]:
    files = ("queries", "unanswerable", "unanswerable_fitting")
    return [row["query"] for name in files for row in rows(CORPUS / "gold" / f"{name}.jsonl")][::STEP]


def agree(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two answers are the same in all they say: only cosines may differ, by what rounding does."""
    for mine, its in zip(one["passages"], other["passages"], strict=False):
        if {*mine["legs"]} == {*its["legs"]} and "dense" in mine["legs"]:
            cosine = its["legs"]["dense"]["score"]
            if abs(mine["legs"]["dense"]["score"] - cosine) <= ROUNDED:
                mine["legs"]["dense"]["score"] = cosine
    return one == other


@pytest.fixture(scope="module")
def told(here: KnowledgeBase) -> Callable[..., dict[str, Any]]:
    """Return what the data folder answers: each question is asked of it once."""
    known: dict[str, dict[str, Any]] = {}

    def answer(question: str, **narrowed: str) -> dict[str, Any]:
        key = f"{question} {narrowed}"
        if key not in known:
            known[key] = here.search(question, **narrowed).row()
        return deepcopy(known[key])

    return answer


def values(base: KnowledgeBase, query: str) -> set[tuple[str, ...]]:
    return {tuple(str(getattr(value, "value", value)) for value in row.values()) for row in base.sparql(query).rows()}


@pytest.mark.parametrize("narrowed", [{}, {"as_of": DAY}, {"region": "太原市"}], ids=["plain", "as-of", "region"])
def test_searches_answer_the_same(
    told: Callable[..., dict[str, Any]], there: KnowledgeBase, narrowed: dict[str, str]
) -> None:
    asked = questions()[:: 4 if narrowed else 1]
    assert len(asked) >= 15
    differing = [
        question
        for question in asked
        if not agree(told(question, **narrowed), there.search(question, **narrowed).row())
    ]
    assert differing == []


def test_analytic_questions_answer_the_same(here: KnowledgeBase, there: KnowledgeBase) -> None:
    understood = 0
    for row in (row for name in ("train", "heldout") for row in rows(CORPUS / "analytic" / f"{name}.jsonl")):
        found = [values(base, row["sparql"]) for base in (here, there)]
        assert found[0] == found[1], row["id"]
        with suppress(NotUnderstood):
            answer = here.analyse(row["question"])
            understood += 1
            assert sorted(map(str, there.analyse(row["question"]).rows)) == sorted(map(str, answer.rows)), row["id"]
    assert understood >= 50


def test_worked_queries_find_the_same(here: KnowledgeBase, there: KnowledgeBase) -> None:
    """As sets of rows, values by their text: a server may give a row for each graph that says it."""
    for path in sorted((ROOT / "docs" / "queries").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        if "GROUP_CONCAT" in query:  # in what order, no standard says
            continue
        found = [values(base, query) for base in (here, there)]
        assert found[0] == found[1] and found[0], path.name


def test_looking_around_shows_the_same(here: KnowledgeBase, there: KnowledgeBase) -> None:
    def shown(base: KnowledgeBase) -> list[Any]:
        found = [base.suggest("yb", 9), base.facts(50), base.conflicts(20)]
        return [*found, *(base.neighbours(code, 40) for code in ("channel-alipay", "service-manual-reimbursement"))]

    mine, its = shown(here), shown(there)
    assert mine == its and all(mine)


def test_a_date_in_the_future_leaves_nothing_out_and_an_old_one_no_gap(here: KnowledgeBase) -> None:
    for question in questions()[::8]:
        plain, later, before = (here.search(question, as_of=day).row() for day in (None, "2100-01-01", DAY))
        assert later["passages"] == plain["passages"]
        assert all(not row["issued"] or row["issued"] <= DAY for row in before["passages"])
        assert len(before["passages"]) == 10


@pytest.mark.parametrize(
    "wanted",
    [
        PassageFilter(until=DAY),
        PassageFilter(places=("region-320000",)),
        PassageFilter(source_kinds=("forum",)),
        PassageFilter(places=("region-430000", "region-321100"), until="2025-12-31", source_kinds=("portal",)),
    ],
    ids=["until", "places", "kinds", "all"],
)
def test_filters_find_the_same_passages(here: KnowledgeBase, there: KnowledgeBase, wanted: PassageFilter) -> None:
    for question in questions()[::16]:
        local, elsewhere = (base.index.nearest(question, 10, wanted) for base in (here, there))
        assert [hit.id for hit in local] == [hit.id for hit in elsewhere] != []
        assert [hit.score for hit in local] == pytest.approx([hit.score for hit in elsewhere], abs=ROUNDED)


def test_the_web_server_asks_the_engines_that_its_settings_name(data: Path, here: KnowledgeBase) -> None:
    question = "退休职工在三级医院住院能报几成"
    with sparql_server() as elsewhere:
        graph = f"sparql+{elsewhere.url}"
        build([CORPUS / "articles"], data, engines=Engines(graph=graph))
        with serving(data, YIBAO_SERVE_GRAPH=graph) as client:
            elsewhere.asked.clear()
            answer = client.get("/api/search", params={"q": question, "k": 3}).json()
        assert answer["facts"] == here.search(question, 3).row()["facts"] != []
        assert any("yb:measure" in query for _, query in elsewhere.asked)
