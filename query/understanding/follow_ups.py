"""Questions that go on from an earlier one: "那退休的呢" after "在职职工住院报几成"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from query.understanding.question import LABEL, Term, Understanding, understand
from query.understanding.rules import question_rules

TOPICS = frozenset({"service", "disease", "care_type", "law"})  # what a question can be about
KEPT = TOPICS | {"channel", "insured_group", "employment", "facility_level", "region"}
SAME_SLOT = {"insured_group": "group", "employment": "group", "insured_type": "group"}  # name the same people


def understood(question: str, history: Sequence[str] = ()) -> Understanding:
    """Return what `question` asks, read as going on from the last question of `history` where it does.

    Args:
        question: as typed.
        history: the earlier questions of the conversation, the oldest first.

    >>> understood("那退休的呢", ["在职职工住院报几成"]).text
    '退休住院报几成'
    >>> understood("泰安的", ["住院报几成"]).text
    '泰安住院报几成'
    """
    asked = understand(question)
    if not history:
        return asked
    before = understood(history[-1], history[:-1])
    whole = _completed(asked, before)
    return replace(understand(whole), asked=question, follows=before.text) if whole else asked


def _completed(asked: Understanding, before: Understanding) -> str | None:
    """The whole question that a follow-up stands for; None for a question that stands alone."""
    goes_on = question_rules().follow_up.search(asked.text) is not None or _only_says_for_whom(asked)
    own_topic = any(term.how == LABEL and term.scheme in TOPICS for term in asked.terms)
    core = question_rules().follow_up_filler.sub("", asked.text).strip()
    alone = own_topic and not goes_on
    if not before.text or asked.outside or alone or not (goes_on or asked.aspects):
        return None
    if goes_on and not _asks(core):
        return _changed(before, asked, core)
    topic = _topic(before, asked)
    return f"{topic}{core}" if topic else None


def _only_says_for_whom(asked: Understanding) -> bool:
    """Whether nothing but conditions is named, as one answers a question back: 泰安的."""
    named = [term for term in asked.terms if term.how == LABEL]
    rest = asked.text
    for term in named:
        rest = rest.replace(term.surface, "")
    conditions = bool(named) and all(term.scheme in KEPT - TOPICS - {"channel"} for term in named)
    return conditions and question_rules().follow_up_bare.fullmatch(rest) is not None


def _asks(core: str) -> bool:
    return any(aspect.ask.search(core) for aspect in question_rules().aspects.values())


def _changed(before: Understanding, asked: Understanding, core: str) -> str:
    """The earlier question with what the follow-up names in the place of what is of the same kind."""
    text, added = before.text, []
    named = [term for term in asked.terms if term.how == LABEL]
    for term in named:
        old = next((one for one in before.terms if one.how == LABEL and _slot(one) == _slot(term)), None)
        if old is not None and old.surface in text:
            text = text.replace(old.surface, term.surface, 1)
        elif term.surface not in text:
            added.append(term.surface)
    return "".join((*dict.fromkeys(added), text)) if named else f"{core} {text}".strip()


def _topic(before: Understanding, asked: Understanding) -> str:
    """The words of the earlier question for its topic and its conditions, but for those that are stated anew."""
    stated = {_slot(term) for term in asked.terms if term.how == LABEL}
    kept: list[Term] = []
    for term in sorted(before.terms, key=lambda term: (term.start, -term.end)):
        free = not kept or term.start >= kept[-1].end
        if term.how == LABEL and term.scheme in KEPT and _slot(term) not in stated and free:
            kept.append(term)
    words = [term.surface for term in kept] or [word for word in before.content if len(word) > 1]
    return "".join(word for word in dict.fromkeys(words) if word not in asked.text)


def _slot(term: Term) -> str:
    return SAME_SLOT.get(term.scheme, term.scheme)
