"""yibao for chatbots: the official client over both transports, and plain JSON-RPC of the version 2025-11-25."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from serving import serving

from query.knowledge import KnowledgeBase, build
from query.mcp_server.bounding import bounded
from query.understanding.narrowing import SLOTS, choices

ROOT = Path(__file__).parents[1]
SOME = ["101_zhenjiang_canbao.txt", "111_ganzhou_bili.txt", "121_huzhou_shougong_baoxiao.txt", "191_xinyu_quanshu.txt"]
TOOLS = {
    "search",
    "fetch",
    "ask_facts",
    "procedure",
    "list_conflicts",
    "resolve_entity",
    "explore",
    "sparql",
    "analyse",
}
VERSION = "2025-11-25"
BAD = [
    ("fetch", {"id": "../../etc/passwd"}, "take one that search gave"),
    ("fetch", {}, "Field required"),
    ("search", {"query": "  "}, "the question is empty"),
    ("search", {"query": "余额" * 2000}, "shorten it"),
    ("search", {"query": "余额", "n": 1000}, "less than or equal to 20"),
    ("search", {"query": "余额", "as_of": "yesterday"}, "pattern"),
    ("search", {"query": "余额", "as_of": "2025-02-30"}, "no date such as"),
    ("search", {"query": "余额", "region": "亚特兰蒂斯"}, "region 亚特兰蒂斯: no such place"),
    ("search", {"query": "余额", "employment": "老人"}, "employment: '老人' is none of 在职, 退休"),
    ("search", {"query": "余额", "care_type": "长" * 51}, "at most 50 characters"),
    ("ask_facts", {"question": "住院报销比例", "facility_level": "九级"}, "none of 一级及以下, 一级, 二级, 三级"),
    ("ask_facts", {"question": "住院报销比例", "insured_type": 3}, "valid string"),
    ("ask_facts", {"question": "\x00"}, None),
    ("procedure", {"service": "登月"}, "登月"),
    ("list_conflicts", {"kind": "nope"}, "known: "),
    ("explore", {"code": "nope"}, "nope"),
    ("sparql", {"query": "SELEC"}, "line 1, column 6"),
    ("sparql", {"query": "DROP ALL"}, "read-only"),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}, "SERVICE"),
    ("analyse", {"question": "哪些驾校"}, "not understood: 驾校"),
    ("no_such_tool", {}, "no_such_tool"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mcp") / "data"
    build([ROOT / "corpus" / "articles" / name for name in SOME], folder)
    return folder


@pytest.fixture(scope="module")
def http(data):
    with serving(data, YIBAO_SERVE_SPARQL_TIMEOUT="2") as client:
        yield client


def command(data):
    return [sys.executable, "-m", "query.cli.main", "mcp", "--data", str(data)]


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(params=["stdio", "stdio-handshake", "http", "http-handshake"])
def connect(request, data, http):
    """Return what makes a client: of both transports, of the present protocol and of that with a handshake."""
    transport, _, handshake = request.param.partition("-")
    mode = "legacy" if handshake else "auto"

    def client():
        if transport == "http":
            return Client(f"{http.base_url}/mcp".replace("//mcp", "/mcp"), mode=mode)
        program, *arguments = command(data)
        return Client(
            stdio_client(StdioServerParameters(command=program, args=arguments, env=environment())), mode=mode
        )

    return client


def test_tools_resources_and_prompts(connect, data):
    async def talk():
        async with connect() as client:
            await _tools(client)
            await _resources(client)
            await _prompts(client)
            for tool, arguments, words in BAD:
                answer = await client.call_tool(tool, arguments)
                if words:
                    assert answer.is_error and words in answer.content[0].text, (tool, arguments, answer)
                    assert answer.structured_content is None
                else:
                    assert not answer.is_error

    anyio.run(talk)


async def _call(client, tool, **arguments):
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    assert json.loads(answer.content[0].text) == answer.structured_content
    assert len(answer.content[0].text) < 400_000
    return answer.structured_content


async def _tools(client):
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == TOOLS
    for tool in tools.values():
        assert tool.annotations.read_only_hint and not tool.annotations.destructive_hint
        assert tool.output_schema["type"] == "object" and tool.description
    found = await _call(client, "search", query="手工报销要带什么材料", n=2)
    assert 1 <= len(found["results"]) <= 2
    assert all(one["id"] and one["title"] and one["url"] for one in found["results"])
    article = await _call(client, "fetch", id=found["results"][0]["id"])
    assert article["title"] == found["results"][0]["title"] and article["url"] and "报销" in article["text"]
    await _filters(client, tools)
    facts = await _call(client, "ask_facts", question="退休职工在三级医院住院能报几成")
    assert facts["facts"] and all(fact["quote"] for fact in facts["facts"])
    procedure = (await _call(client, "procedure", service="手工报销"))["procedure"]
    assert procedure["materials"] and procedure["service"]["label"] == "手工报销"
    conflicts = await _call(client, "list_conflicts", limit=2, conflict_class=None)
    assert len(conflicts["conflicts"]) == min(2, conflicts["total"])
    things = (await _call(client, "resolve_entity", name="余鹅查询"))["things"]
    assert things[0]["code"] == "service-balance-query"
    around = await _call(client, "explore", code=things[0]["code"], limit=3)
    assert len(around["edges"]) == 3 and around["left_out"] > 0
    table = await _call(client, "sparql", query="SELECT ?claim WHERE { ?claim a yb:Claim }", limit=2)
    assert table["columns"] == ["claim"] and len(table["rows"]) == 2 and table["truncated"]
    assert (await _call(client, "sparql", query="ASK { ?claim a yb:Claim }"))["text"] == "true"
    assert "yb:" in (await _call(client, "sparql", query="DESCRIBE ybc:channel-wechat"))["text"]
    counted = await _call(client, "analyse", question="一共有多少篇文章")
    assert counted["rows"] == [[len(SOME)]]


async def _filters(client, tools):
    """Those of the API; the schema tells what can be chosen."""
    for tool, question in (("search", "query"), ("ask_facts", "question")):
        described = tools[tool].input_schema["properties"]
        for slot in SLOTS:
            assert described[slot]["examples"] == choices(slot) != []
            assert all(label in described[slot]["description"] for label in choices(slot))
            assert slot not in tools[tool].input_schema["required"]
        asked = {question: "住院报销比例是多少", "n": 20}
        everything = await _call(client, tool, **asked)
        outpatient = await _call(client, tool, **asked, care_type="普通门诊")
        assert outpatient != everything and (outpatient.get("facts") or outpatient["results"])
        for name in ("门诊统筹", "care-outpatient"):  # another name, and the code
            assert await _call(client, tool, **asked, care_type=name) == outpatient
    retired = await _call(client, "ask_facts", **asked, employment="退休", insured_type=None)
    assert {"在职", "退休"} <= {fact["employment"] for fact in everything["facts"]}
    assert "退休" in {fact["employment"] for fact in retired["facts"]} <= {"退休", None}


async def _resources(client):
    found = (await _call(client, "ask_facts", question="住院报销比例是多少"))["facts"][0]
    claim = json.loads((await client.read_resource(f"yibao://claim/{found['id']}")).contents[0].text)
    assert claim["quote"] == found["quote"]
    url = (await _call(client, "search", query="余额怎么查"))["results"][0]["url"]
    article = json.loads((await client.read_resource(url)).contents[0].text)
    assert article["title"] and article["text"]
    schema = (await client.read_resource("yibao://schema")).contents[0].text
    assert "yb:ServiceChannel" in schema
    assert {one.uri_template for one in (await client.list_resource_templates()).resource_templates} == {
        "yibao://article/{name}",
        "yibao://claim/{id}",
    }
    for missing in ("yibao://claim/nope", "yibao://article/..%2F..%2Fetc%2Fpasswd"):
        with pytest.raises(MCPError, match=r"take the id of"):
            await client.read_resource(missing)


async def _prompts(client):
    prompts = (await client.list_prompts()).prompts
    assert {prompt.name for prompt in prompts} == {"answer_with_evidence", "explain_procedure"}
    filled = await client.get_prompt("answer_with_evidence", {"question": "余额{怎么}查"})
    assert "余额{怎么}查" in filled.messages[0].content.text


def test_a_slow_query_is_ended_and_others_are_served(http):
    async def talk():
        async with Client(f"{http.base_url}/mcp".replace("//mcp", "/mcp")) as client:
            slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONTAINS(STR(?c), STR(?f))) }"
            answer = await client.call_tool("sparql", {"query": slow})
            assert answer.is_error and "takes too long" in answer.content[0].text
            assert (await client.call_tool("sparql", {"query": "ASK {}"})).structured_content["text"] == "true"

    anyio.run(talk)


@contextmanager
def speaking(data):
    """Start `yibao mcp` and yield a function that sends a line and, if asked, returns the next line of stdout."""
    process = subprocess.Popen(
        command(data),
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )

    def say(message, answered=True):
        process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline()) if answered else None

    say.line = process.stdout.readline
    try:
        yield say
    finally:
        process.stdin.close()
        rest = process.stdout.read()
        assert process.wait(30) == 0
        process.stdout.close()
        process.stderr.close()
        for line in rest.splitlines():
            assert json.loads(line)["jsonrpc"] == "2.0"  # stdout carries the protocol alone


def request(number, method, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def hello(number):
    who = {"name": "plain", "version": "1"}
    return request(number, "initialize", protocolVersion=VERSION, capabilities={}, clientInfo=who)


def test_plain_json_rpc_of_the_older_version_over_stdio(data):
    with speaking(data) as say:
        answer = say(hello(1))["result"]
        assert answer["protocolVersion"] == VERSION
        assert answer["serverInfo"]["name"] == "yibao" and "clarify" in answer["instructions"]
        say({"jsonrpc": "2.0", "method": "notifications/initialized"}, answered=False)
        tools = say(request(2, "tools/list"))["result"]["tools"]
        assert {tool["name"] for tool in tools} == TOOLS
        assert all(tool["annotations"]["readOnlyHint"] and tool["outputSchema"] for tool in tools)
        asked = {"question": "一共有多少篇文章"}
        found = say(request(3, "tools/call", name="analyse", arguments=asked))["result"]
        assert found["structuredContent"]["rows"] == [[len(SOME)]] and not found.get("isError")
        assert say(request(4, "tools/call", name="explore", arguments={"code": "nope"}))["result"]["isError"]
        assert "error" in say(request(5, "no/such/method"))
        assert "error" in say(request(6, "tools/call", name=7))
        say("this is no JSON", answered=False)
        answers = [say(request(7, "ping"))]
        if answers[0].get("id") != 7:  # what is no JSON may be answered too
            answers.append(json.loads(say.line()))
        assert answers[-1]["result"] == {}


def test_plain_json_rpc_of_the_older_version_over_http(http):
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": VERSION}
    answer = http.post("/mcp", json=hello(1), headers=headers).json()["result"]
    assert answer["protocolVersion"] == VERSION
    called = request(2, "tools/call", name="resolve_entity", arguments={"name": "微信"})
    found = http.post("/mcp", json=called, headers=headers).json()["result"]
    assert found["structuredContent"]["things"][0]["code"] == "channel-wechat"
    assert http.post("/mcp", content="{", headers={**headers, "Content-Type": "application/json"}).status_code == 400
    assert http.post("/mcp", json=hello(3), headers={**headers, "Host": "elsewhere.example"}).status_code in (403, 421)
    assert (
        http.post("/mcp", json=hello(4), headers={**headers, "Origin": "http://elsewhere.example"}).status_code == 403
    )


def test_an_article_longer_than_one_answer_comes_in_parts(tmp_path):
    folder = tmp_path / "data"
    lines = [f"第{number}位来问的人也是拨打12393热线查询余额的,电话里说清楚姓名就行。" for number in range(700)]
    (tmp_path / "long.txt").write_text("医保余额怎么查\n\n" + "\n".join(lines), encoding="utf-8")
    build([tmp_path / "long.txt"], folder)
    with KnowledgeBase(folder) as knowledge:
        name = next(knowledge.rows("articles"))["article"]
        clean = knowledge.index.articles.clean_text(name)
    with speaking(folder) as say:
        say(hello(1))
        parts, offset = [], 0
        while offset is not None:
            called = request(2, "tools/call", name="fetch", arguments={"id": name, "offset": offset})
            part = say(called)["result"]["structuredContent"]
            assert len(part["text"]) <= 20_000
            parts.append(part["text"])
            offset = part["metadata"]["next_offset"]
    assert len(parts) > 1 and "".join(parts) == clean


def test_missing_data_is_one_line_on_stderr(run, tmp_path):
    status, out, err = run("mcp", "--data", tmp_path / "nothing")
    assert (status, out) == (1, "")
    assert err.startswith("yibao: ") and err.count("\n") == 1


def test_what_is_cut_away_is_counted():
    row = {"rows": [{"names": list("abcd")}], "names": list("abc"), "names_left_out": 2, "text": "一二三四五"}
    assert bounded(row, items=2, text=3) == {
        "rows": [{"names": ["a", "b"], "names_left_out": 2}],
        "names": ["a", "b"],
        "names_left_out": 3,
        "text": "一二…",
    }


def test_the_examples_of_the_page_work(data, tmp_path):
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL):
        assert "yibao" in json.loads(block)["mcpServers"]
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    (tmp_path / "yibao-data").symlink_to(data)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    yibao = bin_folder / "yibao"
    yibao.write_text(f'#!/bin/sh\nexport PYTHONPATH={ROOT}\nexec {sys.executable} -m query.cli.main "$@"\n')
    yibao.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "yibao://article/" in done.stdout and "characters" in done.stdout
    for tool in TOOLS:
        assert f"| `{tool}` |" in page
