"""Judged queries and results in the forms of TREC, and measures of them by ir-measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ontology.errors import InputError
from query.evaluation.gold import Gold
from query.evaluation.searching import grade_of

Row = dict[str, Any]
Qrels = dict[str, dict[str, int]]  # query → passage → grade
Runs = dict[str, dict[str, float]]  # query → passage → score
MEASURES = ("Success@1", "Success@5", "RR@10", "nDCG@10")


def qrels(gold: Gold, passages: Iterable[Row]) -> Qrels:
    """Return the grade of each passage that shows a judged line, for each query that has an answer.

    Args:
        gold: judged queries.
        passages: rows of all passages.
    """
    shown = [row for row in passages if gold.document(row["article"])]
    found: Qrels = {}
    for case in gold.judgements("queries"):
        documents = {line["doc"] for line in case["relevant"]}
        near = [row for row in shown if gold.document(row["article"]) in documents]
        grades = {str(row["id"]): grade_of(gold, case, row) for row in near}
        if max(grades.values(), default=0) == 2:
            found[case["id"]] = {key: grade for key, grade in grades.items() if grade}
    return found


def run_of(results: Mapping[str, Row]) -> Runs:
    """Return the passages of some results with falling scores: ranks decide, whatever the unit of the score."""
    return {
        key: {str(passage["id"]): 1.0 / passage["rank"] for passage in result["passages"]}
        for key, result in results.items()
    }


def measured(judged: Qrels, run: Runs, names: Sequence[str] = MEASURES) -> dict[str, dict[str, float]]:
    """Return measure → query → value; a query without results has 0.

    Raises:
        InputError: if ir-measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise InputError("--report needs ir-measures: pip install 'yibao[dev]'") from error
    known = {name: ir_measures.parse_measure(name) for name in names}
    found = {name: dict.fromkeys(judged, 0.0) for name in names}
    asked = {key: run.get(key, {}) for key in judged}
    for metric in ir_measures.iter_calc(list(known.values()), judged, asked):
        found[str(metric.measure)][metric.query_id] = float(metric.value)
    return found


def qrels_text(judged: Qrels) -> str:
    """Return judgements as a TREC qrels file."""
    return "".join(f"{query} 0 {key} {grade}\n" for query, grades in judged.items() for key, grade in grades.items())


def run_text(run: Runs, name: str) -> str:
    """Return results as a TREC run file."""
    tag = name.replace(" ", "_")
    ranked = ((query, enumerate(scores.items(), start=1)) for query, scores in run.items())
    return "".join(
        f"{query} Q0 {key} {rank} {score:.6f} {tag}\n" for query, rows in ranked for rank, (key, score) in rows
    )
