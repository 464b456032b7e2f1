import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relation_samples import MARK, article, pairs, related

from ingest.article import RawArticle
from ingest.mentions.finding import mentions
from ingest.pipeline import analyse
from ingest.relations.reader import relations

CHANNEL, MATERIAL = "service_has_channel", "service_requires_material"
CONDITION, LAW = "service_has_condition", "law_article_states"


def channels(*lines: str) -> set[tuple[str, object]]:
    return pairs(related(*lines, kind=CHANNEL))


def materials(*lines: str) -> set[object]:
    return {one.object for one in related("# 手工报销", *lines, kind=MATERIAL)}


# --- channels -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拨打12333查询。", {"12333热线"}),
        ("可携带身份证前往社保中心办事大厅,请工作人员查询。", {"社保中心办事大厅"}),
        ("可通过支付宝/微信查询。", {"支付宝", "微信"}),
        ("到定点医院医保窗口,定点药店,医保经办部门都可以查询。", {"定点医院医保窗口", "定点药店", "医保经办部门"}),
        ("如支付宝、微信等,这些平台也提供了查询的服务。", {"支付宝", "微信"}),
        ("在各医保中心的自助查询机查询。", {"自助终端机"}),
        (f"拨打当地社保{MARK},按提示操作。", {"社保服务热线"}),
        ("窗口:市医保经办机构服务窗口,工作日办理", {"医保经办机构窗口"}),
        ("无需到医保经办机构窗口办理。", set()),
        ("支付方式:支持支付宝、微信等。", set()),
        ("医疗费在定点药店按规定购药的费用。", set()),
        ("进入“城市服务”查询。", set()),
        ("百度搜索“江州市医疗保障局”,进入官网后点“个人查询”。", {"江州市医疗保障局网站"}),
    ],
)
def test_a_channel_is_what_the_text_sends_its_reader_to(text: str, expected: set[str]) -> None:
    assert {object_ for _, object_ in channels("# 医保余额查询", text)} == expected


def test_the_innermost_heading_names_the_service_and_generic_ones_inherit() -> None:
    lines = ("# 医保报销", "## 异地就医备案", "### 步骤:", "拨打12393办理", "## 手工报销", "拨打12333办理")
    assert channels(*lines) == {("异地就医备案", "12393热线"), ("手工报销", "12333热线")}


def test_a_narrower_service_further_out_wins_over_a_generic_heading() -> None:
    lines = ("# 手工报销", "## 报销流程", "到医保局服务窗口提交")
    assert channels(*lines) == {("手工报销", "医保局服务窗口")}


def test_a_sentence_may_name_the_service_itself() -> None:
    assert channels("# 医保余额查询", "可通过支付宝领取电子医保卡。") == {("医保电子凭证领取", "支付宝")}


def test_a_question_that_names_no_known_service_is_one() -> None:
    lines = ("# 医保余额查询", "? 丢了医保存折怎么处理?", "携带身份证到医保中心办理。")
    assert {subject for subject, _ in channels(*lines)} == {"丢了医保存折处理"}


def test_a_heading_yields_to_the_text_under_it() -> None:
    lines = ("# 医保余额查询", "## 电话查询", "### 拨打医保服务热线", "拨打统一热线12333即可。")
    assert channels(*lines) == {("余额查询", "12333热线")}


def test_a_heading_without_a_verb_is_evidenced_by_the_route_under_it() -> None:
    lines = ("# 网上缴费", "## 支付宝交费:", "依次点击“市民中心”-“社保”")
    (one,) = related(*lines, kind=CHANNEL)
    assert (one.object, one.quote) == ("支付宝", "依次点击“市民中心”-“社保”")


def test_a_pair_is_stated_once_in_a_section() -> None:
    lines = ("# 医保余额查询", "## 微信", "打开微信。", "在微信中,点击“我”-“服务”。")
    assert [one.quote for one in related(*lines, kind=CHANNEL)] == ["打开微信。"]


