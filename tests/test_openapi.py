"""What the server says of itself, and that it keeps to it whatever it is sent."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from query_samples import data_folder
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serving import serving

CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance, response_schema_conformance]
PATHS = {
    "/api/ask",
    "/api/articles/{name}",
    "/api/conflicts",
    "/api/context",
    "/api/entities/{code}",
    "/api/entities/{code}/neighbours",
    "/api/export/{kind}",
    "/api/facts",
    "/api/procedures/{service}",
    "/api/resolve",
    "/api/search",
    "/api/stats",
    "/api/suggest",
    "/healthz",
    "/metrics",
    "/readyz",
}


@pytest.fixture(scope="module")
def client():
    with serving(data_folder(), YIBAO_SERVE_MAX_BODY="20000") as client:
        yield client


@pytest.fixture(scope="module")
def described(client):
    return client.get("/openapi.json").json()


def test_every_path_is_described_with_examples(described):
    assert described["paths"].keys() >= PATHS
    for path in PATHS:
        for operation in described["paths"][path].values():
            assert operation["summary"]
            for parameter in operation.get("parameters", ()):
                if parameter["required"]:
                    assert parameter["schema"].get("examples") or parameter.get("example"), (path, parameter["name"])


@pytest.mark.parametrize("path", sorted(PATHS))
def test_nothing_that_is_sent_is_too_much(client, described, path):
    schema = schemathesis.openapi.from_dict(described)
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path != path:
            continue

        @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def tried(case):
            answer = case.call(base_url=str(client.base_url))
            case.validate_response(answer, checks=CHECKS)

        tried()
