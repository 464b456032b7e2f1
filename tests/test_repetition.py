"""Copies across articles and sites: clusters, variants, templates, sources, proposals."""

from __future__ import annotations

import io
import json
import random
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import fakes
import pytest
import template_pages
from hypothesis import given
from hypothesis import strategies as st

import index.building.assembly
import index.building.prepare
import index.repetition.neighbours
from index.building.build import build, remove
from index.check import check
from index.repetition.families import Near
from index.repetition.groups import Groups
from index.repetition.sources import independent, sources
from index.store import EXPORTS, KnowledgeIndex
from ingest.article import Analysis, RawArticle

CORPUS = Path(__file__).parent.parent / "corpus" / "articles"
ENCODER = fakes.HashingEncoder()
Rows = dict[str, list[dict[str, Any]]]
KINDS = ("clusters", "variants", "templates", "proposals", "facts", "articles")


def state(data: Path, kinds: Iterable[str] = KINDS) -> Rows:
    with KnowledgeIndex(data, ENCODER) as knowledge:
        return {kind: list(knowledge.export(kind)) for kind in kinds}


def built(data: Path, pages: Mapping[str, str], **stated: Mapping[str, str]) -> Rows:
    """Build pages with the real pipeline; `stated` are metadata by name."""
    lines = (json.dumps({"id": name, "text": text, **stated.get(name, {})}) for name, text in pages.items())
    build(["-"], data, encoder=ENCODER, stdin=io.BytesIO("\n".join(lines).encode()))
    return state(data)


def quick(raw: RawArticle) -> Analysis:
    """Stand in for the pipeline, and take over what the source says of the page."""
    found = fakes.analyse(raw)
    known = {name: raw.metadata.get(name) for name in ("publisher", "url", "issued")}
    official = (raw.metadata.get("publisher") or "").endswith("局")
    article = replace(found.article, **known, source_kind="official" if official else "unknown")
    return replace(found, article=article)


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.building.prepare, "analyse", quick)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)


@cache
def families() -> Rows:
    """The template articles of the corpus."""
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = sorted([*CORPUS.glob("10[1-8]_*"), *CORPUS.glob("11[1-9]_*")])
    build(files, Path(folder, "data"), encoder=ENCODER)
    return state(Path(folder, "data"))


def numbers(text: str) -> list[str]:
    """Return the numbers of a block, that of its list item left out."""
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"^\s*\d{1,2}[、.](?!\d)", "", text))


def test_the_corpus_has_two_template_families() -> None:
    found = {row["template"]: sorted(Path(name).name[:3] for name in row["family"]) for row in families()["templates"]}
    assert sorted(found.values()) == [[f"10{i}" for i in range(1, 9)], [f"11{i}" for i in range(1, 10)]]


def test_cities_are_slots_and_figures_are_values() -> None:
    rows = families()["templates"]
    for template in {row["template"] for row in rows}:
        columns = [column for row in rows if row["template"] == template for column in row["columns"]]
        places = [column for column in columns if column["kind"] == "place"]
        values = [column for column in columns if column["kind"] == "value"]
        assert any(len(set(column["values"])) >= 8 for column in places)
        assert any(len(set(column["values"])) >= 3 and any(map(numbers, column["values"])) for column in values)
    slots = [column for row in rows for column in row["columns"] if column["kind"] != "value"]
    assert not [column for column in slots if any(map(numbers, column["values"]))]
    assert len({row["independent_sources"] for row in rows}) == 1


def test_no_cluster_holds_other_numbers() -> None:
    with_text = {(row["article"], row["raw_start"]): row for row in families()["clusters"]}
    assert len(with_text) > 40
    for row in families()["variants"]:
        if row["class"] == "wording_differs":
            assert numbers(row["text"]) == numbers(row["of_text"])
    for row in families()["clusters"]:
        raws = [raw(member) for member in row["members"]]
        assert {tuple(numbers(text)) for text in raws} == {tuple(numbers(raws[0]))}, raws[0]


def raw(place: Mapping[str, Any]) -> str:
    return corpus_text(place["article"])[place["raw_start"] : place["raw_end"]]


@cache
def corpus_text(name: str) -> str:
    return Path(name).read_bytes().decode("utf-8")