def test_an_example_is_less_certain() -> None:
    found = related("# 网上缴费", "登录医保局APP(如“皖事通”“随申办”等)缴费", kind=CHANNEL)
    by_label = {one.object: one for one in found}
    assert by_label["皖事通"].confidence < by_label["医保局APP"].confidence


# --- papers and data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("携带身份证、医保卡等证件前往医保局。", {"身份证", "医保卡"}),
        ("输入姓名 账号 密码 验证码登录", {"姓名", "账号", "密码", "验证码"}),
        ("将医保卡插入自助终端机。", {"医保卡"}),
        ("用身份证号和密码登录网站。", {"身份证号", "密码"}),
        ("输入本人身份证和密码。", {"身份证号", "密码"}),
        ("输入必要的个人信息,如身份证号、医保卡号等", {"身份证号", "医保卡号"}),
        ("提供个人信息进行查询。", set()),
        ("急诊未带医保卡。", set()),
        ("无需提供诊断证明。", set()),
        ("可下载缴费凭证。", set()),
        ("确认身份证号、姓名无误后付款。", set()),
        ("支付方式:银行卡、支付宝。", set()),
        ("输入密码(密码是社保证编号)。", {"密码"}),
        ("点击“输入医保卡”后办理。", set()),
    ],
)
def test_papers_follow_a_verb_of_need(text: str, expected: set[str]) -> None:
    assert materials(text) == expected


def test_a_section_of_papers_needs_no_verb() -> None:
    lines = ("## 所需材料", "医保卡原件及复印件。", "- 费用明细清单(需列明药品)", "- 未成年人监护关系说明")
    assert materials(*lines) == {"医保卡原件及复印件", "费用明细清单", "未成年人监护关系说明"}


def test_the_columns_of_a_table_may_hold_papers() -> None:
    assert materials("| 场景 | 要带的 | 比例", "| 门诊 | 医保码 | 60%") == {"医保电子凭证"}


def test_conditions_are_no_papers() -> None:
    assert materials("## 手工报销要带什么材料", "### 适用情况", "急诊来不及出示医保卡。") == set()


def one_of(text: str, label: str):  # type: ignore[no-untyped-def]
    (one,) = [one for one in related("# 手工报销", "## 所需材料", text, kind=MATERIAL) if one.object == label]
    return one


def test_form_copies_and_condition_are_kept() -> None:
    assert one_of("医院开具的发票原件(需盖章)", "医院发票原件").form == "原件、盖章"
    assert one_of("申请表一式两份", "申请表").copies == 2
    assert one_of("住院患者需提供出院小结", "出院小结").only_if == "住院患者"
    assert one_of("部分地区需提供银行卡信息", "银行卡信息").only_if == "部分地区"
    assert one_of("委托他人代办的,还需提供授权委托书", "授权委托书").only_if == "委托他人代办"
    assert one_of("参保人需提供诊断证明", "诊断证明").only_if is None


def groups(text: str) -> dict[str, bool]:
    ones = related("# 手工报销", text, kind=MATERIAL)
    return {str(one.object): one.alternative_group is not None for one in ones}


def test_alternatives_share_a_group() -> None:
    assert groups("携带身份证或医保卡前往") == {"身份证": True, "医保卡": True}
    assert groups("输入身份证号、社保卡号或密码") == {"身份证号": True, "社保卡号": True, "密码": True}
    assert groups("携带身份证和户口簿或居住证前往") == {"身份证": False, "户口簿": True, "居住证": True}
    assert groups("输入验证码(或密码)登录") == {"验证码": True, "密码": True}


