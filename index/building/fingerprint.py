"""What decides an analysis beside the page: rules and vocabulary of the pack in use, and the code, as one digest."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest.article import RawArticle
from ontology.packs import SHIPPED, active

ROOT = Path(__file__).parents[2]
FOLDERS = ("ontology", "ingest")
OWN = [  # modules of this package that have a part in it
    "articles/codec",
    "articles/home",
    "articles/packing",
    "articles/passages",
    "articles/reading",
    "articles/records",
    "articles/unpacking",
    "building/fingerprint",
    "building/prepare",
    "lexical",
    "rdf/condition_evidence",
    "rdf/conditions",
    "rdf/nodes",
    "rdf/note_triples",
    "rdf/quads",
    "rdf/regions",
    "rdf/relation_triples",
    "rdf/triples",
    "repetition/prints",
    "repetition/stated_keys",
    "settings",
    "shacl/limits",
    "shacl/shapes",
    "shacl/validation",
]
SUFFIXES = frozenset({".py", ".yaml", ".csv", ".tsv", ".npz", ".txt", ".ttl"})
LIBRARIES = ("jieba", "opencc", "rensa", "trafilatura")  # whose results depend on their version


@cache
def pipeline_fingerprint() -> str:
    """Return a digest of all files and libraries that shape what is stored of an article."""
    found = hashlib.sha256(active().digest().encode())
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if _counts(path))
    own = (ROOT / "index" / f"{name}.py" for name in OWN)
    for path in sorted({*inside, *own}):
        found.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    for library in LIBRARIES:
        found.update(f"{library} {_version(library)}\0".encode())
    return found.hexdigest()


def _counts(path: Path) -> bool:
    return path.suffix in SUFFIXES and not path.is_relative_to(SHIPPED)  # packs count where they are in use


def content_hash(raw: RawArticle) -> str:
    """Return a digest of an article as it came in: text, type, and what its source says about it.

    When a crawler met it is left out: a page that did not change since is the same article.
    """
    stated = sorted((key, value) for key, value in raw.metadata.items() if key != "captured")
    known = [raw.text, raw.media_type, stated]
    return hashlib.sha256(json.dumps(known, ensure_ascii=True).encode()).hexdigest()


def article_version(hash_of_content: str) -> str:
    """Return what tells whether an article must be analysed again."""
    return hashlib.sha256(f"{hash_of_content} {pipeline_fingerprint()}".encode()).hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "-"
