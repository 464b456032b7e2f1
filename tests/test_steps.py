import pytest
from relation_samples import related

from ingest.relations.labels import choices
from ingest.relations.steps import paths

PATH = "channel_has_path"


def routes(*lines: str) -> list[tuple[str, object]]:
    return [(one.subject, one.object) for one in related("# 医保余额怎么查询", *lines, kind=PATH)]


@pytest.mark.parametrize("joint", ["—", "-", "–", "——", "→", "➱", "⇒", ">", " > ", "-->"])
def test_dashes_and_arrows_join_labels(joint: str) -> None:
    text = f"打开支付宝,依次点击“市民中心”{joint}“社保”{joint}“余额查询”"
    assert routes(text) == [("支付宝", ("市民中心", "社保", "余额查询"))]


def test_labels_without_quotation_marks_count_after_a_clicking_verb() -> None:
    text = "打开支付宝以后,点击市民中心,然后点击医保查询,点击医保查询以后,点击余额查询,就可以看到余额。"
    assert routes(text) == [("支付宝", ("市民中心", "医保查询", "余额查询"))]


def test_what_a_browser_searches_and_what_one_chooses_are_no_labels() -> None:
    text = "打开支付宝,点击“社保”。浏览器搜“余额”。选择备案类型,点一下。"
    assert routes(text) == [("支付宝", ("社保",))]


def test_a_bare_chain_begins_at_its_channel() -> None:
    assert routes("微信→我→服务→城市服务→社保") == [("微信", ("我", "服务", "城市服务", "社保"))]
    assert routes("微信-我-服务-社保,输入身份证号") == [("微信", ("我", "服务", "社保"))]


def test_a_chain_stops_where_one_types_in() -> None:
    assert routes("人社通打开后——点击社会保险——信息查询——输入身份证号") == [("人社通", ("社会保险", "信息查询"))]


def test_either_of_two_labels_is_one_step() -> None:
    text = "在支付宝中,找到“城市服务”或“社保”入口,选择“医保查询”或类似选项。"
    assert routes(text) == [("支付宝", (("城市服务", "社保"), "医保查询"))]


def test_ways_of_unequal_length_fork_the_route() -> None:
    text = "打开微信,点击“我”-“服务”,选择“医保码”或“社保”-“查社保”"
    assert routes(text) == [("微信", ("我", "服务", "医保码")), ("微信", ("我", "服务", "社保", "查社保"))]


def test_a_bare_search_is_no_route_and_or_begins_another_one() -> None:
    text = "支付宝:打开支付宝,搜索“医保查询”或进入“市民中心”-“社保”,按提示操作"
    assert routes(text) == [("支付宝", ("市民中心", "社保"))]


def test_a_route_runs_over_lines_and_ends_at_the_next_channel() -> None:
    lines = ("> 1.打开支付宝,点击城市服务。", "> 2.点击社保,选择余额查询。", "打开微信,点击“服务”-“医保”")
    assert routes(*lines) == [("支付宝", ("城市服务", "社保", "余额查询")), ("微信", ("服务", "医保"))]


def test_evidence_over_lines_is_one_raw_span() -> None:
    lines = ("# 医保余额怎么查询", "> 打开支付宝,点击“社保”。", "> 选择“余额查询”。")
    (one,) = related(*lines, kind=PATH)
    assert one.quote == "打开支付宝,点击“社保”。\n选择“余额查询”"


def test_each_channel_of_a_list_gets_the_route() -> None:
    text = "登录医保局或人社局网站,进入“网上大厅”,点击“余额查询”"
    assert {subject for subject, _ in routes(text)} == {"医保局网站", "人社局网站"}


def test_the_channel_may_stand_in_the_heading() -> None:
    lines = ("## 通过云闪付APP查询", "依次点击“城市服务”—“社保查询”")
    assert routes(*lines) == [("云闪付APP", ("城市服务", "社保查询"))]


def test_siblings_of_a_list_have_routes_of_their_own() -> None:
    lines = ("## 通过微信查询", "城市服务:点击“我”—“社保”", "公众号:关注“沅江医保”公众号,点击“查询”—“余额”")
    assert routes(*lines) == [("微信", ("我", "社保")), ("沅江医保公众号", ("查询", "余额"))]


def test_keys_of_a_telephone_menu_are_steps() -> None:
    text = "拨打12333,听到提示后选择“1”,再选择“1”,转入“人工服务”"
    assert routes(text) == [("12333热线", ("1", "1", "人工服务"))]
    assert routes("拨打12393,按1号键,再按2键") == [("12393热线", ("1", "2"))]


def test_being_on_a_page_repeats_no_step() -> None:
    text = "打开支付宝,选择“社保”,在“社保”页面点击“余额查询”按钮"
    assert routes(text) == [("支付宝", ("社保", "余额查询"))]


@pytest.mark.parametrize(
    "text",
    [
        "打开支付宝,选择适合自己的方式办理。",
        "部分地区支持“异地长期居住”或“临时外出就医”。",
        "登录网站后根据提示选择相应的查询服务。",
        "2025-10-22,报销60%-75%",
    ],
)
def test_prose_is_no_route(text: str) -> None:
    assert routes(text) == []


