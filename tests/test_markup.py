import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.article import RawArticle, Segment
from ingest.markup.html.pages import metadata
from ingest.markup.html.tables import Cell, header_cells
from ingest.markup.html.tokens import tokens
from ingest.markup.segments import segments

PAGES = Path(__file__).parents[2] / "shared" / "pages"
TYPES = ("text/plain", "text/html", "text/markdown")

HTML_PIECES = [
    "<p>", "</p>", "<div>", "</div>", "<div style='display:none'>", "<span hidden>", "</span>", "<b>",
    "</b>", "<br>", "<br/>", "</br>", "<table>", "</table>", "<tr>", "</tr>", "<td>",
    "<td colspan=2 rowspan='3'>", "<th>", "</td>", "<ul>", "<li>", "</li>", "</ul>", "<ol>", "<h1>",
    "</h1>", "<h2>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<!", "<?", "<![CDATA[",
    "]]>", "<head>", "</head>", "<body>", "<title>", "</title>", "<pre>", "</pre>", "<a href='x.pdf'>",
    "<a href=/>", "</a>", "<nav>", "</nav>", "<select>", "<option>", "<svg>", "</svg>", "<", ">", "</",
    "/>", '"', "'", "=", "&nbsp;", "&amp;nbsp;", "&amp;", "&amp;x;", "&#0;", "&#xD800;", "&#128512;",
    "&lt;", "&unknown;", "&", "&NotEqualTilde;", "医保", "报销比例为70%，", "。", " ", "\n", "\r\n", "\r", "\t",
    "\u3000", "\u200b", "\ufeff", "\x00", "a", "1.", "|",
]  # fmt: skip
MARKDOWN_PIECES = [
    "# ", "## ", "- ", "* ", "1. ", "    ", "\t", "\n", "\r\n", "\n\n", "**", "*", "_", "__", "~~", "`",
    "```", "~~~", "[", "]", "(", ")", "](", "![", "](http://a/b.pdf)", "<br>", "<", ">", "> ", "|",
    "|---|---|\n", "---", "===", "\\", "&nbsp;", "&", "<!--", "-->", "[1]: x", "Title: ", "URL Source: ",
    "Markdown Content:\n", "医保", "报销70%，", "。", "a", " ", "\ue000", "\ue001",
]  # fmt: skip
html_like = st.lists(st.sampled_from(HTML_PIECES), max_size=40).map("".join)
markdown_like = st.lists(st.sampled_from(MARKDOWN_PIECES), max_size=40).map("".join)


def read(text: str, media_type: str = "text/html") -> list[Segment]:
    return segments(RawArticle("a", text, media_type))


def kept(text: str, media_type: str = "text/html") -> list[str]:
    return [segment.text.text for segment in read(text, media_type) if not segment.drop and segment.text.text]


def check(text: str, media_type: str) -> None:
    found = read(text, media_type)
    assert "".join(text[segment.raw_start : segment.raw_end] for segment in found) == text
    at = 0
    for segment in found:
        assert segment.raw_start == at < segment.raw_end
        at = segment.raw_end
        aligned = segment.text
        assert len(aligned.text) == len(aligned.starts) == len(aligned.ends)
        assert list(aligned.starts) == sorted(aligned.starts)
        assert list(aligned.ends) == sorted(aligned.ends)
        assert all(
            segment.raw_start <= start < end <= segment.raw_end
            for start, end in zip(aligned.starts, aligned.ends, strict=True)
        )
    assert at == len(text)


@pytest.mark.parametrize("media_type", TYPES)
@given(text=st.text(max_size=80))
@example(text="")
@example(text="<" * 50)
@example(text="\ufeff")
@settings(max_examples=60, deadline=None)
def test_any_text_is_tiled(text: str, media_type: str) -> None:
    check(text, media_type)


@given(text=html_like)
@settings(max_examples=300, deadline=None)
def test_anything_like_html_is_tiled(text: str) -> None:
    check(text, "text/html")


@given(text=markdown_like)
@settings(max_examples=300, deadline=None)
def test_anything_like_markdown_is_tiled(text: str) -> None:
    check(text, "text/markdown")


@given(text=html_like)
@settings(max_examples=100, deadline=None)
def test_tokens_tile_the_page(text: str) -> None:
    assert "".join(text[token.start : token.end] for token in tokens(text)) == text


# --- plain text


