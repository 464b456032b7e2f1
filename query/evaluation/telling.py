"""What an evaluation report says: tables and plots from an experiment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from query.evaluation.bootstrap import Mean, difference, mean
from query.evaluation.plots import bars, reliability
from query.evaluation.searching import auroc
from query.evaluation.sections import Section
from query.evaluation.trec import MEASURES
from query.evaluation.trials import Asked, Experiment, Trial

MAIN = "Success@1"
BINS = 10
WORST = 20
SNIPPET = 120  # characters of a returned passage
Row = dict[str, Any]


def figures(found: Experiment) -> dict[str, float]:
    """Return the figures that the next run is compared with."""
    whole = found.trials[0]
    known = {name: mean([*whole.measures[name].values()]).value for name in MEASURES}
    return {**known, **_abstention(found.asked), "ece": calibration_error(_shown(found.asked))}


def per_query(found: Experiment) -> dict[str, float]:
    """Return the reciprocal rank of each query."""
    return dict(found.trials[0].measures["RR@10"])


def sections(found: Experiment, before: Mapping[str, Any] | None) -> Iterator[Section]:
    """Yield the sections of the report.

    Args:
        found: the experiment.
        before: `figures` and `per_query` of the run before, if there was one.
    """
    whole, others = found.trials[0], found.trials[1:]
    yield _overall(whole)
    yield from (_by(found, whole, field) for field in ("style", "intent"))
    legs = [trial for trial in others if trial.group == "leg"]
    yield _legs(whole, legs)
    yield _ablation(whole, [trial for trial in others if trial.group != "leg"])
    yield _abstaining(found.asked)
    yield _reliability(_shown(found.asked))
    yield _worst(found)
    if before:
        yield from _compared(found, before)


def _values(trial: Trial, name: str, queries: Sequence[str] | None = None) -> list[float]:
    known = trial.measures[name]
    return [known[query] for query in (known if queries is None else queries)]


def _overall(whole: Trial) -> Section:
    rows = tuple((name, str(mean(_values(whole, name)))) for name in MEASURES)
    note = f"{len(whole.measures[MAIN])} queries with an answer; 95 % bootstrap intervals; computed by ir-measures. "
    return Section(
        "Ranking",
        note + "Copies that were collapsed into a shown passage count as not found.",
        ("measure", "mean"),
        rows,
    )


def _by(found: Experiment, whole: Trial, field: str) -> Section:
    groups: dict[str, list[str]] = {}
    for one in found.asked:
        if one.answerable:
            groups.setdefault(one.case.get(field) or "-", []).append(one.case["id"])
    rows = tuple(
        (name, str(len(ids)), *(str(mean(_values(whole, measure, ids))) for measure in MEASURES))
        for name, ids in sorted(groups.items())
    )
    plot = bars([(name, mean(_values(whole, MAIN, ids))) for name, ids in sorted(groups.items())])
    return Section(
        f"By {field}", f"The plot shows {MAIN}.", (field, "queries", *MEASURES), rows, plot, f"by_{field}.svg"
    )


def _legs(whole: Trial, legs: Sequence[Trial]) -> Section:
    rows = tuple((leg.name, *(str(mean(_values(leg, name))) for name in MEASURES)) for leg in (whole, *legs))
    best = max(legs, key=lambda leg: mean(_values(leg, MAIN)).value)
    gains = "; ".join(f"{name} {_signed(difference(_values(whole, name), _values(best, name)))}" for name in MEASURES)
    plot = bars([(leg.name, mean(_values(leg, MAIN))) for leg in (whole, *legs)])
    note = f"Fused less the best single leg ({best.name}), paired bootstrap: {gains}."
    return Section("Legs", note, ("search", *MEASURES), rows, plot, "legs.svg")


def _ablation(whole: Trial, others: Sequence[Trial]) -> Section:
    rows = tuple(
        (other.name, *(_signed(difference(_values(other, name), _values(whole, name))) for name in MEASURES))
        for other in others
    )
    return Section(
        "Ablation", "What is lost (-) or won (+) without a leg or a step, paired.", ("search", *MEASURES), rows
    )


def _shown(asked: Sequence[Asked]) -> list[Asked]:
    return [one for one in asked if not one.removed]


def _abstention(asked: Sequence[Asked]) -> dict[str, float]:
    answered = [one for one in asked if one.answerable]
    silent = [one for one in asked if not one.answerable and not one.removed]
    hidden = [one for one in asked if one.removed]
    return {
        "abstention_auroc": auroc([(one.result["confidence"], one.answerable) for one in (*answered, *silent)]),
        "abstains_when_it_should": mean([float(one.result["outcome"] == "no_answer") for one in silent]).value,
        "abstains_wrongly": mean([float(one.result["outcome"] == "no_answer") for one in answered]).value,
        "auroc_answer_removed": auroc([(one.result["confidence"], one.answerable) for one in (*answered, *hidden)]),
        "abstains_answer_removed": mean([float(one.result["outcome"] == "no_answer") for one in hidden]).value,
    }


def _abstaining(asked: Sequence[Asked]) -> Section:
    rows = [(name, f"{value:.3f}") for name, value in _abstention(asked).items()]
    kinds: dict[str, list[float]] = {}
    for one in asked:
        if not one.answerable and not one.removed:
            kinds.setdefault(one.case.get("kind") or "-", []).append(float(one.result["outcome"] == "no_answer"))
    rows += [
        (f"abstains: {kind} ({len(values)})", f"{mean(values).value:.3f}") for kind, values in sorted(kinds.items())
    ]
    note = "“Answer removed”: each answerable query asked again with the articles hidden that answer it."
    return Section("Silence", note, ("figure", "value"), tuple(rows))


def bins(asked: Sequence[Asked]) -> list[tuple[float, float, int]]:
    """Return mean confidence, share that was right, and number, of bins of equal width; empty bins are left out."""
    found: dict[int, list[Asked]] = {}
    for one in asked:
        found.setdefault(min(BINS - 1, int(one.result["confidence"] * BINS)), []).append(one)
    return [
        (
            mean([one.result["confidence"] for one in part]).value,
            mean([float(one.right) for one in part]).value,
            len(part),
        )
        for _, part in sorted(found.items())
    ]


def calibration_error(asked: Sequence[Asked]) -> float:
    """Return the expected calibration error: the mean distance of confidence and share over the bins by their size."""
    return sum(count * abs(sure - right) for sure, right, count in bins(asked)) / max(1, len(asked))


def _reliability(asked: Sequence[Asked]) -> Section:
    found = bins(asked)
    rows = tuple((f"{sure:.2f}", f"{right:.2f}", str(count)) for sure, right, count in found)
    note = f"Expected calibration error {calibration_error(asked):.3f} over {len(asked)} questions."
    return Section(
        "Reliability", note, ("confidence", "right", "questions"), rows, reliability(found), "reliability.svg"
    )


def _worst(found: Experiment) -> Section:
    ranks = per_query(found)
    wrong = [one for one in _shown(found.asked) if (ranks[one.case["id"]] < 1 if one.answerable else _speaks(one))]
    wrong += [one for one in found.asked if one.answerable and not _speaks(one) and one not in wrong]
    wrong.sort(key=lambda one: ranks[one.case["id"]] if one.answerable else 1 - one.result["confidence"])
    rows = tuple((*_told(one, ranks), _first(one.result)) for one in wrong[:WORST])
    return Section("Worst queries", "", ("query", "what is wrong", "outcome", "confidence", "first passage"), rows)


def _speaks(one: Asked) -> bool:
    return bool(one.result["outcome"] != "no_answer")


def _told(one: Asked, ranks: Mapping[str, float]) -> tuple[str, str, str, str]:
    rank = ranks.get(one.case["id"], 0.0)
    where = "not among the first ten" if not rank else f"rank {round(1 / rank)}"
    fault = where if one.answerable else f"should be silent: {one.case.get('kind', '')}"
    return f"{one.case['id']} {one.case['query']}", fault, one.result["outcome"], f"{one.result['confidence']:.2f}"


def _first(result: Row) -> str:
    return result["passages"][0]["text"][:SNIPPET] if result["passages"] else ""


def _compared(found: Experiment, before: Mapping[str, Any]) -> Iterator[Section]:
    now, then = figures(found), before["figures"]
    rows = tuple(
        (name, f"{then[name]:.3f}", f"{now[name]:.3f}", f"{now[name] - then[name]:+.3f}")
        for name in now
        if name in then
    )
    yield Section("Against the run before", "", ("figure", "before", "now", "change"), rows)
    ranks, old = per_query(found), before["per_query"]
    texts = {one.case["id"]: one.case["query"] for one in found.asked}
    moved = sorted((ranks[key] - old[key], key) for key in ranks if key in old and ranks[key] != old[key])
    changed = tuple((f"{key} {texts[key]}", f"{old[key]:.2f}", f"{ranks[key]:.2f}") for _, key in moved)
    yield Section("Queries that moved", "Reciprocal ranks.", ("query", "before", "now"), changed)


def _signed(found: Mean) -> str:
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"
