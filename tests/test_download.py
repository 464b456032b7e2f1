"""Pages, sitemaps and lists of URLs, against a real server on this machine."""

import gzip
import io
import socket
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import fakes
import pytest
from local_site import Answer, FakeClock, Request, Site

from index.building.build import build
from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.reading import read
from ingest.sources.web import Web
from ontology.errors import InputError

TEXT = "参保人员在定点医疗机构就诊，报销比例为70%。"
PAGE = f"<html><body><p>{TEXT}</p></body></html>"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def site(clock: FakeClock) -> Iterator[Site]:
    served = Site(clock)
    yield served
    served.close()


@pytest.fixture
def get(site: Site, clock: FakeClock, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Read paths of the site: (articles by path, problems)."""

    def call(*paths: str, offline: bool = False) -> tuple[dict[str, RawArticle], list[str]]:
        problems: list[str] = []
        asked = [site.url + path if path.startswith("/") and not path.endswith(".urls") else path for path in paths]
        found = list(read(asked, None, problems.append, Web(tmp_path / "cache", offline, clock)))
        assert all("\n" not in problem for problem in problems)
        return {article.name.removeprefix(site.url): article for article in found}, problems

    return call


def page(number: int = 0) -> Answer:
    return Answer(f"<html><body><p>{TEXT}{number}</p></body></html>".encode())


def sitemap(*urls: str, kind: str = "urlset") -> bytes:
    inner = "url" if kind == "urlset" else "sitemap"
    rows = "".join(f"<{inner}><loc>\n {url} </loc></{inner}>" for url in urls)
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'.encode()


def test_a_page_is_an_article_named_by_its_url(site: Site, get) -> None:
    site.pages["/a.html"] = Answer(PAGE.encode())
    found, problems = get("/a.html#part")
    assert list(found) == ["/a.html"]
    assert found["/a.html"].text == PAGE
    assert found["/a.html"].media_type == "text/html"
    assert found["/a.html"].metadata == {"url": f"{site.url}/a.html"}
    assert problems == []
    assert len(site.agents) == 1
    assert site.agents.pop().startswith("yibao/")


@pytest.mark.parametrize("label", ["gb2312", "utf-8", "iso-8859-1", ""])
def test_the_header_may_declare_the_wrong_encoding(site: Site, get, label: str) -> None:
    kind = "text/html" + (f"; charset={label}" if label else "")
    site.pages["/a"] = Answer(PAGE.encode("gb18030"), kind)
    site.pages["/b"] = Answer(PAGE.encode(), kind)
    found, _ = get("/a", "/b")
    assert [article.text for article in found.values()] == [PAGE, PAGE]


def test_compressed_answers_are_unpacked(site: Site, get) -> None:
    site.pages["/a"] = Answer(gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"})
    assert get("/a")[0]["/a"].text == PAGE


def test_robots_txt_is_asked_first_and_respected(site: Site, get) -> None:
    robots = b"User-agent: *\nDisallow: /private/\nDisallow: /*.php$\nAllow: /private/open.html\n"
    site.pages |= {
        "/robots.txt": Answer(robots, "text/plain"),
        "/private/a.html": page(),
        "/private/open.html": page(),
        "/x.php": page(),
        "/moved": Answer(status=301, headers={"Location": "/private/a.html"}),
        "/a.html": page(),
    }
    found, problems = get("/private/a.html", "/private/open.html", "/x.php", "/moved", "/a.html")
    assert list(found) == ["/private/open.html", "/a.html"]
    assert len(problems) == 3
    assert all("robots.txt" in problem for problem in problems)
    assert site.paths[0] == "/robots.txt"
    assert "/private/a.html" not in site.paths
    assert "/x.php" not in site.paths


def test_its_own_rules_for_this_program_count(site: Site, get) -> None:
    site.pages |= {"/robots.txt": Answer(b"User-agent: yibao\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), "/a": page()}
    assert get("/a")[0] == {}


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (503, False)])
def test_a_robots_txt_that_cannot_be_had(site: Site, get, status: int, allowed: bool) -> None:
    site.pages |= {"/robots.txt": Answer(status=status), "/a": page()}
    found, problems = get("/a")
    assert (list(found), len(problems)) == ((["/a"], 0) if allowed else ([], 1))


def urls_file(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "pages.urls"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_second_passes_between_two_requests_to_a_host(site: Site, get, tmp_path: Path) -> None:
    site.pages |= {f"/{n}": page(n) for n in range(4)}
    found, _ = get(urls_file(tmp_path, *(f"{site.url}/{n}" for n in range(4))))
    assert len(found) == 4
    times = [time for _, time in site.requests]
    assert len(times) == 5  # robots.txt among them, once
    assert [after - before for before, after in pairwise(times)] == pytest.approx([1.0] * 4)


def test_urls_named_one_by_one_share_the_pauses_and_robots_txt(site: Site, get) -> None:
    site.pages |= {"/1": page(1), "/2": page(2)}
    get("/1", "/2")
    assert site.paths == ["/robots.txt", "/1", "/2"]
    assert [after - before for before, after in pairwise(time for _, time in site.requests)] == pytest.approx([1.0] * 2)


def test_a_longer_crawl_delay_is_kept(site: Site, get, tmp_path: Path) -> None:
    site.pages |= {f"/{n}": page(n) for n in range(3)}
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 7\n", "text/plain")
    get(urls_file(tmp_path, *(f"{site.url}/{n}" for n in range(3))))
    times = [time for _, time in site.requests]
    assert [after - before for before, after in pairwise(times)] == pytest.approx([7.0] * 3)


def test_a_list_of_urls(site: Site, get, tmp_path: Path) -> None:
    site.pages |= {"/a": page(1), "/b": page(2)}
    path = urls_file(
        tmp_path, "\ufeff# pages", f"{site.url}/a", "", f" {site.url}/b ", f"{site.url}/a", "ftp://x/", "none"
    )
    found, problems = get(path)
    assert list(found) == ["/a", "/b"]
    assert ["line 6" in problems[0], "line 7" in problems[1]] == [True, True]


def test_what_fails_is_told_and_the_rest_goes_on(site: Site, get, tmp_path: Path) -> None:
    limit = reading_rules().article_bytes
    site.pages |= {
        "/gone": Answer(status=404),
        "/a.pdf": Answer(b"%PDF-1.4", "application/pdf"),
        "/liar": Answer(b"%PDF-1.4"),
        "/huge": Answer(b"a" * (reading_rules().web.sitemap_bytes + 1)),
        "/large": Answer(b"a" * (limit + 1)),
        "/bomb": Answer(
            gzip.compress(b"0" * (reading_rules().web.sitemap_bytes + 1)), headers={"Content-Encoding": "gzip"}
        ),
        "/badzip": Answer(b"\x1f\x8bgarbage", headers={"Content-Encoding": "gzip"}),
        "/empty": Answer(b" "),
        "/circle": Answer(status=302, headers={"Location": "/circle"}),
        "/away": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        "/fine": page(),
    }
    names = [name for name in site.pages if name != "/fine"]
    found, problems = get(urls_file(tmp_path, *(site.url + name for name in [*names, "/fine"])))
    assert list(found) == ["/fine"]
    words = [
        "404",
        "application/pdf",
        "PDF",
        "larger",
        "larger",
        "larger",
        "damaged",
        "empty",
        "circle",
        "no web address",
    ]
    assert [problem.split(": ")[0].removeprefix(site.url) for problem in problems] == names
    assert all(word in problem for word, problem in zip(words, problems, strict=True))


def test_a_server_in_trouble_is_asked_again_and_later(site: Site, get, clock: FakeClock) -> None:
    site.pages["/500"] = lambda asked: Answer(status=500) if asked.count < 3 else page()
    site.pages["/429"] = lambda asked: Answer(status=429, headers={"Retry-After": "60"}) if asked.count < 2 else page()
    site.pages["/503"] = Answer(status=503)
    site.pages["/busy"] = Answer(status=503, headers={"Retry-After": "86400"})
    found, problems = get("/500", "/429", "/503", "/busy")
    assert list(found) == ["/500", "/429"]
    times = {path: [time for asked, time in site.requests if asked == path] for path in site.pages}
    assert [round(after - before) for before, after in pairwise(times["/500"])] == [2, 4]
    assert times["/429"][1] - times["/429"][0] >= 60
    assert (len(times["/503"]), len(times["/busy"])) == (3, 1)
    assert max(clock.slept) <= 120
    assert all("answered 503" in problem for problem in problems)


def test_redirects_are_followed_and_keep_the_name(site: Site, get) -> None:
    site.pages |= {"/old": Answer(status=301, headers={"Location": "new"}), "/new": page()}
    found, problems = get("/old")
    assert found["/old"].metadata["url"] == f"{site.url}/new"
    assert problems == []


def test_an_answer_that_trickles_is_given_up(
    site: Site, get, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/slow"] = Answer(b"a" * 300_000)
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: setattr(clock, "time", clock.time + 50) or now())  # each look takes 50 s
    found, problems = get("/slow")
    assert found == {}
    assert "slowly" in problems[0]


def test_a_server_that_does_not_answer_is_given_up(get, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    known = reading_rules()
    short = replace(known, web=replace(known.web, read_seconds=0.1, connect_seconds=0.5))
    monkeypatch.setattr("ingest.sources.http.reading_rules", lambda: short)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/a"
        start = clock.time
        found, problems = get(url, url + "2")
    assert found == {}
    assert "did not answer in time" in problems[0]
    assert len(problems) == 2
    assert clock.time - start < 10  # the host is not asked again for each of its pages
    found, problems = get(url)  # nobody listens any more
    assert "no connection" in problems[0]


def test_a_sitemap_gives_its_pages_and_those_of_its_sitemaps(site: Site, get) -> None:
    site.pages |= {
        "/sitemap.xml": Answer(
            sitemap(f"{site.url}/news.xml", f"{site.url}/more.xml.gz", f"{site.url}/sitemap.xml", kind="sitemapindex"),
            "application/xml",
        ),
        "/news.xml": Answer(sitemap(f"{site.url}/1", f"{site.url}/2?a=1&amp;b=2", f"{site.url}/1"), "text/xml"),
        "/more.xml.gz": Answer(
            gzip.compress(sitemap(f"{site.url}/3", "https://elsewhere.example/4")), "application/gzip"
        ),
        "/1": page(1),
        "/2?a=1&b=2": page(2),
        "/3": page(3),
    }
    found, problems = get("/sitemap.xml")
    assert list(found) == ["/1", "/2?a=1&b=2", "/3"]
    assert len(problems) == 1
    assert "1 addresses on other hosts" in problems[0]
    assert site.paths.count("/sitemap.xml") == 1


def test_sitemaps_that_never_end_are_cut_off(site: Site, get) -> None:
    def deeper(asked: Request) -> Answer:
        number = int(asked.path.removeprefix("/map").removesuffix(".xml"))
        return Answer(sitemap(f"{site.url}/map{number + 1}.xml", kind="sitemapindex"), "text/xml")

    site.pages |= {f"/map{number}.xml": deeper for number in range(20)}
    found, problems = get("/map0.xml")
    assert found == {}
    assert len(site.requests) < 6
    assert "nested too deeply" in problems[0]


@pytest.mark.parametrize("xml", [b"<urlset><url><loc>", b"<urlset></urlset>", b"<urlset>" + b"\xff" * 100])
def test_a_sitemap_without_pages_is_told(site: Site, get, xml: bytes) -> None:
    site.pages["/sitemap.xml"] = Answer(xml, "application/xml")
    assert len(get("/sitemap.xml")[1]) == 1


def test_a_sitemap_that_is_cut_short_gives_what_it_has_and_is_told(site: Site, get) -> None:
    whole = sitemap(f"{site.url}/1", f"{site.url}/2")
    site.pages |= {"/sitemap.xml": Answer(whole[:-40], "text/xml"), "/1": page(1), "/2": page(2)}
    found, problems = get("/sitemap.xml")
    assert "/1" in found
    assert "broken sitemap" in problems[0]
    assert problems[0].hides("/2")  # type: ignore[attr-defined]


def test_an_entity_of_a_sitemap_reads_no_file(site: Site, get, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("/secret", encoding="utf-8")
    xml = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><urlset><url><loc>{site.url}&x;</loc></url></urlset>'
    site.pages["/sitemap.xml"] = Answer(xml.encode(), "application/xml")
    get("/sitemap.xml")
    assert "/secret" not in site.paths


def test_what_was_downloaded_is_asked_for_only_if_it_changed(site: Site, get) -> None:
    statuses: list[int] = []

    def tagged(asked: Request) -> Answer:
        same = asked.headers.get("If-None-Match") == '"1"' and asked.count < 3
        statuses.append(304 if same else 200)
        return Answer(status=304) if same else replace(page(asked.count), headers={"ETag": '"1"'})

    site.pages["/a"] = tagged
    first, second, third = (get("/a")[0]["/a"].text for _ in range(3))
    assert statuses == [200, 304, 200]
    assert first == second != third


def test_offline_reads_the_cache_alone(site: Site, get) -> None:
    site.pages |= {
        "/sitemap.xml": Answer(sitemap(f"{site.url}/1"), "text/xml"),
        "/1": Answer(PAGE.encode("gbk"), "text/html"),
    }
    online = get("/sitemap.xml")[0]
    before = len(site.requests)
    offline, problems = get("/sitemap.xml", "/2", offline=True)
    assert offline == online
    assert len(site.requests) == before
    assert "without --offline" in problems[0]


def test_a_damaged_cache_is_as_good_as_none(site: Site, get, tmp_path: Path) -> None:
    site.pages["/a"] = replace(page(), headers={"ETag": '"1"'})
    get("/a")
    for file in (tmp_path / "cache").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-5])
    found, problems = get("/a")
    assert (list(found), problems) == (["/a"], [])


def test_a_cache_that_cannot_be_written_is_told_once(site: Site, get, tmp_path: Path) -> None:
    site.pages |= {"/a": page(1), "/b": page(2)}
    (tmp_path / "cache").write_bytes(b"a file")
    found, problems = get(urls_file(tmp_path, f"{site.url}/a", f"{site.url}/b"))
    assert list(found) == ["/a", "/b"]
    assert len(problems) == 1
    assert "--cache" in problems[0]


def test_only_hosts_that_the_user_named_may_be_local(site: Site, get, clock: FakeClock) -> None:
    other = Site(clock)
    other.pages["/secret"] = page()
    site.pages["/a"] = Answer(status=302, headers={"Location": f"{other.url}/secret"})
    try:
        found, problems = get("/a")
    finally:
        other.close()
    assert found == {}
    assert other.requests == []
    assert "not public" in problems[0]


def test_what_did_not_come_is_not_pruned(site: Site, clock: FakeClock, tmp_path: Path) -> None:
    def run(prune: bool = True) -> tuple[int, ...]:
        web = Web(tmp_path / "cache", clock=clock)
        encoder = fakes.HashingEncoder()
        report = build([f"{site.url}/sitemap.xml"], tmp_path / "data", encoder=encoder, prune=prune, web=web)
        return report.added, report.unchanged, report.removed, len(report.problems)

    listing = Answer(sitemap(f"{site.url}/1", f"{site.url}/2"), "text/xml")
    site.pages |= {"/sitemap.xml": listing, "/1": page(1), "/2": page(2)}
    assert run() == (2, 0, 0, 0)
    site.pages["/2"] = Answer(status=404)
    assert run() == (0, 1, 0, 1)
    site.pages["/sitemap.xml"] = Answer(status=500)
    assert run()[:3] == (0, 0, 0)
    site.pages |= {"/sitemap.xml": Answer(sitemap(f"{site.url}/1"), "text/xml")}
    assert run()[:3] == (0, 1, 1)


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://a b/", "http://exa mple.org/x", "http://", "http://127.0.0.1:99999/"]
)
def test_no_address_at_all(get, url: str) -> None:
    try:
        found, problems = get(url)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert (found, len(problems)) == ({}, 1)


def test_reading_files_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    (tmp_path / "a.txt").write_text(f"{TEXT} http://example.org/", encoding="utf-8")
    assert len(list(read([str(tmp_path)], io.BytesIO(), print))) == 1