def test_a_line_of_plain_text_is_a_segment_with_its_newline() -> None:
    text = "\ufeff甲\r\n\n乙\r丙"
    found = read(text, "text/plain")
    assert [text[segment.raw_start : segment.raw_end] for segment in found] == ["\ufeff甲\r\n", "\n", "乙\r", "丙"]
    assert [segment.text.text for segment in found] == ["甲", "", "乙", "丙"]
    assert found[0].text.raw_span(0, 1) == (1, 2)


# --- HTML: text


def test_blocks_and_breaks_start_segments_and_inline_tags_do_not() -> None:
    assert kept("<p>甲<b>乙</b>丙</p>丁<br>戊<div>己<span>庚</span></div>") == ["甲乙丙", "丁", "戊", "己庚"]


def test_tags_belong_to_the_text_that_they_wrap() -> None:
    text = "<div><p>甲<b>乙</b></p></div>"
    raw = [text[segment.raw_start : segment.raw_end] for segment in read(text)]
    assert raw == ["<div>", "<p>甲<b>乙</b></p>", "</div>"]


def test_entities_stand_for_their_raw_text() -> None:
    text = "<p>甲&nbsp;乙&amp;nbsp;丙&lt;丁&amp;戊&#20445;&unknown;</p>"
    segment = next(segment for segment in read(text) if segment.text.text)
    assert segment.text.text == "甲 乙 丙<丁&戊保&unknown;"
    shown = segment.text
    spans = [text[start:end] for start, end in zip(shown.starts, shown.ends, strict=True)]
    assert spans[:11] == ["甲", "&nbsp;", "乙", "&amp;nbsp;", "丙", "&lt;", "丁", "&amp;", "戊", "&#20445;", "&"]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>  a \n b  </p>", "a b"),
        ("<p>医保\n    卡</p>", "医保卡"),  # no blank where a line of Han breaks
        ("<p>医保 \n card</p>", "医保 card"),
        ("<p>　　第一章　总则</p>", "第一章 总则"),
        ("<p>甲 <b> 乙</b></p>", "甲 乙"),
        ("<h1>关于<br>医保</h1>", "关于 医保"),
    ],
)
def test_blanks_collapse_as_a_browser_shows_them(page: str, shown: str) -> None:
    assert kept(page) == [shown]


def test_preformatted_text_keeps_its_lines() -> None:
    assert kept("<pre>甲\n乙</pre><div style='white-space: pre-wrap'>丙\r\n丁</div>") == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var 价 = '<p>90%</p>';</script>",
        "<style>p { color: red }</style>",
        "<!-- <p>90%</p> -->",
        "<div style='display: none'>隐藏</div>",
        "<div style='opacity:0;text-indent:-9999px'>隐藏</div>",
        "<div hidden>隐藏</div>",
        "<template><p>隐藏</p></template>",
        "<svg><text>隐藏</text></svg>",
        "<noscript>隐藏</noscript>",
    ],
)
def test_what_is_not_seen_is_markup(unseen: str) -> None:
    page = f"<html><head><title>隐藏</title></head><body><p>甲</p>{unseen}<p>乙</p></body></html>"
    found = read(page)
    assert kept(page) == ["甲", "乙"]
    assert {segment.drop for segment in found if not segment.text.text} == {"markup"}
    assert not any(unseen in page[segment.raw_start : segment.raw_end] for segment in found if not segment.drop)


def test_what_is_hidden_inside_a_line_is_no_text_of_it() -> None:
    assert kept("<p>报销<span style='display:none'>90%</span>70%<!-- x -->。</p>") == ["报销70%。"]


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_struck_text_holds_no_more(tag: str) -> None:
    assert kept(f"<p>报销<{tag}>60%</{tag}>70%。</p>") == ["报销70%。"]


def test_an_element_that_strikes_and_is_never_closed_hides_nothing() -> None:
    assert kept("<p>报销<s>60%,后来</p><p>改为70%。</p>") == ["报销60%,后来", "改为70%。"]


@pytest.mark.parametrize(("style", "element", "shown"), [
    (".off{display:none}", "<div class='off'>隐藏</div>", False),
    ("#off , .x { color:red; display : none }", "<div id='off'>隐藏</div>", False),
    (".off{display:none}", "<div class='off'>甲</div><div class='off'>乙</div>", True),  # tabs: a script shows one each
    (".off{display:none} .on.off{display:block}", "<div class='off'>隐藏</div>", True),
    (".off{display:none}", "<div class='off'>隐藏</div><script>show('off')</script>", True),
    ("@media print {.off{display:none}}", "<div class='off'>隐藏</div>", True),
    (".off{display:none}", f"<div class='off'>{'很长的正文。' * 60}</div>", True),  # a fold, not an advertisement
    (".list .off{display:none}", "<div class='off'>隐藏</div>", True),
])  # fmt: skip
def test_what_the_style_sheet_hides_for_good_is_not_seen(style: str, element: str, shown: bool) -> None:
    page = f"<html><head><style>{style}</style></head><body><p>首段</p>{element}<p>末段</p></body></html>"
    assert (kept(page) != ["首段", "末段"]) == shown


