"""Claims of passages of many kinds of sites: how well they agree with the facts written down, and their evidence."""

import claim_passages as data
import pytest

from index.claim_reading import claims as read_back
from index.claim_reading import nodes
from index.condition_evidence import SLOTS, unfounded
from index.records import fact_row
from index.triples import article_quads
from ingest.pipeline import analyse

NUMBERS = range(len(data.passages()))
NAMES = [passage["id"] for passage in data.passages()]
FLOORS = {
    "value_f1": 0.995,
    "strict_f1": 0.985,
    **dict.fromkeys(("bound", "approximate", "place", "off", "rel", "from", "until", "per"), 1.0),
    **dict.fromkeys(("care_type", "insured_type", "employment", "facility_level"), 0.99),
    "cond": 0.96,
}
NEARNESS = ("clause", "label", "sentence", "row", "column", "block", "section", "article")


@pytest.fixture(scope="module")
def figures():
    return dict(data.scores().figures())


@pytest.mark.parametrize("figure", FLOORS)
def test_no_figure_falls_below_its_floor(figures, figure):
    assert figures[figure] >= FLOORS[figure]


def test_nothing_is_read_that_no_passage_states():
    assert data.scores().wrong == 0


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_every_slot_has_its_words_and_every_word_its_slot(number):
    raw, claims = data.read(number)
    assert [fault for claim in claims for fault in unfounded(claim, len(raw.text))] == []


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_quotes_of_conditions_are_the_raw_text(number):
    raw = data.read(number)[0]
    analysis = analyse(raw)
    for claim in analysis.claims:
        row = fact_row(claim, analysis.article)
        assert [one["slot"] for one in row["conditions"] if one["slot"] != "condition"] == list(
            dict.fromkeys(one["slot"] for one in row["conditions"] if one["slot"] != "condition")
        )
        for one in row["conditions"]:
            assert one["quote"] == raw.text[one["raw_start"] : one["raw_end"]] != ""
            assert one["scope"] in NEARNESS and one["slot"] in SLOTS


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_no_nearer_words_state_another_value_of_the_slot(number):
    """A subject comes from a heading only where the words of its clause up to the value name none."""
    raw, claims = data.read(number)
    for claim in claims:
        for one in claim.conditions:
            if one.slot in ("care_type", "facility_level") and one.scope in ("section", "article"):
                others = {value for value in data.WORDS[one.slot] if value != one.value and value not in one.value}
                before = raw.text[claim.raw_start : claim.raw_end]
                assert not any(word in before for word in others), (claim.text, one)


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_conditions_survive_the_way_through_rdf(number):
    analysis = analyse(data.read(number)[0])
    back = read_back(nodes(article_quads(analysis, "00ff")), analysis.article)
    assert back == sorted(analysis.claims, key=lambda claim: (claim.start, claim.end, claim.id))


# --- scopes ----------------------------------------------------------------------------------------------------------
def conditions(passage: str, words: str) -> dict[str, tuple[str, str, str]]:
    """Return slot → value, scope and quote of the claim of a passage whose text holds `words`."""
    raw, claims = data.read(NAMES.index(passage))
    claim = next(claim for claim in claims if words in claim.text)
    return {one.slot: (one.value, one.scope, raw.text[one.raw_start : one.raw_end]) for one in claim.conditions}


@pytest.mark.parametrize(
    ("passage", "words", "slot", "expected"),
    [
        ("portal-city-slot", "可报92%", "facility_level", ("一级", "section", "一级医院")),
        ("portal-city-slot", "可报92%", "employment", ("在职", "clause", "在职职工")),
        ("portal-city-slot", "可报92%", "care_type", ("住院", "section", "住院报销")),
        ("coordination-01", "退休85%", "facility_level", ("一级", "sentence", "一级医院")),
        ("coordination-01", "退休85%", "care_type", ("普通门诊", "label", "普通门诊")),
        ("notice-remote", "降低20个百分点", "condition", ("未办理备案手续", "sentence", "未办理备案手续")),
        ("subject-after", "80%", "facility_level", ("二级", "clause", "二级医院")),
        ("forum-tw-outpatient", "二级医院各高", "facility_level", ("二级", "clause", "二級醫院")),
        ("notice-unit-rate", "7.5%", "effective_from", ("2025-05-01", "sentence", "2025年5月1日至2026年4月30日")),
        ("ho-regulation", "95元", "effective_from", ("2025-01-01", "article", "本办法自2025年1月1日起施行")),
        ("place-heading", "成年居民450元", "place", ("扬州", "section", "扬州市")),
        ("rate-list-lines", "报85%", "care_type", ("住院", "section", "住院")),
    ],
)
def test_where_a_condition_was_read(passage, words, slot, expected):
    assert conditions(passage, words)[slot] == expected


def test_a_cell_takes_its_conditions_from_its_row_and_its_column():
    raw, claims = data.read(NAMES.index("table-html-groups"))
    cell = next(claim for claim in claims if claim.quote == "55%")
    stated = {one.slot: (one.value, one.scope, raw.text[one.raw_start : one.raw_end]) for one in cell.conditions}
    assert stated["employment"] == ("在职", "row", "在职职工")
    assert stated["facility_level"] == ("三级", "column", "三级")


def test_a_cell_that_reaches_down_is_a_condition_of_the_rows_below():
    raw, claims = data.read(NAMES.index("ho-rowspan"))
    cell = next(claim for claim in claims if claim.quote == "62%")
    stated = {one.slot: raw.text[one.raw_start : one.raw_end] for one in cell.conditions}
    assert stated["insured_type"] == "居民医保" and raw.text.index("居民医保") == next(
        one.raw_start for one in cell.conditions if one.slot == "insured_type"
    )
