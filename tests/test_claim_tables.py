"""Facts of tables without markup: empty cells, page breaks, asides in cells, notes on rows, columns that only count."""

import pytest

from ingest.article import Article, Claim, RawArticle
from ingest.pipeline import analyse

TITLE = "慢特病待遇一览表"
HEADS = ("序号", "病种", "职工比例", "居民比例", "职工限额(元)", "居民限额(元)")
FULL = (
    ("1", "高血压", "75%", "60%", "2400", "1200"),
    ("2", "糖尿病", "75%", "60%", "3100(原2600)", "1800"),
    ("3", "冠心病", "70%", "55%", "3300", "1700"),
)
NOTE = "注：1—2号为慢性病，3、5号为特殊病，由定点医院认定。"


def page(*lines: tuple[str, ...] | str, gap: str = "\t") -> tuple[Article, list[Claim]]:
    text = "\n".join(line if isinstance(line, str) else gap.join(line) for line in (TITLE, HEADS, *lines))
    found = analyse(RawArticle("table", text + "\n"))
    return found.article, list(found.claims)


def of(claims: list[Claim], row: str) -> dict[str, tuple[str | None, str | None]]:
    """Return kind of care and insured group by value of the claims on a disease."""
    return {
        str(one.value_max): (one.care_type, one.insured_type)
        for one in claims
        if row in (one.condition or "").split(",")
    }


def test_an_empty_cell_keeps_its_row_and_the_columns_below() -> None:
    article, claims = page(*FULL, ("4", "帕金森病", "65%", "50%", "4800", ""), ("5", "透析", "95%", "85%", "", "6万"))
    assert [one.kind for one in article.blocks if one.action != "drop"][1:] == ["table_row"] * 6
    assert of(claims, "帕金森病") == {
        "65": (None, "职工"),
        "50": (None, "居民"),
        "4800": (None, "职工"),
    }
    assert of(claims, "尿毒症") == {"95": (None, "职工"), "85": (None, "居民"), "60000": (None, "居民")}


def test_an_empty_first_cell_moves_no_column() -> None:
    _, claims = page(*FULL, ("", "帕金森病", "65%", "50%", "4800", "2500"))
    assert of(claims, "帕金森病") == {
        "65": (None, "职工"),
        "50": (None, "居民"),
        "4800": (None, "职工"),
        "2500": (None, "居民"),
    }


def test_a_page_break_ends_no_table() -> None:
    _, claims = page(*FULL, "第 2 页", ("4", "帕金森病", "65%", "50%", "4800", "2500"), gap="　　")
    assert of(claims, "帕金森病")["4800"] == (None, "职工")


def test_text_between_two_tables_parts_them() -> None:
    lines = ("以上是甲表。", "下面是另一件事。", "它和甲表没有关系。", "各列是别的意思。")
    _, claims = page(*FULL, *lines, ("4", "帕金森病", "65%", "50%", "48", "25"), gap="　　")
    assert of(claims, "帕金森病").get("65", (None, None)) == (None, None)


def test_numbers_that_count_the_rows_are_no_condition() -> None:
    _, claims = page(*FULL)
    assert {one.condition for one in claims} == {"高血压", "糖尿病", "冠心病"}


def test_what_held_before_in_brackets_is_no_fact_and_spoils_none() -> None:
    _, claims = page(*FULL)
    assert set(of(claims, "糖尿病")) == {"75", "60", "3100", "1800"}


def test_a_second_amount_in_brackets_has_its_case() -> None:
    _, claims = page(*FULL, ("4", "帕金森病", "65%", "50%", "8万(第一年10万)", "6万"))
    caps = {str(one.value_max): set((one.condition or "").split(",")) for one in claims if one.kind == "cap"}
    assert caps["80000"] == caps["60000"] == {"帕金森病"}
    assert caps["100000"] == {"帕金森病", "第一年"}


def test_a_note_tells_by_numbers_what_the_rows_are() -> None:
    rows = (*FULL, ("4", "帕金森病", "65%", "50%", "4800", "2500"), ("5", "透析", "95%", "85%", "并入住院", "并入住院"))
    article, claims = page(*rows, "", NOTE)
    assert {care for care, _ in of(claims, "高血压").values()} == {"门诊慢性病"}
    assert {care for care, _ in of(claims, "糖尿病").values()} == {"门诊慢性病"}
    assert {care for care, _ in of(claims, "冠心病").values()} == {"门诊特殊病"}
    assert {care for care, _ in of(claims, "帕金森病").values()} == {None}
    assert {care for care, _ in of(claims, "尿毒症").values()} == {"门诊特殊病"}
    said = [one for claim in claims for one in claim.conditions if one.slot == "care_type"]
    assert {article.raw.text[one.raw_start : one.raw_end] for one in said} == {"慢性病", "特殊病"}