def test_step_numbers_glued_to_labels_are_no_part_of_them() -> None:
    text = "1,手机上打开支付宝,点击城市服务 2,再选择社保 3,点击社保查询4,点击缴费明细。"
    assert routes(text) == [("支付宝", ("城市服务", "社保", "社保查询", "缴费明细"))]


def test_opening_a_channel_presses_no_button() -> None:
    assert choices("打开支付宝,点击社保", [(2, 5)])[0].ways == (("社保",),)


def test_nothing_comes_of_nothing() -> None:
    from relation_samples import article

    assert paths(article(), [], []) == []


def test_labels_in_square_brackets_are_quoted() -> None:
    assert routes("微信里依次进入【我】>【服务】>【城市服务】") == [("微信", ("我", "服务", "城市服务"))]
    assert routes("打开支付宝,点【医保码】-【我的账户】") == [("支付宝", ("医保码", "我的账户"))]


def test_a_stroke_between_long_labels_gives_alternatives() -> None:
    assert routes("支付宝→社保→为自己缴/为他人缴") == [("支付宝", ("社保", ("为自己缴", "为他人缴")))]


def test_a_chain_of_dashes_may_follow_the_colon_behind_its_channel() -> None:
    assert routes("也可以用国家医保服务平台APP:我的—个人账户—收支明细。") == [
        ("国家医保服务平台APP", ("我的", "个人账户", "收支明细"))
    ]


def test_bare_clicking_needs_a_clause_of_its_own() -> None:
    text = "打开微信,点右下角的我,再点我的账户就能看到。"
    assert routes(text) == [("微信", ("我", "我的账户"))]
    assert routes("打开微信,定点服务的网点医保都在里面。") == []


def test_keys_pressed_one_after_the_other() -> None:
    assert routes("拨打12393,听到提示后按1,再按3,报身份证号查询。") == [("12393热线", ("1", "3"))]


def test_a_menu_of_a_channel_may_stand_in_quotation_marks_behind_it() -> None:
    assert routes("可在电子税务局“我要查询—缴费信息查询”里打印。") == [("电子税务局", ("我要查询", "缴费信息查询"))]


def test_a_chain_of_arrows_may_name_the_act_before_each_label() -> None:
    text = "微信:搜索“沅江税务”公众号→点击“社保办理”→选择“居民缴费”→输入身份证号"
    assert routes(text) == [("沅江税务公众号", ("社保办理", "居民缴费"))]


@pytest.mark.parametrize("joint", ["》", "/", " » "])
def test_closing_brackets_and_strokes_join_labels_behind_their_channel(joint: str) -> None:
    assert routes(joint.join(("打开支付宝", "市民中心", "社保", "余额查询"))) == [
        ("支付宝", ("市民中心", "社保", "余额查询"))
    ]


def test_labels_are_spelt_as_the_text_spells_them() -> None:
    assert routes("打开支付宝,点击“APP专区”—“医保”") == [("支付宝", ("APP专区", "医保"))]


def test_keys_of_one_menu_are_alternatives() -> None:
    assert routes("拨打12393,查余额按2,报销按3。") == [("12393热线", (("2", "3"),))]


def test_what_only_tells_the_place_of_a_label_is_no_step() -> None:
    assert routes("打开支付宝,点“消息”旁边的“我的”,点“卡包”里的“医保码”") == [("支付宝", ("我的", "卡包", "医保码"))]


def test_an_item_that_only_names_a_channel_heads_the_steps_that_follow() -> None:
    lines = ("- 支付宝", "- 1. 点击“市民中心”—“社保”", "- 微信", "- 1. 点击“我”—“服务”")
    assert routes(*lines) == [("支付宝", ("市民中心", "社保")), ("微信", ("我", "服务"))]


def test_a_chain_names_its_channel_also_where_the_vocabulary_lacks_it() -> None:
    assert routes("某某通APP→我的→医保服务→余额") == [("某某通APP", ("我的", "医保服务", "余额"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在“粤省事”小程序的“社保·就业>其他服务>社保卡申领”栏目办理", [("社保·就业", "其他服务", "社保卡申领")]),
        ("打开支付宝，路径为“市民中心—医保—余额查询”。", [("市民中心", "医保", "余额查询")]),
        ("登录医保局网站，底部菜单栏“医保互动-在线咨询”可以提问。", [("医保互动", "在线咨询")]),
        ("登录医保局网站，“职工-居民”待遇对照写得很清楚。", []),  # nothing says that it is a menu
    ],
)
def test_a_route_may_stand_in_one_quotation(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [way for _, way in routes(text)] == expected


def test_two_quoted_routes_are_two_routes() -> None:
    text = "通过支付宝的“市民中心>社保>社保卡”或微信的“我>服务>城市服务”栏目上传相片"
    assert {way for _, way in routes(text)} == {("市民中心", "社保", "社保卡"), ("我", "服务", "城市服务")}


def test_a_comma_may_part_a_channel_from_what_is_done_in_it() -> None:
    assert routes("“沅江医保”公众号，点“服务大厅”—“备案申请”") == [("沅江医保公众号", ("服务大厅", "备案申请"))]
