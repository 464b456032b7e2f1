"""Damage inside body text: censored words, lost numbers, cut heads and tails, noise, broken brackets and blanks.

A repair needs evidence; what cannot be repaired is marked, so that no entity and no value comes from it.
"""

from ingest.cleaning.damage.censored import mark_censored
from ingest.cleaning.damage.cut_ends import mark_cut_ends
from ingest.cleaning.damage.noise import mark_noise
from ingest.cleaning.damage.repairs import repair
from ingest.cleaning.damage.rules import DamageRules, damage_rules
from ingest.cleaning.damage.sibling_numbers import mark_sibling_numbers

__all__ = [
    "DamageRules",
    "damage_rules",
    "mark_censored",
    "mark_cut_ends",
    "mark_noise",
    "mark_sibling_numbers",
    "repair",
]
