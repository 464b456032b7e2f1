"""The graph in any store that speaks the SPARQL 1.1 protocol: the same questions, asked over HTTP.

The store must answer a query without FROM over the union of its named graphs, as Virtuoso does and others can be told
to; Virtuoso gives a row for each graph that says the same, where the local graph gives one: ask for DISTINCT.
Queries and updates go as form fields. Graphs are put and deleted by the Graph Store Protocol where an address of it is
known, else by updates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPBasicAuthHandler, HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request
from urllib.request import build_opener as opened

import pyoxigraph as ox

from index.graph.guard import form, guarded
from index.graph.results import SparqlResults
from index.rdf.quads import Literal, Quad, nquads
from ontology.errors import NotFoundError, QueryError, StoreError
from ontology.terms import PREFIXES

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
BATCH = 200  # statements of one update: stores bound the length of a request
PIECE = 50_000  # statements of one request of the Graph Store Protocol: what is put is no query, and may be longer
PATIENCE = 60.0  # seconds for an answer where none are named …
WRITING = 600.0  # … and for a change
PAGE = 5000  # names asked for at once: Virtuoso gives 10,000 rows if it is not told otherwise
FORM = "application/x-www-form-urlencoded"
NAMES = 'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STR(?g) > "{after}") }} ORDER BY STR(?g) LIMIT {page}'


class Endpoint:
    """Named graphs behind a URL."""

    def __init__(
        self,
        url: str,
        update: str | None = None,
        user: tuple[str, str] | None = None,
        update_field: str = "update",
        only: str = "",
        store: str | None = None,
    ) -> None:
        """Ask at `url`.

        Args:
            url: where queries are answered.
            update: where updates are taken, if that is elsewhere.
            user: name and password, sent where the store asks for them.
            update_field: what the form field of an update is called.
            store: where graphs are put and deleted by the Graph Store Protocol; None for updates.
            only: graphs whose IRIs do not begin with this are passed over by `names`: stores hold some of their own.

        Raises:
            StoreError: if it is no http URL.
        """
        for address in (url, update or url, store or url):
            if urlsplit(address).scheme not in ("http", "https"):
                raise StoreError(f"{address}: no http URL of a SPARQL endpoint")
        self._url, self._update_url, self._field, self._only = url, update or url, update_field, only
        self._store = store
        known = HTTPPasswordMgrWithDefaultRealm()
        if user:
            known.add_password(None, [url, self._update_url, *filter(None, [store])], *user)
        self._opener = opened(HTTPDigestAuthHandler(known), HTTPBasicAuthHandler(known))

    def sparql(self, query: str, timeout: float | None = None) -> SparqlResults:
        """Run a read-only query; see `index.protocols.GraphStore`."""
        guarded(query)
        kind = form(query)
        graph = kind in ("CONSTRUCT", "DESCRIBE")
        answer = self._sent(self._url, urlencode({"query": _declared(query)}), timeout, TRIPLES if graph else ROWS)
        try:
            if graph:
                return SparqlResults(_triples(answer), timeout)
            found = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
            return SparqlResults(_truth(found) if kind == "ASK" else found, timeout)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self._url}: the answer is no SPARQL result ({' '.join(str(error).split())})") from error

    def names(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        found: list[str] = []
        while page := [str(row["g"]) for row in self.sparql(NAMES.format(after=_after(found), page=PAGE)).rows()]:
            found += page
        return sorted(name for name in found if name.startswith(self._only))

    def quads(self, graph: str) -> Iterator[Quad]:
        """Yield the statements of a named graph."""
        for row in self.sparql(f"SELECT ?s ?p ?o {{ GRAPH <{_safe(graph)}> {{ ?s ?p ?o }} }}").rows():
            yield Quad(str(row["s"]), str(row["p"]), row["o"] or "", graph)

    def replace(self, graph: str, quads: Iterable[Quad]) -> None:
        """Make a named graph say just `quads`."""
        statements, method = iter(quads), "PUT"
        first = list(islice(statements, 1))
        if not self._store or not first:
            self.drop(graph)
        statements = chain(first, statements)
        while batch := list(islice(statements, PIECE if self._store else BATCH)):
            lines = "".join(line[: line.rindex(" <")] + " .\n" for line in nquads(batch).split("\n")[:-1])
            if self._store:
                self._sent(_named(self._store, graph), lines, WRITING, "*/*", TRIPLES, method)
                method = "POST"  # adds to what the first piece put
            else:
                self._update(f"INSERT DATA {{ GRAPH <{_safe(graph)}> {{\n{lines}}} }}")

    def drop(self, graph: str) -> None:
        """Remove a named graph."""
        if not self._store:
            self._update(f"DROP SILENT GRAPH <{_safe(graph)}>")
            return
        with suppress(NotFoundError):
            self._sent(_named(self._store, graph), None, WRITING, "*/*", TRIPLES, "DELETE")

    def __len__(self) -> int:
        """Return the number of different statements in the graphs that `names` tells of."""
        where = f'FILTER STRSTARTS(STR(?g), "{_safe(self._only)}")' if self._only else ""
        count = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} {where} }} }}"
        value = next(self.sparql(count).rows())["n"]
        return int(value.value) if isinstance(value, Literal) else 0

    def _update(self, text: str) -> None:
        self._sent(self._update_url, urlencode({self._field: text}), WRITING, "*/*")

    def _sent(
        self, url: str, text: str | None, timeout: float | None, accepted: str, kind: str = FORM, method: str = "POST"
    ) -> bytes:
        data = None if text is None else text.encode()
        asked = Request(url, data, {"Accept": accepted, "Content-Type": kind}, method=method)
        try:
            with self._opener.open(asked, timeout=timeout or PATIENCE) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            told = " ".join(error.read(2000).decode("utf-8", "replace").split())[:300]
            fault = NotFoundError if error.code == 404 else QueryError
            hint = ": write USER:PASSWORD@ before the host" if error.code in (401, 403) else ""
            raise fault(f"{url}: {error.code}: {told or error.reason}{hint}") from error
        except TimeoutError as error:
            raise QueryError(
                f"{url}: no answer in {timeout or PATIENCE:g} s: narrow the query, or add LIMIT"
            ) from error
        except (URLError, OSError) as error:
            reason: Any = getattr(error, "reason", error)
            raise StoreError(f"{url}: cannot be reached ({reason}): is the store running?") from error


def _declared(query: str) -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + query


def _truth(found: ox.QuerySolutions | ox.QueryBoolean) -> ox.QueryBoolean:
    """Return the answer to an ASK; Virtuoso gives it as a row with 1 or 0."""
    if isinstance(found, ox.QueryBoolean):
        return found
    values = [str(getattr(value, "value", "")) for row in found for value in row]
    plain = ox.parse_query_results(
        b'{"head": {}, "boolean": %s}' % (b"true" if values and values[0] in ("1", "true") else b"false"),
        ox.QueryResultsFormat.JSON,
    )
    assert isinstance(plain, ox.QueryBoolean)
    return plain


def _triples(answer: bytes) -> ox.QueryTriples:
    store = ox.Store()
    store.bulk_load(answer, ox.RdfFormat.N_TRIPLES)
    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def _named(store: str, graph: str) -> str:
    return f"{store}{'&' if urlsplit(store).query else '?'}{urlencode({'graph': _safe(graph)})}"


def _after(found: list[str]) -> str:
    return _safe(found[-1]) if found else ""


def _safe(iri: str) -> str:
    if any(character in '<>"{}|^`\\' or character <= " " for character in iri):
        raise QueryError(f"{iri!r} is no IRI")
    return iri
