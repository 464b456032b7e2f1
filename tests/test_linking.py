"""How well entities are found and named in passages in the manner of very different sites, and how names nest."""

from __future__ import annotations

import pytest
from linking_samples import Figures, measured

from index.articles.records import entity_rows
from ingest.article import RawArticle
from ingest.pipeline import analyse

FLOORS = {
    "channel": 0.965,
    "material": 0.975,
    "service": 0.945,
    "place": 0.98,
    "organization": 0.975,
    "phone": 0.98,
    "law": 0.98,
    "insured_group": 0.96,
    "disease": 0.97,
    "facility_level": 0.98,
}


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    both = [measured(name)[0] for name in ("passages", "second")]
    return {kind: sum((one[kind] for one in both if kind in one), Figures()) for kind in FLOORS}


@pytest.mark.parametrize("kind", FLOORS)
def test_entities_of_strange_pages_are_found(kind: str, figures: dict[str, Figures]) -> None:
    assert figures[kind].wanted >= 10
    assert figures[kind].f1 >= FLOORS[kind]


def test_what_is_found_has_the_right_name(figures: dict[str, Figures]) -> None:
    assert sum(one.named for one in figures.values()) >= 0.985 * sum(one.found for one in figures.values())


def rows(text: str, kind: str) -> list[tuple[str, str | None]]:
    """Return labels and places of the entities of a type."""
    found = entity_rows(analyse(RawArticle("a", text)))
    return [(row["label"], row["place"]) for row in found if row["type"] == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请到太原市医疗保障局办理。", [("医保局", "太原市")]),
        ("运城市医保局和临汾市医保局均可受理。", [("医保局", None)]),
        ("持兰州银行卡到兰州银行办理。", [("兰州银行", "兰州市")]),
        ("请咨询各地医保局。", [("医保局", None)]),
        ("国家医保局印发通知。", [("国家医疗保障局", None)]),
        ("国家税务总局连江县税务局已受理。", [("税务局", "连江县")]),
    ],
)
def test_an_organisation_is_told_with_its_place(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert rows(text, "organization") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("太原、大同两市率先实施。", ["太原", "大同"]),
        ("山西省及各地市均可办理。", ["山西"]),
        ("浙江省杭州市、宁波市和江苏省苏州市同步。", ["浙江杭州", "宁波", "江苏苏州"]),
        ("两地情况大同小异,五险一金照常,三甲医院不变。", []),
        ("用三明治卡通图案,交通化解难题。", []),
    ],
)
def test_places_stand_in_coordination_and_words_are_none(text: str, expected: list[str]) -> None:
    assert [label for label, _ in rows(text, "place")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("咨询电话:0472-6180114转3。", ["0472-6180114"]),
        ("包头市服务中心:0472-6180114", ["0472-6180114"]),
        ("先打96799口头挂失。", ["96799"]),
        ("联系王工,内线8012。", ["8012"]),
        ("按三甲医院标准,五险一金不变,第三期12个月。", []),
    ],
)
def test_phones_have_area_codes_and_extensions_and_numbers_are_none(text: str, expected: list[str]) -> None:
    assert [label for label, _ in rows(text, "phone")] == expected


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("可在大厅的自助取单机上打印。", "channel", "自助取单机"),
        ("打开“清江健康通”查询余额。", "channel", "清江健康通"),
        ("请填写《特殊病种复审意见单》。", "material", "特殊病种复审意见单"),
        ("需携带身份证、既往用药情况说明书和慢病评估单。", "material", "慢病评估单"),
        ("向清江市医疗保障稽查大队反映。", "organization", "医疗保障稽查大队"),
        ("拨打康养服务热线咨询。", "channel", "康养服务热线"),
        ("依据《清江市医疗救助实施细则》第三条。", "law", "清江市医疗救助实施细则第三条"),
        ("患有腓骨肌萎缩综合征的参保人。", "disease", "腓骨肌萎缩综合征"),
    ],
)
def test_an_unknown_name_stays_apart_as_a_candidate(text: str, kind: str, label: str) -> None:
    found = [
        row for row in entity_rows(analyse(RawArticle("a", text))) if row["type"] == kind and row["label"] == label
    ]
    assert [row["candidate"] for row in found] == [True]
    assert text[found[0]["mentions"][0]["raw_start"] :].startswith(found[0]["mentions"][0]["surface"])


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("依据《工伤保险条例》执行。", "insured_group", []),
        ("凭医疗机构执业许可证办理。", "organization", []),
        ("进入“国家异地就医备案”小程序。", "service", []),
        ("参加工伤保险的,凭身份证办理异地就医备案。", "insured_group", ["工伤保险"]),
    ],
)
def test_a_name_inside_another_is_a_part_of_it(text: str, kind: str, kept: list[str]) -> None:
    assert [label for label, _ in rows(text, kind)] == kept


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("打开微信,依次点击“城市服务”-“社保”-“医保余额”。", "channel", ["微信"]),
        ("在支付宝搜索“市民中心”,进入“医保”查询。", "channel", ["支付宝"]),
        ("请到省医保中心或市人社局咨询。", "organization", ["医保中心", "人社局"]),
        ("国家医保局和国家卫健委联合发文。", "organization", ["国家医疗保障局", "卫生行政部门"]),
        ("用云闪付APP或工行手机银行缴费。", "channel", ["云闪付APP", "工商银行APP"]),
    ],
)
def test_names_nest_and_are_shortened(text: str, kind: str, expected: list[str]) -> None:
    assert [label for label, _ in rows(text, kind)] == expected