def test_a_half_transparent_element_is_seen() -> None:
    assert kept("<div style='opacity:0.9'>甲</div><div style='font-size:0.9em'>乙</div>") == ["甲", "乙"]


def test_an_article_that_a_script_is_to_show_is_seen() -> None:
    sentence = "职工医保个人账户的钱可以用来支付门诊费用，也可以在定点药店买药。"
    page = f"<h1>医保</h1><div style='visibility: hidden; opacity: 0;'>{f'<p>{sentence}</p>' * 5}</div>"
    assert kept(page) == ["医保", *[sentence] * 5]


def test_broken_markup_keeps_its_text() -> None:
    page = "<div><p>甲<div>乙</p></span></div></div><ul><li>丙<li>丁</ul><td>戊<a href='x>己</a><p>a < b 且 c > d"
    assert "".join(kept(page)).replace(" ", "").startswith("甲乙丙丁戊")
    assert "".join(kept("<head><title>x</title><p>没有结束的头部</p>")) == "没有结束的头部"
    assert kept("<p>甲</p><script>乙") == ["甲", "乙"]


def test_a_heading_that_is_never_closed_is_no_heading() -> None:
    text = "医保报销比例按医院级别确定。" * 20
    assert [segment.tag for segment in read(f"<h2>{text}") if not segment.drop] == ["p"]


# --- HTML: lists and tables


def test_lists_tell_their_depth() -> None:
    found = read("<p>x</p><ul><li>甲<ul><li>乙</li><li><p>丙</p></ul></li><li>丁</ul>")
    assert [(s.text.text, s.list_depth) for s in found if s.tag == "li"] == [("甲", 1), ("乙", 2), ("丙", 2), ("丁", 1)]


TABLE = """<table><caption>表1</caption><thead><tr><th>级别<th>在职<th>退休</thead>
<tr><td rowspan="2">三级</td><td>60<br>%</td><td></td></tr>
<tr><td><p>65%</p></td><td>70%</td></tr></table>"""


def test_a_row_of_a_table_is_a_segment_with_the_labels_of_its_cells() -> None:
    rows = [segment for segment in read(TABLE) if segment.tag == "tr"]
    assert [row.text.text for row in rows] == ["级别 | 在职 | 退休", "三级 | 60 % | ", "65% | 70%"]
    assert [row.header_cells for row in rows] == [(), ("级别", "在职", "退休"), ("在职", "退休", "三级")]
    assert not any(row.drop for row in rows)


def test_a_cell_is_aligned_with_the_page() -> None:
    row = next(segment for segment in read(TABLE) if segment.text.text.startswith("65%"))
    start, end = row.text.raw_span(6, 9)
    assert TABLE[start:end] == "70%"


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    page = "<table><tr><td><table><tr><td><p>甲</p><p>乙</p></td></tr></table></td><td>丙</td></tr></table>"
    assert kept(page) == ["甲", "乙", "丙"]
    assert "tr" not in {segment.tag for segment in read(page)}


def test_header_cells() -> None:
    def row(*texts: str, label: bool = False) -> list[Cell]:
        return [Cell(text, label=label) for text in texts]

    plain = [row("序号", "人员", "比例"), row("1", "在职", "70%")]
    assert header_cells(plain)[1] == ("序号", "人员", "比例")
    pairs = [row("事项", "异地就医备案"), row("时限", "15个工作日")]
    assert header_cells(pairs) == [(), ()]  # names and values
    two = [
        [Cell("级别", rows=2), Cell("住院", columns=2)],
        row("职工", "居民"),
        row("三级", "80%", "60%"),
    ]
    assert header_cells(two) == [(), (), ("级别", "住院 职工", "住院 居民")]
    titled = [[Cell("表1", columns=3)], row("序号", "人员", "比例"), row("1", "在职", "70%")]
    assert header_cells(titled)[2] == ("序号", "人员", "比例")
    assert header_cells([]) == []


# --- HTML: article and frame


def page(body: str, head: str = "") -> str:
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(6))
    return (
        f"<html><head>{head}</head><body><div class='top'><ul>{links}</ul></div>"
        f"<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/z'>政策</a></div>{body}"
        f"<div class='side'><h3>相关文章</h3><ul>{links}</ul></div>"
        "<div class='foot'><p>版权所有：某某局 主办单位：某某局</p><p>京ICP备12345678号</p></div></body></html>"
    )


