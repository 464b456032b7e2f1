"""Planted dirt: clean articles of the project's own writing, damaged in every catalogued way with a known outcome.

`python -m tests.planted [--cases N]` prints how much of each kind the cleaner recovers, drops or flags.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import opencc

from ingest.article import Article, RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.script import traditional_share

CORPUS = Path(__file__).parent.parent / "corpus"
PROTECTED = re.compile(r"\d+(?:\.\d+)?|[万亿元%成不无未非免]|[一二三]级")
TITLES = ("医保报销指南", "参保人员办事须知", "职工医保问答", "居民医保说明")


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged article and what the cleaner must make of it."""

    kind: str
    text: str
    original: str  # the clean text; lines by newline
    flag: str = ""  # the reason that may mark the damage instead
    media_type: str = "text/plain"
    lost: str = ""  # protected characters that the damage itself took away or brought in


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the cleaner did with a case."""

    recovered: bool  # the clean text is the original one
    marked: bool  # the damage is flagged with its reason
    harmed: bool  # a digit, unit, negation or level word of the original is gone or another

    @property
    def right(self) -> bool:
        """Whether the case counts as handled."""
        return (self.recovered or self.marked) and not self.harmed


Maker = Callable[[random.Random, list[str]], Case]
MAKERS: dict[str, Maker] = {}


def kind(name: str) -> Callable[[Maker], Maker]:
    """Register a maker of cases."""

    def register(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return register


@cache
def passages() -> tuple[str, ...]:
    """Return the clean passages that articles are put together from."""
    found = []
    for path in sorted((CORPUS / "questions").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found += json.loads(line)["passages"]
    plain = re.compile(r"[\u4e00-\u9fff0-9,，、。%:：/]+")
    narrow = (text.replace("，", ",").replace("：", ":").replace("；", "。") for text in found)
    return tuple(text for text in narrow if plain.fullmatch(text) and text.endswith("。") and len(text) > 24)


def article(chance: random.Random) -> list[str]:
    """Return the lines of a small clean article, its title first."""
    return [chance.choice(TITLES), *chance.sample(_sound(), 4)]


@cache
def _sound() -> tuple[str, ...]:
    """Return the passages that the cleaner leaves alone: what it does to others is no matter of planted dirt."""
    return tuple(
        text for text in passages() if clean(RawArticle("p", f"{TITLES[0]}\n{text}")).text.endswith("\n" + text)
    )


def cases(count: int, seed: int = 1) -> Iterator[Case]:
    """Yield `count` cases, the kinds in turn."""
    chance = random.Random(seed)
    names = list(MAKERS)
    for number in range(count):
        yield MAKERS[names[number % len(names)]](chance, article(chance))


def verdict(case: Case) -> Verdict:
    """Clean a case and judge the outcome."""
    found = clean(RawArticle("planted", case.text, case.media_type))
    recovered = _bare(found.text) == _bare(case.original)
    marked = bool(case.flag) and any(block.action == "flag" and case.flag in block.reasons for block in found.blocks)
    return Verdict(recovered, marked, _harmed(found, case))


def _bare(text: str) -> str:
    return re.sub(r"[\s,，.。:：;；、]", "", text)


def _harmed(found: Article, case: Case) -> bool:
    """Whether what the article says is another: its protected characters, in their order, are those of the original."""
    before, after = ("".join(PROTECTED.findall(text)) for text in (case.original, found.text))
    return before != after and before != after.replace(case.lost, "", 1) and after != before.replace(case.lost, "", 1)


# --- lines that do not belong to the body ---------------------------------------------------------------------------


def _line_kind(name: str, forms: Sequence[str], where: Callable[[int], int]) -> None:
    @kind(name)
    def make(chance: random.Random, lines: list[str]) -> Case:
        line = chance.choice(forms)
        for slot, values in SLOTS.items():
            line = line.replace(slot, chance.choice(values))
        at = where(len(lines))
        return Case(name, "\n\n".join([*lines[:at], line, *lines[at:]]), "\n".join(lines))


SLOTS = {
    "〈日〉": ("2025-10-22", "2024/3/9", "2023.11.05", "2026年2月1日"),
    "〈时〉": ("08:15", "23:41:07"),
    "〈站〉": ("民生窗口", "社保通讯社", "康宁参保网", "城里那些事"),
    "〈名〉": ("周晓梅", "老王", "晴天娃娃", "雨后春笋"),
}
_line_kind(
    "page_header",
    (
        "〈日〉 〈时〉 〈站〉",
        "发布日期:〈日〉 来源:〈站〉 点击数:3021",
        "〈站〉 〈日〉 阅读 1.2万",
        "时间:〈日〉 字数 3021 阅读 455",
        "作者:〈名〉 〈日〉 〈时〉",
        "【字体:大 中 小】 〈日〉 浏览:88次",
        "更新于〈日〉 〈时〉 来源:〈站〉",
    ),
    lambda size: 1,
)
_line_kind(
    "seo_intro",
    (
        "看病报销总让人一头雾水?别急,小编这就为您细细道来。",
        "很多朋友都想弄明白这件事,今天我们就来聊聊。",
        "关于医保,您是不是也有一肚子疑问?下面跟随〈站〉小编一起来看看吧!",
        "这篇文章将为大家带来最全面的讲解,轻松看懂不求人。",
        "话不多说,咱们马上开始。",
    ),
    lambda size: 1,
)
_line_kind(
    "outro",
    (
        "以上就是小编为大家整理的全部内容,希望能帮到您。",
        "综上所述,弄清这些规则对每个家庭都很重要。",
        "好了,今天就分享到这里,我们下次再聊!",
        "希望通过本文的介绍,大家能对医保有更深的了解。",
        "看完这篇文章,相信您心里已经有数了。",
    ),
    lambda size: size,
)
_line_kind(
    "promotion",
    (
        "更多社保资讯,请关注〈站〉公众号!",
        "扫描下方二维码,免费领取社保大礼包。",
        "社保问题就上〈站〉,省心又省力!",
        "喜欢这篇文章的话,记得点赞收藏加关注哦~",
        "长按识别二维码,加入参保人交流群。",
    ),
    lambda size: size,
)
_line_kind(
    "disclaimer",
    (
        "免责声明:本文仅供参考,具体以当地医保部门公布为准。",
        "本站部分内容来源于互联网,如有侵权请联系删除。",
        "〈站〉声明:资讯来源于网络,不代表本站立场。",
        "温馨提示:以上数据仅供参考,请以官方最新规定为准!",
        "版权所有,未经许可不得转载。",
    ),
    lambda size: size,
)
_line_kind(
    "related_links",
    (
        "(25/10/21) 社保断缴怎么补 2025-10-21 23:25医保知识 (25/10/20) 生育津贴怎么领",
        "上一篇:公积金怎么提取",
        "相关阅读:失业金领取条件有哪些",
        "医保卡丢了怎么办 2025-09-01 10:20 社保卡年审流程 2025-08-30 09:11",
        "【2025/10/21】退休金计算器 【2025/10/20】工伤认定流程 【2025/10/19】居住证怎么办",
    ),
    lambda size: size,
)
_line_kind(
    "ui_placeholder",
    ("请输入您的问题(最多50字)", "展开全文", "返回顶部", "点击加载更多", "分享 收藏 举报", "登录后可以发表评论"),
    lambda size: size,
)
_line_kind("floor_marker", ("3楼:〈名〉", "12樓:", "匿名网友", "热心网友 2024-05-06", "#5 〈名〉"), lambda size: 2)
_line_kind("tag_list", ("标签:医保 报销 住院", "#医保# #报销# #参保#", "关键词:医保卡,余额"), lambda size: size)
_line_kind("lone_bullet", ("-", "·", "●"), lambda size: 3)


@kind("chat_filler")
def chat_filler(chance: random.Random, lines: list[str]) -> Case:
    """Put a greeting of an answering service before a paragraph, or thanks behind it."""
    greeting = chance.choice(("您好,很高兴为您解答。", "亲,您好,", "你好,", "法律分析:", "摘要。您好,很高兴为您解答。"))
    return Case("chat_filler", "\n".join([*lines[:2], greeting + lines[2], *lines[3:]]), "\n".join(lines))


# --- damage inside a line -------------------------------------------------------------------------------------------


def _changed(name: str, lines: list[str], at: int, line: str, **known: str) -> Case:
    return Case(name, "\n".join([*lines[:at], line, *lines[at + 1 :]]), "\n".join(lines), **known)


def _inside(chance: random.Random, text: str) -> int:
    """Return a place between two Han characters, in no level word."""
    inner = {at for match in PROTECTED.finditer(text) for at in range(match.start() + 1, match.end())}
    places = (match.start() + 1 for match in re.finditer(r"[\u4e00-\u9fff](?=[\u4e00-\u9fff])", text))
    return chance.choice([at for at in places if at not in inner])


@kind("truncated_head")
def truncated_head(chance: random.Random, lines: list[str]) -> Case:
    """Begin a line with the end of something."""
    return _changed("truncated_head", lines, 2, chance.choice(("】,", "),", "」。", "》,")) + lines[2])


@kind("stray_bracket")
def stray_bracket(chance: random.Random, lines: list[str]) -> Case:
    """End a sentence with a bracket that nothing opens."""
    return _changed("stray_bracket", lines, 2, lines[2][:-1] + chance.choice(("】", "}", "」")) + "。")


@kind("template_residue")
def template_residue(chance: random.Random, lines: list[str]) -> Case:
    """Leave a brace of a template in a heading."""
    return _changed("template_residue", lines, 2, chance.choice("{}") + lines[2])


@kind("law_title")
def law_title(chance: random.Random, lines: list[str]) -> Case:
    """Lose the opening mark of a law's title."""
    law = chance.choice(("社会保险法", "医疗保障基金使用监督管理条例", "中华人民共和国社会保险法"))
    whole = f"按照《{law}》的有关规定办理。"
    case = _changed("law_title", lines, 3, whole.replace("《", ""))
    return replace(case, original="\n".join([*lines[:3], whole, *lines[4:]]))


