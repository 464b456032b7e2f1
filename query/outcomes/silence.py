"""Why a question has no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from query.outcomes.rules import outcome_rules
from query.understanding.question import Understanding

_HAN = re.compile(r"[\u3400-\u9fff]")

NOTHING_ASKED, NOT_CHINESE, OUT_OF_DOMAIN = "nothing_asked", "not_chinese", "out_of_domain"
OTHER_PLACE, OTHER_INSURANCE, OTHER_YEAR = "other_place", "other_insurance", "other_year"
NUMBER_LOST, NOT_IN_ARTICLES = "number_lost", "not_in_articles"


def reason(asked: Understanding, seen: Mapping[str, float], unknown: bool) -> str:
    """Return the code of the reason, one of those in `ontology/rules/outcomes.yaml`.

    Args:
        asked: the question.
        seen: the features of its confidence.
        unknown: whether the question names nothing of the domain and little of it was found.
    """
    letters = [character for character in asked.text if character.isalpha()]
    if not letters or not (asked.content or asked.terms or asked.said):
        return NOTHING_ASKED
    foreign = len(_HAN.findall(asked.text)) < outcome_rules().foreign * len(letters)
    if foreign and not asked.terms and not asked.said:
        return NOT_CHINESE
    if seen["outside"] or unknown:
        return OUT_OF_DOMAIN
    if seen["place_missing"]:
        return OTHER_PLACE
    if seen["number_lost"] or seen["number_damaged"]:
        return NUMBER_LOST
    if seen["other_year"]:
        return OTHER_YEAR
    if seen["other_insurance"]:
        return OTHER_INSURANCE
    return NOT_IN_ARTICLES
