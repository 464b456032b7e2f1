"""The query, syntax, result-format and protocol tests of the W3C, through the HTTP endpoint."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from sparql_protocol.endpoint import Endpoint, served
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


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    with served(tmp_path_factory.mktemp("w3c")) as endpoint:
        yield endpoint


def holds(endpoint: Endpoint, case: Case) -> None:
    """Serve the data of a case from now on."""
    with endpoint.filling() as store:
        for path in case.data:
            store.load(path=str(path), base_iri=path.as_uri())
        for name, path in case.named:
            store.load(path=str(path), base_iri=path.as_uri(), to_graph=ox.NamedNode(name))
        del store


@pytest.mark.parametrize("case", ALL)
def test_case(endpoint, case):
    holds(endpoint, case)
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
