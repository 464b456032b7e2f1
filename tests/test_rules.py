"""Rule files: a dataclass is the schema, and every fault is told with file and line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from ontology.errors import DataError
from ontology.rules import FOLDER, load, rules
from ontology.skos import Schemes


@dataclass(frozen=True)
class Unit:
    name: str
    factor: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if self.factor <= 0:
            raise ValueError("factor must be positive")


@dataclass(frozen=True)
class Sheet:
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    limit: int
    share: float
    strict: bool
    units: tuple[Unit, ...]
    titles: Mapping[str, str]
    note: str | None = None


GOOD = """\
words: [元, 块]
pattern: '\\d+元'
limit: 3
share: 0.5
strict: true
units:
  - {name: 元}
  - {name: 万元, factor: 10000}
titles: {zh: 单位}
note: null
"""


def sheet(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sheet.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        load(path, Sheet)
    return str(error.value).splitlines()


def test_a_sound_file_becomes_a_dataclass(tmp_path: Path) -> None:
    read = load(sheet(tmp_path, GOOD), Sheet)
    assert read.words == ("元", "块")
    assert read.pattern.search("3元")
    assert read.units == (Unit("元"), Unit("万元", Decimal(10000)))
    assert (read.limit, read.share, read.strict, read.note) == (3, 0.5, True, None)
    assert read.titles == {"zh": "单位"}


@pytest.mark.parametrize(
    ("good", "bad", "line", "message"),
    [
        ("limit: 3", "limit: drei", 3, "a whole number is expected, not 'drei'"),
        ("share: 0.5", "share: viel", 4, "a number is expected, not 'viel'"),
        ("strict: true", "strict: yes", 5, "true or false is expected, not 'yes'"),
        ("words: [元, 块]", "words: 元", 1, "a list is expected"),
        ("words: [元, 块]", "words: [[元]]", 1, "a single value is expected"),
        ("titles: {zh: 单位}", "titles: 单位", 9, "a mapping is expected"),
        ("pattern: '\\d+元'", "pattern: '('", 2, "no valid regular expression"),
        ("note: null", "remark: x", 10, "unknown key 'remark'; known: words, pattern"),
        ("note: null", "limit: 4", 10, "key 'limit' stands twice"),
        ("limit: 3\n", "", 1, "key 'limit' is missing"),
        ("  - {name: 元}", "  - {factor: 2}", 7, "key 'name' is missing"),
        ("  - {name: 元}", "  - 元", 7, "a mapping is expected"),
        ("factor: 10000", "factor: 0", 8, "factor must be positive"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, good: str, bad: str, line: int, message: str) -> None:
    assert good in GOOD
    path = sheet(tmp_path, GOOD.replace(good, bad))
    [fault] = faults(path)
    assert fault.startswith(f"{path}:{line}: ")
    assert message in fault


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    broken = GOOD.replace("limit: 3", "limit: x").replace("share: 0.5", "share: y").replace("{zh: 单位}", "[]")
    assert [fault.partition(": ")[0].rpartition(":")[2] for fault in faults(sheet(tmp_path, broken))] == ["3", "4", "9"]


@pytest.mark.parametrize(
    ("text", "message"), [("", "is empty"), ("a: [", "no valid YAML"), ("- a", "a mapping is expected")]
)
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = sheet(tmp_path, text)
    [fault] = faults(path)
    assert fault.startswith(f"{path}:1")
    assert message in fault


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    [fault] = faults(tmp_path / "absent.yaml")
    assert "cannot be read" in fault


def test_rules_are_read_once() -> None:
    assert rules("schemes", Schemes) is rules("schemes", Schemes)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_a_rule_file_begins_by_saying_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