BODY = (
    "<div class='main'><h1>门诊报销指南</h1><p>发布时间：2025-01-09 来源：医保局</p>"
    "<div class='share'>分享到：</div><div class='text'>"
    "<h2>报销比例</h2><p>在职职工在三级医院门诊就医，报销比例为百分之六十，退休人员高五个百分点。</p>"
    "<h2>所需材料</h2><ul><li>身份证</li><li>医保卡</li><li>发票原件</li></ul>"
    "<table><tr><th>级别</th><th>比例</th></tr><tr><td>三级</td><td>60%</td></tr></table>"
    "<p>办理时间</p><p>受理后七个工作日内办结；材料不齐的，一次性告知需要补正的内容。</p>"
    "<p>附件：<a href='/files/1.docx'>申请表.docx</a></p></div></div>"
)


def test_the_article_is_kept_and_the_frame_is_not() -> None:
    assert kept(page(BODY)) == [
        "门诊报销指南",
        "发布时间：2025-01-09 来源：医保局",
        "报销比例",
        "在职职工在三级医院门诊就医，报销比例为百分之六十，退休人员高五个百分点。",
        "所需材料",
        "身份证",
        "医保卡",
        "发票原件",
        "级别 | 比例",
        "三级 | 60%",
        "办理时间",
        "受理后七个工作日内办结；材料不齐的，一次性告知需要补正的内容。",
    ]
    assert {segment.drop for segment in read(page(BODY)) if segment.text.text and segment.drop} == {"nav"}


def test_without_trafilatura_the_article_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept(page(BODY))
    monkeypatch.setattr("ingest.markup.extraction.extraction", lambda page: None)
    assert kept(page(BODY)) == before
    monkeypatch.setattr("ingest.markup.extraction.extraction", lambda page: "栏目1\n版权所有：某某局主办单位：某某局")
    assert kept(page(BODY)) == before


@pytest.mark.parametrize("wrong", ["<nav>", "<aside>", "<div class='nav'>", "<div class='share'>", "<button>"])
def test_an_article_inside_what_sounds_like_frame_is_kept(wrong: str) -> None:
    assert kept(page(wrong + BODY)) == kept(page(BODY))


def test_a_link_that_is_never_closed_makes_no_frame_of_the_article() -> None:
    assert "办理时间" in kept(page(BODY.replace("<h2>所需", "<a href='/x'><h2>所需")))


def test_a_title_in_a_plain_element_is_a_heading() -> None:
    body = BODY.replace("<h1>门诊报销指南</h1>", "<div class='bt'>门诊报销指南</div>").replace("h2>", "p>")
    found = read(page(body, "<title>门诊报销指南 - 某某局网站</title>"))
    assert [segment.text.text for segment in found if segment.tag == "h1"] == ["门诊报销指南"]


def test_parts_of_an_article_in_containers_of_their_own_are_kept() -> None:
    parts = "".join(
        f"<div class='answer'><p>第{n}个回答：可以在支付宝里搜索医保电子凭证，查询余额。</p></div>" for n in range(5)
    )
    found = kept(page(f"<div><h1>怎么查余额？</h1>{parts}</div>"))
    assert len(found) == 6


def test_a_page_of_links_or_a_bare_line_still_gives_something() -> None:
    assert kept("<body>医保</body>") == ["医保"]
    assert kept("<nav>首页</nav><p>医保</p>") == ["医保"]


# --- HTML: metadata


def test_metadata_of_a_government_page() -> None:
    head = (
        '<META NAME="ArticleTitle" CONTENT="关于医保的通知&amp;说明"><meta name="PubDate" content="2025-1-9 10:00">'
        '<meta name="ContentSource" content="本网"><meta name="SiteName" content="某市医保局">'
        '<link rel="canonical" href="https://example.org/1.html"><title>x</title>'
    )
    assert metadata(f"<head>{head}</head><body>") == {
        "title": "关于医保的通知&说明",
        "issued": "2025-01-09",
        "publisher": "某市医保局",
        "url": "https://example.org/1.html",
    }


