"""SPARQL: one graph of generated articles, loaded by each engine and asked the twenty questions of `queries.yaml`."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ontology.terms import PREFIXES
from query.knowledge import KnowledgeBase, build
from tests.bench.peers.catalogue import HERE, Peer
from tests.bench.peers.process import PeerFault, Process
from tests.bench.peers.running import Column, Outcome, Rows, Table, Value, compared
from tests.generated import generated

QUERIES: Mapping[str, Sequence[str]] = yaml.safe_load((HERE / "queries.yaml").read_text(encoding="utf-8"))
LIMIT = 60  # seconds for one query
SLOW = 2000  # milliseconds from which on a query is asked once
LOADING = 1800.0  # seconds
MEASURE = "pyoxigraph"  # whose rows the others are held to
COLUMNS = (
    Column("load s", 1, "least"),
    Column("peak MB", 0, "least"),
    Column("disk MB", 0, "neither"),
    *(Column(f"{shape} ms", 1, "least") for shape in QUERIES),
    Column("not in time", 0, "neither"),
    Column("agree", 0, "neither"),
)
NOTES = (
    "Milliseconds: the median of rounds of each query, all rows read; of the four queries of a shape their mean, with "
    f"{LIMIT} s for one that was given up. agree: queries with the same rows as {MEASURE} gives.",
    "yibao writes to disk the named graph of each statement and the union of all; the others hold the union alone, in "
    "memory, pyoxigraph-disk on disk.",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine says to one query."""

    milliseconds: float
    rows: int | None = None  # how many; None if it was given up
    print: int = 0  # see `rows_print`


@dataclass(frozen=True, slots=True)
class Files:
    """A graph as files."""

    statements: Path  # N-Triples, each once
    named: Path  # N-Quads
    count: int


def sparql(peers: Sequence[Peer], outcome: Outcome, articles: int, rounds: int) -> None:
    """Compare the engines."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"sparql: building the graph of {articles} articles", flush=True)
        files = graph(Path(folder), articles)
        title = f"SPARQL, the graph of {articles} generated articles: {files.count:,} statements"
        table = Table("sparql", title, COLUMNS, notes=[*NOTES])
        answers: dict[str, dict[str, Answer]] = {}

        def measure(peer: Peer, process: Process) -> Rows:
            answers[peer.name] = {}
            return {peer.name: _asked(process, files, rounds, answers[peer.name])}

        compared(table, peers, outcome, measure)
        known = {name: found for name, found in answers.items() if name in table.rows}
        _agreement(table, known)
        outcome.tables.append(_single(known))


def graph(folder: Path, articles: int) -> Files:
    """Build generated articles and return their graph."""
    source, data = folder / "in", folder / "data"
    source.mkdir()
    for article in generated(articles):
        Path(source, article.name).write_text(article.text, encoding="utf-8", newline="")
    build([source], data)
    files = folder / "union.nt", folder / "named.nq"
    union: set[str] = set()
    with KnowledgeBase(data) as knowledge, files[1].open("wb") as named:
        for line in knowledge.graph("nquads"):
            named.write(line)
            union.add(line.decode().rpartition(" <")[0])
    with files[0].open("w", encoding="utf-8") as plain:
        plain.writelines(f"{statement} .\n" for statement in sorted(union))
    return Files(*files, len(union))


def _asked(process: Process, files: Files, rounds: int, answers: dict[str, Answer]) -> dict[str, Value]:
    request = {"do": "load", "statements": str(files.statements), "named": str(files.named)}
    loaded = process.ask(request, {"seconds": (int, float)}, LOADING)
    row: dict[str, Value] = {"load s": loaded["seconds"], "disk MB": loaded.get("disk")}
    for shape, queries in QUERIES.items():
        found = [_one(process, query, rounds) for query in queries]
        answers |= {f"{shape} {place}": answer for place, answer in enumerate(found, start=1)}
        row[f"{shape} ms"] = statistics.mean(answer.milliseconds for answer in found)
    late = sum(answer.rows is None for answer in answers.values())
    return row | {"not in time": late, "peak MB": process.megabytes()}


def _one(process: Process, query: str, rounds: int) -> Answer:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    request = {"do": "query", "query": prefixes + query, "limit": LIMIT}
    taken: list[float] = []
    while len(taken) < rounds:
        try:
            reply = process.ask(request, {"rows": list, "ms": (int, float)})
        except PeerFault as fault:
            if not str(fault).startswith("GivenUp"):
                raise
            return Answer(1e3 * LIMIT)
        if not all(isinstance(row, list) for row in reply["rows"]):
            raise PeerFault(f"answered {reply['rows']!r:.60}, which are no rows")
        taken.append(reply["ms"])
        if taken[0] > SLOW:
            break
    return Answer(statistics.median(taken), len(reply["rows"]), rows_print(reply["rows"]))


def rows_print(rows: Sequence[Sequence[str]]) -> int:
    """Return a number that two results share if they have the same rows in whatever order.

    >>> rows_print([["a", "1"], ["b", "2"]]) == rows_print([["b", "2"], ["a", "1"]]) != rows_print([["a", "1"]])
    True
    """
    return hash(tuple(sorted(tuple(map(str, row)) for row in rows)))


def _agreement(table: Table, answers: Mapping[str, Mapping[str, Answer]]) -> None:
    """Write down how many queries each engine answers with the rows of `MEASURE`, those given up not among them."""
    true = answers.get(MEASURE, {})
    for name, found in answers.items():
        same = (found[query].rows is not None and found[query].print == true[query].print for query in true)
        table.rows[name]["agree"] = sum(same) if true else None


def _single(answers: Mapping[str, Mapping[str, Answer]]) -> Table:
    """Return the milliseconds of each query."""
    columns = (Column("rows", 0, "neither"), *(Column(name, 1, "neither") for name in answers))
    table = Table("sparql-queries", "SPARQL, milliseconds of each query of tests/bench/peers/queries.yaml", columns)
    for query in next(iter(answers.values()), {}):
        counts = [found[query].rows for found in answers.values() if found[query].rows is not None]
        times = {name: found[query].milliseconds for name, found in answers.items()}
        table.rows[query] = {"rows": counts[0] if counts else None, **times}
    return table