@kind("hanging_ordinal")
def hanging_ordinal(chance: random.Random, lines: list[str]) -> Case:
    """Leave the number of the next item at the end of a line."""
    whole = [lines[0], f"1.{lines[1]}", f"2.{lines[2]}", f"3.{lines[3]}"]
    text = "\n".join([whole[0], f"{whole[1]}2.", lines[2], whole[3]])
    return Case("hanging_ordinal", text, "\n".join([lines[0], whole[1], lines[2], whole[3]]), lost="2.")


@kind("doubled_ordinal")
def doubled_ordinal(chance: random.Random, lines: list[str]) -> Case:
    """Number a step twice."""
    names = "一二三"
    text = [lines[0], *(f"{i + 1}. 第{names[i]}步{lines[i + 1]}" for i in range(3))]
    original = [lines[0], *(f"第{names[i]}步{lines[i + 1]}" for i in range(3))]
    return Case("doubled_ordinal", "\n".join(text), "\n".join(original), flag="broken_enumeration", lost="123")


@kind("literal_label")
def literal_label(chance: random.Random, lines: list[str]) -> Case:
    """Leave the label of a template inside a heading."""
    heading = "医保网上缴费方法"
    case = _changed("literal_label", lines, 2, f"{heading}标题:医保缴费怎么操作?")
    return replace(case, original="\n".join([*lines[:2], f"{heading}医保缴费怎么操作?", *lines[3:]]))


