"""The web pages, used in a browser as a person would use them; nothing may be loaded from another machine."""

import csv
import io
import json
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_endpoint import endpoint
from chromium import needed, opened
from playwright.sync_api import expect
from serving import serving
from web_samples import write_corpus

from query.knowledge import KnowledgeBase, build

PICTURES = Path(__file__).parents[1] / ".work" / "screenshots"
DESK, PICTURE, PHONE = ({"width": w, "height": h} for w, h in ((1280, 900), (1280, 1500), (390, 1200)))
RETIREE = "退休职工在三级医院住院能报几成"
CONFLICT = "太原在职职工三级医院住院报销比例"
CHANNELS = (
    "SELECT ?name (COUNT(*) AS ?articles) WHERE { ?c a cv:Channel ; skos:prefLabel ?name } GROUP BY ?name LIMIT 5"
)

pytestmark = needed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    articles = folder / "articles"
    articles.mkdir()
    write_corpus(articles)
    build([articles], folder / "data")
    return folder


@pytest.fixture(scope="module")
def articles(folder):
    return str(folder / "articles")


@pytest.fixture(scope="module")
def site(folder):
    said = "支付宝可以查[1]，还可以查[88]。<b>“原文没有这句话”</b>"
    with (
        endpoint(said) as (model, _),
        serving(folder / "data", YIBAO_SERVE_CHAT_URL=model.url, YIBAO_SERVE_CHAT_MODEL=model.model) as client,
    ):
        yield str(client.base_url)
        assert not [line for line in client.log if "Traceback" in line]


@pytest.fixture(scope="module")
def browser():
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def context(browser, site):
    found = browser.new_context(viewport=DESK, base_url=site, locale="zh-CN")
    found.set_default_timeout(15_000)
    yield found
    found.close()


