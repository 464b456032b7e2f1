"""The graph leg for facts: a SPARQL query made of what was understood, and the claims that it finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from index.articles.passages import Passage
from index.graph.results import Row as Found
from index.rdf.quads import Literal, Object
from index.rdf.regions import with_larger
from index.store import KnowledgeIndex
from ontology.vocabulary import vocabulary
from query.retrieval.rules import retrieval_rules
from query.templates import concepts, filled, literals, scope
from query.understanding.question import Conditions, Understanding
from query.understanding.rules import question_rules

Row = dict[str, Any]

DISEASE_FIT = 2.0  # of a claim about an asked disease: it tells more than any other condition


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim that answers, where it stands, and how well its conditions fit the question."""

    row: Row  # as `yibao export facts` shows it
    fit: float  # conditions that agree, less those that are narrower than what was asked

    def stands_in(self, passage: Passage) -> bool:
        """Whether the claim was read in this passage."""
        start: int = self.row["start"]
        return passage.article == self.row["article"] and passage.start <= start < passage.end


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """The facts, best first, and the query that found them; no query where no number was asked for."""

    facts: tuple[Fact, ...]
    sparql: str | None


def facts(
    index: KnowledgeIndex, asked: Understanding, as_of: str | None = None, among: Sequence[str] | None = None
) -> FactAnswer:
    """Return the claims that answer what was asked under its conditions.

    Args:
        index: the data.
        asked: the question.
        as_of: ISO date; later claims, and those of later articles, are left out.
        among: IRIs of the named graphs to look in (`KnowledgeIndex.graphs`), None for all.
    """
    kinds = measures(asked)
    if not kinds:
        return FactAnswer((), None)
    query = facts_query(kinds, asked, as_of, among)
    rows = sorted(index.sparql(query).rows(), key=_order)  # engines differ in how they order numbers of several types
    fits = {text(row["id"]): float(text(row["fit"])) for row in rows}
    names = disease_names(asked.conditions)
    found = (Fact(row, fits[row["id"]] + _disease_fit(row, names)) for row in index.facts(list(fits)))
    return FactAnswer(tuple(sorted(found, key=lambda fact: -fact.fit)), query)


def measures(asked: Understanding) -> tuple[str, ...]:
    """Return the fact kinds that the aspects of a question ask for."""
    kinds = (kind for name in asked.aspects for kind in question_rules().aspects[name].measures)
    return tuple(dict.fromkeys(kinds))


def facts_query(
    kinds: Sequence[str], asked: Understanding, as_of: str | None = None, among: Sequence[str] | None = None
) -> str:
    """Return the SPARQL query for claims of some kinds under the conditions of a question."""
    conditions = asked.conditions
    regions = with_larger(conditions.region)
    return filled(
        "facts",
        measures=concepts(kinds),
        scope=scope("article", among),
        care_types=concepts(conditions.care_type),
        insured_types=concepts(conditions.insured_type),
        employments=concepts(conditions.employment),
        facility_levels=concepts(compatible(conditions.facility_level)),
        regions=concepts(regions),
        services=concepts(asked.concepts("service")),
        as_of=literals(one for one in (as_of,) if one),
        limit=retrieval_rules().facts,
    )


def compatible(levels: Iterable[str]) -> tuple[str, ...]:
    """Return facility levels with those that count as the same in a statement (data: `same_level`)."""
    same = retrieval_rules().same_level
    return tuple(dict.fromkeys(code for level in levels for code in (level, *same.get(level, ()))))


def disease_names(conditions: Conditions) -> tuple[str, ...]:
    """Return the names, in good use, of the asked diseases."""
    found = (vocabulary().concept(code) for code in conditions.disease)
    return tuple(name for concept in found for name in (concept.pref_label, *concept.alt_labels))


def _order(row: Found) -> tuple[float, float, str]:
    return -float(text(row["fit"])), -float(text(row["confidence"])), text(row["id"])


def _disease_fit(row: Row, names: Sequence[str]) -> float:
    """Lift a claim that speaks of an asked disease: in its words, its condition or the headings over it."""
    wording = " ".join((row["text"], row["condition"] or "", *row["heading_path"]))
    return DISEASE_FIT if any(name in wording for name in names) else 0.0


def text(value: Object | None) -> str:
    """Return the text of a SPARQL value."""
    return value.value if isinstance(value, Literal) else str(value or "")
