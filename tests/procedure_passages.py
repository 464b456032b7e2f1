"""Judged passages of procedures in the manner of many kinds of site, and how well what is read agrees with them.

The passages stand in `procedures/*.yaml`, annotated from their text before any rule had seen them. An expected string
may hold alternatives, split by a stroke; what stands under `…_optional` is right when found and no fault when not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.article import Analysis, RawArticle, Relation
from ingest.pipeline import analyse

FOLDER = Path(__file__).parent / "procedures"
RELATIONS = {
    "channel": "service_has_channel",
    "material": "service_requires_material",
    "path": "channel_has_path",
    "condition": "service_has_condition",
    "law": "law_article_states",
    "eligibility": "service_has_eligibility",
    "cost": "service_has_cost",
    "time": "service_has_processing_time",
    "result": "service_has_result",
    "basis": "service_has_legal_basis",
    "warning": "service_has_warning",
    "advice": "service_has_advice",
}
DETAILS = ("form", "copies", "group", "if", "seal", "via")
SEALS = ("章", "签字", "签名", "手印")
PATH_SHARE, PATH_EXTRA = 0.8, 4  # as `yibao eval` judges paths


@dataclass(frozen=True, slots=True)
class Passage:
    """A short article with what it states."""

    id: str
    manner: str
    service: str
    media: str
    text: str
    gold: Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """What agrees, by relation and by detail of a material."""

    judged: Counter[str] = field(default_factory=Counter)
    recalled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return precision, recall and F1 of each relation, the share that is right of each detail."""
        out: dict[str, float] = {}
        for name in self.judged | self.found:
            precision = self.right[name] / self.found[name] if self.found[name] else 0.0
            recall = self.recalled[name] / self.judged[name] if self.judged[name] else 1.0
            out[f"{name}_precision"], out[f"{name}_recall"] = round(precision, 3), round(recall, 3)
            both = precision + recall
            out[f"{name}_f1"] = round(2 * precision * recall / both, 3) if both else 0.0
        return out


