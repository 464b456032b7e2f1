"""Where a SPARQL 1.1 server is: `sparql+http://HOST:PORT/PATH`, and behind `#` where it takes whole graphs."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from index.graph.endpoint import Endpoint
from ontology.errors import InputError
from ontology.terms import GRAPH

SCHEMES = {"sparql+http": "http", "sparql+https": "https"}
FORMS = "sparql+http://HOST:PORT/sparql#GRAPH-STORE"
GRAPH_STORES = {
    "sparql": "sparql-graph-crud",
    "query": "store",
}  # end of the path → where Virtuoso, Oxigraph take graphs


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A server that answers queries, and takes graphs."""

    query: str  # URL
    store: str  # URL of the Graph Store Protocol
    shown: str  # as it was typed, without a password
    user: tuple[str, str] | None = field(default=None, repr=False)

    def endpoint(self) -> Endpoint:
        """Return the graphs behind it, those of this project."""
        return Endpoint(self.query, user=self.user, only=GRAPH, store=self.store)


def server_address(url: str) -> ServerAddress:
    """Read a URL.

    Raises:
        InputError: if it is of another form.

    >>> found = server_address("sparql+http://localhost:3030/pages/sparql#data")
    >>> found.query, found.store
    ('http://localhost:3030/pages/sparql', 'http://localhost:3030/pages/data')
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"--graph: {error}: write {FORMS}") from error
    user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    place = f"[{host}]" if host and ":" in host else host or ""
    place = place if port is None else f"{place}:{port}"
    shown = urlunsplit((parts.scheme, place, parts.path, parts.query, parts.fragment))
    if parts.scheme not in SCHEMES or not host:
        raise InputError(f"--graph {shown}: no SPARQL server that is known: write {FORMS}")
    query = urlunsplit((SCHEMES[parts.scheme], place, parts.path, parts.query, ""))
    store = parts.fragment or GRAPH_STORES.get(parts.path.rsplit("/", 1)[-1], "")
    if not store:
        raise InputError(f"--graph {shown}: say behind # where the server takes graphs: {FORMS}, such as #data")
    return ServerAddress(query, urljoin(query, store), shown, user)