# --- conditions and laws --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("## 适用情况", "急诊未带医保卡等特殊情况。"), ("手工报销", "急诊未带医保卡")),
        (("适用于未直接结算的情况(如医院未联网)",), ("手工报销", "未直接结算")),
        (("## 激活医保卡", "确保医保卡已激活。"), ("手工报销", "医保卡已激活")),
        (("省内异地就医:无需备案。",), ("异地就医", "省内异地就医无需备案")),
        (("跨省异地就医:备案后可直接结算。",), ("直接结算", "跨省异地就医须先备案")),
        (("费用需在费用发生后1年内申请。",), ("手工报销", "费用发生后1年内申请")),
    ],
)
def test_conditions(lines: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert expected in pairs(related("# 手工报销", *lines, kind=CONDITION))


def test_a_law_article_states_each_following_paragraph() -> None:
    lines = (
        "法律依据:《中华人民共和国社会保险法》第二十九条。",
        "参保人员医疗费用由社会保险经办机构与医疗机构直接结算。",
        "社会保险行政部门应当建立异地就医医疗费用结算制度。",
        "? 怎么查余额",
        "应当拨打12333。",
    )
    found = related(*lines, kind=LAW)
    assert [one.object for one in found] == [lines[1], lines[2]]
    assert {one.subject for one in found} == {"社会保险法第二十九条"}
    assert not [one for one in related(*lines, kind=CHANNEL) if "社会保险经办机构" in one.quote]


def test_a_paragraph_may_follow_its_article_in_the_line() -> None:
    (one,) = related("《社会保险法》第四条:个人依法享受社会保险待遇。", kind=LAW)
    assert one.object == "个人依法享受社会保险待遇。"


def test_a_case_in_a_list_of_papers_is_no_service_of_its_own() -> None:
    lines = ("# 手工报销", "## 材料清单", "- (1)发票原件;", "- (2)异地急诊的需要急诊诊断证明。")
    found = related(*lines, kind=MATERIAL)
    assert {(one.subject, one.object) for one in found} == {("手工报销", "医院发票原件"), ("手工报销", "诊断证明")}


def test_a_lost_card_is_no_paper() -> None:
    assert materials("## 所需材料", "医保卡丢了的,带身份证。") == {"身份证"}


def test_a_pharmacy_where_the_card_is_read_shows_the_balance() -> None:
    found = related("# 医保余额查询", "定点药店买药的时候顺便让店员刷一下卡也能看到余额。", kind=CHANNEL)
    assert pairs(found) == {("余额查询", "定点药店")}


STATUTE = """<html><head><title>海州市医疗救助办法</title></head><body><h1>《海州市医疗救助办法》</h1>{between}
<p>第三条 申请人应当向户籍所在地街道办事处提出申请，并提交身份证和户口簿。</p>{between}
<p>街道办事处应当自受理之日起十个工作日内完成审核。</p>{between}
<p>符合《江北省救助条例》规定情形的困难人员，可以由村民委员会代为申请，所需材料一并提交。</p>{between}
<p>第四条 审核结果应当向社会公示七日。</p></body></html>"""


@pytest.mark.parametrize("between", ["", "\n", "\n\n<!-- -->\n"])
def test_what_stands_between_the_tags_of_a_statute_changes_nothing(between: str) -> None:
    found = analyse(RawArticle("a.html", STATUTE.format(between=between), "text/html"))
    stated = [one.subject for one in found.relations if one.relation == LAW]
    assert stated == [*["海州市医疗救助办法第三条"] * 3, "海州市医疗救助办法第四条"]


def test_a_page_that_is_a_statute_describes_its_procedure() -> None:
    found = analyse(RawArticle("a.html", STATUTE.format(between=""), "text/html"))
    told = {(one.relation, one.object) for one in found.relations}
    assert {(MATERIAL, "身份证"), (MATERIAL, "户口簿"), (CHANNEL, "街道社区窗口")} <= told


# --- all of them ----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "# 医保余额查询", "## 所需材料", "## 通过微信缴费", "? 怎么报销?", "x 拨打12333", "12333", "", "或者",
        "- 携带身份证或医保卡到医保局窗口", "打开支付宝,点击“我”-“服务”或“社保”", "> 选择“余额查询”",
        "备案后可直接结算。", "第四条 个人有权查询。", "《社会保险法》第四条", f"登录社保局{MARK}查询",
        "| 材料 | 比例", "| 身份证 | 60%", "(如“甲”“乙”)",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_relations_are_ordered_evidenced_and_always_the_same(lines: list[str]) -> None:
    sample = article(*lines)
    found = relations(sample, mentions(sample))
    assert found == relations(sample, mentions(sample))
    assert [one.raw_start for one in found] == sorted(one.raw_start for one in found)
    for one in found:
        assert one.quote == sample.raw.text[one.raw_start : one.raw_end] != ""
        assert sample.text[one.start : one.end].strip() and 0 < one.confidence <= 1
        assert one.subject and one.object and one.rule
        assert sample.blocks[one.block].action != "drop"


# --- tables, labels, lists ------------------------------------------------------------------------------------------


def test_the_first_cell_of_a_row_says_what_the_second_holds() -> None:
    rows = (
        "| 事项 | 说明",
        "| 受理条件 | 本市参保并正常缴费;患有目录内的病种。",
        "| 申请材料 | 身份证或社保卡、诊断证明",
        "| 办理渠道 | 医保经办机构窗口、支付宝",
    )
    stated = related("# 门诊慢特病认定", *rows)
    assert {one.object for one in stated if one.relation == MATERIAL} == {"身份证", "社保卡", "诊断证明"}
    assert {one.object for one in stated if one.relation == CHANNEL} == {"医保经办机构窗口", "支付宝"}
    assert {one.object for one in stated if one.relation == CONDITION} == {"本市参保并正常缴费", "患有目录内的病种"}
    assert {one.subject for one in stated} == {"门诊慢特病认定"}


def test_the_heads_of_columns_say_what_their_cells_hold() -> None:
    rows = ("| 业务 | 所需材料 | 办理地点", "| 异地就医备案 | 居住证 | 医保局服务窗口", "| 手工报销 | 处方 | 社保大厅")
    stated = pairs(related("# 办事指南", *rows))
    assert {("异地就医备案", "居住证"), ("异地就医备案", "医保局服务窗口"), ("手工报销", "处方")} <= stated
    assert ("手工报销", "居住证") not in stated


def test_groups_of_persons_inside_a_list_of_papers_have_their_own_papers() -> None:
    lines = ("# 异地就医备案", "## 二、备案材料", "- 1.长期居住人员:居住证、备案表", "- 2.办理时限:收到处方后5天")
    assert {one.object for one in related(*lines, kind=MATERIAL)} == {"居住证", "申请表"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("回来报销带这些:处方、出院小结、银行卡。", {"处方", "出院小结", "银行卡"}),
        ("到街道填《零星报销申请表》,附诊断证明、近期病历。", {"申请表", "诊断证明", "病历"}),
        ("可以先用社保卡结算。", {"社保卡"}),
        ("另需:转诊证明。", {"转诊证明"}),
        ("出示有效身份证件之一(居民身份证、社会保障卡、护照,下同)。", {"身份证", "社保卡", "护照"}),
        ("由他人代办的,应当提供授权委托书,并签署承诺书。", {"授权委托书", "承诺书"}),
    ],
)
def test_papers_are_asked_for_in_many_ways(text: str, expected: set[str]) -> None:
    assert materials(text) == expected


