"""Quantities in one line of plain signs, as the examples of the rules and the test sentences write them."""

from collections.abc import Sequence

from ingest.quantities import Quantity

SIGNS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
STEPS = {"increase": "+", "decrease": "-"}


def value(quantity: Quantity, text: str) -> str:
    """Return one quantity: ~70 percent, 60..75 percent, >=18 years_of_age, +5 percentage_point on 在职职工."""
    low, high = (None if v is None else f"{v:f}" for v in (quantity.value_min, quantity.value_max))
    number = f"{low}..{high}" if quantity.bound == "range" else SIGNS.get(quantity.bound, "") + str(low or high)
    step = STEPS.get(quantity.change, "")
    base = f" {'on' if step else 'of'} {text[slice(*quantity.base)]}" if quantity.base else ""
    return f"{step}{'~' if quantity.approximate else ''}{number} {quantity.unit}{base}"


def values(found: Sequence[Quantity], text: str) -> str:
    """Return quantities with a semicolon between them."""
    return "; ".join(value(quantity, text) for quantity in found)
