"""What the articles say together: all of it follows from the article store, so it can be dropped and made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.articles.reading import Articles, Row
from index.comparison.conflict_rows import Conflict
from index.comparison.conflicts import conflicts
from index.comparison.consolidation import consolidated_quads
from index.comparison.stated_values import holds_in_general
from index.rdf.quads import nquads
from index.repetition.attestation import Attestation, attestations
from index.repetition.blocks import Blocks
from index.repetition.families import families, near_duplicates
from index.repetition.prints import prints
from index.repetition.sources import sources


@dataclass(frozen=True, slots=True)
class Derivation:
    """What follows from the articles."""

    sources: Mapping[str, str]  # article → its independent source
    attestations: tuple[Attestation, ...]
    conflicts: tuple[Conflict, ...]
    quads: str  # the consolidated graph as N-Quads
    counts: Mapping[str, int]  # of copies, templates, sources


def derivation(articles: Articles) -> Derivation:
    """Compare the articles of a store with each other."""
    pairs = near_duplicates((name, prints(data)) for name, data in articles.prints())
    origins = sources(articles.rows("articles"), pairs)
    backed = sorted(attestations(articles.stated(), origins), key=lambda one: one.fact)
    facts = _facts(articles, backed)
    found = conflicts(facts, articles.rows("articles"), origins)
    quads = consolidated_quads(articles.rows("relations"), facts, origins, pairs, found, backed)
    repeated = Blocks.of(articles.prints(), articles.rows("articles")).counts()
    counts = {**repeated, "templates": len(families(pairs)), "sources": len({*origins.values()})}
    return Derivation(origins, tuple(backed), tuple(found), nquads(quads), counts)


def _facts(articles: Articles, backed: Iterable[Attestation]) -> list[Row]:
    """Return the facts that are compared, with what backs each now: the store still holds what backed it before."""
    counts = {one.fact: (len(one.articles), one.sources) for one in backed}
    found = []
    for row in articles.rows("facts"):
        if holds_in_general(row):
            row["attestations"], row["independent_sources"] = counts[row["id"]]
            found.append(row)
    return found
