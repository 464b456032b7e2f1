"""The alignment of clean and raw text holds whatever is edited."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.edits.draft import AlignedText, Draft

TEXT = st.text(alphabet="医保卡 12%,。a", min_size=1, max_size=30)


@st.composite
def drafts(draw):
    raw_start = draw(st.integers(0, 100))
    raw = draw(TEXT)
    draft = Draft(AlignedText.of(raw, raw_start))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(draft.text)))
        end = draw(st.integers(start, len(draft.text)))
        after = draw(st.text(alphabet="换x", max_size=3))
        if draft.text or start < end:
            draft.replace(start, end, after, "test")
    return raw, raw_start, draft


@given(drafts())
def test_every_clean_character_points_into_the_raw_text(case):
    raw, raw_start, draft = case
    aligned = draft.aligned()
    assert aligned.text == draft.text
    for i in range(len(aligned)):
        start, end = aligned.raw_span(i, i + 1)
        assert raw_start <= start <= end <= raw_start + len(raw)


@given(drafts())
def test_raw_offsets_never_run_backwards(case):
    aligned = case[2].aligned()
    assert list(aligned.starts) == sorted(aligned.starts)
    assert list(aligned.ends) == sorted(aligned.ends)


@given(drafts())
def test_untouched_characters_are_the_raw_characters(case):
    raw, raw_start, draft = case
    aligned = draft.aligned()
    for i, character in enumerate(aligned.text):
        if character not in "换x":
            start, end = aligned.raw_span(i, i + 1)
            assert raw[start - raw_start : end - raw_start] == character


@given(TEXT, st.data())
def test_a_span_goes_to_raw_and_back(raw, data):
    aligned = AlignedText.of(raw, 5)
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    assert aligned.clean_span(*aligned.raw_span(start, end)) == (start, end)


def test_a_deleted_stretch_has_no_clean_span():
    draft = Draft(AlignedText.of("医**保", 0))
    draft.replace(1, 3, "", "test")
    assert draft.aligned().clean_span(1, 3) is None
    assert draft.aligned().raw_span(0, 2) == (0, 4)
    assert [(edit.operation, edit.before) for edit in draft.edits] == [("delete", "**")]


@pytest.mark.parametrize("span", [(2, 1), (0, 9), (-1, 1)])
def test_a_span_outside_the_text_is_refused(span):
    with pytest.raises(ValueError, match="no span"):
        Draft(AlignedText.of("医保", 0)).replace(*span, "x", "test")


@given(TEXT, st.data())
def test_replacements_at_once_do_what_they_do_one_by_one(raw, data):
    borders = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    spans = list(zip(borders[::2], borders[1::2], strict=False))
    assume(sum(b - a for a, b in spans) < len(raw))  # an insertion needs a character to stand beside
    equal = data.draw(st.booleans())  # as many characters as before, as the script step does it
    afters = [
        data.draw(st.text("换x", min_size=b - a if equal else 0, max_size=b - a if equal else 3)) for a, b in spans
    ]
    changes = [(start, end, after) for (start, end), after in zip(spans, afters, strict=True)]
    at_once, one_by_one = Draft(AlignedText.of(raw, 5)), Draft(AlignedText.of(raw, 5))
    at_once.replace_all(changes, "test", 0.9, "why")
    for start, end, after in reversed(changes):
        one_by_one.replace(start, end, after, "test", 0.9, "why")
    assert at_once.aligned() == one_by_one.aligned()
    assert set(at_once.edits) == set(one_by_one.edits)


def test_replacements_at_once_must_not_overlap():
    with pytest.raises(ValueError, match="overlap"):
        Draft(AlignedText.of("医保卡", 0)).replace_all([(0, 2, "社保"), (1, 3, "x")], "test")


@given(drafts())
def test_offsets_kept_as_ranges_or_one_by_one_are_the_same_alignment(case):
    aligned = case[2].aligned()
    one_by_one = AlignedText(aligned.text, tuple(aligned.starts), tuple(aligned.ends))
    again = AlignedText.at(aligned.text, [*aligned.starts], [*aligned.ends])
    assert again == one_by_one == aligned
    assert hash(again) == hash(one_by_one)
