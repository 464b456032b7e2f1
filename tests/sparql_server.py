"""A small SPARQL 1.1 server of the tests' own: pyoxigraph behind the protocol and the Graph Store Protocol."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox


@dataclass
class SparqlServer:
    """What it holds, what it was asked, and how it behaves."""

    url: str = ""  # of queries
    store: ox.Store = field(default_factory=ox.Store)
    union: bool = True  # whether the default graph is the union of the named ones
    fails_after: int | None = None  # graphs that it takes before it takes no more
    asked: list[tuple[str, str]] = field(default_factory=list)  # method, and the query or the IRI of the graph

    @property
    def graphs(self) -> str:
        """The URL of the Graph Store Protocol."""
        return self.url.replace("/query", "/store")

    def changes(self) -> list[tuple[str, str]]:
        """Return and forget which graphs were put, added to and deleted."""
        found = [(method, what) for method, what in self.asked if method != "QUERY"]
        self.asked.clear()
        return found


@contextmanager
def sparql_server() -> Iterator[SparqlServer]:
    """Yield a running server."""
    server = SparqlServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            if urlsplit(self.path).path != "/query":
                self._graph("POST", body)
                return
            query = parse_qs(body)["query"][0]
            server.asked.append(("QUERY", query))
            try:
                found = server.store.query(query, use_default_graph_as_union=server.union)
                graph = isinstance(found, ox.QueryTriples)
                format = ox.RdfFormat.N_TRIPLES if graph else ox.QueryResultsFormat.JSON
                self._answer(200, found.serialize(format=format) or b"")
            except (SyntaxError, ValueError) as error:
                self._answer(400, str(error).encode())

        def do_PUT(self) -> None:
            self._graph("PUT", self.rfile.read(int(self.headers["content-length"])).decode())

        def do_DELETE(self) -> None:
            self._graph("DELETE", "")

        def _graph(self, method: str, body: str) -> None:
            parts = urlsplit(self.path)
            if parts.path != "/store":
                self._answer(404, b"nothing here")
                return
            graph = ox.NamedNode(parse_qs(parts.query)["graph"][0])
            if (
                server.fails_after is not None
                and sum(what != "QUERY" for what, _ in server.asked) >= server.fails_after
            ):
                self._answer(500, b"the disk is full")
                return
            server.asked.append((method, graph.value))
            there = any(True for _ in server.store.quads_for_pattern(None, None, None, graph))
            if method != "POST":
                server.store.remove_graph(graph)
            if method != "DELETE":
                server.store.load(body.encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
            self._answer(404 if method == "DELETE" and not there else 204, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{httpd.server_port}/query"
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