def test_metadata_from_json_ld() -> None:
    script = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",'
        '"headline":"医保新规","datePublished":"2024-12-31T08:00:00+08:00","publisher":{"name":"某报"},'
        '"mainEntityOfPage":{"@id":"https://example.org/2"}}]}</script>'
    )
    assert metadata(f"<body>{script}<script type='application/ld+json'>{{broken</script>") == {
        "title": "医保新规",
        "issued": "2024-12-31",
        "publisher": "某报",
        "url": "https://example.org/2",
    }


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("医保指南 - 某市人民政府门户网站", "医保指南"),
        ("医保指南_政策解读_某某网", "医保指南_政策解读"),
        ("某某网|医保指南", "医保指南"),
        ("医保—问与答", "医保—问与答"),
        ("某某网", "某某网"),
    ],
)
def test_the_site_is_no_part_of_the_title(title: str, short: str) -> None:
    assert metadata(f"<title>{title}</title>")["title"] == short


def test_a_page_that_states_nothing() -> None:
    assert metadata("<p>医保</p>") == metadata("") == {}


# --- Markdown

MARKDOWN = """医保指南
====

## 报销**比例** ##

| 级别 | 在职 |
|---|:-:|
| 三级 | **60%** |

- 网上申请：
  - [市级平台](http://a/b)登录 `查询`
    1. 第一步
- 现场申请

> 引用&nbsp;\\*星\\* 3*5*2 a_b_c
![](a.png)![流程图](b(1).png "t")![Image 3: 公章](c.png)

---
普通_强调_行 <span>x</span>
"""


def test_markdown() -> None:
    found = [(s.text.text, s.tag, s.list_depth) for s in read(MARKDOWN, "text/markdown") if s.text.text]
    assert found == [
        ("医保指南", "h1", 0),
        ("报销比例", "h2", 0),
        ("级别 | 在职", "tr", 0),
        ("三级 | 60%", "tr", 0),
        ("网上申请：", "li", 1),
        ("市级平台登录 查询", "li", 2),
        ("1. 第一步", "li", 3),
        ("现场申请", "li", 1),
        ("引用\xa0*星* 3*5*2 a_b_c", "blockquote", 0),
        ("流程图公章", "p", 0),
        ("普通_强调_行 x", "p", 0),
    ]
    rows = [s.header_cells for s in read(MARKDOWN, "text/markdown") if s.tag == "tr"]
    assert rows == [(), ("级别", "在职")]


def test_markdown_is_aligned_with_its_source() -> None:
    text = "参加[医保](http://a)的**职工**"
    (segment,) = read(text, "text/markdown")
    start, end = segment.text.raw_span(segment.text.text.index("职工"), len(segment.text.text))
    assert text[start:end] == "职工"


def test_links_around_a_page_saved_as_markdown_are_frame() -> None:
    links = "".join(f"*   [栏目{n}](http://a/{n})\n" for n in range(8))
    text = (
        f"Title: 门诊报销指南\n\nMarkdown Content:\n{links}\n![Image 1](a.png)\n\n# 门诊报销指南\n\n*   2025-01-09\n\n"
        "在职职工在三级医院门诊就医，报销比例为百分之六十。\n\n**所需材料**\n\n*   身份证\n*   医保卡\n\n"
        f"受理后七个工作日内办结；材料不齐的，一次性告知。\n\n相关新闻\n\n{links}\n版权所有：某某局\n"
    )
    assert kept(text, "text/markdown") == [
        "门诊报销指南",
        "2025-01-09",
        "在职职工在三级医院门诊就医，报销比例为百分之六十。",
        "所需材料",
        "身份证",
        "医保卡",
        "受理后七个工作日内办结；材料不齐的，一次性告知。",
    ]


# --- real pages and size


def test_real_pages_keep_their_articles() -> None:
    if not PAGES.is_dir():
        pytest.skip("the sample pages are not beside the checkout")
    for path in sorted(PAGES.glob("*.html")):
        text = path.read_bytes().decode()
        check(text, "text/html")
        found = [segment for segment in read(text) if not segment.drop]
        shown = "\n".join(segment.text.text for segment in found)
        stated = metadata(text)
        assert "".join(stated["title"].split()) in "".join(shown.split()), path.name
        assert "版权所有" not in shown, path.name
        assert "ICP备" not in shown, path.name
        assert len(shown) > 250, path.name


def test_a_large_page_is_fast() -> None:
    text = page("<div>" + BODY * 800 + "</div>")
    start = time.process_time()
    walked = read(text)
    assert time.process_time() - start < 15  # about 2 s, most of it trafilatura's; a quadratic reader takes minutes
    assert len(walked) > 10_000


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", '<a href="', "<b>", "<div>", "&amp;", "<td>", "<![CDATA[", "</p>", "<p>"]
)
def test_hostile_pages_take_linear_time(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.markup.extraction.extraction", lambda page: None)
    start = time.process_time()
    check(piece * 20_000, "text/html")
    assert time.process_time() - start < 10