@kind("blank_before_number")
def blank_before_number(chance: random.Random, lines: list[str]) -> Case:
    """Put blanks around a number and its unit."""
    amount, unit = chance.randint(50, 5000), chance.choice(("元", "%", "万元"))
    whole = f"年度起付标准为{amount}{unit}。"
    case = _changed(
        "blank_before_number", lines, 2, whole.replace(f"{amount}", chance.choice((f" {amount}", f"{amount} ")))
    )
    return replace(case, original="\n".join([*lines[:2], whole, *lines[3:]]))


@kind("censored")
def censored(chance: random.Random, lines: list[str]) -> Case:
    """Hide a word behind marks."""
    word = chance.choice(("电话", "政府", "基金", "网站", "下载"))
    hidden = f"请通过当地官方{chance.choice(('**', '***', '□□'))}查询具体规定。"
    case = _changed("censored", lines, 2, hidden, flag="censored")
    return replace(case, original="\n".join([*lines[:2], hidden.replace("**", word), *lines[3:]]))


@kind("missing_number")
def missing_number(chance: random.Random, lines: list[str]) -> Case:
    """Lose a number."""
    line = chance.choice(
        (
            "在职职工按照本人缴费基数的 计入个人账户。",
            "住院报销比例为%,超过部分自付。",
            "一年最多支付 元,次年重新计算。",
            "报销比例为 左右,以结算单为准。",
            "经办机构应当在 个工作日内办结。",
            "起付线是 元。",
        )
    )
    case = _changed("missing_number", lines, 2, line, flag="missing_number")
    return replace(case, original="\n".join([*lines[:2], line, *lines[3:]]))


