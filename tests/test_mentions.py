import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relation_samples import MARK, article, found, labels

from ingest.mentions.finding import mentions
from ingest.mentions.places import places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拨打12333咨询", ["12333热线"]),
        ("登录当地医保局或人社局网站查询", ["医保局网站", "人社局网站"]),
        ("登录医保局网站或APP", ["医保局网站", "医保局APP"]),
        ("到社会保险经办机构业务办理大厅办理", ["社会保险经办机构业务办理大厅"]),
        ("关注“沅江医保”公众号", ["沅江医保公众号"]),
        ("登录“沅事帮”查询,沅事帮里有明细", ["沅事帮", "沅事帮"]),
        ("下载贵人帮APP后注册", ["贵人帮APP"]),
        ("使用闽南通进行查询", ["闽南通"]),
        ("在定点药店或医院办理", ["定点药店", "定点医院"]),
        ("在医保局公众号(如“沅江医保”“资水医保”等)查询", ["医保公众号", "沅江医保公众号", "资水医保公众号"]),
    ],
)
def test_channels_are_listed_composed_or_named(text: str, expected: list[str]) -> None:
    assert labels(text, of="channel") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"登录当地的人力资源和社会保障局{MARK},选择查询", ["人社局网站"]),
        (f"可拨打当地社保服务{MARK}查询", ["社保服务热线"]),
        (f"拨打当地的劳动保障部门的{MARK}", ["劳动保障部门电话"]),
        (f"由基本医疗保险{MARK}支付", []),
    ],
)
def test_a_censored_noun_follows_from_the_verb(text: str, expected: list[str]) -> None:
    assert labels(text, of="channel") == expected


def test_no_mention_touches_a_damaged_span() -> None:
    sample = article(f"登录社保局{MARK},输入密码{MARK}号")
    for one in mentions(sample):
        block = sample.blocks[one.block]
        start, end = one.start - block.start, one.end - block.start
        assert not any(start < hole[1] and hole[0] < end for hole in block.damage)


def test_dropped_blocks_bear_no_mention_and_headings_do() -> None:
    assert labels("# 湖北宜昌医保", "x 深圳医保卡怎么查", "南宁市医保局", of="place") == ["湖北宜昌", "南宁"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖北宜昌与四川省成都市", ["湖北宜昌", "四川成都"]),
        ("浙江省杭州市西湖区医保局", ["浙江杭州西湖区"]),
        ("中卫市医保局网站", ["中卫"]),
        ("北京市民可使用北京通,持兰州银行卡", ["北京"]),
        ("在甘肃兰州,兰州银行", ["甘肃兰州"]),
        ("关注“合肥医保”公众号", []),
        ("深圳医保卡余额怎么查", ["深圳"]),
        ("医保定点医院,最新余额,交通化验单", []),
        ("安康地享受待遇,朝阳医院", []),
        ("鼓励城区用人单位", []),
    ],
)
def test_places_are_units_named_as_such(text: str, expected: list[str]) -> None:
    assert labels(text, of="place") == expected


def test_a_shared_name_is_settled_by_the_article() -> None:
    text = "鼓楼区医保局"
    assert [one.code for one in places(text, ())] == []
    assert [one.code for one in places(text, (), "320100")] == ["region-320106"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拨打12393或0771-5708888咨询", ["12393", "0771-5708888"]),
        ("热线:400-123-4567", ["400-123-4567"]),
        ("登记号112333456,金额0771元", []),
        ("共4001234567份", []),
        ("拨打027-12333", ["027-12333"]),
    ],
)
def test_phones_need_a_cue_unless_they_are_service_numbers(text: str, expected: list[str]) -> None:
    assert labels(text, of="phone") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依据《中华人民共和国社会保险法》第二十八条", ["社会保险法第二十八条"]),
        ("中华人民共和国社会保险法》第四条。", ["社会保险法第四条"]),
        ("社会保险法第二十八条、第二十九条规定", ["社会保险法第二十八条", "社会保险法第二十九条"]),
        ("按第十二条、第十三条规定继续使用", []),
        ("《沅江市医疗救助办法》第三条", ["沅江市医疗救助办法第三条"]),
    ],
)
def test_laws_carry_their_articles(text: str, expected: list[str]) -> None:
    assert labels(text, of="law") == expected


