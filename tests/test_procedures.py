"""Judged passages in the manner of guides, portals, forums, tables, hotlines, tutorials and prose: no figure falls.

What the rules read at first contact with each batch stands beside its floor; the passages have been looked at since, so
the floors guard what is reached and measure nothing unseen.
"""

from functools import cache

import pytest
from procedure_passages import RELATIONS, Passage, analysed, passages, score

# batch → figure → (floor, F1 at first contact; 0 where the relation did not exist)
FLOORS = {
    "guides": {
        "channel": (0.94, 0.810), "material": (0.97, 0.865), "path": (0.98, 0.817), "condition": (0.95, 0.704),
        "law": (0.98, 0.667), "eligibility": (0.95, 0.0), "cost": (0.97, 0.0), "time": (0.97, 0.0),
        "result": (0.97, 0.0), "basis": (0.97, 0.0), "warning": (0.95, 0.0), "advice": (0.97, 0.0),
        "service": (0.86, 0.841), "detail_form": (0.94, 0.712), "detail_copies": (0.97, 0.75),
        "detail_group": (0.92, 0.71), "detail_if": (0.92, 0.118), "detail_seal": (0.97, 0.417),
    },
    "stories": {
        "channel": (0.9, 0.483), "material": (0.89, 0.645), "path": (0.85, 0.816), "cost": (0.8, 0.0),
        "time": (0.9, 0.667), "advice": (0.97, 1.0), "service": (0.78, 0.488), "detail_form": (0.95, 0.0),
    },
    "notices": {
        "channel": (0.83, 0.72), "material": (0.82, 0.615), "path": (0.85, 0.571), "cost": (0.95, 0.667),
        "time": (0.78, 0.8), "warning": (0.95, 1.0),
    },
}  # fmt: skip
OWN = ("stories", "notices")  # batches of one file each; all other files are the first batch


@cache
def figures(batch: str) -> dict[str, float]:
    chosen = [one for one in passages() if (one.manner if one.manner in OWN else "guides") == batch]
    return score(chosen).figures()


@pytest.mark.parametrize(("batch", "name"), [(batch, name) for batch in FLOORS for name in FLOORS[batch]])
def test_no_figure_falls(batch: str, name: str) -> None:
    assert figures(batch)[f"{name}_f1"] >= FLOORS[batch][name][0]


@pytest.mark.parametrize("passage", passages(), ids=lambda passage: passage.id)
def test_what_is_read_is_evidenced(passage: Passage) -> None:
    found = analysed(passage.id)
    raw = found.article.raw.text
    for one in found.relations:
        assert one.quote == raw[one.raw_start : one.raw_end].strip() != ""
        assert found.article.text[one.start : one.end].strip()
        for part in one.parts:
            assert 0 <= part.raw_start < part.raw_end <= len(raw)
    assert {one.relation for one in found.relations} <= set(RELATIONS.values())


def test_the_place_of_each_detail_is_told() -> None:
    raw = analysed("guide-card-reissue").article.raw.text
    found = [one for one in analysed("guide-card-reissue").relations if one.object == "代办人身份证"]
    told = {part.role: raw[part.raw_start : part.raw_end] for one in found for part in one.parts}
    assert told == {
        "object": "委托人和受托人身份证",
        "form": "原件及复印件",
        "copies": "各1份",
        "only_if": "委托他人办理",
    }