@pytest.mark.parametrize(
    ("note", "chronic", "special"),
    [
        ("注：高血压、糖尿病为慢性病，其余为特殊病，由定点医院认定。", ("高血压", "糖尿病"), ("冠心病", "帕金森病")),
        ("注：前2种为慢性病，其他病种均为特殊病，由定点医院认定。", ("高血压", "糖尿病"), ("冠心病", "帕金森病")),
        ("注：序号1、3的病种属于慢性病，其余由定点医院认定。", ("高血压", "冠心病"), ()),
        ("注：帕金森病属于特殊病，由定点医院认定。", (), ("帕金森病",)),
    ],
)
def test_a_note_tells_by_names_and_of_the_rest(note: str, chronic: tuple[str, ...], special: tuple[str, ...]) -> None:
    _, claims = page(*FULL, ("4", "帕金森病(早发)", "65%", "50%", "4800", "2500"), "", note)
    for row in ("高血压", "糖尿病", "冠心病", "帕金森病"):
        care = "门诊慢性病" if row in chronic else "门诊特殊病" if row in special else None
        assert {one for one, _ in of(claims, row).values()} == {care}, row


@pytest.mark.parametrize("sign", ["*", "★"])
def test_a_note_tells_by_a_sign_what_the_rows_are(sign: str) -> None:
    rows = (*FULL, ("4", f"帕金森病{sign}", "65%", "50%", "4800", "2500"))
    _, claims = page(*rows, "", f"注：带{sign}的为特殊病，其余由定点医院认定。")
    assert {care for care, _ in of(claims, "帕金森病").values()} == {"门诊特殊病"}
    assert {care for care, _ in of(claims, "冠心病").values()} == {None}


def test_a_kind_of_care_that_others_join_is_not_the_row_s() -> None:
    _, claims = page(*FULL, ("4", "透析", "95%", "85%", "并入住院", "并入住院"))
    assert {care for care, _ in of(claims, "尿毒症").values()} == {None}


def test_a_class_in_brackets_before_the_word_is_one_kind_of_care() -> None:
    text = "规定病种（特殊病）门诊按住院待遇报销，职工83%、居民71%。"
    found = analyse(RawArticle("care", f"慢特病待遇\n{text}\n"))
    assert {(str(one.value_max), one.care_type) for one in found.claims} == {("83", "门诊特殊病"), ("71", "门诊特殊病")}


BARS = (
    "| 医院 | 起付线 | 在职 | 退休 |",
    "| 一级 | | 72% | 77% |",
    "| 二级 | 110元 | 62% | |",
    "| 三级 | 210元 | 52% | 57% |",
)


def test_empty_cells_between_bars_move_no_column_and_a_row_is_no_heading() -> None:
    found = analyse(RawArticle("bars", "\n".join(("门诊统筹待遇", "下面是各级医院的标准。", *BARS)) + "\n"))
    assert {(str(one.value_max), one.facility_level, one.employment) for one in found.claims} == {
        ("72", "一级", "在职"),
        ("77", "一级", "退休"),
        ("110", "二级", None),
        ("62", "二级", "在职"),
        ("210", "三级", None),
        ("52", "三级", "在职"),
        ("57", "三级", "退休"),
    }


def test_a_row_with_an_empty_last_cell_takes_nothing_from_that_column() -> None:
    rows = ("医院级别\t起付线(元)\t在职\t退休", "一级\t200\t92%\t95%", "二级\t400\t88%\t", "三级\t800\t85%\t90%")
    found = analyse(RawArticle("last", "\n".join(("住院待遇", "", "标准如下。", *rows)) + "\n"))
    assert {(str(one.value_max), one.employment) for one in found.claims if one.facility_level == "二级"} == {
        ("400", None),
        ("88", "在职"),
    }


@pytest.mark.parametrize(
    ("between", "care", "group"), [("", "门诊特殊病", "居民"), ("两类参保人都适用。\n", None, None)]
)
def test_a_title_right_above_a_table_is_its_title(between: str, care: str | None, group: str | None) -> None:
    rows = ("病种\t报销比例\t年度限额(元)", "高血压\t72%\t3100", "糖尿病\t74%\t4100", "帕金森病\t76%\t5100")
    found = analyse(RawArticle("title", "居民医保门诊特殊病待遇\n" + between + "\n".join(rows) + "\n"))
    assert {(one.care_type, one.insured_type) for one in found.claims} == {(care, group)}
    assert len(found.claims) == 6


@pytest.mark.parametrize(
    ("above", "below"), [("单位：元/年", ""), ("（单位：人民币元）", ""), ("各病种的标准如下。", "注：金额单位为元。")]
)
def test_a_line_beside_a_table_states_the_unit_of_its_bare_numbers(above: str, below: str) -> None:
    rows = ("病种\t报销比例\t年度限额", "高血压\t72\t3100", "糖尿病\t74\t4千", "帕金森病\t76\t5100")
    found = analyse(RawArticle("unit", "\n".join(("门诊慢特病待遇", "一、限额表", above, *rows, below)) + "\n"))
    assert [(one.kind, str(one.value_max), one.unit) for one in found.claims] == [
        ("cap", "3100", "CNY"),
        ("cap", "4000", "CNY"),
        ("cap", "5100", "CNY"),
    ]


def test_bare_numbers_of_a_table_without_a_unit_are_no_facts() -> None:
    rows = ("病种\t报销比例\t年度限额", "高血压\t72\t3100", "糖尿病\t74\t4100", "帕金森病\t76\t5100")
    found = analyse(RawArticle("unit", "\n".join(("门诊慢特病待遇", "一、限额表", "标准如下。", *rows)) + "\n"))
    assert not found.claims