def test_the_paragraphs_of_a_statute_belong_to_the_law_of_its_title() -> None:
    lines = ("# 中华人民共和国社会保险法(节选)", "第二十三条 职工应当参加职工基本医疗保险。", "按第十二条执行。")
    assert labels(*lines, of="law") == ["社会保险法", "社会保险法第二十三条"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("输入医保卡号", ["医保卡号"]),
        ("医保卡余额", ["医保卡"]),
        ("双方身份证号码", ["身份证号"]),
        ("提供违章记录证明、遗体捐献登记卡和义务兵通知书", ["违章记录证明", "遗体捐献登记卡", "义务兵通知书"]),
        ("所需材料", []),
        ("手机查询", []),
        ("参保地医保局", []),
    ],
)
def test_materials(text: str, expected: list[str]) -> None:
    assert labels(text, of="material") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("怎么查询自己的医保缴费记录", "缴费记录查询"),
        ("医保卡里面的余额怎么查", "余额查询"),
        ("医保断缴后怎么补缴", "医保补缴"),
        ("医保卡怎么激活", "医保卡激活"),
        ("南宁医保参保地怎么变更", "参保地变更"),
    ],
)
def test_services_are_named_by_what_is_done(text: str, expected: str) -> None:
    assert expected in labels(text, of="service")


def test_nested_mentions_of_different_types_stand_side_by_side() -> None:
    kinds = {one.type for one in found("中卫市医保局网站")}
    assert {"place", "organization", "channel"} <= kinds


def test_diseases_in_one_label_are_told_apart() -> None:
    assert labels("高血压、糖尿病患者", of="disease") == ["高血压", "糖尿病"]


SIGNS = "医保局社卡身份证号网站拨打登录市北京州银行12393第条法《》“”、,。()⟦缺词⟧ -—>点击选择"
TEXT = st.text(alphabet=SIGNS, max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, max_size=4))
def test_every_mention_is_its_raw_span_and_stays_the_same(texts: list[str]) -> None:
    sample = article(*texts)
    ones = mentions(sample)
    assert ones == mentions(sample)
    for one in ones:
        assert sample.raw.text[one.raw_start : one.raw_end] == one.surface == sample.text[one.start : one.end]
    spans = [(one.type, one.start, one.end) for one in ones]
    assert not any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for i, a in enumerate(spans) for b in spans[i + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "由医保经办机构审核后拨付",
        "各定点医疗机构:",
        "在三级定点医院支付80%",
        "在定点医疗机构发生的费用",
        "在定点药店购买药品的费用",
    ],
)
def test_an_institution_that_acts_or_treats_is_no_channel(text: str) -> None:
    assert labels(text, of="channel") == []


def test_an_institution_that_one_goes_to_is_a_channel() -> None:
    assert labels("到定点医院申报,由医保中心审核", of="channel") == ["定点医院"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("? 居民医保在哪里缴?", ["网上缴费"]),
        ("? 怎么查有没有缴费成功?", ["缴费记录查询"]),
        ("? 定点医疗机构怎么查", ["定点医疗机构查询"]),
        ("? 社保卡丢了怎么补办?", ["社保卡挂失补办"]),
        ("? 换城市工作,医保关系怎么转?", ["医保关系转移接续"]),
        ("? 缴费凭证去哪开?", ["缴费凭证下载"]),
    ],
)
def test_questions_name_services_with_the_verb_behind(text: str, expected: list[str]) -> None:
    assert labels(text, of="service") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("咨询电话:83661234、83665678",), ["83661234", "83665678"]),
        (("## 联系电话", "83661234(医保中心)"), ["83661234"]),
        (("致电0571—8888 8888",), ["0571—88888888"]),
        (("累计支付23000000元,详情咨询医保局",), []),
    ],
)
def test_local_telephone_numbers_need_a_cue(lines: tuple[str, ...], expected: list[str]) -> None:
    assert labels(*lines, of="phone") == expected


@pytest.mark.parametrize("text", ["家属要主动报告", "缴完记得储存凭证"])
def test_a_verb_phrase_is_no_paper(text: str) -> None:
    assert labels(text, of="material") == []


def test_the_kind_of_an_account_may_stand_before_its_name() -> None:
    assert labels("微信公众号“沅江医保”里查看", of="channel") == ["沅江医保公众号"]
    assert labels("微信公众号“参保查询”栏目", of="channel") != ["参保查询公众号"]