@kind("injected_noise")
def injected_noise(chance: random.Random, lines: list[str]) -> Case:
    """Give a passage twice, the second time with two characters put in."""
    at = _inside(chance, lines[1])
    noisy = lines[1][:at] + "".join(chance.sample("洞肢仿逗侍指嘛洋拔塌膚擾梗溪", 2)) + lines[1][at:]
    text = "\n".join([*lines, noisy])
    return Case("injected_noise", text, "\n".join([*lines, lines[1]]), flag="injected_noise")


@kind("duplicate")
def duplicate(chance: random.Random, lines: list[str]) -> Case:
    """Give a paragraph twice."""
    return Case("duplicate", "\n".join([*lines, lines[1]]), "\n".join([*lines, lines[1]]), flag="duplicate_passage")


@kind("off_topic")
def off_topic(chance: random.Random, lines: list[str]) -> Case:
    """Put in a paragraph about another branch."""
    line = chance.choice(
        (
            "女职工生育享受98天产假,部分省份延长产假,护理假也有增加。",
            "今年退休人员基本养老金继续上调,月均养老金有所增加。",
            "公积金贷款额度与缴存年限挂钩,提取公积金要带身份证。",
        )
    )
    text = "\n".join([*lines[:3], line, *lines[3:]])
    return Case("off_topic", text, text, flag="off_topic")


