"""Passages of many kinds of sites with the facts that they state, and how well claims read from them agree.

The passages are ours, written in the manner of notices, portals, forums, hotlines, news and tables; their facts were
written down before any rule saw them. `official.yaml` says how a fact is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.article import Claim, RawArticle
from ingest.pipeline import analyse

FOLDER = Path(__file__).parent
KINDS = {
    "rate": "reimbursement_rate",
    "ded": "deductible",
    "cap": "cap",
    "acct": "account_credit_rate",
    "contr": "contribution",
    "proc": "processing_time",
    "dead": "claim_deadline",
    "age": "eligibility_age",
    "leave": "leave_duration",
    "pens": "pension",
    "other": "other",
}
UNITS = {
    "%": "percent",
    "点": "percentage_point",
    "元": "CNY",
    "日": "day",
    "工作日": "workday",
    "月": "month",
    "年": "year",
    "岁": "years_of_age",
    "次": "count",
}
BOUNDS = {">=": "at_least", ">": "above", "<=": "at_most", "<": "below", "+": "increase", "-": "decrease", "": "exact"}
WORDS = {
    "care_type": ("普通门诊", "门诊慢性病", "门诊特殊病", "住院"),
    "insured_type": ("职工", "居民"),
    "employment": ("在职", "退休"),
    "facility_level": ("一级及以下", "一级", "二级", "三级"),
}
SLOT_OF = {word: slot for slot, words in WORDS.items() for word in words}
STRICT = ("bound", "approximate", *WORDS, "place")
VALUE = re.compile(
    r"(?P<sign>>=|<=|[<>+-])?(?P<low>\d+(\.\d+)?)(\.\.(?P<high>\d+(\.\d+)?))?(?P<unit>工作日|[%点元日月年岁次])(?P<about>~)?"
)

Core = tuple[str, str, Decimal | None, Decimal | None]  # kind, unit, least and greatest value


@dataclass(frozen=True, slots=True)
class Expected:
    """One fact that a passage states."""

    passage: str
    words: str
    start: int  # in the raw text
    certain: bool
    cores: tuple[Core, ...]
    bounds: tuple[str, ...]
    slots: dict[str, tuple[str | None, ...]]  # slot → what it may be
    approximate: bool = False
    more: dict[str, str] = field(default_factory=dict)  # from until cond rel per, where stated


@cache
def passages() -> tuple[dict[str, Any], ...]:
    """Return the passages of all files, in the order of their names."""
    return tuple(one for path in sorted(FOLDER.glob("*.yaml")) for one in yaml.safe_load(path.read_text("utf-8")))


def numbers(*files: str) -> list[int]:
    """Return the places of the passages of some files, named without their ending, in `passages()`."""
    ids = {one["id"] for name in files for one in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))}
    return [place for place, one in enumerate(passages()) if one["id"] in ids]


@cache
def read(passage: int) -> tuple[RawArticle, tuple[Claim, ...]]:
    """Return a passage as an article and the claims that are read from it."""
    one = passages()[passage]
    media = one.get("media", "text/plain")
    text = one["text"] if media != "text/plain" else f"{one['title']}\n\n" + "\n\n".join(one["text"].splitlines())
    raw = RawArticle(f"{one['id']}.txt", text, media)
    return raw, tuple(analyse(raw).claims)


def expected(passage: int) -> list[Expected]:
    """Return the facts of a passage; facts with the same words stand in the order of the text."""
    one = passages()[passage]
    text = read(passage)[0].text
    found, used = [], Counter[str]()
    for line in one["facts"]:
        fact = _fact(one, str(line))
        at = -1
        for _ in range(used[fact.words] + 1):
            at = text.index(fact.words, at + 1)
        used[fact.words] += 1
        found.append(_at(fact, at))
    return found


def _at(fact: Expected, start: int) -> Expected:
    return Expected(
        fact.passage, fact.words, start, fact.certain, fact.cores, fact.bounds, fact.slots, fact.approximate, fact.more
    )


def _fact(passage: dict[str, Any], line: str) -> Expected:
    words, stated, slots = (part.strip() for part in line.removeprefix("? ").split(" |"))
    kinds, values = stated.split(" ", 1) if " " in stated else (stated, "")
    cores, bounds, about = [], [], False
    for one in values.split("/"):
        match = VALUE.fullmatch(one)
        assert match, f"{passage['id']}: {line}"
        low, high = Decimal(match["low"]), Decimal(match["high"] or match["low"])
        sign = match["sign"] or ""
        bound = "range" if match["high"] and not sign else BOUNDS[sign]
        ends = (None if sign in ("<", "<=") else low, None if sign in (">", ">=") else high)
        cores += [(KINDS[kind], UNITS[match["unit"]], *ends) for kind in kinds.split("/")]
        if sign in ("+", "-") and match["unit"] == "点":  # 5%: percent is accepted, too
            cores += [(KINDS[kind], "percent", *ends) for kind in kinds.split("/")]
        bounds.append(bound)
        about = about or bool(match["about"])
    known: dict[str, tuple[str | None, ...]] = dict.fromkeys((*WORDS, "place"), (None,))
    more: dict[str, str] = {}
    for token in slots.split():
        if "=" in token:
            name, value = token.split("=", 1)
            if name == "place":
                known["place"] = (value,)
            elif not (name.endswith("?") or value.endswith("?")):
                more[name] = value
        elif token == "off":
            more["off"] = "yes"
        else:
            options = token.split("/")
            slot = SLOT_OF[options[0].rstrip("?")]
            nothing = (None,) if any(option.endswith("?") for option in options) else ()
            known[slot] = (*(option.rstrip("?") for option in options), *nothing)
    known["place"] = (*known["place"], *passage.get("place_alt", ()))
    return Expected(
        passage["id"], words, -1, not line.startswith("? "), tuple(cores), tuple(bounds), known, about, more
    )


def pairs(passage: int) -> tuple[list[tuple[Expected, Claim | None]], list[Claim]]:
    """Return each fact of a passage with the claim that states it, and the claims that state none."""
    claims = read(passage)[1]
    used: set[str] = set()
    found: list[tuple[Expected, Claim | None]] = []
    for fact in expected(passage):
        fitting = [
            claim
            for claim in claims
            if claim.id not in used
            and claim.raw_start < fact.start + len(fact.words)
            and fact.start < claim.raw_end
            and (claim.kind, claim.unit, claim.value_min, claim.value_max) in fact.cores
        ]
        best = max(fitting, key=lambda claim: sum(accepts(fact, slot, claim) for slot in STRICT), default=None)
        used |= {best.id} if best else set()
        found.append((fact, best))
    doubtful = [fact for fact, _ in found if not fact.certain]
    left = [claim for claim in claims if claim.id not in used]
    return found, [claim for claim in left if not any(_touches(claim, fact) for fact in doubtful)]


def _touches(claim: Claim, fact: Expected) -> bool:
    return claim.raw_start < fact.start + len(fact.words) and fact.start < claim.raw_end


def accepts(fact: Expected, slot: str, claim: Claim) -> bool:
    """Tell whether a claim's slot holds what the passage states."""
    if slot == "bound":
        return claim.bound in fact.bounds
    if slot == "approximate":
        return claim.approximate == fact.approximate
    if slot == "place":
        return any(_same_place(claim.place, one) for one in fact.slots["place"])
    return getattr(claim, slot) in fact.slots[slot]


