"""Scores of entities and relations, one pair of figures per type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ingest.edits.draft import Span
from ontology.vocabulary import vocabulary
from query.evaluation.gold import Gold, Judgement, f1, overlap, share

Row = dict[str, Any]
Located = tuple[str, Row]

PATH = "channel_has_path"
RELATIONS = (
    "service_has_channel",
    "service_requires_material",
    PATH,
    "service_has_condition",
    "law_article_states",
)
PATH_SHARE = 0.8  # of the judged steps that a found path must hold
PATH_EXTRA = 4  # steps more than judged that a found path may hold
SUBJECTS = {"service_has_channel": "service", "service_requires_material": "service", PATH: "channel"}
SUBJECTS |= {"service_has_condition": "service"}  # relation → scheme of its subject


def entity_scores(gold: Gold, rows: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return precision, recall and F1 per type of entity, found when a mention overlaps a judged surface."""
    found = [(document, row) for row in rows if (document := gold.document(row["article"], "entities"))]
    judged = [case for case in gold.judgements("entities") if case.get("scope") != "nav"]
    scores: dict[str, float] = {}
    for kind in dict.fromkeys(case["type"] for case in judged):
        cases = [case for case in judged if case["type"] == kind]
        mine = [(document, row) for document, row in found if row["type"] == kind]
        pairs = [(case, [one for one in mine if _mentions(gold, case, one)]) for case in cases]
        scores |= _figures(kind, pairs, len(mine), errors, lambda case: f"{case['doc']} {case['canonical']}")
    return scores


def relation_scores(gold: Gold, rows: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return precision, recall and F1 per relation, found when evidence and object agree.

    `subject_right` is the share of the relations so found whose subject is the judged one too.
    """
    found = [(document, row) for row in rows if (document := gold.document(row["article"], "relations"))]
    judged = gold.judgements("relations")
    scores: dict[str, float] = {}
    fitting: dict[int, tuple[Located, list[Judgement]]] = {}
    for name in RELATIONS:
        cases = [case for case in judged if case["rel"] == name]
        mine = [(document, row) for document, row in found if row["relation"] == name]
        if cases:
            pairs = [(case, [one for one in mine if _states(gold, case, one)]) for case in cases]
            scores |= _figures(
                name, pairs, len(mine), errors, lambda case: f"{case['doc']}:{case['line']} {case['obj']}"
            )
            for case, ones in pairs if name in SUBJECTS else ():
                for one in ones:
                    fitting.setdefault(id(one[1]), (one, []))[1].append(case)
    return scores | _subjects([*fitting.values()], errors)


def _subjects(fitting: Sequence[tuple[Located, list[Judgement]]], errors: list[str]) -> dict[str, float]:
    """Return the share of right subjects among the relations that some judgements fit in evidence and object."""
    wrong = [(one, cases) for one, cases in fitting if not any(_same_subject(case, one[1]) for case in cases)]
    for (document, row), cases in wrong:
        said = f"{row['relation']} {row['object']}: {row.get('subject')}, not {cases[0].get('subj')}"
        errors.append(f"subject: wrong {document}:{cases[0]['line']} {said}")
    return {"subject_right": share(len(fitting) - len(wrong), len(fitting))} if fitting else {}


def _same_subject(case: Judgement, row: Row) -> bool:
    """Whether a row's subject is a judged one: by its label, a part of it, or as a name of the same concept."""
    judged = [one for one in (case.get("subj", ""), *case.get("alt_subj", ())) if one]
    scheme, label = SUBJECTS[case["rel"]], str(row.get("subject", ""))
    if not judged or (label and any(one in label or label in one for one in judged)):
        return True
    codes = {concept.code for concept in vocabulary().find(label, scheme)}
    return any(codes & {concept.code for concept in vocabulary().find(one, scheme)} for one in judged)


def _figures(
    name: str, pairs: Sequence[tuple[Judgement, list[Located]]], exported: int, errors: list[str], show: Any
) -> dict[str, float]:
    used = {id(row) for _, rows in pairs for _, row in rows}
    certain = [(case, rows) for case, rows in pairs if case["certain"]]
    errors += [f"{name}: missed {show(case)}" for case, rows in certain if not rows]
    precision = share(len(used), exported)
    recall = share(sum(bool(rows) for _, rows in certain), len(certain))
    return {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": f1(precision, recall)}


def _mentions(gold: Gold, case: Judgement, one: Located) -> bool:
    document, row = one
    if document != case["doc"]:
        return False
    mentions = [(mention["raw_start"], mention["raw_end"]) for mention in row["mentions"]]
    return any(overlap(span, mention) for span in _surfaces(gold, case) for mention in mentions)


def _surfaces(gold: Gold, case: Judgement) -> list[Span]:
    text = gold.texts[case["doc"]]
    spans = []
    for line in case["lines"]:
        start, end = gold.span(case["doc"], line)
        for surface in case["surfaces"]:
            at = text.find(surface, start, end)
            while at >= 0:
                spans.append((at, at + len(surface)))
                at = text.find(surface, at + 1, end)
    return spans


def _states(gold: Gold, case: Judgement, one: Located) -> bool:
    document, row = one
    lines = [gold.span(case["doc"], line) for line in (case["line"], *(more["line"] for more in case.get("more", ())))]
    here = document == case["doc"] and any(overlap(line, (row["raw_start"], row["raw_end"])) for line in lines)
    return here and (_same_path(case["obj"], row["object"]) if case["rel"] == PATH else _same_object(case, row))


def _same_path(judged: Any, found: Any) -> bool:
    steps = [[step] if isinstance(step, str) else step for step in judged]
    labels = [label for step in found for label in ([step] if isinstance(step, str) else step)]
    held = sum(any(label in labels for label in step) for step in steps)
    return held >= PATH_SHARE * len(steps) and len(found) <= len(steps) + PATH_EXTRA


def _same_object(case: Judgement, row: Row) -> bool:
    judged = [str(case["obj"]), *case.get("alt_obj", ())]
    found = [str(row["object"]), *map(str, row.get("object_aliases", ()))]
    return any(a in b or b in a for a in judged for b in found)
