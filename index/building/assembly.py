"""What follows from the article store: conflicts, graph, vectors, lexical index, and the manifest over all."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from index import lexical
from index.articles.reading import Articles
from index.articles.writing import ArticleWriter
from index.building.dataset import dataset_quads
from index.building.dataset_contents import dataset_contents
from index.building.derivation import derivation
from index.building.fingerprint import pipeline_fingerprint
from index.comparison.conflict_rows import conflict_row
from index.encoder.protocol import Encoder
from index.folder.generation import CONSOLIDATED, GRAPH, LEXICAL, VECTORS, Generation
from index.folder.manifest import Manifest, VectorKind, data_format
from index.folder.pack_choice import identity as pack_identity
from index.graph.writing import GraphWriter
from index.rdf.inference import inferred_lines
from index.rdf.quads import nquads
from index.rdf.vocabulary_graph import vocabulary_lines
from index.settings import settings
from index.vectors.reading import Vectors
from index.vectors.writing import Ids, Matrix
from index.vectors.writing import save as save_vectors
from ontology.packs import active
from ontology.terms import CONSOLIDATED_GRAPH, DATASET_GRAPH, INFERRED_GRAPH, VOCABULARY_GRAPH

LEVEL = 1  # of compression
BATCH = 2048  # passages encoded in one call

Progress = Callable[[str, int], None]  # stage, how many are done


@dataclass(frozen=True, slots=True)
class GraphChange:
    """What happened to the named graphs of articles since the previous generation."""

    dropped: Sequence[str]  # IRIs
    added: Path  # an N-Quads file


def assembled(
    folder: Path,
    articles: ArticleWriter,
    change: GraphChange,
    previous: Generation | None,
    encoder: Encoder | None,
    progress: Progress,
    ready: Iterable[tuple[Ids, Matrix]] = (),
) -> Manifest:
    """Write all that follows from the article store into `folder`.

    Args:
        folder: of the generation under construction.
        articles: its article store, complete.
        change: how its graph differs from the previous one's.
        previous: the generation that unchanged parts are taken from.
        encoder: None where no passage is new and the previous vectors are kept.
        progress: told before each stage.
        ready: ids and vectors of passages that the encoder has seen already.
    """
    progress("consolidate", 0)
    derived = derivation(articles)
    articles.put_sources(derived.sources)
    articles.put_attestations(derived.attestations)
    articles.put_conflicts(conflict_row(conflict, derived.sources) for conflict in derived.conflicts)
    progress("graph", 0)
    fixed = vocabulary_lines()
    _write_graph(folder, change, previous, derived.quads, fixed, articles)
    identity = _identity(encoder, previous)
    kept = _write_vectors(folder, articles, previous, encoder, progress, ready)
    progress("lexical", 0)
    lexical.save(folder / LEXICAL, articles.terms())
    digests = {
        "articles": _digest(f"{name} {found}" for name, found in articles.content_hashes().items()),
        "passages": _digest(map(str, articles.passage_ids())),
        "graph": _digest([*articles.quads_digests().values(), _digest([derived.quads]), _digest([fixed])]),
        "vocabulary": _digest([fixed]),
        "vectors": _file_digest(folder / VECTORS),
    }
    return Manifest(
        data_format(),
        pipeline_fingerprint(),
        *identity,
        counts={**articles.counts(), **derived.counts},
        digests=digests,
        pack=pack_identity(active()),
        vectors=kept,
    )


def _write_graph(
    folder: Path, change: GraphChange, previous: Generation | None, derived: str, fixed: str, articles: Articles
) -> None:
    writer = GraphWriter(folder / GRAPH, previous.folder / GRAPH if previous else None)
    try:
        for graph in change.dropped:
            writer.drop(graph)
        writer.load(change.added)
        writer.replace(CONSOLIDATED_GRAPH, derived, _consolidated(previous))
        with gzip.GzipFile(folder / CONSOLIDATED, "wb", LEVEL, mtime=0) as out:  # no time: same input, same bytes
            out.write(derived.encode())
        known = previous.manifest.digests.get("vocabulary") if previous else None
        if known != _digest([fixed]):  # else 33,000 statements to compare
            writer.replace(VOCABULARY_GRAPH, fixed)
            writer.replace(INFERRED_GRAPH, lines := inferred_lines(fixed))
            inferred = lines.count("\n")
        else:
            inferred = writer.count(INFERRED_GRAPH)
        contents = dataset_contents(articles, derived, fixed, inferred)
        writer.replace(DATASET_GRAPH, nquads(dataset_quads(contents)))
        writer.close()
    finally:
        writer.leave()


def _consolidated(previous: Generation | None) -> str | None:
    if not previous:
        return None
    with gzip.open(previous.folder / CONSOLIDATED) as file:
        return file.read().decode()


def _write_vectors(
    folder: Path,
    articles: Articles,
    previous: Generation | None,
    encoder: Encoder | None,
    progress: Progress,
    ready: Iterable[tuple[Ids, Matrix]],
) -> VectorKind:
    """Write the vectors, old ones where text and encoder are the same and they are as precise as wanted."""
    wanted = articles.passage_ids()
    rows = np.zeros((len(wanted), _identity(encoder, previous)[1]), np.float32)
    places = {key: place for place, key in enumerate(wanted)}
    if previous and (encoder is None or _reusable(previous, encoder, len(wanted))):
        old = Vectors.open(previous.folder / VECTORS)
        ready = chain([(np.asarray(old.ids(), np.int64), old.rows())], ready)
    for ids, known in ready:
        for key, row in zip(ids.tolist(), known, strict=True):
            if key in places:
                rows[places.pop(key)] = row
    for key, row in _encoded(articles, list(places), encoder, progress):
        rows[places[key]] = row
    return save_vectors(folder / VECTORS, wanted, rows)


def _reusable(previous: Generation, encoder: Encoder, count: int) -> bool:
    """Whether the old vectors serve: rows of bytes do not where passages became so few that exact ones are kept."""
    precise = previous.manifest.vectors.name == VectorKind().name
    same = previous.manifest.encoder_fingerprint == encoder.fingerprint
    return same and (precise or count > settings().vectors.exact)


def _encoded(
    articles: Articles, ids: Sequence[int], encoder: Encoder | None, progress: Progress
) -> Iterator[tuple[int, Matrix]]:
    for start in range(0, len(ids), BATCH):
        progress("encode", start)
        passages = articles.passages_by_id(ids[start : start + BATCH])
        if encoder:  # else nothing is missing
            rows = encoder.encode([passage.indexed for passage in passages], "passage")
            yield from zip((passage.id for passage in passages), rows, strict=True)


def _identity(encoder: Encoder | None, previous: Generation | None) -> tuple[str, int, str]:
    if encoder:
        return encoder.name, encoder.dim, encoder.fingerprint
    if previous:
        return previous.manifest.encoder, previous.manifest.dim, previous.manifest.encoder_fingerprint
    raise ValueError("an encoder is needed where there is no previous generation")


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode())
        found.update(b"\n")
    return found.hexdigest()
