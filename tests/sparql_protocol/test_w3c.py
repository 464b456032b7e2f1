"""The query, syntax, result-format and protocol tests of the W3C, through the HTTP endpoint."""

from __future__ import annotations

import csv
import shutil
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import uvicorn
from fastapi import FastAPI

from query.property_functions.rewriting import Rewriting
from query.server.problems import with_problems
from query.server.sparql.routes import sparql_routes
from query.server.sparql.task import LentGraph
from query.server.sparql.workers import QueryWorkers
from sparql_protocol.suite import Case, cases, same_graph, same_rows

SUITE = Path(__file__).parents[3] / "shared" / "suites" / "w3c_sparql11" / "sparql11"
FORMATS = {".csv": ("text/csv", "csv"), ".tsv": ("text/tab-separated-values", "tsv")}
ANY = ("application/sparql-results+xml", "xml")
with (Path(__file__).with_name("skips.csv")).open(encoding="utf-8") as file:
    SKIPS = {row["case"]: row["reason"] for row in csv.DictReader(file)}

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C test suite is not beside the checkout")


def _skip(name: str) -> str | None:
    return SKIPS.get(name) or SKIPS.get(f"{name.partition('/')[0]}/*")


ALL = [
    pytest.param(case, id=case.name, marks=[pytest.mark.skip(reason=reason)] if (reason := _skip(case.name)) else [])
    for case in (cases(SUITE) if SUITE.is_dir() else ())
]


class Inline:
    """Runs the work of a request at once: the tests ask one thing at a time."""

    async def run(self, work, timeout=None):
        return work()


class Endpoint:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._store: Path | None = None
        self.client: httpx.Client

    @contextmanager
    def lend(self):
        yield LentGraph(self._store, lambda query: Rewriting(query, query))

    def holds(self, case: Case) -> None:
        """Serve the data of a case from now on."""
        if self._store:
            shutil.rmtree(self._store)
        self._count += 1
        self._store = self._folder / str(self._count)
        store = ox.Store(str(self._store))
        for path in case.data:
            store.load(path=str(path), base_iri=path.as_uri())
        for name, path in case.named:
            store.load(path=str(path), base_iri=path.as_uri(), to_graph=ox.NamedNode(name))
        del store


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    served = Endpoint(tmp_path_factory.mktemp("w3c"))
    workers = QueryWorkers(1, timeout=20, memory=0)
    app = FastAPI(docs_url=None, redoc_url=None)
    app.include_router(sparql_routes(served.lend, workers, Inline(), 100_000, 10_000_000, timeout=60))
    with_problems(app)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        served.client = client
        yield served
    server.should_exit = True
    thread.join()
    workers.close()


@pytest.mark.parametrize("case", ALL)
def test_case(endpoint, case):
    endpoint.holds(case)
    match case.kind:
        case "evaluation":
            _evaluated(endpoint, case)
        case "protocol":
            _exchanged(endpoint, case)
        case kind:
            status = endpoint.client.post("/sparql", data={"query": _text(case.query)}).status_code
            assert status == (200 if kind == "accepted" else 400)


def _text(path: Path) -> str:
    return f"BASE <{path.as_uri()}>\n{path.read_bytes().decode()}"


def _evaluated(endpoint: Endpoint, case: Case) -> None:
    text = _text(case.query)
    rows, format = FORMATS.get(case.result.suffix, ANY)
    answer = endpoint.client.post("/sparql", data={"query": text}, headers={"accept": f"{rows}, application/n-triples"})
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"].startswith("application/n-triples"):
        assert same_graph(answer.content, case.result)
    else:
        assert same_rows(answer.content, format, case.result), answer.text


def _exchanged(endpoint: Endpoint, case: Case) -> None:
    for request in case.requests:
        address = "/sparql" + (f"?{request.address}" if request.address else "")
        answer = endpoint.client.request(request.method, address, headers=request.headers, content=request.body)
        assert f"{answer.status_code // 100}xx" in request.statuses, answer.text
        if request.truth is not None:
            assert answer.json()["boolean"] is request.truth


def test_every_skip_names_a_case():
    names = {case.values[0].name for case in ALL}
    assert not [name for name in SKIPS if name not in names and not any(one.startswith(name[:-1]) for one in names)]