@pytest.fixture
def window(context, site):
    """Open a page of the site; afterwards it must have asked no other machine and have complained of nothing."""
    opened, complaints = [], []

    def window(path, theme="light"):
        context.clear_cookies()
        context.add_cookies([{"name": "yibao_theme", "value": theme, "url": site}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if _is_foreign(request.url) else None)
        opened.append(page)
        page.goto(path)
        page.wait_for_selector(".yb-footer")
        return page

    yield window
    for page in opened:
        page.close()
    assert not complaints


def _is_foreign(url):
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"


def _query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_question_is_typed_completed_answered_and_narrowed(window):
    page = window("/")
    field = page.get_by_role("combobox", name="问题")
    field.press_sequentially("余额查", delay=20)
    options = page.get_by_role("listbox", name="联想").get_by_role("option")
    expect(options.first).to_contain_text("余额查询")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url("**q=*")
    expect(page.get_by_role("combobox", name="问题")).to_have_value("余额查询")

    page.get_by_role("combobox", name="问题").fill(RETIREE)
    page.get_by_role("button", name="检索").click()
    expect(page.get_by_role("heading", name="答案因情况而不同")).to_be_visible()
    expect(page.locator(".yb-fact")).to_have_count(3)
    expect(page.locator(".yb-passage mark.is-fact").first).to_have_text("退休人员90%")
    expect(page.locator(".yb-legs li").first).to_contain_text("词语")
    page.get_by_role("link", name="岳阳市", exact=True).click()
    page.wait_for_url("**region=*")
    expect(page.locator(".yb-fact").first).to_contain_text("87%")
    assert _query(page)["region"] == "岳阳市"


def test_filters_stand_in_the_address_and_join_the_question(window):
    page = window(f"/?q={quote('三级医院住院报销比例')}")
    page.get_by_label("人员").select_option("在职")
    page.get_by_label("地区").fill("泰安市")
    page.get_by_label("截至日期").fill("2025-12-31")
    page.get_by_role("button", name="检索").click()
    page.wait_for_url("**as_of=2025-12-31*")
    expect(page.get_by_label("人员")).to_have_value("在职")
    expect(page.locator(".yb-fact").first).to_contain_text("在职")
    expect(page.locator(".yb-fact").first).to_contain_text("85%")
    page.get_by_role("link", name="清除条件").click()
    page.wait_for_url(lambda url: "region" not in url)


def test_the_way_to_do_something_is_answered_with_channels_and_their_evidence(window):
    page = window(f"/?q={quote('医保卡余额怎么查')}")
    ways = page.locator(".yb-ways li")
    way = ways.filter(has_text="支付宝").first
    expect(way).to_contain_text("独立来源")
    way.locator("summary").click()
    expect(way.locator("blockquote")).to_contain_text("支付宝")
    way.get_by_role("link", name="打开原文").click()
    expect(page.locator("mark.is-linked").first).to_be_visible()


def test_conflicting_pages_stand_side_by_side(window):
    page = window(f"/?q={quote(CONFLICT)}")
    expect(page.get_by_role("heading", name="网页说法不一")).to_be_visible()
    sides = page.locator(".yb-versus .yb-fact")
    expect(page.locator(".yb-facts .yb-fact")).to_have_count(0)  # not told twice
    expect(sides).to_have_count(2)
    assert {sides.nth(i).locator(".yb-value b").inner_text() for i in range(2)} == {"85%", "70%"}
    expect(sides.first).to_contain_text("日期不详")


def test_what_the_data_do_not_know_is_said(window):
    page = window(f"/?q={quote('公积金怎么提取')}")
    expect(page.get_by_role("heading", name="数据里没有答案")).to_be_visible()
    expect(page.locator(".yb-answer")).to_contain_text("公积金")
    expect(page.locator(".yb-answer .yb-fact")).to_have_count(0)
    page = window(f"/?q={quote(RETIREE)}&region={quote('火星市')}")
    expect(page.get_by_role("alert")).to_contain_text("no such place")


def test_an_article_shows_raw_beside_clean_and_marks_the_linked_span(window, folder, articles):
    name = f"{articles}/113_taian_bili.txt"
    with KnowledgeBase(folder / "data") as knowledge:
        fact = knowledge.article(name)["facts"][0]
    page = window(f"/article/{quote(name, safe='')}?start={fact['raw_start']}&end={fact['raw_end']}#linked")
    linked = page.locator(".yb-raw mark.is-linked")
    assert "".join(linked.all_inner_texts()) == fact["quote"]
    expect(linked.first).to_be_in_viewport()

    page = window(f"/article/{quote(f'{articles}/141_luntan_yue_mingxi.txt', safe='')}")
    expect(page.locator(".yb-raw").first).to_contain_text("醫保卡里還有")
    expect(page.locator(".yb-clean p").first).to_contain_text("医保卡里还有")
    expect(page.locator(".yb-row .yb-notes").first).to_contain_text("繁体转简体")
    dropped = page.locator(".yb-dropped").first
    expect(dropped).to_contain_text("楼层或回答者标记")
    page.get_by_label("去除的内容").uncheck()
    expect(dropped).to_be_hidden()
    expect(window("/article/nothing").get_by_role("alert")).to_contain_text("nothing")


def test_markup_in_an_article_stays_text(window, articles):
    page = window(f"/article/{quote(f'{articles}/hostile.txt', safe='')}")
    expect(page.locator(".yb-blocks")).to_contain_text("<script>window.hurt = 1</script>")
    expect(page.locator(".yb-blocks")).to_contain_text("{{ 7*7 }}")
    page.goto(
        f"/?q={quote('<img src=x onerror=window.hurt=3>医保卡余额怎么查')}&region=%22><script>window.hurt=4</script>"
    )
    expect(page.get_by_role("alert")).to_contain_text("<script>")
    page.goto(f"/?q={quote('医保卡余额 <img src=x onerror=window.hurt=3>')}")
    expect(page.locator(".yb-passages")).to_contain_text("window.hurt = 2")
    assert page.evaluate("window.hurt") is None
    assert page.locator("iframe, .yb-main img").count() == 0


def test_the_graph_is_walked_by_mouse_and_by_table_and_saved(window):
    page = window("/graph")
    page.get_by_role("link", name="余额查询").click()
    page.wait_for_selector(".yb-canvas canvas")
    expect(page.locator(".yb-thing")).to_have_text("余额查询")
    rows = page.locator(".yb-table tbody tr")
    few = rows.count()
    evidence = rows.filter(has_text="支付宝").first
    evidence.locator("summary").click()
    expect(evidence.locator("blockquote").first).to_contain_text("支付宝")

    _click_node(page, "支付宝")
    expect(page.locator(".yb-thing")).to_have_text("支付宝")
    expect(rows).not_to_have_count(few)
    page.wait_for_url("**open=*")
    page.reload()
    expect(rows).not_to_have_count(few)
    page.get_by_role("link", name="只留起点").click()
    expect(rows).to_have_count(few)
    page.get_by_role("link", name="展开 12393热线").first.click()
    page.wait_for_url("**open=*")
    page.wait_for_selector(".yb-canvas canvas")

    turtle = _saved(page, "存为 Turtle")
    triples = list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    assert any(triple.object == ox.Literal("余额查询", language="zh") for triple in triples)
    assert _saved(page, "存为 PNG").startswith(b"\x89PNG")


def _click_node(page, name):
    """Click a node where the chart has drawn it, once it no longer moves."""
    place = """name => {
      const chart = getElement(Number(document.querySelector('.nicegui-echart').id.slice(1))).chart;
      const data = chart.getModel().getSeriesByIndex(0).getData();
      for (let i = 0; i < data.count(); i++)
        if (data.getName(i) === name) return chart.convertToPixel({seriesIndex: 0}, data.getItemLayout(i));
    }"""
    page.evaluate("window.scrollTo(0, 0)")
    still, point = 0, page.evaluate(place, name)
    while still < 4:  # a busy machine draws nothing for a while and then goes on
        page.wait_for_timeout(150)
        before, point = point, page.evaluate(place, name)
        still = still + 1 if max(abs(a - b) for a, b in zip(before, point, strict=True)) <= 0.5 else 0
    box = page.locator(".yb-canvas canvas").bounding_box()
    page.mouse.click(box["x"] + point[0], box["y"] + point[1])


def _saved(page, button):
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def test_a_thing_that_nobody_knows_is_no_node(window):
    page = window(f"/graph?name={quote('火星登月办')}")
    expect(page.get_by_role("alert")).to_contain_text("火星登月办")
    expect(window("/graph?node=service-nothing").get_by_role("alert")).to_contain_text("service-nothing")


def test_queries_are_chosen_run_shown_and_saved(window):
    page = window("/sparql-editor")
    examples = page.get_by_label("例子")
    assert examples.locator("option").count() == 21
    examples.select_option(index=1)
    expect(page.locator(".ag-row").first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("行")

    page.goto(f"/sparql-editor?query={quote(CHANNELS)}")
    expect(page.locator(".ag-row")).to_have_count(5)
    rows = list(csv.reader(io.StringIO(_saved(page, "下载 CSV").decode())))
    assert rows[0] == ["name", "articles"] and len(rows) == 6
    assert len(json.loads(_saved(page, "下载 JSON"))["results"]["bindings"]) == 5
    page.get_by_role("button", name="图表").click()
    expect(page.locator(".yb-results canvas")).to_be_visible()
    page.get_by_role("button", name="关系图").click()
    expect(page.locator(".yb-results canvas")).to_be_visible()
    page.wait_for_url("**view=graph*")

    page.goto(f"/sparql-editor?query={quote('ASK { ?c a cv:Channel }')}")
    expect(page.get_by_role("status")).to_have_text("是")
    page.goto(f"/sparql-editor?query={quote('SELECT broken')}")
    expect(page.get_by_role("alert")).to_contain_text("SPARQL")


def test_the_editor_completes_terms_and_concepts(window):
    page = window(f"/sparql-editor?query={quote('ASK { ?c a cv:Channel }')}")
    expect(page.get_by_role("status")).to_have_text("是")
    editor = page.get_by_role("textbox", name="SPARQL 查询语句")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("ASK { ?claim yb:careT", delay=20)
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("yb:careType")
    page.wait_for_timeout(200)  # completions are not taken in their first moments
    page.keyboard.press("Enter")
    page.keyboard.insert_text(" ")
    page.keyboard.type("住院", delay=20)
    page.locator(".cm-tooltip-autocomplete li", has_text="ybc:care-inpatient").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**care-inpatient*")
    expect(page.get_by_role("status")).to_have_text("是")
    expect(editor).to_have_text("ASK { ?claim yb:careType ybc:care-inpatient}")


def test_a_conversation_passes_on_what_is_not_known_and_checks_a_model(window):
    page = window("/chat")
    page.get_by_role("button", name=RETIREE).click()
    replies = page.get_by_role("article")
    expect(replies.first).to_contain_text("退休人员87%")
    page.get_by_role("button", name="岳阳市").click()
    expect(page.locator(".yb-question").nth(1)).to_have_text(f"{RETIREE} 岳阳市")
    expect(replies).to_have_count(2)

    field = page.get_by_role("textbox", name="想问什么")
    field.fill("医保卡余额怎么查")
    field.press("Enter")
    expect(replies).to_have_count(3)
    worded = replies.nth(2)
    expect(worded).to_contain_text("支付宝可以查[1]，还可以查。<b>")
    expect(worded).to_contain_text("模型编造的引用已删去：88")
    expect(worded).to_contain_text("原文没有这句话")
    expect(field).to_have_value("")
    worded.get_by_role("link", name="[1]", exact=True).click()
    expect(page.locator("#linked").first).to_be_visible()

    page = window(f"/chat?q={quote('公积金怎么提取')}")
    expect(page.get_by_role("article")).to_contain_text("数据里没有答案")


def test_the_overview_tells_the_figures(window, folder):
    with KnowledgeBase(folder / "data") as knowledge:
        stats = knowledge.stats()
        facts = sum(1 for _ in knowledge.rows("facts"))
    page = window("/overview")
    expect(page.locator(".yb-tiles")).to_contain_text(f"{stats['statements']:,}")
    kinds = page.get_by_role("region", name="事实种类")
    expect(kinds.locator("canvas")).to_be_visible()
    kinds.locator("summary").click()
    numbers = kinds.locator("td").all_inner_texts()
    assert sum(map(int, numbers)) == facts
    expect(page.locator(".yb-conflicts li").first).to_be_visible()


def test_language_and_colours_are_switched_and_kept(window):
    page = window(f"/?q={quote(RETIREE)}")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="It depends")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    page.goto("/overview")
    expect(page.get_by_role("heading", name="What the data hold")).to_be_visible()
    page.get_by_role("button", name="Switch between dark and light").click()
    expect(page.locator("body")).to_contain_class("body--dark")
    page.goto("/graph")
    expect(page.locator("body")).to_contain_class("body--dark")


def test_an_unknown_address_is_told_in_the_frame_and_that_of_the_api_as_a_problem(site):
    page = httpx.get(f"{site}/nowhere", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "数据里没有你要的内容" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for path in ("/api/nowhere", "/nowhere"):
        unknown = httpx.get(f"{site}{path}")
        assert unknown.status_code == 404
        assert unknown.headers["content-type"] == "application/problem+json"


PAGES = {
    "start": "/",
    "clarify": f"/?q={quote(RETIREE)}",
    "conflict": f"/?q={quote(CONFLICT)}",
    "channels": f"/?q={quote('医保卡余额怎么查')}",
    "article": "/article/ARTICLE?start=505&end=512",
    "graph": "/graph?node=service-balance-query",
    "sparql": f"/sparql-editor?query={quote(CHANNELS)}",
    "overview": "/overview",
    "chat": f"/chat?q={quote(RETIREE)}",
}
DRAWN = {"chat": ".yb-reply", "graph": ".yb-thing", "sparql": ".ag-row", "overview": ".yb-conflicts"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_pictured(window, articles, theme):
    PICTURES.mkdir(parents=True, exist_ok=True)
    axe, faults = Axe(), []
    for name, path in PAGES.items():
        page = window(path.replace("ARTICLE", quote(f"{articles}/113_taian_bili.txt", safe="")), theme)
        _settle(page, name)
        page.set_viewport_size(PICTURE)
        page.wait_for_timeout(200)
        page.screenshot(path=PICTURES / f"{name}-{theme}.png")
        found = axe.run(page).response["violations"]
        faults += [
            (name, one["id"], [node["html"][:120] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        page.set_viewport_size(PHONE)
        page.wait_for_timeout(200)
        page.screenshot(path=PICTURES / f"{name}-{theme}-phone.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        page.close()
    assert not faults


def _settle(page, name):
    """Wait until the answer, and the charts and tables that a page has, are drawn."""
    page.wait_for_selector(DRAWN.get(name, "h1"))
    page.wait_for_timeout(600 if name in DRAWN else 100)
