from __future__ import annotations

from pathlib import Path

import fakes

from index.building.build import build
from index.check import check
from index.store import EXPORTS, KnowledgeIndex

ENCODER = fakes.HashingEncoder()
PAGE = """\
{city}医保报销指南(以{city}为例)

一、住院报销比例

1、三级医院:在职职工报销比例为{low}%至{high}%,退休人员报销比例为{higher}%。

2、起付标准:一般为{amount}元。

二、怎么查询余额?

支付宝:依次点击“市民中心”-“社保”-“医保账户查询”,按照提示操作。

三、手工报销需要什么材料?

身份证原件及复印件。

费用明细清单。
"""
CITIES = ("太原", "合肥", "宜昌", "中卫", "成都", "兰州")


def write(folder: Path) -> None:
    folder.mkdir()
    for number, city in enumerate(CITIES):
        values = {"low": 60 + number, "high": 70 + number, "higher": 80 + number, "amount": 100 * (number + 1)}
        (folder / f"{city}.txt").write_text(PAGE.format(city=city, **values), encoding="utf-8")


def test_the_number_of_workers_does_not_show(tmp_path: Path) -> None:
    write(tmp_path / "pages")
    found = []
    for workers in (1, 2):
        data = tmp_path / f"data{workers}"
        report = build([tmp_path / "pages"], data, workers=workers, encoder=ENCODER)
        assert (report.added, report.failed) == (len(CITIES), 0)
        with KnowledgeIndex(data, ENCODER) as knowledge:
            assert list(check(knowledge)) == []
            rows = {kind: list(knowledge.export(kind)) for kind in EXPORTS}
            manifest = (knowledge.generation.folder / "manifest.json").read_bytes()
            found.append((rows, knowledge.graph.export("trig"), manifest))
    assert found[0] == found[1]
    assert found[0][0]["facts"]
