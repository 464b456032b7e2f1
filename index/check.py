"""Does everything agree?

Files with their digests, evidence with its article, the engines with the article store, the graph with its shapes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise

from index.articles.passages import Passage
from index.articles.reading import Row
from index.building.derivation import derivation
from index.folder.file_digests import damages
from index.rdf.condition_evidence import unfounded
from index.rdf.quads import nquads
from index.shacl import faults, shapes, statements
from index.store import KnowledgeIndex
from ingest.article import Analysis, Article, Claim, Mention, Relation
from ontology.errors import YibaoError
from ontology.terms import CONSOLIDATED_GRAPH, DERIVED_GRAPHS, YB_CONFLICT, YB_CONSOLIDATED, YB_SIDE, article_graph

SHOWN = 5  # ids named in one fault line


def check(index: KnowledgeIndex, pyshacl: bool = False) -> Iterator[str]:
    """Yield the faults of the data, one line each; none comes from a sound folder.

    Args:
        index: the data.
        pyshacl: also hold each article's graph against the shapes with pyshacl: about 0.3 s an article.
    """
    damaged = [*damages(index.generation.folder)]
    yield from damaged
    if damaged:  # an engine may trip over it
        return
    parts = (_articles, _passages, _sources, _graph, _elsewhere, _derived, _counts)
    for part in (*parts, *([_pyshacl] if pyshacl else [])):
        try:
            yield from part(index)
        except YibaoError as error:  # an engine that does not open is one fault, not the end of the check
            yield str(error)


def _articles(index: KnowledgeIndex) -> Iterator[str]:
    for analysis in index.articles.analyses():
        name = analysis.article.raw.name
        passages = list(index.articles.passages(name))
        facts = list(index.articles.rows("facts", name))
        for fault in (*_blocks(analysis.article), *_evidence(analysis), *_cuts(analysis.article, passages)):
            yield f"{name}: {fault}"
        yield from (f"{name}: {fault}" for fault in _same_facts(analysis, facts))


def _blocks(article: Article) -> Iterator[str]:
    """Blocks tile the raw text, and the clean text is their join."""
    if article.blocks:
        edges = [0, *(offset for block in article.blocks for offset in (block.raw_start, block.raw_end))]
        edges.append(len(article.raw.text))
        torn = [before for before, after in zip(edges[::2], edges[1::2], strict=True) if before != after]
        yield from (f"the blocks leave a gap or overlap at raw offset {offset}" for offset in torn)
    elif article.raw.text:
        yield "no blocks for its text"
    if "\n".join(block.text.text for block in article.body) != article.text:
        yield "the clean text is not the join of its blocks"
    for index, block in enumerate(article.blocks):
        if block.action != "drop" and article.text[block.start : block.start + len(block.text)] != block.text.text:
            yield f"block {index} does not stand at its offset {block.start} of the clean text"


def _evidence(analysis: Analysis) -> Iterator[str]:
    """Quotes are the raw text at their offsets, texts the clean text at theirs."""
    raw, clean = analysis.article.raw.text, analysis.article.text
    for claim in analysis.claims:
        if claim.text != clean[claim.start : claim.end]:
            yield f"claim {claim.id}: its text is not at {claim.start}-{claim.end} of the clean text"
        yield from unfounded(claim, len(raw))
    quoted: list[Claim | Relation | Mention] = [*analysis.claims, *analysis.relations, *analysis.mentions]
    for item in quoted:
        if _quoted(item) != raw[item.raw_start : item.raw_end] or item.raw_start >= item.raw_end:
            yield f"{_called(item)}: its quote is not at {item.raw_start}-{item.raw_end} of the raw text"
    ids = [claim.id for claim in analysis.claims]
    yield from (f"claim {key} stands twice" for key in sorted({key for key in ids if ids.count(key) > 1}))


def _quoted(item: Claim | Relation | Mention) -> str:
    return item.surface if isinstance(item, Mention) else item.quote


def _called(item: Claim | Relation | Mention) -> str:
    if isinstance(item, Claim):
        return f"claim {item.id}"
    return f"mention of {item.label}" if isinstance(item, Mention) else f"{item.relation} of {item.subject}"


def _cuts(article: Article, passages: list[Passage]) -> Iterator[str]:
    """Passages are pieces of the clean text, in order, without overlap."""
    for passage in passages:
        if passage.text != article.text[passage.start : passage.end]:
            yield f"passage {passage.id}: its text is not at {passage.start}-{passage.end} of the clean text"
        if not 0 <= passage.raw_start < passage.raw_end <= len(article.raw.text):
            yield f"passage {passage.id}: {passage.raw_start}-{passage.raw_end} is no span of the raw text"
    yield from (f"passages {a.id} and {b.id} overlap" for a, b in pairwise(passages) if a.end > b.start)


def _same_facts(analysis: Analysis, facts: list[Row]) -> Iterator[str]:
    yield from _differences("facts", "the analysis", "the fact rows", _ids(analysis), (row["id"] for row in facts))


def _ids(analysis: Analysis) -> Iterator[str]:
    return (claim.id for claim in analysis.claims)


def _passages(index: KnowledgeIndex) -> Iterator[str]:
    """Vectors and lexical index hold just the passages of the article store."""
    known = index.articles.passage_ids()
    yield from _differences("passages", "the article store", "the vectors", known, index.vectors.ids())
    yield from _differences("passages", "the article store", "the lexical index", known, index.lexical.ids())
    if index.vectors.dim != index.manifest.dim:
        yield f"vectors have {index.vectors.dim} dimensions, the manifest says {index.manifest.dim}"


def _sources(index: KnowledgeIndex) -> Iterator[str]:
    """Each article belongs to a source, and each fact is backed by itself at least."""
    names = index.articles.versions()
    known = index.articles.sources()
    yield from _differences("articles", "the article store", "the table of sources", names, known)
    strangers = sorted({source for source in known.values() if source not in names})
    yield from (f"source {name} is named after no article" for name in strangers)
    for row in index.articles.rows("facts"):
        if not row["attestations"] or not 1 <= row["independent_sources"] <= row["attestations"]:
            stated = f"{row['independent_sources']} sources in {row['attestations']} articles"
            yield f"{row['article']}: claim {row['id']} is stated by {stated}"


def _graph(index: KnowledgeIndex) -> Iterator[str]:
    """There is one named graph for each article, it says what was written, and that is in shape."""
    expected = _graph_names(index)
    found = set(index.graph.names()) - {*DERIVED_GRAPHS}
    yield from _differences("named graphs", "the article store", "the graph", expected, found)
    yield from index.graph.disagreements()
    digests = index.articles.quads_digests()
    for iri, name in expected.items():
        quads = list(index.graph.quads(iri))
        if hashlib.sha256(nquads(quads).encode()).hexdigest() != digests[name]:
            yield f"{name}: its named graph was changed after it was written"
        yield from (f"{name}: {fault}" for fault in faults(statements(quads)))
    for select in (select for shape in shapes() for select in shape.selects):
        yield from (f"{node}: {select.message}" for node in index.graph.selected(select.query))


def _elsewhere(index: KnowledgeIndex) -> Iterator[str]:
    """A server that is asked in place of the graph has the same named graphs, and as many statements."""
    server = index.asked_graph
    if server is not index.graph:
        yield from _differences("named graphs", "the data folder", "the server", index.graph.names(), server.names())
        if len(server) != len(index.graph):
            yield f"the server has {len(server)} statements, the graph in the data folder {len(index.graph)}"


def _derived(index: KnowledgeIndex) -> Iterator[str]:
    """The consolidated graph is what the claims give, made again from them alone, and in shape."""
    quads = list(index.graph.quads(CONSOLIDATED_GRAPH))
    if nquads(quads) != derivation(index.articles).quads:
        yield "the consolidated graph is not what follows from the claims"
    together = [shape for shape in shapes() if {YB_CONSOLIDATED, YB_CONFLICT, YB_SIDE} & {*shape.classes}]
    yield from faults(statements(quads), together)


def _pyshacl(index: KnowledgeIndex) -> Iterator[str]:
    from ontology.shapes import faults as found_by_pyshacl  # with rdflib: 0.4 s

    for iri, name in _graph_names(index).items():
        yield from (f"{name}: {fault}" for fault in found_by_pyshacl(index.graph.rdflib(iri)))


def _graph_names(index: KnowledgeIndex) -> dict[str, str]:
    hashes = index.articles.content_hashes()
    return {article_graph(name, found): name for name, found in hashes.items()}


def _counts(index: KnowledgeIndex) -> Iterator[str]:
    for table, count in index.articles.counts().items():
        if index.manifest.counts.get(table) != count:
            yield f"{table}: {count} rows, the manifest says {index.manifest.counts.get(table)}"


def _differences(
    what: str, here: str, there: str, expected: Iterable[object], found: Iterable[object]
) -> Iterator[str]:
    """Yield one line for what is here and not there, and one for what is there and not here."""
    one, other = set(expected), set(found)
    for missing, holder, lacking in ((one - other, here, there), (other - one, there, here)):
        if missing:
            named = ", ".join(sorted(map(str, missing))[:SHOWN])
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            yield f"{what} of {holder} that {lacking} lacks: {named}{more}"
