"""Whatever stands in a file: reading it yields articles and one-line problems, and never an error."""

import bz2
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.decoding.encodings import decode
from ingest.sources.reading import read
from ingest.sources.sitemaps import sitemap, unpacked_sitemap
from ontology.errors import InputError

TEXT = "参保人员在定点医疗机构就诊，报销比例为70%。\n" * 5


def zip_bytes() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", TEXT + str(number))
    return out.getvalue()


def tar_bytes() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(3):
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(TEXT.encode())
            archive.addfile(info, io.BytesIO(TEXT.encode()))
    return out.getvalue()


def warc_bytes() -> bytes:
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{TEXT}".encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/{}\r\nContent-Length: {}\r\n\r\n"
    return b"".join(head.format(number, len(body)).encode() + body + b"\r\n\r\n" for number in range(3))


LINES = "".join(json.dumps({"id": number, "text": TEXT}) + "\n" for number in range(3)).encode()
WHOLE = {
    "t.zip": zip_bytes(),
    "t.tar": tar_bytes(),
    "t.tar.gz": gzip.compress(tar_bytes()),
    "t.tar.bz2": bz2.compress(tar_bytes()),
    "t.warc": warc_bytes(),
    "t.warc.gz": gzip.compress(warc_bytes()),
    "t.jsonl": LINES,
    "t.jsonl.gz": gzip.compress(LINES),
    "t.txt.gz": gzip.compress(TEXT.encode()),
    "t.html": f"<html><meta charset=gbk><p>{TEXT}".encode("gbk"),
}
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), st.floats(0, 1), st.integers(1, 255)),
        st.tuples(st.just("cut"), st.floats(0, 1), st.integers(1, 255)),
        st.tuples(st.just("insert"), st.floats(0, 1), st.integers(0, 255)),
        st.tuples(st.just("drop"), st.floats(0, 1), st.integers(1, 40)),
    ),
    min_size=1,
    max_size=4,
)


def damaged(data: bytes, edits: list[tuple[str, float, int]]) -> bytes:
    for kind, place, number in edits:
        at = int(place * max(0, len(data) - 1))
        match kind:
            case "flip":
                data = data[:at] + bytes([data[at] ^ number]) + data[at + 1 :] if data else data
            case "cut":
                data = data[:at]
            case "insert":
                data = data[:at] + bytes([number]) * 3 + data[at:]
            case _:
                data = data[:at] + data[at + number :]
    return data


@pytest.mark.parametrize("name", WHOLE)
@given(edits=EDITS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_anywhere_is_told_and_never_an_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, edits: list[tuple[str, float, int]]
) -> None:
    (tmp_path / name).write_bytes(damaged(WHOLE[name], edits))
    problems: list[str] = []
    found = list(read([str(tmp_path / name)], None, problems.append))
    assert len({article.name for article in found}) == len(found) <= 4
    for problem in problems:
        assert problem.isprintable(), problem
        assert ";" in problem
    assert found or problems or not (tmp_path / name).read_bytes().strip()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", WHOLE)
def test_without_damage_all_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WHOLE[name])
    problems: list[str] = []
    assert len(list(read([str(tmp_path / name)], None, problems.append))) == (
        1 if "txt" in name or "html" in name else 3
    )
    assert problems == []


@given(label=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20), data=st.binary(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_declaration_is_survived(label: str, data: bytes) -> None:
    try:
        decode(data, "text/html", label)
    except InputError as error:
        assert str(error).isprintable()


@pytest.mark.parametrize(
    "label",
    [
        "utf-7",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "rot13",
        "hex",
        "zlib",
        "utf_16",
    ],
)
def test_codecs_that_are_no_encodings_of_pages_do_no_harm(label: str) -> None:
    page = f"<meta charset={label}><p>{TEXT}\\u533b"
    for encoding in ("utf-8", "gb18030"):
        assert decode(page.encode(encoding), "text/html", label).text == page


@given(
    st.lists(
        st.sampled_from(["<urlset>", "<url>", "<loc>", "</loc>", "</url>", "http://x.example/1", "<!--", "&", "]]>"])
    )
)
@settings(max_examples=100, deadline=None)
def test_any_sitemap_is_read_as_far_as_it_goes(parts: list[str]) -> None:
    xml = unpacked_sitemap(("<urlset>" + "".join(parts)).encode())
    assert xml is not None
    assert all(url.startswith("http://x.example/") for url in sitemap("http://x.example/sitemap.xml", xml).pages)
