"""The comparison with peers: one that fails says why, and concerns no other.

The peers are stand-ins: no network and no environment of a real one is needed.
"""

import ast
from functools import partial
from xml.etree import ElementTree

import pytest
from peer_stand_ins import WORKERS, stand_in, talking

from tests.bench.peers import sparql
from tests.bench.peers.catalogue import PARTS, PROJECT, Peer, catalogue
from tests.bench.peers.chart import chart
from tests.bench.peers.environments import interpreter
from tests.bench.peers.process import PeerFault, Process
from tests.bench.peers.running import Column, Outcome, Table, compared
from tests.bench.peers.table import markdown

OUR_ROOMS = {"ontology", "ingest", "index", "query", "tests"}


@pytest.fixture
def peer(tmp_path):
    """Return a function that makes a peer of the body of a worker."""
    return partial(stand_in, tmp_path)


@pytest.fixture
def talk(peer):
    """Return a function that starts a worker; it is ended with the test."""
    started = []

    def start(body, **more):
        started.append(talking(peer(body), **more))
        return started[-1]

    yield start
    for process in started:
        process.close()


def test_requests_and_replies_are_lines_and_what_a_library_prints_is_no_reply(talk):
    process = talk("def twice(r):\n    print('noise')\n    return {'n': 2 * r['n']}\nserve({'twice': twice})")
    assert process.ask({"do": "hello"}, {"versions": dict})["versions"]
    assert process.ask({"do": "twice", "n": 21}, {"n": int}) == {"n": 42}
    assert process.ask({"do": "twice", "n": "医保"}, {"n": str}) == {"n": "医保医保"}
    assert process.megabytes() > 1


def test_an_error_is_told_and_ends_nothing(talk):
    process = talk("serve({'half': lambda r: {'n': 1 / r['n']}})")
    with pytest.raises(PeerFault, match="ZeroDivisionError"):
        process.ask({"do": "half", "n": 0}, {})
    with pytest.raises(PeerFault, match="KeyError"):
        process.ask({"do": "unheard of"}, {})
    assert process.ask({"do": "half", "n": 2}, {"n": float}) == {"n": 0.5}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("sys.exit('no memory left')", "ended with status 1: no memory left"),
        ("import os\nsys.stdin.readline()\nos._exit(7)", "ended with status 7: without a word"),
        ("sys.stdin.readline()\nprint('Hello, how can I help?', flush=True)", "answered no JSON: Hello, how"),
        ("sys.stdin.readline()\nprint('[1, 2]', flush=True)", "answered no object"),
        ("serve({'find': lambda r: {'n': 'many'}})", "answered n = 'many', not what was asked for"),
        ("serve({'find': lambda r: {'n': True}})", "answered n = True, not what was asked for"),
        ("serve({'find': lambda r: {}})", "answered n = None, not what was asked for"),
        ("import time\ntime.sleep(30)", "no reply to 'find' within 1 s"),
    ],
)
def test_whatever_else_a_peer_does_is_its_fault(talk, body, told):
    process = talk(body, patience=1 if "sleep" in body else 30)
    with pytest.raises(PeerFault) as fault:
        process.ask({"do": "find"}, {"n": int})
    assert told in str(fault.value)


def test_a_peer_that_does_not_start_or_install_says_why(tmp_path):
    with pytest.raises(PeerFault, match="does not start"):
        Process([str(tmp_path / "nobody")])
    with pytest.raises(PeerFault, match="not installed: ERROR"):
        interpreter(Peer("p", "facts", "odd", "w.py", pins=("this is no requirement",)), tmp_path)


def test_one_peer_that_fails_leaves_the_others_their_figures(peer, tmp_path):
    bodies = {
        "first": "serve({'ask': lambda r: {'n': 1}})",
        "crashing": "sys.stdin.readline()\nprint('{\"versions\": {}}', flush=True)\nsys.exit('boom')",
        "last": "serve({'ask': lambda r: {'n': 3}})",
    }
    outcome = Outcome(tmp_path)
    table = Table("t", "Title & more", [Column("n", 0)])
    peers = [peer(body, name) for name, body in bodies.items()]
    compared(table, peers, outcome, lambda one, process: {one.name: process.ask({"do": "ask"}, {"n": int})})
    assert table.rows == {"first": {"n": 1}, "last": {"n": 3}}
    assert outcome.skipped == {"t: crashing": "ended with status 1: boom"}
    told = markdown(outcome, "a machine", "a command", peers)
    assert "| first | 1 |" in told and "| last | **3** |" in told and "- t: crashing: ended with status 1: boom" in told
    drawn = ElementTree.fromstring(chart([table]))
    assert [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")][:3] == ["Title & more", "first", "last"]


def test_the_catalogue_pins_every_version_and_peers_import_nothing_of_ours():
    assert {peer.part for peer in catalogue()} == {*PARTS}
    for peer in catalogue():
        assert all(pin.count("==") == 1 for pin in peer.pins), peer.name
        if peer.environment != PROJECT:
            tree = ast.parse((WORKERS / peer.worker).read_text(encoding="utf-8"))
            found = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
            found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            assert not {name.split(".")[0] for name in found} & OUR_ROOMS, peer.worker


def test_a_query_that_takes_too_long_is_given_up(talk, monkeypatch):
    body = "import time\nfrom deadline import within\n"
    body += "serve({'query': lambda r: {'rows': within(r['limit'], lambda: time.sleep(30)), 'ms': 1}})"
    monkeypatch.setattr(sparql, "LIMIT", 0.2)
    assert sparql._one(talk(body), "SELECT ?s { ?s ?p ?o }", rounds=3) == sparql.Answer(200)
