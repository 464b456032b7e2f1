"""`yibao serve` from outside: a real process, a real client."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from serving import serving

from query.knowledge import KnowledgeBase, build

ARTICLES = Path(__file__).parents[1] / "corpus" / "articles"
SOME = ["101_zhenjiang_canbao.txt", "111_ganzhou_bili.txt", "141_luntan_yue_mingxi.txt"]
HOSTILE = (
    "<html><body><h1>余额</h1><p>查医保余额可以打12393电话。&lt;script&gt;alert(1)&lt;/script&gt;</p></body></html>"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    (folder / "hostile.html").write_text(HOSTILE, encoding="utf-8")
    build([*(ARTICLES / name for name in SOME), folder / "hostile.html"], folder / "data")
    return folder / "data"


@pytest.fixture(scope="module")
def client(data):
    with serving(data, YIBAO_SERVE_MAX_BODY="20000", YIBAO_SERVE_SPARQL_TIMEOUT="2") as client:
        yield client


def ok(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert "\n" not in body["detail"]
    return body["detail"]


def test_search_gives_what_the_command_gives(client, data):
    with KnowledgeBase(data) as knowledge:
        expected = knowledge.search("医保余额怎么查", 3).row()
    assert ok(client, "/api/search", q="医保余额怎么查", k=3) == json.loads(json.dumps(expected))
    assert (
        client.post("/api/ask", json={"question": "医保余额怎么查", "k": 3}).json()["passages"] == expected["passages"]
    )


def test_every_path_that_browses(client):
    assert ok(client, "/api/suggest", text="yue")[0]["code"] == "service-balance-query"
    [found, *_] = ok(client, "/api/resolve", name="余额查询")
    assert ok(client, f"/api/entities/{found['code']}")["label"] == "余额查询"
    edges = ok(client, f"/api/entities/{found['code']}/neighbours", limit=5)["edges"]
    assert edges and all(edge["evidence"] or not edge["sources"] for edge in edges)
    assert ok(client, f"/api/procedures/{found['code']}")["channels"]
    page = ok(client, "/api/facts", kind="reimbursement_rate", limit=2)
    assert len(page["rows"]) == 2 and page["left_out"] == page["total"] - 2
    assert ok(client, "/api/conflicts", limit=1)["offset"] == 0
    assert ok(client, "/api/stats")["articles"] == len(SOME) + 1


def test_an_article_is_served_as_data_with_exact_spans(client):
    name = next(json.loads(line)["article"] for line in client.get("/api/export/articles").iter_lines())
    view = ok(client, f"/api/articles/{name}")
    for fact in view["facts"]:
        assert view["raw"][fact["raw_start"] : fact["raw_end"]] == fact["quote"]
    names = (json.loads(line)["article"] for line in client.get("/api/export/articles").iter_lines())
    [hostile] = [client.get(f"/api/articles/{name}") for name in names if name.endswith("hostile.html")]
    assert "<script>alert(1)</script>" in hostile.json()["clean"]  # data: whoever shows it escapes it
    assert hostile.headers["content-type"].startswith("application/")
    assert hostile.headers["x-content-type-options"] == "nosniff"


def test_exports_stream_all_rows(client, data):
    with KnowledgeBase(data) as knowledge:
        expected = list(knowledge.rows("facts"))
    assert [json.loads(line) for line in client.get("/api/export/facts").iter_lines()] == expected
    assert "known:" in problem(client.get("/api/export/nothing"), 404)


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/api/search", {}, 422),
        ("/api/search", {"q": "余额", "k": 0}, 422),
        ("/api/search", {"q": "余额", "k": 10**9}, 422),
        ("/api/search", {"q": "长" * 3000}, 422),
        ("/api/search", {"q": "余额", "as_of": "2025-02-30"}, 400),
        ("/api/search", {"q": "余额", "region": "没有这个地方"}, 400),
        ("/api/facts", {"kind": "nonsense"}, 400),
        ("/api/facts", {"offset": -1}, 422),
        ("/api/entities/nothing", {}, 404),
        ("/api/procedures/nothing", {}, 404),
        ("/api/articles/../../etc/passwd", {}, 404),
        ("/api/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd", {}, 404),
        ("/nothing", {}, 404),
    ],
)
def test_bad_requests_are_problems(client, path, params, status):
    problem(client.get(path, params=params), status)


@pytest.mark.parametrize("question", ["", " ", "？！", "\x00\x1b[31m", "'; DROP TABLE articles; --"])
def test_odd_questions_have_an_outcome(client, question):
    assert ok(client, "/api/search", q=question)["outcome"] in {"no_answer", "clarify"}


def test_bodies_are_bounded_and_must_be_json(client):
    problem(client.post("/api/ask", content=b"{" * 30000), 413)
    problem(client.post("/api/ask", content=(b"x" * 1000 for _ in range(30))), 413)
    problem(client.post("/api/ask", content=b"{not json"), 422)
    problem(client.post("/api/ask", json={"question": "长" * 3000}), 400)


def test_an_answer_is_not_sent_twice(client):
    first = client.get("/api/facts", params={"limit": 3})
    again = client.get("/api/facts", params={"limit": 3}, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    assert client.get("/api/facts", params={"limit": 4}).headers["etag"] != first.headers["etag"]


def test_health_and_figures(client):
    assert ok(client, "/healthz") == {"status": "alive"}
    assert ok(client, "/readyz")["generation"] == 1
    figures = client.get("/metrics").text
    assert 'yibao_requests_total{path="/healthz",status="200"}' in figures
    assert "etc/passwd" not in figures  # addresses that visitors make up are no labels


def test_the_log_has_no_line_of_a_visitors_making(client):
    client.get("/api/entities/a%0d%0aINFO%20forged")
    assert not [line for line in client.log if line.startswith("INFO forged")]


def test_hostile_queries_are_ended_and_others_served(client):
    product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    late = []
    thread = threading.Thread(target=lambda: late.append(client.post("/sparql", data={"query": product})))
    thread.start()
    assert ok(client, "/api/search", q="医保余额怎么查")["passages"]
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
    thread.join()
    assert "ended" in problem(late[0], 503)
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_sparql_says_what_is_refused(client):
    for query in ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "DELETE WHERE { ?s ?p ?o }", "SELEKT"):
        assert "SPARQL" in problem(client.get("/sparql", params={"query": query}), 400)
    problem(client.post("/sparql", data={"update": "CLEAR ALL"}), 403)


def test_a_query_may_search(client, data):
    query = "SELECT ?p { (?p ?s) yb:search ('医保余额怎么查' 3) } ORDER BY DESC(?s)"
    with KnowledgeBase(data) as knowledge:
        hits = knowledge.search("医保余额怎么查", 3).hits
    expected = [f"https://w3id.org/yibao/id/passage-{hit.passage.id}" for hit in hits]
    for answer in (client.get("/sparql", params={"query": query}), client.post("/sparql", data={"query": query})):
        assert [row["p"]["value"] for row in answer.json()["results"]["bindings"]] == expected
    detail = problem(client.get("/sparql", params={"query": "SELECT * {\n ?p yb:search ?t }"}), 400)
    assert "line 2, column 5" in detail
    detail = problem(client.get("/sparql", params={"query": "SELECT * { ?p yb:search '医保' .\n ?a }"}), 400)
    assert "line 2" in detail


def test_keys_and_foreign_pages(data):
    with serving(data, YIBAO_SERVE_API_KEYS='["first","second"]') as client:
        problem(client.get("/api/stats"), 401)
        problem(client.get("/sparql", headers={"authorization": "Bearer wrong"}), 401)
        assert client.get("/healthz").status_code == 200
        answer = client.get(
            "/api/stats", headers={"authorization": "Bearer second", "origin": "http://elsewhere.example"}
        )
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers


def test_a_new_generation_is_taken_up_without_losing_a_request(tmp_path):
    folder = tmp_path / "data"
    build([ARTICLES / SOME[0]], folder)
    config = tmp_path / "serve.yaml"
    config.write_text("refresh: 0.1\n", encoding="utf-8")
    with serving(folder, "--config", str(config)) as client:
        statuses, stop = [], threading.Event()

        def ask():
            while not stop.is_set():
                statuses.append(client.get("/api/facts", params={"limit": 1}).status_code)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for name in SOME[1:]:
            build([ARTICLES / name], folder)
        while ok(client, "/readyz")["generation"] < 3:
            pass
        stop.set()
        for thread in threads:
            thread.join()
        assert set(statuses) == {200}
        assert ok(client, "/api/stats")["articles"] == 3


def test_many_silent_connections_hold_up_nobody(client):
    address = (client.base_url.host, client.base_url.port)
    silent = [socket.create_connection(address) for _ in range(200)]
    try:
        silent[0].sendall(b"GET /api/sea")  # one that never ends its request
        assert ok(client, "/api/search", q="医保余额怎么查")["passages"]
    finally:
        for connection in silent:
            connection.close()


def test_two_processes_serve_the_same_and_count_together(data):
    with serving(data, "--workers", "2") as client:
        found = set()
        for _ in range(6):
            with httpx.Client(base_url=client.base_url) as other:  # a connection of its own: any of the two takes it
                found.add(other.get("/api/facts", params={"limit": 2}).text)
        assert len(found) == 1
        assert 'yibao_requests_total{path="/api/facts",status="200"} 6.0' in client.get("/metrics").text


def test_a_start_that_cannot_work_says_why(run, data, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = run("serve", "--data", data, "--port", taken.getsockname()[1])
    assert status == 1 and "choose another --port" in err
    status, _, err = run("serve", "--data", tmp_path / "none", "--port", 0)
    assert status == 1 and "yibao build" in err
    (tmp_path / "bad.yaml").write_text("max_roows: 3\n", encoding="utf-8")
    status, _, err = run("serve", "--data", data, "--config", tmp_path / "bad.yaml")
    assert status == 1 and "max_roows" in err


def test_a_question_goes_on_from_the_ones_before(client):
    asked = {"question": "那退休的呢", "history": ["在职职工住院报销比例是多少"]}
    assert "退休" in client.post("/api/ask", json=asked).json()["understanding"]["text"]
    assert "住院" in client.post("/api/ask", json=asked).json()["understanding"]["text"]
    problem(client.post("/api/ask", json={"question": "那呢", "history": ["问"] * 100}), 422)
    problem(client.post("/api/ask", json={"question": "那呢", "history": ["长" * 3000]}), 400)


@contextmanager
def deaf(client, answers=100):
    """Yield a connection that asks for more than all buffers take and reads nothing, and what others are told then."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(30)
        connection.connect((client.base_url.host, client.base_url.port))
        connection.sendall(b"GET /api/export/blocks HTTP/1.1\r\nhost: x\r\n\r\n" * answers)
        while (answer := client.get("/api/export/articles")).status_code == 200:
            pass  # until it holds the only place
        yield connection, answer


def test_whoever_is_too_slow_is_let_go(data):
    with serving(data, YIBAO_SERVE_PATIENCE="1", YIBAO_SERVE_EXPORTS="1", YIBAO_SERVE_LOG="json") as client:
        for begun in (b"GET /healthz HTTP/1.1\r\nhost: x\r\n", b"POST /api/ask HTTP/1.1\r\ncontent-length: 9\r\n\r\n{"):
            with socket.create_connection((client.base_url.host, client.base_url.port), 30) as slow:
                slow.sendall(begun)
                assert slow.recv(1000) == b""
        with deaf(client) as (connection, answer):
            assert "too many" in problem(answer, 503) and answer.headers["retry-after"]
            assert ok(client, "/api/facts", limit=1)["rows"]
            while client.get("/api/export/articles").status_code == 503:
                pass  # until its place is free
            received = bytearray()
            with suppress(ConnectionResetError):
                while piece := connection.recv(1 << 16):
                    received += piece
            assert 0 < received.count(b"HTTP/1.1 200") < 100
        client.get("/api/entities/a%0d%0aINFO%20forged")
        rows = [json.loads(line) for line in client.log]
    assert {"time", "level", "logger", "message"} <= rows[0].keys()
