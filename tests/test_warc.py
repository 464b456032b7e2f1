"""WARC files: pages with status 200 become articles; the rest is counted, damage is told."""

import gzip
import zlib
from pathlib import Path

import brotli
import pytest

from index.building.fingerprint import content_hash
from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.reading import read

TEXT = "参保人员在定点医疗机构就诊，报销比例为70%。"
PAGE = f"<html><body><p>{TEXT}</p></body></html>"
HTML = "text/html; charset=utf-8"


class Crawl:
    """A WARC file under construction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(b"")

    def add(
        self,
        url: str,
        body: bytes,
        content_type: str = HTML,
        status: str = "200 OK",
        record: str = "response",
        more: tuple[tuple[str, str], ...] = (),
        date: str = "2025-01-09T08:00:00Z",
    ) -> None:
        if record in ("response", "revisit"):
            head = "".join(f"{name}: {value}\r\n" for name, value in (("Content-Type", content_type), *more))
            body = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
            content_type = "application/http; msgtype=response"
        warc = f"WARC/1.0\r\nWARC-Type: {record}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        warc += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        data = warc.encode() + body + b"\r\n\r\n"
        with self.path.open("ab") as file:
            file.write(gzip.compress(data) if self.path.suffix == ".gz" else data)

    def read(self) -> tuple[list[RawArticle], list[str]]:
        return articles(self.path)


def articles(path: Path) -> tuple[list[RawArticle], list[str]]:
    problems: list[str] = []
    found = list(read([str(path)], None, problems.append))
    assert all("\n" not in problem for problem in problems)
    return found, problems


@pytest.fixture(params=["crawl.warc", "crawl.warc.gz"])
def crawl(request: pytest.FixtureRequest, tmp_path: Path) -> Crawl:
    return Crawl(tmp_path / request.param)


def test_pages_become_articles_named_by_their_urls(crawl: Crawl) -> None:
    crawl.add("https://example.org/1", PAGE.encode())
    crawl.add("https://example.org/2", TEXT.encode(), "text/plain")
    crawl.add("https://example.org/3", PAGE.encode(), "text/html", record="resource")
    found, problems = crawl.read()
    assert [(article.name, article.media_type) for article in found] == [
        ("https://example.org/1", "text/html"),
        ("https://example.org/2", "text/plain"),
        ("https://example.org/3", "text/html"),
    ]
    assert [article.text for article in found] == [PAGE, TEXT, PAGE]
    assert found[0].metadata == {"url": "https://example.org/1", "captured": "2025-01-09T08:00:00Z"}
    assert problems == []


def test_the_charset_of_http_is_a_declaration(crawl: Crawl) -> None:
    crawl.add("https://example.org/1", "<p>医</p>".encode("gbk"), "text/html; charset=GB2312")
    crawl.add("https://example.org/2", PAGE.encode("gb18030"), "text/html; charset=utf-8")  # wrong
    crawl.add("https://example.org/3", PAGE.encode(), "text/html; charset=iso-8859-1")  # wrong
    assert [article.text for article in crawl.read()[0]] == ["<p>医</p>", PAGE, PAGE]


def chunked(data: bytes) -> bytes:
    parts = [data[i : i + 20] for i in range(0, len(data), 20)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress),
        ([("Content-Encoding", "deflate")], zlib.compress),
        ([("Content-Encoding", "deflate")], raw_deflate),
        ([("Content-Encoding", "br")], brotli.compress),
        ([("Transfer-Encoding", "chunked")], chunked),
        ([("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")], lambda data: chunked(gzip.compress(data))),
        ([("Content-Encoding", "gzip")], bytes),  # the archive kept the header and stored the plain page
        ([("Content-Encoding", "br")], bytes),
        ([("Transfer-Encoding", "chunked")], bytes),
    ],
)
def test_compressed_and_chunked_pages_are_unpacked(crawl: Crawl, headers, pack) -> None:  # type: ignore[no-untyped-def]
    crawl.add("https://example.org/1", pack(PAGE.encode()), more=tuple(headers))
    found, problems = crawl.read()
    assert [article.text for article in found] == [PAGE]
    assert problems == []


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_a_damaged_or_exploding_page_is_told_and_the_rest_goes_on(crawl: Crawl, encoding: str, pack) -> None:  # type: ignore[no-untyped-def]
    packed = pack((PAGE * 50).encode())
    bomb = pack(b"0" * (reading_rules().article_bytes + 10))
    crawl.add("https://example.org/cut", packed[: len(packed) // 2], more=(("Content-Encoding", encoding),))
    crawl.add("https://example.org/bomb", bomb, more=(("Content-Encoding", encoding),))
    crawl.add("https://example.org/empty", b"")
    crawl.add("https://example.org/fine", PAGE.encode())
    found, problems = crawl.read()
    assert [article.name for article in found] == ["https://example.org/fine"]
    assert [problem.split(": ")[0] for problem in problems] == [
        f"https://example.org/{n}" for n in ("cut", "bomb", "empty")
    ]
    assert "larger than" in problems[1]


def test_what_is_no_page_is_counted(crawl: Crawl) -> None:
    crawl.add("https://example.org/1", PAGE.encode())
    crawl.add("https://example.org/1", PAGE.encode(), date="2025-02-01T00:00:00Z")
    crawl.add("https://example.org/404", b"gone", status="404 Not Found")
    crawl.add("https://example.org/302", b"", status="302 Found")
    crawl.add("https://example.org/a.pdf", b"%PDF-", "application/pdf")
    crawl.add("https://example.org/old", b"", record="revisit")
    crawl.add("dns:example.org", b"x", "text/dns", record="resource")
    found, problems = crawl.read()
    assert [article.metadata["captured"] for article in found] == ["2025-01-09T08:00:00Z"]
    assert len(problems) == 1
    for words in ("1 repeated captures", "2 responses other than 200", "1 files of other types", "1 revisit"):
        assert words in problems[0]


def test_the_moment_of_the_capture_does_not_make_another_article() -> None:
    first = RawArticle("a", TEXT, metadata={"url": "a", "captured": "2025-01-09T08:00:00Z"})
    later = RawArticle("a", TEXT, metadata={"url": "a", "captured": "2026-01-09T08:00:00Z"})
    moved = RawArticle("a", TEXT, metadata={"url": "b", "captured": "2026-01-09T08:00:00Z"})
    assert content_hash(first) == content_hash(later) != content_hash(moved)


def test_a_file_that_is_cut_short_anywhere_is_told_and_keeps_what_came_before(crawl: Crawl, capfd) -> None:  # type: ignore[no-untyped-def]
    for number in range(4):
        crawl.add(f"https://example.org/{number}", (PAGE + str(number)).encode())
    whole = len(crawl.read()[0])
    assert whole == 4
    data = crawl.path.read_bytes()
    step = len(data) // 4
    for cut in range(step // 3, len(data) - step // 4, step // 5):
        crawl.path.write_bytes(data[:cut])
        found, problems = articles(crawl.path)
        assert [article.text for article in found] == [PAGE + str(number) for number in range(len(found))]
        assert abs(len(found) - whole * cut / len(data)) < 1
        if cut % step > 8 and cut % step < step - 8:
            assert problems, cut
    assert capfd.readouterr().err == ""


def test_garbage_is_told(tmp_path: Path, capfd) -> None:  # type: ignore[no-untyped-def]
    for data in (
        b"garbage\r\n" * 9,
        b"\x1f\x8bgarbage",
        b"WARC/1.0\r\nContent-Length: soon\r\n\r\n",
        b"WARC/1.0\r\n\r\n",
        b"",
    ):
        for name in ("x.warc", "x.warc.gz"):
            (tmp_path / name).write_bytes(data)
            found, problems = articles(tmp_path / name)
            assert found == []
            assert len(problems) == 1, (name, data)
    assert capfd.readouterr().err == ""


def test_a_garbled_length_is_told(tmp_path: Path, capfd) -> None:  # type: ignore[no-untyped-def]
    crawl = Crawl(tmp_path / "x.warc")
    for number in range(3):
        crawl.add(f"https://example.org/{number}", (PAGE + str(number)).encode())
    crawl.read()
    data = crawl.path.read_bytes()
    size = data.index(b"Content-Length: ", data.index(b"WARC/1.0", 10)) + 16
    crawl.path.write_bytes(data[:size] + b"9" + data[size + 1 :])
    found, problems = articles(crawl.path)
    assert found[0].name == "https://example.org/0"
    assert problems
    assert capfd.readouterr().err == ""