def test_any_of_a_list_in_brackets_will_do() -> None:
    text = "持身份证、亲属关系证明(户口簿、结婚证等任意一种)到医保中心办理。"
    groups = {one.object: one.alternative_group for one in related("# 家庭共济", text, kind=MATERIAL)}
    assert groups["户口簿"] == groups["结婚证"] is not None
    assert groups["身份证"] is groups["亲属关系证明"] is None


def test_a_short_last_item_taken_for_a_heading_stays_an_item() -> None:
    lines = ("# 手工报销", "## 申报材料", "- 1.处方", "### 2.银行卡复印件1份")
    assert {one.object for one in related(*lines, kind=MATERIAL)} == {"处方", "银行卡"}


def test_sentences_behind_a_label_are_conditions() -> None:
    stated = related("# 生育津贴", "条件:单位正常缴费。连续参保满半年。", kind=CONDITION)
    assert {one.object for one in stated} == {"单位正常缴费", "连续参保满半年"}


# --- whose relation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["微信呢?", "怎么办?"])
def test_a_question_without_a_topic_keeps_the_service_above(question: str) -> None:
    assert channels("# 医保余额查询", f"? {question}", "打开微信查看。") == {("余额查询", "微信")}


def test_an_insurance_stands_for_its_benefit_where_no_service_is_named() -> None:
    assert channels("# 长期护理保险有什么用", "## 长期护理保险申请人", "可以通过支付宝提出。") == {
        ("长期护理保险待遇", "支付宝")
    }