@cache
def passages() -> tuple[Passage, ...]:
    """Return all passages, by file and place."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            media = row.get("media", "text/plain")
            found.append(Passage(row["id"], path.stem, row["service"], media, row["text"], row["gold"]))
    return tuple(found)


@cache
def analysed(passage_id: str) -> Analysis:
    """Return what is read in a passage."""
    passage = next(one for one in passages() if one.id == passage_id)
    return analyse(RawArticle(passage.id, passage.text, passage.media))


def score(of: Sequence[Passage]) -> Score:
    """Return how what is read in the passages agrees with what is expected."""
    total = Score()
    for passage in of:
        _compare(passage, analysed(passage.id).relations, total)
    return total


def _compare(passage: Passage, found: Sequence[Relation], total: Score) -> None:
    for name, relation in RELATIONS.items():
        mine = [one for one in found if one.relation == relation]
        expected = passage.gold.get(name, [])
        judge = {"path": _path, "law": _law, "material": _material}.get(name, _same)
        spared = passage.gold.get(f"{name}_optional", [])
        hits = {id(one) for one in mine for case in expected if judge(case, one)}
        hits |= {id(one) for one in mine for case in spared if _same(case, one)}
        met = [any(judge(case, one) for one in mine) for case in expected]
        if passage.gold.get(f"{name}_any"):  # some of the routes will do
            expected, met = expected[:1], [any(met)]
        total.judged[name] += len(expected)
        total.recalled[name] += sum(met)
        total.found[name] += len(mine)
        total.right[name] += len(hits)
        total.faults += [
            f"{passage.id}: {name} missed {case}" for case, is_met in zip(expected, met, strict=True) if not is_met
        ]
        total.faults += [
            f"{passage.id}: {name} extra {one.object} « {one.quote[:60]!r} {one.rule}"
            for one in mine
            if id(one) not in hits
        ]
        _services(passage, name, [one for one in mine if id(one) in hits], total)
    _details(passage, [one for one in found if one.relation == RELATIONS["material"]], total)


def _services(passage: Passage, name: str, right: Sequence[Relation], total: Score) -> None:
    if name in ("path", "law"):
        return
    total.judged["service"] += len(right)
    total.found["service"] += len(right)
    for one in right:
        agreed = any(label in one.subject or one.subject in label for label in passage.service.split("|"))
        total.recalled["service"] += agreed
        total.right["service"] += agreed
        if not agreed:
            total.faults.append(f"{passage.id}: service {one.subject} of {name} {one.object}")


def _details(passage: Passage, found: Sequence[Relation], total: Score) -> None:
    """Of rows that name the paper as well as it is named, the one counts that agrees best."""
    for case in passage.gold.get("material", []):
        mine = [one for one in found if _material(case, one)]
        exact = [one for one in mine if set(_names(one)) & set(str(case["m"]).split("|"))]
        for detail in DETAILS:
            states = [_detail(case, one, detail) for one in exact or mine]
            state = next((state for state in ("right", "none", "wrong") if state in states), "none")
            if state == "none":
                continue
            name = f"detail_{detail}"
            for counter in (total.judged, total.found):
                counter[name] += 1
            for counter in (total.recalled, total.right):
                counter[name] += state == "right"
            if state == "wrong":
                got = [(one.form, one.copies, one.alternative_group, one.only_if, one.channel) for one in mine]
                total.faults.append(f"{passage.id}: {name} of {case['m']}: {case.get(detail)} / {got}")


def _detail(case: Mapping[str, Any], one: Relation, detail: str) -> str:
    wanted = case.get(detail)
    forms = [part for part in (one.form or "").split("、") if part]
    if detail == "form":
        parts = [part for whole in forms if not any(s in whole for s in SEALS) for part in _split_form(whole)]
        return _state(sorted((wanted or "").split("、")) if wanted else [], sorted(set(parts)))
    if detail == "seal":
        seals = [part for part in forms if any(s in part for s in SEALS)]
        return _state(bool(wanted), bool(seals)) if not wanted or not seals else _state(True, _overlaps(wanted, seals))
    if detail == "copies":
        return _state(wanted, one.copies)
    if detail == "group":
        return _state(bool(wanted), bool(one.alternative_group))
    if detail == "if":
        return (
            _state(wanted, one.only_if)
            if not (wanted and one.only_if)
            else _state(True, _overlaps(wanted, [one.only_if]))
        )
    channel = one.channel
    if not wanted:
        return "none"
    return "right" if channel and _overlaps(wanted, [channel]) else "wrong"


def _split_form(form: str) -> Iterator[str]:
    for word in ("原件", "复印件", "影印件", "扫描件", "电子版", "照片"):
        if word in form:
            yield "复印件" if word == "影印件" else word


def _state(wanted: object, found: object) -> str:
    if not wanted and not found:
        return "none"
    return "right" if wanted == found else "wrong"


def _overlaps(wanted: object, found: Sequence[str]) -> bool:
    return any(a in b or b in a for a in str(wanted).split("|") for b in found)


def _names(one: Relation) -> list[str]:
    return [str(one.object), *one.object_aliases]


def _same(case: object, one: Relation) -> bool:
    said = case["m"] if isinstance(case, Mapping) else str(case)
    return _overlaps(said, _names(one))


def _material(case: Mapping[str, Any], one: Relation) -> bool:
    """Whether a paper is the expected one: by name, or by a name that holds the other (病历 in 住院病历)."""
    wanted, label = str(case["m"]).split("|"), str(one.object)
    if any(name in wanted for name in _names(one)):
        return True
    return any(len(a) > 2 and (a in label or (label in a and len(label) > 2)) for a in wanted)


def _law(case: Sequence[str], one: Relation) -> bool:
    return case[0] in one.subject and str(case[1]) in str(one.object)


def _path(case: Sequence[Any], one: Relation) -> bool:
    channel, judged = case
    steps = [[step] if isinstance(step, str) else step for step in judged]
    steps = [[alternative for label in step for alternative in label.split("|")] for step in steps]
    labels = [label for step in one.object for label in ([step] if isinstance(step, str) else step)]
    held = sum(any(label in labels for label in step) for step in steps)
    named = _overlaps(channel, [one.subject, *_aliases(one)])
    return named and held >= PATH_SHARE * len(steps) and len(one.object) <= len(steps) + PATH_EXTRA


def _aliases(one: Relation) -> tuple[str, ...]:
    from ingest.mentions.naming import aliases_of

    return aliases_of(one.subject_code)
