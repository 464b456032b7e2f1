"""Sessions of the web pages and the gate before them, without a browser."""

import multiprocessing
import re

import pytest
from fastapi import FastAPI
from query_samples import data_folder
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ontology.errors import InputError
from query.server.app import create_app
from query.server.keys import IN_SESSION, OPEN, KeyRing, Keys, is_page
from query.server.sessions import EVERYBODY, WINDOW, Sessions
from query.server.settings import server_settings
from query.web.login import page as login

HERE = {"origin": "http://testserver"}
HTML = {"accept": "text/html"}
PAGES = ("/", "/chat", "/article/a%2Fb", "/_nicegui/1/static/x.js", "/sparql-editor", "/nowhere")
PROGRAMS = ("/api/stats", "/api/export/facts", "/sparql", "/mcp", "/metrics", "/openapi.json")
ABROAD = ("//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "x", "/a\r\nb: c", "")
ORIGINS = ("http://elsewhere.example", "null", "http://testserver:81", "[")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(tmp_path, clock):
    found = Sessions(tmp_path / "sessions", lifetime=100, tries=3, clock=clock)
    yield found
    found.close()


def test_a_session_holds_until_it_ends(sessions, clock):
    token = sessions.begin()
    assert len(token) >= 40 and token != sessions.begin()
    assert sessions.holds(token)
    assert not sessions.holds("") and not sessions.holds(token + "x") and not sessions.holds("\ud800")
    clock.now += 99
    assert sessions.holds(token)
    clock.now += 1
    assert not sessions.holds(token)


def test_the_file_holds_no_token(sessions, tmp_path):
    token = sessions.begin()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert kept and token.encode() not in kept


def _other_process(file, token, told):
    other = Sessions(file, lifetime=100, tries=3, clock=Clock())
    told.put((other.holds(token), [other.may_try("192.0.2.1") for _ in range(3)]))
    other.end(token)
    other.close()


def test_all_processes_share_them(sessions, tmp_path):
    token = sessions.begin()
    assert sessions.may_try("192.0.2.1")
    spawn = multiprocessing.get_context("spawn")
    told = spawn.SimpleQueue()
    process = spawn.Process(target=_other_process, args=(tmp_path / "sessions", token, told))
    process.start()
    process.join(60)
    assert told.get() == (True, [True, True, False])
    assert not sessions.holds(token)


def test_tries_are_counted_by_address_and_forgotten(sessions, clock):
    assert [sessions.may_try("192.0.2.1") for _ in range(5)] == [True] * 3 + [False] * 2
    assert sessions.may_try("192.0.2.2")
    clock.now += WINDOW / 2
    assert not sessions.may_try("192.0.2.1")  # and a refused one does not count
    clock.now += WINDOW / 2
    assert sessions.may_try("192.0.2.1")
    sessions.forget_tries("192.0.2.1")
    assert [sessions.may_try("192.0.2.1") for _ in range(4)] == [True] * 3 + [False]


def test_one_who_has_many_addresses_is_one(sessions):
    same = [sessions.may_try(f"2001:db8:0:1::{number:x}") for number in range(4)]
    assert same == [True] * 3 + [False] and sessions.may_try("2001:db8:0:2::1")
    many = [sessions.may_try(f"198.51.100.{number}") for number in range(200)]
    assert many.index(False) == 3 * EVERYBODY - 4 and not any(many[3 * EVERYBODY - 4 :])


def test_an_empty_key_is_none(tmp_path):
    (tmp_path / "serve.yaml").write_text('api_keys: ["good", ""]\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"api_keys\.1"):
        server_settings(tmp_path / "serve.yaml")


def test_keys_are_told_apart():
    ring = KeyRing(["first", "第二"])
    assert ring.knows("first") and ring.knows("第二")
    assert not any(map(ring.knows, ("", "firs", "first ", "FIRST", "\ud800")))
    assert not KeyRing([]).knows("")


@pytest.fixture
def client(sessions):
    def says(request):
        return PlainTextResponse("session" if IN_SESSION in request.scope else "key")

    async def talks(socket):
        await socket.accept()
        async for text in socket.iter_text():
            await socket.send_text(text)

    app = Starlette(routes=[WebSocketRoute("/_ws", talks), Route("/{rest:path}", says, methods=["GET", "POST"])])
    ring = KeyRing(["the-key"])
    guarded = _with_login(app, ring, sessions)
    with TestClient(Keys(guarded, ring, sessions), follow_redirects=False) as client:
        yield client


def _with_login(app, ring, sessions):
    outer = FastAPI(openapi_url=None)
    login.add(outer, ring, sessions)
    outer.mount("/", app)
    return outer


def log_in(client, key="the-key", **fields):
    return client.post("/login", data={"key": key, **fields}, headers=HERE)


def test_a_page_sends_to_the_log_in_and_the_log_in_back(client):
    answer = client.get("/article/a%2Fb?start=1&q=%E4%BD%99", headers=HTML)
    assert answer.status_code == 303
    asked = client.get(answer.headers["location"])
    assert asked.status_code == 200 and 'value="/article/a%2Fb?start=1&amp;q=%E4%BD%99"' in asked.text
    logged_in = log_in(client, next="/article/a%2Fb?start=1&q=%E4%BD%99")
    assert logged_in.status_code == 303
    assert logged_in.headers["location"] == "/article/a%2Fb?start=1&q=%E4%BD%99"
    cookie = logged_in.headers["set-cookie"]
    assert re.fullmatch(
        r"yibao_session=[\w-]{43}; HttpOnly; Max-Age=100; Path=/; SameSite=strict", cookie, re.IGNORECASE
    )
    assert client.get("/login").headers["location"] == "/"
    for path in PAGES:
        assert client.get(path, headers=HTML).text == "session"
    assert client.get("/login/held").status_code == 204


def test_over_https_the_cookie_stays_there(sessions, client):
    client.base_url = "https://testserver"
    cookie = client.post("/login", data={"key": "the-key"}, headers={"origin": "https://testserver"}).headers[
        "set-cookie"
    ]
    assert cookie.startswith("__Host-yibao_session=") and "Secure" in cookie and "Domain" not in cookie


@pytest.mark.parametrize("wanted", ABROAD)
def test_nobody_is_sent_elsewhere(client, wanted):
    assert log_in(client, next=wanted).headers["location"] == "/"
    client.cookies.clear()
    assert 'name="next" value="/"' in client.get("/login", params={"next": wanted}).text


@pytest.mark.parametrize("path", PROGRAMS)
def test_programs_show_a_key_whoever_has_logged_in(client, path):
    log_in(client)
    refused = client.get(path, headers=HTML)
    assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
    assert client.get(path, headers={"authorization": "Bearer the-key"}).text == "key"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_a_session_or_a_key(client, path):
    assert client.get(path).status_code == 401
    assert client.post(path, headers=HTML).status_code == 401
    assert client.get(path, headers={**HTML, "cookie": "yibao_session=made-up"}).status_code == 303
    assert client.get(path, headers={"authorization": "Bearer the-key"}).text == "key"


def test_a_wrong_key_is_told_and_too_many_are_refused(client, clock):
    for _ in range(3):
        wrong = log_in(client, "no key <script>")
        assert wrong.status_code == 401 and 'role="alert"' in wrong.text and "no key" not in wrong.text
        assert "yibao_session" not in wrong.headers["set-cookie"]
    refused = log_in(client)
    assert refused.status_code == 429 and refused.headers["retry-after"] == "60"
    clock.now += 60
    assert log_in(client).status_code == 303


@pytest.mark.parametrize("form", ["key", "multipart/form-data", "application/json"])
def test_what_is_no_form_logs_nobody_in(client, form):
    answer = client.post("/login", content=b"key=the-key", headers={**HERE, "content-type": form})
    assert answer.status_code == 401
    many = "&".join(f"f{number}=1" for number in range(1000)) + "&key=the-key"
    long = {**HERE, "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/login", content=many, headers=long).status_code == 401


def test_logging_out_ends_the_session_for_whoever_holds_the_cookie(client):
    log_in(client)
    kept = dict(client.cookies)
    with client.websocket_connect("/_ws", headers=HERE) as socket:
        socket.send_text("alive")
        assert socket.receive_text() == "alive"
        gone = client.post("/logout", headers=HERE)
        assert gone.status_code == 303 and gone.headers["location"] == "/login"
        assert 'yibao_session=""' in gone.headers["set-cookie"] and "Max-Age=0" in gone.headers["set-cookie"]
        socket.send_text("still there?")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
    client.cookies.update(kept)
    assert client.get("/", headers=HTML).status_code == 303
    assert client.get("/login/held").status_code == 401


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_other_site_acts_for_a_visitor(client, origin):
    headers = {"origin": origin}
    assert client.post("/login", data={"key": "the-key"}, headers=headers).status_code == 403
    log_in(client)
    assert client.post("/logout", headers=headers).status_code == 403
    assert client.post("/chat", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_ws", headers=headers):
        pass
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_ws"):  # a browser names its origin
        pass
    assert client.get("/", headers={**HTML, **headers}).text == "session"


def test_a_link_of_another_site_is_asked_once_more_from_here(client):
    """The browser held back the cookie, which it sends when the page asks itself."""
    first = client.get("/chat", headers={**HTML, "sec-fetch-site": "cross-site"})
    assert first.status_code == 200 and 'http-equiv="refresh"' in first.text
    assert client.get("/chat", headers={**HTML, "sec-fetch-site": "same-origin"}).status_code == 303


def test_a_web_socket_needs_a_session(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_ws", headers=HERE):
        pass
    with client.websocket_connect("/_ws", headers={"authorization": "Bearer the-key"}) as socket:
        socket.send_text("key")
        assert socket.receive_text() == "key"


def test_every_path_of_the_api_is_known_to_be_of_programs():
    app = create_app(data_folder(), server_settings())
    app.state.shelf.close()
    app.state.workers.close()
    paths = {*app.openapi()["paths"], *(route.path for route in app.routes if hasattr(route, "path"))}
    assert {"/mcp", "/openapi.json", "/api/search", "/sparql", "/metrics", *OPEN} <= paths
    assert {path for path in paths if is_page(path)} == set(OPEN)