def test_a_title_may_promise_a_guide_in_its_own_words() -> None:
    assert channels("# 残疾人护理补贴申请指南", "在支付宝提交。") == {("残疾人护理补贴", "支付宝")}


def test_a_label_of_a_menu_is_no_way_to_a_service() -> None:
    assert channels("# 医保缴费", "支付宝首页→市民中心→社保费缴纳→下一步") == {("网上缴费", "支付宝")}


def test_people_without_something_may_still_use_a_channel() -> None:
    assert channels("# 医保缴费", "没有智能手机的老人可以去银行网点缴费。") == {("网上缴费", "银行网点")}


def test_the_line_that_announces_a_list_says_what_its_items_are() -> None:
    lines = (
        "# 手工报销",
        "须携带以下材料:",
        "- (1)处方",
        "- (2)出院小结",
        "可以通过以下途径:",
        "- 县政务服务中心;",
        "- 支付宝",
    )
    stated = related(*lines)
    assert {one.object for one in stated if one.relation == MATERIAL} == {"处方", "出院小结"}
    assert {one.object for one in stated if one.relation == CHANNEL} == {"政务服务中心", "支付宝"}


# --- what guides say beside channels and papers ---------------------------------------------------------------------


def told(relation: str, *lines: str) -> set[object]:
    return {one.object for one in related(*lines, kind=f"service_has_{relation}")}


def test_fields_of_a_guide_have_relations_of_their_own() -> None:
    lines = (
        "# 社保卡补办",
        "服务对象:遗失社保卡的人员",
        "收费标准:工本费25元",
        "法定时限:20个工作日;承诺时限:即时办结",
        "办理结果:新的社保卡",
        "办理依据:《社会保险法》第四条",
    )
    assert told("eligibility", *lines) == {"遗失社保卡的人员"}
    assert told("cost", *lines) == {"工本费25元"}
    assert told("processing_time", *lines) == {"20个工作日", "即时办结"}
    assert told("result", *lines) == {"新的社保卡"}
    assert told("legal_basis", *lines) == {"社会保险法第四条"}


@pytest.mark.parametrize("head", ["- 收费标准", "## 收费标准", "? 要收费吗?"])
def test_a_line_of_nothing_but_a_field_announces_its_value(head: str) -> None:
    assert told("cost", "# 社保卡补办", head, "- 免费") == {"免费"}


@pytest.mark.parametrize("text", ["收费标准:详见公告", "缴费基数是5200元,报销80元"])
def test_what_names_no_price_of_the_service_is_no_cost(text: str) -> None:
    assert told("cost", "# 社保卡补办", text) == set()


def test_warnings_and_advice_are_no_conditions() -> None:
    lines = ("# 网上缴费", "建议提前核对信息。", "切勿点击陌生链接,谨防诈骗。", "意见建议请拨打12345。")
    assert told("advice", *lines) == {"建议提前核对信息"}
    assert told("warning", *lines) == {"切勿点击陌生链接,谨防诈骗"}
    assert told("condition", *lines) == set()


def test_a_note_of_a_page_about_no_service_is_about_the_page() -> None:
    (one,) = related("# 天气", "请勿轻信谣言。", kind="service_has_warning")
    assert (one.subject, one.subject_code) == ("天气", "")


