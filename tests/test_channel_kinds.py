"""Ways to a service that are told without a plain verb, routes that a search opens, and whose service it is."""

from __future__ import annotations

import pytest
from relation_samples import related

CHANNEL, MATERIAL, PATH = "service_has_channel", "service_requires_material", "channel_has_path"


def channels(*lines: str) -> set[str]:
    return {str(one.object) for one in related("# 异地就医备案", *lines, kind=CHANNEL)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 现场办：到二级医院的医保科。", "定点医院医保窗口"),
        ("带身份证到窗口当场办理。", "窗口"),
        ("拿发票回县医保中心报。", "医保中心"),
        ("登录某省公共就业服务云平台办理。", "某省公共就业服务云平台"),
        ("登录“某市随迁子女入学申请系统”填报。", "某市随迁子女入学申请系统"),
        ("微信是“我”、“服务”、“医保”，一步一步点。", "微信"),
        ("- 网上办：“云南医保”小程序，首页—备案—申请。", "云南医保小程序"),
        ("自助机，插社保卡就行。", "自助终端机"),
    ],
)
def test_ways_to_a_service(text: str, expected: str) -> None:
    assert expected in channels(text)


def test_places_are_listed_by_region() -> None:
    lines = ("## 办理地点", "甲区：区政务大厅5号窗；乙县：县医保中心。")
    assert channels(*lines) == {"政务服务中心", "医保中心"}


@pytest.mark.parametrize(
    "text",
    [
        "急诊住院且已向参保地医保中心报告过的；",
        "定点服务机构应按月向医保经办机构申报结算；",
        "最后参保地在社会保险经办机构；",
        "在药店拿药。跨省的可以直接结算。",
        "有疑问请拨打12393。",
    ],
)
def test_no_ways_to_the_service(text: str) -> None:
    assert channels(text) == set()


def test_a_search_for_what_is_done_is_a_route_and_one_for_a_thing_is_none() -> None:
    assert [one.object for one in related("支付宝里搜“社保缴费”。", kind=PATH)] == [("社保缴费",)]
    assert not related("在支付宝里搜“医保余额”。", kind=PATH)


def test_a_route_begins_at_the_front_page() -> None:
    (one,) = related("打开国家医保服务平台APP：首页→异地备案→开始备案", kind=PATH)
    assert one.object == ("首页", "异地备案", "开始备案")


def test_what_one_searches_for_is_the_service() -> None:
    lines = ("# 医保查询", "## 参保信息查询", "在支付宝里搜“医保余额”。")
    assert {one.subject for one in related(*lines, kind=CHANNEL)} == {"余额查询"}
    vague = ("# 医保查询", "## 参保信息查询", "在支付宝里搜“医保查询”。")
    assert {one.subject for one in related(*vague, kind=CHANNEL)} == {"参保信息查询"}


def test_a_name_in_front_of_persons_is_no_service() -> None:
    lines = ("# 异地就医备案", "需要材料：身份证，异地安置的拿户口簿。")
    assert {one.subject for one in related(*lines, kind=MATERIAL)} == {"异地就医备案"}


def test_a_question_may_call_the_service_of_the_title_by_its_last_word() -> None:
    lines = ("# 异地就医备案问答", "? 备案要交哪些材料？", "身份证。")
    assert {one.subject for one in related(*lines, kind=MATERIAL)} == {"异地就医备案"}


def test_maternity_insurance_is_about_the_benefit_that_most_lines_name() -> None:
    lines = ("# 生育保险怎么领", "生育津贴按天数发。", "生育津贴发到卡上。", "需要材料：身份证。")
    assert {one.subject for one in related(*lines, kind=MATERIAL)} == {"生育津贴"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("输身份证号就行。", "身份证号"),
        ("替人办的，另交委托书。", "授权委托书"),
        ("没有居住证的签承诺书、带身份证。", "身份证"),
        ("传诊断证明。", "诊断证明"),
    ],
)
def test_verbs_that_ask_for_papers(text: str, expected: str) -> None:
    assert expected in {str(one.object) for one in related("# 异地就医备案", text, kind=MATERIAL)}


def test_the_papers_of_any_act_are_announced_by_its_heading() -> None:
    lines = ("# 保险转移", "## 企业职工养老保险转移材料", "- 户口簿。")
    assert [one.object for one in related(*lines, kind=MATERIAL)] == ["户口簿"]
