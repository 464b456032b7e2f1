"""`yibao clean --explain`, `--html` and the edits of `--json`: what people and programs see of the edit log."""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from rich.cells import cell_len

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from query.explain.page import write_page
from query.explain.visible import visible

PAGE = """\
醫保怎麼報銷?
2024-03-05 08:12:44社保通訊
登入參保網站,檢視**繳費資訊。歡迎關注好保通解鎖更多資訊!
45歲以下的按照繳費基數的 計入個人賬戶。
溫馨提示:以上內容僅供參考,具體以當地政策為準!
"""
HOSTILE = """\
医保<script>alert(1)</script>怎么报销?
</div></li><img src="https://example.org/x.png" onerror="alert(2)">带上"身份证"
{{ 7*7 }}{% raw %}先\u202e查询\u202c余额\u0007再\ud83d办理
"""
ANSI = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
def run(run, monkeypatch):
    """Run `yibao clean` in this process, without colours of the surroundings: (exit status, stdout, stderr)."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        return run("clean", *arguments)

    return call


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


class Reader(HTMLParser):
    """Takes a written page apart: elements with their attributes, the texts of the cells, the embedded data."""

    VOID = ("meta", "input", "br", "img", "link", "base")

    def __init__(self, text):
        super().__init__()
        self.elements, self.cells, self.open, self.text = [], {"raw": [], "clean": []}, [], {}
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        classes = (found.get("class") or "").split()
        self.elements.append((tag, found))
        if tag not in self.VOID:
            self.open.append((tag, classes))
        if "cell" in classes:
            self.cells[classes[1]].append("")

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.text[self.open[-1][0] if self.open else ""] = data
        for tag, classes in self.open:
            if tag == "div" and "cell" in classes and not self._inside("side", "plain", "notes"):
                self.cells[classes[1]][-1] += data

    def _inside(self, *names):
        return any(set(classes) & set(names) for _, classes in self.open)

    def all(self, tag):
        return [found for name, found in self.elements if name == tag]


def written(*texts, media_type="text/plain"):
    out = io.StringIO()
    write_page((clean(RawArticle(f"{n}.txt", text, media_type)) for n, text in enumerate(texts)), out)
    return out.getvalue()


def test_side_by_side_without_a_terminal_is_plain_text_with_marks(run, page):
    status, out, err = run(page, "--explain")
    assert (status, err) == (0, "")
    assert not ANSI.search(out)
    assert re.search(r"\[-登入-\].*\{\+登录\+\}", out)
    assert "[!{+⟦缺词⟧+}!]" in out
    assert re.search(r"^- 2024-03-05", out, re.M)
    assert "page_header 页头" in out
    assert "资讯 → 信息" in out
    assert "[-歡迎關注" in out


def test_colours_come_with_a_terminal_and_go_with_no_color(run, page, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run(page, "--explain")[1]
    assert ANSI.search(coloured)
    assert "[-" not in ANSI.sub("", coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not ANSI.search(run(page, "--explain")[1])


@pytest.mark.parametrize("width", [40, 77, 160])
def test_both_sides_fit_the_width_in_wide_characters(run, page, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [line for line in run(page, "--explain")[1].splitlines() if re.match(r"[~!-] |  \S", line)]
    body = rows[next(i for i, row in enumerate(rows) if row.startswith("~")) :]
    assert len(body) > 3
    assert max(map(cell_len, body)) <= width


def test_the_page_stands_alone_and_lets_nothing_run_but_its_own_script(run, page):
    status, out, err = run(page, "--html", "-")
    assert (status, err) == (0, "")
    found = Reader(out)
    policy = next(meta["content"] for meta in found.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    for tag in ("style", "script"):
        text = re.findall(rf"<{tag}>(.*?)</{tag}>", out, re.S)
        digest = base64.b64encode(hashlib.sha256(text[0].encode()).digest()).decode()
        assert len(text) == 1
        assert f"{tag}-src 'sha256-{digest}'" in policy
    for _, attributes in found.elements:
        assert "style" not in attributes
        assert not any(name.startswith("on") or name in ("src", "srcset", "action") for name in attributes)
        assert attributes.get("href", "#").startswith("#")


def test_both_texts_stand_on_the_page_block_by_block():
    article = clean(RawArticle("0.txt", PAGE))
    found = Reader(written(PAGE))
    blocks = [block for block in article.blocks if block.raw_start < block.raw_end and block.kind != "blank"]
    raws = [article.raw.text[block.raw_start : block.raw_end].strip("\n") for block in blocks]
    assert found.cells["raw"] == raws
    assert [text for text in found.cells["clean"] if text] == [block.clean for block in article.body]


@pytest.mark.parametrize("text", [PAGE, HOSTILE])
def test_every_change_says_why_and_can_be_reached_by_key(text):
    out = written(text)
    found = Reader(out)
    why = json.loads(re.search(r'id="why">(.*?)</script>', out, re.S)[1])
    marked = [attributes for _, attributes in found.elements if "data-w" in attributes]
    assert marked
    for attributes in marked:
        for number in attributes["data-w"].split():
            outcome, codes, _, confidence = why[int(number)]
            assert outcome in ("repair", "flag", "drop", "layout")
            assert all(code and chinese and english for code, chinese, english in codes)
            assert 0 < confidence <= 1
    changes = [attributes for attributes in marked if "data-c" in attributes]
    stops = {attributes["data-c"] for attributes in changes if attributes.get("tabindex") == "0"}
    texts = {attributes["data-c"] for attributes in changes if "layout" not in attributes["class"]}
    assert texts <= stops


def test_hostile_text_is_text():
    out = written(HOSTILE)
    found = Reader(out)
    assert not found.all("img")
    assert len(found.all("script")) == 2  # the reasons and the page's own
    assert "先⟨U+202E⟩查询⟨U+202C⟩余额␇再⟨U+D83D⟩办理" in "".join(found.cells["raw"])
    assert "7*7" in "".join(found.cells["clean"])
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x07]", out)


def test_tags_of_a_page_are_told_from_its_text():
    out = written(
        "<h1>医保怎么查?</h1><p>打开<b onclick='x()'>手机</b>软件查询&#20313;额。</p>", media_type="text/html"
    )
    found = Reader(out)
    tags = [attributes for tag, attributes in found.elements if "layout" in (attributes.get("class") or "").split()]
    assert tags
    assert "打开<b onclick='x()'>手机</b>软件查询&#20313;额。" in "".join(found.cells["raw"])
    assert not found.all("b") or all(attributes == {"class": "side"} for attributes in found.all("b"))


def test_several_articles_get_a_table_of_contents(run, page, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("医保卡丢了怎么补办?\n带上身份证去窗口办理。\n", encoding="utf-8")
    target = tmp_path / "log.html"
    assert run(page, other, "--html", target)[:2] == (0, "")
    found = Reader(target.read_text(encoding="utf-8"))
    links = {link["href"].removeprefix("#") for link in found.all("a")}
    ids = {attributes["id"] for _, attributes in found.elements if "id" in attributes}
    assert {"article-1", "article-2"} <= links <= ids


def test_a_long_frame_is_folded_and_named():
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(20))
    body = "<p>参保人带上身份证和医保卡到窗口办理,当场就能查到余额和缴费记录。</p>" * 8
    out = written(f"<nav><ul>{links}</ul></nav><h1>医保怎么查?</h1>{body}", media_type="text/html")
    assert re.search(r"<summary>20 blocks dropped: nav [^<]*×20</summary>", out)
    assert "栏目19" in out


DISCLAIMER = "温馨提示:以上内容仅供参考,具体以当地政策为准!"


@pytest.mark.parametrize("text", ["12楼:过路的人\n", f"12楼:过路的人\n\n{DISCLAIMER}"])
def test_an_article_without_a_body_has_a_page_too(text, run, tmp_path):
    path = tmp_path / "none.txt"
    path.write_text(text, encoding="utf-8")
    assert "0 blocks kept" in run(path, "--html", "-")[1]
    assert run(path, "--explain")[0] == 0


def test_json_lines_from_stdin(run):
    line = json.dumps({"id": "a-1", "text": PAGE}, ensure_ascii=False).encode() + b"\n"
    status, out, _ = run("-", "--explain", stdin=line)
    assert status == 0
    assert out.startswith("# a-1: ")
    status, out, _ = run("-", "--html", "-", stdin=line)
    assert "a-1" in out


@pytest.mark.parametrize("where", ["none/log.html", "."])
def test_a_page_that_cannot_be_written_is_one_line(run, page, tmp_path, where):
    status, out, err = run(page, "--html", tmp_path / where)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert str(tmp_path / where) in err
    assert "--html" in err


def test_an_older_page_stays_when_no_article_can_be_read(run, tmp_path):
    target = tmp_path / "log.html"
    target.write_text("older", encoding="utf-8")
    assert run(tmp_path / "none.txt", "--html", target)[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["log.html"]
    assert target.read_text(encoding="utf-8") == "older"


@pytest.mark.parametrize(
    "options", [("--json", "--explain"), ("--json", "--html", "-"), ("--explain", "--html", "-")], ids=" ".join
)
def test_two_things_on_stdout_are_refused(run, page, options):
    status, out, err = run(page, *options)
    assert (status, out) == (2, "")
    assert "stdout" in err


def test_page_and_terminal_at_once(run, page, tmp_path):
    target = tmp_path / "log.html"
    status, out, _ = run(page, "--explain", "--html", target)
    assert status == 0
    assert "{+登录+}" in out
    assert target.read_text(encoding="utf-8") == run(page, "--html", "-")[1]


def test_the_edits_of_the_json_blocks_make_the_clean_text(run, page):
    rows = [json.loads(line) for line in run(page, "--json")[1].splitlines()]
    parts, at = [], 0
    for edit in (edit for row in rows for edit in row["edits"] if edit["operation"] != "flag"):
        assert PAGE[edit["raw_start"] : edit["raw_end"]] == edit["before"]
        parts += [PAGE[at : edit["raw_start"]], edit["after"]]
        at = edit["raw_end"]
    made = "".join([*parts, PAGE[at:]])
    assert made == "\n".join(row["clean"] for row in rows if row["clean"] is not None)
    edit = next(edit for row in rows for edit in row["edits"] if edit["before"].endswith("資訊"))
    assert edit["rules"] == ["script", "regional_word"]
    assert (edit["operation"], edit["outcome"], edit["rule"]) == ("replace", "repair", "regional_word")
    assert {"evidence", "confidence"} <= set(edit)
    assert {flag["rule"] for row in rows for flag in row["edits"] if flag["operation"] == "flag"} == {
        "censored",
        "missing_number",
    }


UNSEEN = {"a\nb c": "a\nb c", "\x00\x7f": "␀⟨U+007F⟩", "医\u3000\ufeff": "医⟨U+3000⟩⟨U+FEFF⟩"}


@pytest.mark.parametrize(("text", "shown"), UNSEEN.items())
def test_unseen_characters_are_seen(text, shown):
    assert visible(text) == shown


def test_a_browser_runs_the_page_under_its_own_policy(tmp_path):
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((found for name in names if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no chromium here")
    target = tmp_path / "log.html"
    target.write_text(written(PAGE, HOSTILE), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    ended = subprocess.run([browser, *options, target.as_uri()], capture_output=True, text=True, timeout=120)
    if not ended.stdout:
        pytest.skip("this chromium cannot start here")
    assert 'class="row keep out"' in ended.stdout  # what the script does with blocks without a change
    assert "<img" not in ended.stdout
