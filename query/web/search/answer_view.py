"""The answer as the search page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ontology.vocabulary import vocabulary
from query.answers import Answer
from query.retrieval.rules import retrieval_rules
from query.web.components.values import fact_view
from query.web.search.asked import Asked
from query.web.search.highlights import pieces
from query.web.site import Visit, article_link, link
from query.web.texts import Texts

Row = dict[str, Any]

LEGS = ("lexical", "dense", "graph")


def answer_view(answer: Answer, procedure: Row | None, asked: Asked, visit: Visit) -> Row:
    """Return what the template shows of an answer."""
    row, t = answer.row(), visit.texts
    articles = {one["article_id"]: one for one in row["citations"]}
    facts = {fact["id"]: fact_view(fact, articles.get(fact["article"], {}), t) for fact in row["facts"]}
    conflicts = [(facts[a], facts[b]) for a, b in row["conflicts"] if a in facts and b in facts]
    opposed = {key for pair in row["conflicts"] for key in pair if set(pair) <= set(facts)}
    return {
        "outcome": row["outcome"],
        "confidence": round(row["confidence"] * 100),
        "missing": row["missing"],
        "choices": [(choice, _choice_link(choice, asked, visit)) for choice in row["choices"]],
        "facts": [fact for key, fact in facts.items() if key not in opposed],
        "conflicts": conflicts,
        "procedure": procedure,
        "passages": [_passage(passage, row, t) for passage in row["passages"]],
        "understanding": _understanding(row["understanding"], t),
        "asked_text": asked.text if asked.text != asked.question else "",
        "sparql": row["sparql"],
        "editor": link("/sparql-editor", {"query": row["sparql"]}) if row["sparql"] else "",
    }


def shares(legs: Mapping[str, Mapping[str, float]]) -> list[tuple[str, int, int]]:
    """Return what each leg gave to the fused score of a passage, by `query.retrieval.fusion`: (leg, percent, rank)."""
    rules = retrieval_rules().fusion
    given = {leg: rules.weights.get(leg, 1.0) / (rules.k + legs[leg]["rank"]) for leg in LEGS if leg in legs}
    total = sum(given.values()) or 1.0
    return [(leg, round(100 * part / total), int(legs[leg]["rank"])) for leg, part in given.items()]


def _choice_link(choice: str, asked: Asked, visit: Visit) -> str:
    """A place becomes the filter, anything else joins the question."""
    if vocabulary().find(choice, "region"):
        return visit.here(region=choice)
    return visit.here(q=f"{asked.question} {choice}")


def _passage(passage: Row, row: Row, texts: Texts) -> Row:
    start, end = passage["raw_start"], passage["raw_end"]
    stated = [
        fact["text"]
        for fact in row["facts"]
        if fact["article"] == passage["article"] and start <= fact["raw_start"] and fact["raw_end"] <= end
    ]
    return {
        "title": passage["title"],
        "issued": passage["issued"],
        "path": [heading for heading in passage["heading_path"] if heading != passage["title"]],
        "pieces": pieces(passage["text"], stated, _terms(row["understanding"])),
        "href": article_link(passage["article"], start, end),
        "shares": [(leg, texts(f"leg.{leg}"), percent, rank) for leg, percent, rank in shares(passage["legs"])],
        "also": len(passage["also"]),
    }


def _terms(understood: Row) -> list[str]:
    return [word for concept in understood["concepts"] for word in (concept["surface"], concept["label"])]


def _understanding(understood: Row, texts: Texts) -> Row:
    return {
        "text": understood["text"] if understood["corrections"] else "",
        "concepts": list(dict.fromkeys((one["surface"], one["label"]) for one in understood["concepts"])),
        "aspects": [texts.name("aspect", aspect) for aspect in understood["aspects"]],
        "conditions": _labels(understood["conditions"].values()),
    }


def _labels(groups: Sequence[Sequence[str]] | Any) -> list[str]:
    concepts = vocabulary().concepts
    return [concepts[code].pref_label if code in concepts else str(code) for codes in groups for code in codes]
