"""Judged passages in the manner of service guides, portals, forums, tables, hotlines and tutorials: no figure falls.

What the rules read at first contact stands beside each floor; the passages have been looked at since, so the floors
guard what is reached and measure nothing unseen.
"""

import pytest
from procedure_passages import RELATIONS, analysed, passages, score

# floor, and F1 at first contact (0 where the relation did not exist)
FLOORS = {
    "channel": (0.94, 0.810),
    "material": (0.97, 0.865),
    "path": (0.98, 0.817),
    "condition": (0.94, 0.704),
    "law": (0.98, 0.667),
    "eligibility": (0.94, 0.0),
    "cost": (0.97, 0.0),
    "time": (0.97, 0.0),
    "result": (0.97, 0.0),
    "basis": (0.97, 0.0),
    "warning": (0.97, 0.0),
    "advice": (0.97, 0.0),
    "service": (0.84, 0.841),
    "detail_form": (0.94, 0.712),
    "detail_copies": (0.97, 0.75),
    "detail_group": (0.92, 0.71),
    "detail_if": (0.95, 0.118),
    "detail_seal": (0.97, 0.417),
    "detail_via": (0.5, 0.0),
}


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    return score(passages()).figures()


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls(figures: dict[str, float], name: str) -> None:
    floor, first = FLOORS[name]
    assert figures[f"{name}_f1"] >= max(floor, first)


@pytest.mark.parametrize("passage", passages(), ids=lambda passage: passage.id)
def test_what_is_read_is_evidenced(passage) -> None:  # type: ignore[no-untyped-def]
    found = analysed(passage.id)
    raw = found.article.raw.text
    for one in found.relations:
        assert one.quote == raw[one.raw_start : one.raw_end].strip() != ""
        assert found.article.text[one.start : one.end].strip()
        for part in one.parts:
            assert one.raw_start <= part.raw_start < part.raw_end <= one.raw_end
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