@kind("truncated_tail")
def truncated_tail(chance: random.Random, lines: list[str]) -> Case:
    """Cut the last line."""
    line = lines[4][: len(lines[4]) // 2].rstrip("0123456789.%元万,:") + chance.choice(("...", "……"))
    return Case("truncated_tail", "\n".join([*lines[:4], line]), "\n".join([*lines[:4], line]), flag="truncated_tail")


# --- characters, script, encodings, markup --------------------------------------------------------------------------


@kind("invisible")
def invisible(chance: random.Random, lines: list[str]) -> Case:
    """Strew characters that nobody sees."""
    text = "\n".join(lines)
    for _ in range(6):
        at = _inside(chance, text)
        text = text[:at] + chance.choice("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202c") + text[at:]
    return Case("invisible", text, "\n".join(lines))


@kind("width")
def width(chance: random.Random, lines: list[str]) -> Case:
    """Write digits, letters and signs full-width."""
    wide = {code: code + 0xFEE0 for code in range(0x30, 0x3A)} | {ord("%"): 0xFF05}
    return Case("width", "\n".join(lines).translate(wide), "\n".join(lines))


@kind("radicals")
def radicals(chance: random.Random, lines: list[str]) -> Case:
    """Write some characters as the radicals that look like them."""
    table = str.maketrans("人工心方日月用生目立老至色行金长门", "⼈⼯⼼⽅⽇⽉⽤⽣⽬⽴⽼⾄⾊⾏⾦⻓⻔")
    return Case("radicals", "\n".join(lines).translate(table), "\n".join(lines))


@kind("line_ends")
def line_ends(chance: random.Random, lines: list[str]) -> Case:
    """Use a byte-order mark and the line ends of Windows."""
    return Case("line_ends", "\ufeff" + "\r\n".join(lines) + "\r\n", "\n".join(lines))


@kind("lost_bytes")
def lost_bytes(chance: random.Random, lines: list[str]) -> Case:
    """Lose bytes for good."""
    at = _inside(chance, lines[2])
    line = lines[2][:at] + chance.choice(("锟斤拷", "\ufffd")) + lines[2][at:]
    return _changed("lost_bytes", lines, 2, line, flag="encoding")


@kind("mojibake")
def mojibake(chance: random.Random, lines: list[str]) -> Case:
    """Read a line of UTF-8 as Latin-1."""
    return _changed("mojibake", lines, 2, lines[2].encode().decode("latin-1"), flag="encoding")


@cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def _traditional(text: str, chance: random.Random) -> str:
    return str(_converter(chance.choice(("s2tw", "s2hk", "s2t"))).convert(text))


@kind("traditional_page")
def traditional_page(chance: random.Random, lines: list[str]) -> Case:
    """Convert the whole article."""
    return Case("traditional_page", _traditional("\n".join(lines), chance), "\n".join(lines))


@kind("traditional_line")
def traditional_line(chance: random.Random, lines: list[str]) -> Case:
    """Convert one paragraph."""
    return _changed("traditional_line", lines, 2, _traditional(lines[2], chance))


@kind("taiwan_words")
def taiwan_words(chance: random.Random, lines: list[str]) -> Case:
    """Convert a page and use words of Taiwan in it."""
    old, new = chance.choice(
        (
            ("請在視窗列印清單。", "请在窗口打印清单。"),
            ("登入網站後點選查詢。", "登录网站后点击查询。"),
            ("開啟微信搜尋小程式。", "打开微信搜索小程序。"),
            ("上傳身分證影印件。", "上传身份证复印件。"),
            ("個人資訊以系統為準。", "个人信息以系统为准。"),
        )
    )
    text = [_traditional(line, chance) for line in lines]
    assert traditional_share("".join(text)) > 0
    return Case("taiwan_words", "\n".join([*text[:2], old, *text[2:]]), "\n".join([*lines[:2], new, *lines[2:]]))


@kind("markup")
def markup(chance: random.Random, lines: list[str]) -> Case:
    """Put the article into a page with a frame."""
    tag = chance.choice(("p", "div", "li"))
    body = "".join(f"<{tag}>{chance.choice(('', '&nbsp;&nbsp;', '&amp;nbsp;'))}{line}</{tag}>" for line in lines[1:])
    body = f"<ul>{body}</ul>" if tag == "li" else body
    page = (
        "<html><head><title>站点</title><style>.a{color:red}</style></head><body><nav><a href='/'>首页</a>"
        f"<a href='/b'>社保</a><a href='/c'>公积金</a></nav><h1>{lines[0]}</h1><div>{body}</div>"
        "<footer>版权所有 某某网站 网站地图</footer><script>var a = '参保';</script></body></html>"
    )
    return Case("markup", page, "\n".join(lines), media_type="text/html")


def main() -> None:
    """Print a table of the kinds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--show", default="", help="print the first failing cases of a kind")
    asked = arguments.parse_args()
    count: dict[str, list[int]] = {}
    for case in cases(asked.cases):
        found = verdict(case)
        row = count.setdefault(case.kind, [0, 0, 0])
        row[0] += 1
        row[1] += found.right
        row[2] += found.harmed
        if case.kind == asked.show and not found.right and row[0] - row[1] <= 4:
            print(
                case.text, clean(RawArticle("p", case.text, case.media_type)).text, found, sep="\n---\n", end="\n====\n"
            )
    for name, (total, right, harmed) in sorted(count.items(), key=lambda item: item[1][1] / item[1][0]):
        print(f"{name:20} {total:6} cases, right {right / total:.4f}, harmed {harmed}")
    total, right, harmed = (sum(row[i] for row in count.values()) for i in range(3))
    print(f"{'all':20} {total:6} cases, right {right / total:.4f}, harmed {harmed}")


if __name__ == "__main__":
    main()