@pytest.mark.usefixtures("stand_ins")
@pytest.mark.parametrize("seed", range(3))
def test_any_history_leads_to_what_a_full_build_finds(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    pages = dict(template_pages.pages(14)) | {f"x{i}.txt": f"# 办理\n{fakes.ITEM_MARK}第{i}项说明\n" for i in range(3)}
    steps = [(name, pages[name]) for name in chance.sample(sorted(pages), len(pages))]
    for name, text in [(steps[0][0], "别的内容,每年900元"), *steps]:
        built(
            tmp_path / "piecewise", {name: text, **({"gone.txt": pages["000001.txt"]} if name == steps[3][0] else {})}
        )
    remove(["gone.txt"], tmp_path / "piecewise")
    assert state(tmp_path / "piecewise", EXPORTS) == state_of(built, tmp_path / "whole", pages)


def state_of(make: Any, data: Path, pages: Mapping[str, str]) -> Rows:
    make(data, pages)
    return state(data, EXPORTS)


PLAIN = "住院报销比例\n\n在职职工在三级医院住院的报销比例为80%。\n"


def test_three_sites_are_three_sources_and_ten_copies_are_one(tmp_path: Path) -> None:
    sites = {f"s{i}": PLAIN + f"第{i}家的另一段话,说明办理地点和咨询方式各不相同。\n" for i in range(3)}
    stated = {name: {"publisher": f"独立{name}网"} for name in sites}
    facts = built(tmp_path / "sites", sites, **stated)["facts"]
    assert [(row["attestations"], row["independent_sources"]) for row in facts] == [(3, 3)] * 3
    city = template_pages.cities()
    copies = {f"c{i}": template_pages.page(city[i], 3, site=f"样例{'甲乙丙丁戊己庚辛壬癸'[i]}网") for i in range(10)}
    found = built(tmp_path / "copies", copies)
    rates = [row for row in found["facts"] if row["kind"] == "reimbursement_rate"]
    assert {(row["attestations"], row["independent_sources"]) for row in rates} == {(10, 1)}
    assert len({row["source"] for row in found["articles"]}) == 1
    with KnowledgeIndex(tmp_path / "sites", ENCODER) as knowledge:
        query = "SELECT ?n (COUNT(?c) AS ?claims) { ?x yb:sourceCount ?n ; yb:attestedBy ?c } GROUP BY ?x ?n"
        rows = [{name: value.value for name, value in row.items()} for row in knowledge.sparql(query).rows()]  # type: ignore[union-attr]
        assert {"n": "3", "claims": "3"} in rows
        of_claim = "SELECT ?n { ?c a yb:BenefitClaim ; yb:sourceCount ?n }"
        assert {row["n"].value for row in knowledge.sparql(of_claim).rows()} == {"3"}  # type: ignore[union-attr]
        assert list(check(knowledge)) == []


@pytest.mark.parametrize("other", [
    PLAIN.replace("80", "85"),
    PLAIN.replace("在职职工", "退休人员"),
    PLAIN.replace("三级", "二级"),
    PLAIN.replace("为80%", "不低于80%"),
    PLAIN.replace("在职职工在", "太原市在职职工在"),
])  # fmt: skip
def test_other_statements_back_nothing(tmp_path: Path, other: str) -> None:
    facts = built(tmp_path, {"a": PLAIN, "b": other}, a={"publisher": "甲甲网"}, b={"publisher": "乙乙网"})["facts"]
    assert [(row["attestations"], row["independent_sources"]) for row in facts] == [(1, 1)] * 2


def test_a_province_backs_its_city_and_not_the_other_way_round(tmp_path: Path) -> None:
    pages = {place: PLAIN.replace("在职职工在", f"{place}在职职工在") for place in ("太原", "山西", "四川")}
    facts = built(tmp_path, pages, **{place: {"publisher": f"{place}样例网"} for place in pages})["facts"]
    assert {row["article"]: row["independent_sources"] for row in facts} == {"太原": 2, "山西": 1, "四川": 1}


def test_a_city_that_is_not_the_page_s_own_is_reported(tmp_path: Path) -> None:
    city = template_pages.cities()
    pages = {f"p{i}": template_pages.page(city[i], i) for i in range(6)}
    pages["p3"] = pages["p3"].replace(f"带上身份证到{city[3]}", f"带上身份证到{city[9]}")
    rows = [found for row in built(tmp_path, pages)["templates"] for found in row["place_mismatches"]]
    (row,) = rows
    assert (row["article"], row["found"]) == ("p3", city[9])
    assert city[9] in pages["p3"][row["raw_start"] : row["raw_end"]]


@pytest.mark.usefixtures("stand_ins")
def test_the_earliest_official_page_represents_the_others(tmp_path: Path) -> None:
    line = "参保人员办理异地就医备案以后可以直接结算"
    known = {
        "a": {"issued": "2025-01-01"},
        "b": {"issued": "2025-03-01", "publisher": "甲市医疗保障局"},
        "c": {"issued": "2025-02-01", "publisher": "乙市医疗保障局"},
    }
    (row,) = built(tmp_path, dict.fromkeys(known, line), **known)["clusters"]
    assert [member["article"] for member in row["members"]] == ["c", "b", "a"]
    assert (row["article"], row["class"], row["articles"], row["independent_sources"]) == ("c", "identical", 3, 3)


@pytest.mark.usefixtures("stand_ins")
def test_variants_name_what_differs(tmp_path: Path) -> None:
    lines = (
        "在职职工报销比例为90%至97%,退休人员报销比例为93%至98%。",
        "在职职工报销比例为88%至92%,退休人员报销比例为90%至94%。",
        "异地就医未备案。",
        "异地就医备案:",
    )
    found = built(tmp_path, {"a": "\n".join(lines)})
    assert found["clusters"] == []
    assert [(row["text"], row["of_text"], row["class"]) for row in found["variants"]] == [
        (lines[1], lines[0], "value_differs"),
        (lines[3], lines[2], "value_differs"),
    ]
    assert {one["kind"] for one in found["variants"][0]["differences"]} == {"number"}


@pytest.mark.usefixtures("stand_ins")
def test_a_crowd_of_variants_is_aligned_with_its_leaders_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    aligned = index.repetition.neighbours.aligned
    monkeypatch.setattr(index.repetition.neighbours, "aligned", lambda a, b: calls.append(1) or aligned(a, b))
    words = "门诊住院药店转诊备案激活余额明细退费缴费"
    pages = {f"{n:03d}": f"起付线一般为{n}元,办理{words[n % 20]}{words[n % 19]}请提前咨询" for n in range(200)}
    assert len(built(tmp_path, pages)["variants"]) > 190
    assert len(calls) <= 3 * len(pages)


def test_damage_gets_candidates_and_stays_as_it_is(tmp_path: Path) -> None:
    whole = "参保人员可以拨打社保热线查询个人账户的余额和缴费明细,也可以到窗口查询。"
    pages = {"whole": f"查询办法\n\n{whole}\n", "torn": f"查询办法\n\n{whole.replace('热线', '**')}\n"}
    found = built(tmp_path, pages)
    (row,) = found["proposals"]
    assert (row["article"], row["reason"], row["candidate"], row["from_article"]) == (
        "torn",
        "censored",
        "热线",
        "whole",
    )
    assert row["text"][row["start"] : row["end"]] == "⟦缺词⟧"
    with KnowledgeIndex(tmp_path, ENCODER) as knowledge:
        assert "⟦缺词⟧" in knowledge.articles.clean_text("torn")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.randoms())