def test_a_row_tells_more_of_its_paper() -> None:
    rows = (
        "| 材料名称 | 材料形式 | 份数 | 备注",
        "| 结婚证 | 复印件 | 2 | 未登记的提供",
        "| 处方 | 原件 | 1 | 加盖公章",
    )
    found = {str(one.object): one for one in related("# 生育津贴", *rows, kind=MATERIAL)}
    assert (found["结婚证"].form, found["结婚证"].copies, found["结婚证"].only_if) == ("复印件", 2, "未登记")
    assert (found["处方"].form, found["处方"].seal) == ("原件、加盖公章", "加盖公章")


def test_a_form_behind_a_pair_or_said_of_each_holds_for_all() -> None:
    assert one_of("身份证或社保卡原件", "身份证").form == "原件"
    assert one_of("身份证、银行卡复印件各一份", "身份证").copies == 1
    assert one_of("处方原件、银行卡复印件", "处方").form == "原件"


def test_a_paper_may_be_asked_for_one_channel() -> None:
    found = related("# 手工报销", "带身份证到医保局服务窗口办理。", kind=MATERIAL)
    assert [(one.object, one.channel) for one in found] == [("身份证", "医保局服务窗口")]


def test_a_paper_that_the_vocabulary_lacks_stands_beside_known_ones() -> None:
    lines = ("## 所需材料", "身份证、《某某情况核定表》(一式两份)")
    found = {str(one.object): one.copies for one in related("# 手工报销", *lines, kind=MATERIAL)}
    assert found == {"身份证": None, "某某情况核定表": 2}


def test_the_list_of_conditions_ends_where_prose_goes_on() -> None:
    lines = ("# 直接结算", "## 结算条件", "- 已经备案", "- 医院已联网", "出院时核对账单。")
    assert told("condition", *lines) == {"已经备案", "医院已联网"}


def test_a_page_whose_headings_name_no_service_is_about_what_most_lines_name() -> None:
    lines = ("# 卡丢了别慌", "社保卡挂失要趁早。", "拨打12333挂失社保卡。")
    assert channels(*lines) == {("社保卡挂失补办", "12333热线")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "提供《补缴申请表》、补缴人身份证件和户籍证明、劳动合同、《补缴承诺书》等资料。",
            {"申请表", "身份证", "户口簿", "劳动合同", "承诺书"},
        ),
        ("完成《信息采集表》上传。", {"信息采集表"}),
        ("须在《异地就医备案登记表》勾选待遇选项。", {"申请表"}),
    ],
)
def test_lists_of_papers_are_read_to_their_end(text, expected):
    assert materials(text) == expected


def test_lettered_items_and_lines_that_ask_to_bring_something_head_lists():
    found = materials("## 所需材料", "- a.病历；", "- b.《信息采集表》")
    assert found == {"病历", "信息采集表"}
    assert materials("登记时请带上：", "- 身份证；", "- 社保卡。") == {"身份证", "社保卡"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("仅居住在中国境内的中国公民可办理。", "仅居住在中国境内的中国公民可办理"),
        ("港澳台居民暂不支持邮寄领卡。", "港澳台居民暂不支持邮寄领卡"),
        ("按规定办理停保手续后，可继续办理。", "按规定办理停保手续后"),
        ("未成年人由其法定监护人持证件办理。", "未成年人由其法定监护人持证件办理"),
        ("办理时间是工作日上午。", None),
    ],
)
def test_who_may_and_what_comes_first_are_conditions(text, expected):
    found = {one.object for one in related("# 社保卡申领", text, kind=CONDITION)}
    assert found == ({expected} if expected else set())


def test_a_page_that_names_many_services_once_each_is_about_none_of_them():
    lines = ("# 服务手册", "## 参保缴费", "网上缴费请登录税务局网站。", "## 门诊大病", "申请认定时提供病历。")
    assert {one.subject for one in related(*lines, kind=MATERIAL)} == {"门诊慢特病认定"}
