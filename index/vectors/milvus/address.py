"""Where the collections of some data are: `milvus://HOST:PORT/NAME`, or `milvus:///path/to/file.db`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.folder.generation import Generation
from ontology.errors import InputError

SCHEME = "milvus"
PORT = 19530
EMBEDDED = "yibao"  # what the collections of a file are called
FORMS = "milvus://HOST:PORT/NAME or milvus:///path/to/file.db"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class Address:
    """A place for collections."""

    uri: str  # as the client takes it
    name: str  # of the alias, and what the names of collections begin with
    shown: str  # as it was typed, without a password
    token: str = field(default="", repr=False)  # user:password

    @property
    def embedded(self) -> bool:
        """Whether it is a file of this machine: one process at a time may open it."""
        return not self.uri.startswith("http")

    def collection(self, generation: Generation) -> str:
        """Return the name of a generation's collection; other contents or another encoder make another name.

        >>> from index.folder.manifest import Manifest
        >>> told = Manifest("5-a", "p", "e", 2, "c0ffee00", {}, {"passages": "0123456789", "vectors": "abcdef0123"})
        >>> address("milvus://localhost/pages").collection(Generation(7, Path(), told))
        'pages_000007_01234567abcdef01'
        """
        digests = generation.manifest.digests
        return f"{self.name}_{generation.number:06d}_{digests['passages'][:8]}{digests['vectors'][:8]}"

    def number(self, collection: str) -> int | None:
        """Return which generation a collection is of, None for one of others."""
        found = re.fullmatch(rf"{re.escape(self.name)}_(\d+)_[0-9a-f]{{16}}", collection)
        return int(found[1]) if found else None


def address(url: str) -> Address:
    """Read a URL.

    Raises:
        InputError: if it is of neither form.

    >>> address("milvus://127.0.0.1:19531/pages"), address("milvus:///tmp/v.db").uri
    (Address(uri='http://127.0.0.1:19531', name='pages', shown='milvus://127.0.0.1:19531/pages'), '/tmp/v.db')
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or PORT
    except ValueError as error:
        raise InputError(f"--vectors: {error}: write {FORMS}") from error
    if parts.scheme != SCHEME:
        raise InputError(f"--vectors {_without_password(url)}: no vector index that is known: write {FORMS}")
    if not host:
        path = unquote(parts.path)
        if not path.endswith(".db") or not Path(path).parent.is_dir():
            raise InputError(f"--vectors {url}: no file.db in a folder that is there: write {FORMS}")
        return Address(path, EMBEDDED, url)
    name = parts.path.strip("/")
    if not _NAME.fullmatch(name):
        raise InputError(
            f"--vectors {_without_password(url)}: {name!r} is no name of latin letters, digits and _: write {FORMS}"
        )
    token = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    shown_host = f"[{host}]" if ":" in host else host
    return Address(f"http://{shown_host}:{port}", name, _without_password(url), token)


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)