def test_groups_do_not_depend_on_the_order_of_joining(pairs: list[tuple[int, int]], chance: Any) -> None:
    found = []
    for order in (pairs, chance.sample(pairs, len(pairs))):
        groups: Groups[int] = Groups(range(10))
        for one, other in order:
            groups.join(one, other)
        found.append(groups.all())
    assert found[0] == found[1]
    assert all(first == min(members) for first, members in found[0].items())


def page(name: str, **known: str) -> dict[str, object]:
    return {"article": name, "publisher": None, "author": None, "url": None, **known}


@pytest.mark.parametrize(("one", "other", "same"), [
    ({"publisher": "甲网"}, {"publisher": "甲网"}, True),
    ({"publisher": "网络整理"}, {"publisher": "网络整理"}, False),
    ({"author": "张三"}, {"author": "张三"}, True),
    ({"url": "https://www.example.org/a"}, {"url": "http://m.example.org/b"}, True),
    ({"url": "https://a.example.org/"}, {"url": "https://b.example.org/"}, False),
    ({"url": "https://mp.weixin.qq.com/s/1"}, {"url": "https://mp.weixin.qq.com/s/2"}, False),
    ({"url": "https://x.example/1", "publisher": "甲网"}, {"url": "https://x.example/2", "publisher": "乙网"}, True),
    ({}, {}, False),
])  # fmt: skip
def test_who_counts_as_one_source(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    found = sources([page("b", **other), page("a", **one)], [])
    assert (found["a"] == found["b"]) is same
    assert independent(["a", "b"], found) == (1 if same else 2)
    assert sources([page("a"), page("b")], [Near("a", "b", 0.3)]) == {"a": "a", "b": "a"}


@pytest.mark.usefixtures("stand_ins")
@pytest.mark.parametrize("statement", [
    "DELETE FROM sources WHERE article = 'a'",
    "UPDATE sources SET source = 'nobody'",
    "DELETE FROM attestations",
    "UPDATE attestations SET sources = articles + 1",
])  # fmt: skip
def test_a_broken_count_is_found(tmp_path: Path, statement: str) -> None:
    built(tmp_path, {"a": "每年2000元", "b": "每年2000元"})
    (store,) = (tmp_path / "generations").glob("*/articles.sqlite")
    with sqlite3.connect(store) as connection:
        connection.execute(statement)
    connection.close()
    with KnowledgeIndex(tmp_path, ENCODER) as knowledge:
        assert list(check(knowledge))


LOST = "三级医院:起付线⟦缺数⟧元,在职职工报销88%,退休人员报销91%。"
LINES = "一级医院:起付线300元,在职职工报销92%,退休人员报销95%。\n\n" + LOST.replace("⟦缺数⟧", "{}")


def proposed(data: Path, torn: str, *whole: str) -> list[str]:
    """Return the numbers that the other pages are evidence for, for a page that lost one."""
    pages = {"torn": torn, **{f"whole{number}": page for number, page in enumerate(whole)}}
    found = built(data, pages)["proposals"]
    assert all(row["text"] == LOST for row in found)
    return [row["candidate"] for row in found if row["reason"] == "missing_number"]


def page_of(place: str, figure: str, first: str = "300") -> str:
    return f"{place}住院怎么报销\n\n{LINES.format(figure).replace('300元', f'{first}元')}\n"


@pytest.mark.parametrize(("torn", "whole", "found"), [
    (("赤峰", " "), [("赤峰", "500")], ["500"]),
    (("", " "), [("", "500")], ["500"]),
    (("赤峰", " "), [("桂林", "500")], []),  # a sibling of another place is no evidence for a number
    (("赤峰", " "), [("", "500")], []),
    (("", " "), [("桂林", "500")], []),
    (("赤峰", " "), [("赤峰", "500", "400")], []),  # other lines of the two pages have other figures
    (("赤峰", " "), [("赤峰", "500"), ("赤峰", "600")], []),  # the copies contradict each other
])  # fmt: skip
def test_a_lost_number_has_evidence_only_in_pages_of_its_place_and_figures(
    tmp_path: Path, torn: tuple[str, str], whole: list[tuple[str, ...]], found: list[str]
) -> None:
    assert proposed(tmp_path, page_of(*torn), *(page_of(*page) for page in whole)) == found


def test_a_line_with_another_figure_is_no_evidence_for_a_lost_number(tmp_path: Path) -> None:
    whole = page_of("赤峰", "500").replace("退休人员报销91%", "退休人员报销93%")
    assert proposed(tmp_path, page_of("赤峰", " "), whole) == []


def test_no_lost_number_is_ever_filled_in_the_text(tmp_path: Path) -> None:
    built(tmp_path, {"torn": page_of("赤峰", " "), "whole": page_of("赤峰", "500")})
    with KnowledgeIndex(tmp_path, ENCODER) as knowledge:
        assert LOST in knowledge.articles.clean_text("torn")
        assert not [row for row in knowledge.export("facts") if row["article"] == "torn" and row["value_min"] == 500]
