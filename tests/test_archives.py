"""Zip and tar archives, compressed files: members are read like files, and no fault stops the rest."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.reading import read

TEXT = "参保人员在定点医疗机构就诊，报销比例为70%。\r\n请携带社保卡。\n"
TARS = ["t.tar", "t.tar.gz", "t.tgz", "t.tar.bz2", "t.tar.xz", "t.txz"]


def articles(*paths: Path | str) -> tuple[list[RawArticle], list[str]]:
    problems: list[str] = []
    found = list(read([str(path) for path in paths], None, problems.append))
    assert all("\n" not in problem for problem in problems)
    return found, problems


def names(found: list[RawArticle], archive: Path) -> list[str]:
    return [article.name.removeprefix(f"{archive.as_posix()}!/") for article in found]


def packed(name: str, data: bytes) -> bytes:
    if name.endswith(("gz", "tgz")):
        return gzip.compress(data)
    if name.endswith("bz2"):
        return bz2.compress(data)
    return lzma.compress(data) if name.endswith("xz") else data


def tar_bytes(members: dict[str, bytes], *more: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in more:
            archive.addfile(info)
    return out.getvalue()


def zip_file(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


MEMBERS = {
    "b/2.html": f"<html><meta charset=gb2312><p>{TEXT}</p></html>".encode("gb18030"),
    "a.txt": TEXT.encode("gb18030"),
    "c.md": "---\ntitle: 甲\n---\n# 甲\n".encode(),
    "README.md": b"about",
    ".hidden/x.txt": b"x",
    "__MACOSX/a.txt": b"x",
    "x.csv": b"1",
    "d.txt.gz": gzip.compress(TEXT.encode()),
}


@pytest.mark.parametrize("name", ["t.zip", *TARS])
def test_the_members_of_an_archive_are_read_like_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("zip"):
        zip_file(path, MEMBERS)
    else:
        path.write_bytes(packed(name, tar_bytes(MEMBERS)))
    found, problems = articles(path)
    assert names(found, path) == ["b/2.html", "a.txt", "c.md", "d.txt.gz"]
    assert [article.media_type for article in found] == ["text/html", "text/plain", "text/markdown", "text/plain"]
    assert [article.encoding for article in found] == ["gb18030", "gb18030", "utf-8", "utf-8"]
    assert found[1].text == found[3].text == TEXT
    assert found[2].metadata == {"title": "甲"}
    assert problems == []


def test_an_archive_named_twice_gives_its_articles_once(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "t.zip", {"a.txt": TEXT.encode()})
    assert len(articles(path, path)[0]) == 1


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.bz2", "a.txt.xz", "a.html.gz"])
def test_a_compressed_file_is_read_by_its_inner_suffix(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(packed(name, TEXT.encode("gbk")))
    for path in (tmp_path / name, tmp_path):
        found, problems = articles(path)
        assert (found[0].text, problems) == (TEXT, [])
        assert found[0].name == (tmp_path / name).as_posix()
        assert found[0].media_type == ("text/html" if "html" in name else "text/plain")


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.bz2", "a.txt.xz"])
def test_a_compressed_file_that_is_cut_short_or_damaged_is_told(tmp_path: Path, name: str) -> None:
    whole = packed(name, TEXT.encode() * 500)
    for data in (whole[: len(whole) // 2], b"garbage" * 9, whole[:20] + b"\xff" * 20 + whole[40:], b""):
        (tmp_path / name).write_bytes(data)
        (tmp_path / "z.txt").write_text(TEXT, encoding="utf-8")
        found, problems = articles(tmp_path)
        assert [article.name for article in found] == [(tmp_path / "z.txt").as_posix()]
        assert len(problems) == 1


def test_a_compressed_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"0" * (reading_rules().article_bytes + 1)))
    assert "larger than" in articles(tmp_path / "a.txt.gz")[1][0]


def test_json_lines_may_be_compressed_and_what_stands_before_damage_is_kept(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": "%d", "text": "%s"}\n' % (i, str(i * 7919).encode() * 50) for i in range(2000))
    for name in ("a.jsonl.gz", "a.ndjson.bz2", "a.jsonl.xz"):
        (tmp_path / name).write_bytes(packed(name, lines))
        assert len(articles(tmp_path / name)[0]) == 2000
    whole = gzip.compress(lines)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    found, problems = articles(tmp_path / "cut.jsonl.gz")
    assert 0 < len(found) < 2000
    assert any("cut short" in problem for problem in problems)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_chinese_names_of_members(tmp_path: Path, encoding: str) -> None:
    path = zip_file(tmp_path / "t.zip", {"XXXXXX/a.txt": TEXT.encode()})
    raw = "医保".encode(encoding).ljust(6, b"_")
    path.write_bytes(path.read_bytes().replace(b"XXXXXX", raw))
    assert names(articles(path)[0], path) == ["医保".encode(encoding).ljust(6, b"_").decode(encoding) + "/a.txt"]
    tar = tmp_path / "t.tar"
    with tarfile.open(tar, "w", encoding=encoding, format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("医保/a.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    assert names(articles(tar)[0], tar) == ["医保/a.txt"]


@pytest.mark.parametrize("name", ["t.zip", "t.tar"])
def test_names_that_lead_elsewhere_do_nothing(tmp_path: Path, name: str) -> None:
    members = {"../../up.txt": TEXT.encode(), "/etc/abs.txt": TEXT.encode(), "C:\\win.txt": TEXT.encode()}
    path = tmp_path / name
    if name.endswith("zip"):
        zip_file(path, members)
    else:
        path.write_bytes(tar_bytes(members))
    before = sorted(tmp_path.parent.rglob("*"))
    assert len(articles(path)[0]) == 3
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_links_and_devices_are_counted_and_left_out(tmp_path: Path) -> None:
    link, hard, pipe = tarfile.TarInfo("l.txt"), tarfile.TarInfo("h.txt"), tarfile.TarInfo("p.txt")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "a.txt"
    pipe.type = tarfile.FIFOTYPE
    path = tmp_path / "t.tar"
    path.write_bytes(tar_bytes({"a.txt": TEXT.encode()}, link, hard, pipe))
    found, problems = articles(path)
    assert names(found, path) == ["a.txt"]
    assert len(problems) == 1
    assert "1 devices, 2 links" in problems[0]
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("l.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("z.txt", TEXT)
    found, problems = articles(path)
    assert names(found, path) == ["z.txt"]
    assert "1 links" in problems[0]


def test_archives_in_archives_and_doubled_members_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.tar"
    first = tar_bytes({"a.txt": b"1", "inner.zip": b"PK", "deep/b.tar.gz": b"x"})
    with tarfile.open(path, "w") as archive:
        for source in (first, tar_bytes({"a.txt": b"2"})):
            with tarfile.open(fileobj=io.BytesIO(source)) as members:
                for info in members:
                    archive.addfile(info, members.extractfile(info))
    found, problems = articles(path)
    assert [article.text for article in found] == ["1"]
    assert ["inner.zip" in problems[0], "b.tar.gz" in problems[1], "came before" in problems[2]] == [True] * 3


def test_bad_members_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = zip_file(
        tmp_path / "t.zip",
        {
            "1.txt": TEXT.encode() * 20,
            "2.txt": b"",
            "3.txt": b"%PDF-1.4",
            "4.txt": TEXT.encode() * 20,
            "5.txt": b"0" * (reading_rules().article_bytes + 1),
            "6.txt": TEXT.encode(),
        },
    )
    data = bytearray(path.read_bytes())
    start = data.index(b"1.txt") + 5
    data[start + 20 : start + 24] = b"\0\1\2\3"  # the content of 1
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # 4 is encrypted
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            if data[place : place + 80].find(b"4.txt") > 0 and b"3.txt" not in data[place : place + 60]:
                data[place + offset] |= 1
    path.write_bytes(bytes(data))
    found, problems = articles(path)
    assert names(found, path) == ["6.txt"]
    assert [problem.removeprefix(f"{path.as_posix()}!/")[:1] for problem in problems] == ["1", "2", "3", "4", "5"]
    for problem, words in zip(problems, ("damaged", "empty", "PDF", "encrypted", "larger"), strict=True):
        assert words in problem


def test_a_zip_whose_directory_is_gone_is_told_in_one_line(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "t.zip", {"a.txt": TEXT.encode()})
    (tmp_path / "z.txt").write_text(TEXT, encoding="utf-8")
    for data in (path.read_bytes()[:-30], b"", b"no zip at all" * 10):
        path.write_bytes(data)
        found, problems = articles(path, tmp_path / "z.txt")
        assert len(found) == len(problems) == 1


@pytest.mark.parametrize("name", ["t.tar", "t.tar.gz"])
def test_a_tar_that_is_cut_short_gives_what_came_before(tmp_path: Path, name: str) -> None:
    whole = tar_bytes({f"{i}.txt": (TEXT * 40).encode() for i in range(9)})
    size = len((TEXT * 40).encode())
    block = 512 + -(-size // 512) * 512
    for cut in (3 * block, 3 * block + 100, 3 * block + 512 + 5):
        (tmp_path / name).write_bytes(packed(name, whole[:cut]))
        found, problems = articles(tmp_path / name)
        assert [len(found), len(problems)] == [3, 1]
        assert "cut short" in problems[0]
    broken = bytearray(whole)
    broken[3 * block : 3 * block + 512] = b"x" * 512  # a garbled header
    (tmp_path / name).write_bytes(packed(name, bytes(broken)))
    found, problems = articles(tmp_path / name)
    assert [len(found), len(problems)] == [3, 1]


def test_a_cut_compressed_tar_is_told(tmp_path: Path) -> None:
    data = gzip.compress(tar_bytes({f"{i}.txt": (TEXT * 40 + str(i)).encode() for i in range(9)}))
    (tmp_path / "t.tar.gz").write_bytes(data[: len(data) * 2 // 3])
    assert len(articles(tmp_path / "t.tar.gz")[1]) == 1


@pytest.mark.parametrize("name", ["t.zip", "t.tar.xz"])
def test_a_bomb_is_cut_off(tmp_path: Path, name: str) -> None:
    path, big = tmp_path / name, b" " * 15_000_000
    members = {f"{i}.txt": big for i in range(8)}
    if name.endswith("zip"):
        zip_file(path, members)
    else:
        path.write_bytes(packed(name, tar_bytes(members)))
    known = reading_rules().sources
    assert path.stat().st_size * known.archive_ratio < 8 * len(big)
    problems = articles(path)[1]
    assert "unpacks to more" in problems[-1]
    assert len(problems) < 8


@pytest.mark.parametrize("name", ["a.rar", "a.7z", "a.txt.zst"])
def test_what_is_packed_in_another_way_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"Rar!")
    assert "unpack it" in articles(tmp_path / name)[1][0]


def test_archives_in_a_folder_are_told_and_not_read(tmp_path: Path) -> None:
    zip_file(tmp_path / "t.zip", {"a.txt": TEXT.encode()})
    (tmp_path / "pages.jsonl").write_bytes(b'{"id": "a", "text": "b"}\n')
    found, problems = articles(tmp_path)
    assert found == []
    assert len(problems) == 2
    assert all("name it" in problem for problem in problems)
