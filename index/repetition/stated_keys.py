"""What a fact states, as one key: facts that state the same have the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from index.rdf.conditions import SLOTS
from index.settings import settings
from ingest.cleaning.repetition.alignment import slot_form
from ingest.cleaning.repetition.tokens import tokens

Row = Mapping[str, Any]
Key = tuple[object, ...]

VALUES = ("kind", "value_min", "value_max", "unit", "bound", "approximate", "on_topic")
BYTES = 16  # of a key


def stated_keys(facts: Sequence[Row]) -> list[str]:
    """Return the key of each fact of an article.

    Facts state the same if kind, values, unit, bound and all conditions but the place are the same; where what the
    value is one of is not stated, if their words are the same too. An increment is one on what its base states.
    """
    by_id = {fact["id"]: fact for fact in facts}
    return [_digest((*_key(fact), _base(fact, by_id))) for fact in facts]


def _digest(key: Key) -> str:
    return hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=BYTES).hexdigest()


def _base(fact: Row, by_id: Mapping[str, Row]) -> Key | None:
    base = by_id.get(fact["relative_to"]) if fact["relative_to"] else None
    return _key(base) if base else None


def _key(fact: Row) -> Key:
    limits = settings().conflicts
    needed = limits.needed.get(fact["kind"])
    unsaid = needed is None or not all(fact[slot] for slot in needed)
    wording = _form(fact["text"]) if unsaid else None  # a bare number in other words may be one of something else
    service = fact["service"] if "service" in (needed or ()) else None
    condition = _form(fact["condition"]) if fact["condition"] else None
    slots = (fact[slot] for slot in SLOTS)
    stated = (fact[name] for name in VALUES)
    dates = fact["effective_from"], fact["effective_until"], fact["policy_year"]
    return *stated, *slots, condition, fact["period"], *dates, service, fact["hedge"], wording


@lru_cache(maxsize=4096)
def _form(text: str) -> str:
    return slot_form(tokens(text))