def _same_place(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    one, other = (place.replace("市", "").replace("省", "") for place in (one, other))
    return one.endswith(other) or other.endswith(one)


@dataclass
class Scores:
    """Counts over passages."""

    certain: int = 0
    found: int = 0
    whole: int = 0
    wrong: int = 0
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def f1(self, hits: int) -> float:
        """Return the F1 of `hits` among what was read and what is stated."""
        return 2 * hits / max(1, self.found + self.wrong + self.certain)

    def figures(self) -> Iterator[tuple[str, float]]:
        """Yield the figures by name."""
        yield "value_f1", self.f1(self.found)
        yield "strict_f1", self.f1(self.whole)
        for slot in self.judged:
            yield slot, self.right[slot] / self.judged[slot]


def scores(numbers: Sequence[int] | None = None) -> Scores:
    """Return how well the claims of passages agree with the facts written down for them."""
    total = Scores()
    for number in numbers if numbers is not None else range(len(passages())):
        found, wrong = pairs(number)
        total.wrong += len(wrong)
        total.faults += [f"WRONG {passages()[number]['id']}: {brief(claim)}" for claim in wrong]
        for fact, claim in found:
            if fact.certain:
                _count(total, fact, claim, read(number)[1])
    return total


def _count(total: Scores, fact: Expected, claim: Claim | None, claims: Sequence[Claim]) -> None:
    total.certain += 1
    if claim is None:
        total.faults.append(f"MISSED {fact.passage}: {fact.words} {fact.cores[0]}")
        return
    total.found += 1
    right = {slot: accepts(fact, slot, claim) for slot in STRICT}
    total.whole += all(right.values())
    for name, value in fact.more.items():
        right[name] = _more(name, value, claim, claims)
    for slot, good in right.items():
        total.judged[slot] += 1
        total.right[slot] += good
        if not good:
            total.faults.append(
                f"SLOT {fact.passage}: {slot} {fact.slots.get(slot) or fact.more.get(slot) or fact.bounds} "
                + brief(claim)
            )


def _more(name: str, value: str, claim: Claim, claims: Sequence[Claim]) -> bool:
    if name == "per":
        return claim.period == value
    if name == "off":
        return not claim.on_topic
    if name == "from":
        return claim.effective_from == value
    if name == "until":
        return claim.effective_until == value
    if name == "rel":
        base = next((one for one in claims if one.id == claim.relative_to), None)
        return base is not None and value in base.text
    return value in (claim.condition or "")


def brief(claim: Claim) -> str:
    """Return a claim in one line."""
    slots = " ".join(str(getattr(claim, name)) for name in (*WORDS, "place", "period", "condition"))
    value = f"{claim.value_min}..{claim.value_max} {claim.unit} {claim.bound}"
    return f"{claim.kind} {value} [{claim.rule}] | {slots} | {claim.text}"
