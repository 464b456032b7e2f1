"""The web pages behind keys, and over several processes, in a browser."""

import re
import signal
import time
from os import kill
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import needed, opened
from playwright.sync_api import expect
from serving import serving
from web_samples import write_corpus

from query.knowledge import build

PICTURES = Path(__file__).parents[1] / ".work" / "screenshots"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WORKERS = 3
ASK = f"/sparql-editor?query={quote('ASK { ?c a cv:Channel }')}"
GRAPH = "/graph?node=service-balance-query"
PROCESS = re.compile(r"[?&]process=([0-9a-f]{16})")
EXPECTED = re.compile(r"status of 401|response code: 403|net::ERR_")  # noted of wrong keys and lost connections
STARTED = re.compile(r"Started server process \[(\d+)\]")

pytestmark = needed


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("login")
    (folder / "articles").mkdir()
    write_corpus(folder / "articles")
    build([folder / "articles"], folder / "data")
    return folder / "data"


@pytest.fixture(scope="module")
def server(data):
    keys = {"YIBAO_SERVE_API_KEYS": '["first","second"]'}
    with serving(data, "--workers", str(WORKERS), **keys) as client:
        _until(lambda: len([line for line in client.log if "startup complete" in line]) == WORKERS)
        yield client
        assert not [line for line in client.log if "Traceback" in line or "passed on" in line]


@pytest.fixture(scope="module")
def browser():
    with opened() as found:
        yield found


@pytest.fixture
def visitor(browser, server):
    """Make visitors who share nothing; afterwards no page may have complained."""
    made, complaints = [], []

    def visitor(**options):
        context = browser.new_context(viewport=DESK, base_url=str(server.base_url), **{"locale": "zh-CN", **options})
        context.set_default_timeout(15_000)
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        made.append(context)
        return context.new_page()

    yield visitor
    for context in made:
        context.close()
    assert not [one for one in complaints if not EXPECTED.search(one)]


def _until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def _log_in(page, path="/", key="second"):
    page.goto(path)
    page.get_by_label("密钥").fill(key)
    page.get_by_role("button", name="登录").click()


def _alive(page):
    """See that the page and its process talk: completions come from there."""
    field = page.get_by_role("combobox", name="问题")
    field.press_sequentially("余额查", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("余额")


def test_a_visitor_logs_in_looks_around_and_logs_out(visitor):
    page = visitor()
    _log_in(page, GRAPH)
    page.wait_for_url(f"**{GRAPH}")
    page.wait_for_selector(".yb-canvas canvas")
    [cookie] = [one for one in page.context.cookies() if one["name"] == "yibao_session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/"
    assert 43000 < cookie["expires"] - time.time() <= 43200
    assert page.evaluate("document.cookie.includes('yibao_session')") is False

    other = page.context.new_page()
    other.goto("/")
    _alive(other)
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    page.go_back()
    page.wait_for_url("**/login?next=**")
    other.get_by_role("combobox", name="问题").press_sequentially("怎")  # the other page is at its end too
    expect(other.get_by_label("密钥")).to_be_focused()


def test_a_wrong_key_is_told_and_tries_are_bounded_over_all_processes(visitor, server):
    page = visitor()
    _log_in(page, "/overview", "wrong")
    expect(page.get_by_role("alert")).to_have_text("密钥不对，请检查后再试。")
    expect(page.get_by_label("密钥")).to_have_value("")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Key")).to_be_visible()
    page.get_by_label("Key").fill("second")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/overview")  # where the first request wanted to go
    expect(page.get_by_role("heading", name="What the data hold")).to_be_visible()
    page.wait_for_selector(".yb-chart canvas")  # nothing is on its way any more when the session ends
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    statuses = []
    for _ in range(7):
        with httpx.Client(base_url=server.base_url) as other:  # a connection of its own: any of the processes takes it
            forwarded = {"x-forwarded-for": "192.0.2.7"}  # by a proxy on this machine
            statuses.append(other.post("/login", data={"key": "wrong"}, headers=forwarded).status_code)
    assert statuses == [401] * 5 + [429] * 2


def test_a_link_of_another_site_needs_no_second_log_in(visitor):
    page = visitor()
    _log_in(page)
    page.wait_for_selector(".yb-footer")
    address = page.url.rstrip("/") + GRAPH
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(content_type="text/html", body=f'<a href="{address}">there</a>'),
    )
    page.goto("http://elsewhere.example/")
    page.get_by_role("link", name="there").click()
    page.wait_for_selector(".yb-canvas canvas")


def test_each_page_talks_to_the_process_that_built_it(visitor):
    met = set()
    for turn in range(4 * WORKERS):
        page = visitor()
        loads, sockets = [], []
        page.on("websocket", lambda socket, sockets=sockets: sockets.append(socket.url))
        _log_in(page, ("/", GRAPH, ASK)[turn % 3])
        page.wait_for_selector(".yb-footer")
        page.on("load", lambda loaded, loads=loads: loads.append(loaded.url))
        if turn % 3 == 0:
            _alive(page)
        elif turn % 3 == 1:
            page.wait_for_selector(".yb-canvas canvas")
        else:
            expect(page.get_by_role("status")).to_have_text("是")
        assert len(sockets) == 1 and len(loads) <= 1  # nothing had to be loaded again
        met.add(PROCESS.search(sockets[0])[1])
        page.context.close()
    assert len(met) > 1


def test_a_page_outlives_its_process(visitor, server):
    """It is loaded again, in another one, with the question that stands in its address."""
    page = visitor()
    _log_in(page, ASK)
    expect(page.get_by_role("status")).to_have_text("是")
    first = page.evaluate("document.body.dataset.same = 'page'; window.socket.io.opts.query.process")
    pids = [int(pid) for line in server.log for pid in STARTED.findall(line)]
    assert len(pids) == WORKERS
    for pid in pids:
        kill(pid, signal.SIGKILL)
    page.wait_for_function("document.body.dataset.same !== 'page'", timeout=60_000)
    expect(page.get_by_role("status")).to_have_text("是", timeout=60_000)
    assert page.evaluate("window.socket.io.opts.query.process") != first


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_log_in_is_accessible_and_pictured(visitor, theme):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = visitor(color_scheme=theme)
    axe, faults = Axe(), []
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).hostname))
    for name in ("login", "login-wrong"):
        page.goto("/login?next=/overview")
        if name == "login-wrong":
            page.get_by_label("密钥").fill("wrong")
            page.keyboard.press("Enter")
            page.wait_for_selector("[role=alert]")
        assert page.evaluate("document.body.classList.contains('body--dark')") is (theme == "dark")
        for size, width in (("", DESK), ("-phone", PHONE)):
            page.set_viewport_size(width)
            page.screenshot(path=PICTURES / f"{name}-{theme}{size}.png")
            assert page.evaluate("document.documentElement.scrollWidth") <= width["width"]
            found = axe.run(page).response["violations"]
            faults += [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
    assert not faults and set(asked) == {"127.0.0.1"}
    page.get_by_role("button", name="切换深色或浅色").click()
    page.goto("/login")
    assert page.evaluate("document.body.classList.contains('body--dark')") is (theme == "light")
