from __future__ import annotations

from decimal import Decimal

import fakes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.codec import decoded, encoded, packed, schema_digest, unpacked
from ingest.article import Analysis, Claim, Relation
from ingest.edits.draft import AlignedText, Draft, Edit

texts = st.text(max_size=30)


@given(texts, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), texts), max_size=6), st.integers(0, 9))
def test_alignment_survives_any_repair(text: str, repairs: list[tuple[int, int, str]], offset: int) -> None:
    draft = Draft(AlignedText.of(text, offset))
    for start, end, after in repairs:
        if start <= end <= len(draft.text) and draft.text:
            draft.replace(start, end, after, "test")
    aligned = draft.aligned()
    assert decoded(encoded(aligned), AlignedText) == aligned


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.none() | texts,
    st.lists(texts, max_size=3).map(tuple),
    st.floats(0, 1),
)
def test_claims_round_trip(value: Decimal, condition: str | None, path: tuple[str, ...], confidence: float) -> None:
    claim = Claim("c", "cap", value, None, "CNY", "at_least", 0, 1, 0, 1, "q", "t", 0, path, "r", condition=condition,
                  confidence=confidence)  # fmt: skip
    assert decoded(encoded(claim), Claim) == claim


@pytest.mark.parametrize("stated", ["现场", (), ("我", "服务"), ("我", ("社保", "医保"), "查询")])
def test_a_path_keeps_its_nested_steps(stated: object) -> None:
    relation = Relation("channel_has_path", "微信", stated, 0, 1, 0, 1, "q", 0)  # type: ignore[arg-type]
    assert decoded(encoded(relation), Relation) == relation


def test_an_analysis_round_trips() -> None:
    found = fakes.article("a.txt", "# 起付线\n\n- 职工为800元\n- 居民为500元\n", issued="2025-01-01", place="640500")
    claim = fakes.claim(found, "800元", "deductible", 800, 800, "CNY", insured_type="职工")
    mention = fakes.mention(found, "职工", "insured_group", "", "职工")
    relation = fakes.relation(found, "居民为500元", "service_has_condition", "手工报销", "居民")
    analysis = fakes.analysis(found, [claim], [mention], [relation])
    assert unpacked(packed(analysis)) == analysis
    assert packed(analysis) == packed(unpacked(packed(analysis)))


def test_the_schema_digest_covers_what_an_analysis_is_made_of() -> None:
    assert schema_digest(Analysis) == schema_digest()
    assert schema_digest(Edit) != schema_digest(Claim)
