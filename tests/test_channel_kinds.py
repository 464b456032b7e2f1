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
        ("交件处：镇便民服务中心。", "便民服务点"),
        ("受理地点 | 区政务服务中心医保窗口", "医保经办机构窗口"),
        ("网办入口|“皖事通”—“医保”—“异地备案”", "皖事通"),
        ("填好后连同户口簿交镇社会事务办。", "社会事务办"),
        ("送到县医保中心，邮寄也收。", "邮寄"),
        ("去人保公司大病窗口补报。", "人保公司大病窗口"),
        ("登录“某省医保公共服务平台”办理。", "某省医保公共服务平台"),
        ("到县医保局或退役军人服务中心都能办。", "退役军人事务部门"),
        ("单位经办：登录单位网厅，进入“备案”—“新增”。", "网上服务大厅"),
        ("到镇民政所办理。", "镇民政所"),
        ("找街道民政窗口，交病历。", "街道民政窗口"),
        ("入口一：微信公众号“某市医保”。", "某市医保公众号"),
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
        "医保公众号的备案入口，上月已经关闭。",
        "各村（社区）：",
        "点击“备案查询”窗口。",
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
        ("身份证往自助机上一放就行。", "身份证"),
        ("外伤的，还要户口本。", "户口簿"),
        ("所需要件：身份证。", "身份证"),
        ("本人换：身份证、户口簿。", "户口簿"),
        ("单据要齐：住院发票、费用清单。", "费用明细清单"),
        ("把老人的姓名、身份证号填进去。", "身份证号"),
        ("告诉他们身份证号就行。", "身份证号"),
        ("没有的手写一份承诺书拍照。", "承诺书"),
        ("材料清单：身份证、药师注册证。", "药师注册证"),
        ("拿身份证复印件，结账时亮医保码。", "医保电子凭证"),
    ],
)
def test_verbs_that_ask_for_papers(text: str, expected: str) -> None:
    assert expected in {str(one.object) for one in related("# 异地就医备案", text, kind=MATERIAL)}


def test_the_papers_of_any_act_are_announced_by_its_heading() -> None:
    lines = ("# 保险转移", "## 企业职工养老保险转移材料", "- 户口簿。")
    assert [one.object for one in related(*lines, kind=MATERIAL)] == ["户口簿"]


@pytest.mark.parametrize("text", ["带身份证，病历由医院上传，患者不用提供。", "病历不用再提供。"])
def test_what_others_hand_in_is_not_asked_for(text: str) -> None:
    assert "病历" not in {str(one.object) for one in related("# 异地就医备案", text, kind=MATERIAL)}


def test_a_paper_that_no_table_holds_may_stand_in_a_sentence_of_a_list() -> None:
    lines = ("# 手工报销", "## 手工报销需要哪些材料", "- 住院发票；", "如果是外伤，还得写一份外伤经过说明。")
    assert "外伤经过说明" in {str(one.object) for one in related(*lines, kind=MATERIAL)}


def test_a_channel_in_front_of_a_chain_of_quotations_is_no_step() -> None:
    (one,) = related("# 参保信息变更", "登录“皖事通”—“医保”—“信息变更”自己改。", kind=PATH)
    assert (one.subject, one.object) == ("皖事通", ("医保", "信息变更"))


def test_keys_pressed_one_after_the_other_are_two_steps() -> None:
    (one,) = related("# 缴费记录查询", "拨打12333，按1再按4，听到余额。", kind=PATH)
    assert one.object == ("1", "4")


def test_a_service_inside_the_name_of_a_paper_is_none() -> None:
    assert {one.subject for one in related("# 参保缴费证明四种打法", "到医保中心窗口办。", kind=CHANNEL)} == {
        "缴费凭证下载"
    }


def test_a_title_that_asks_implies_its_service() -> None:
    assert {one.subject for one in related("# 外地人能在这里交居民医保吗", "到社区居委会办理。", kind=CHANNEL)} == {
        "参保登记"
    }


def test_where_papers_go_is_no_list_of_them() -> None:
    assert not related("# 手工报销", "## 报销材料交到哪儿", "- 各乡镇的：镇医保专干办公室。", kind=MATERIAL)


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("关注“某市医保”公众号，底栏“服务”，“慢病申报”，点开。", ("服务", "慢病申报")),
        ("下载“某省医保”APP，“首页”“个人账户”“余额”，三下就出来了。", ("首页", "个人账户", "余额")),
        ("登录“某省医保”APP，选“备案”，勾“已阅读承诺书”。", ("备案", "已阅读承诺书")),
    ],
)
def test_routes_in_few_words(line: str, steps: tuple[str, ...]) -> None:
    assert steps in [one.object for one in related("# 异地就医备案", line, kind=PATH)]
