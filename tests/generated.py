"""Any number of articles, each with its own words and numbers: what speed and memory are measured on.

The wordings stand in `generated.yaml`. An article depends on its number and the seed only, so a longer row of articles
begins with the shorter one. Copies of a few texts would flatter every cache; here hardly a line comes twice.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.article import RawArticle

CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
SECTIONS = (3, 6)  # fewest and most sections of an article
OPENED_LINES = 0.7  # share of the lines of sections that begin with an opener
DIRTY_LINES = 0.12  # share of the lines that carry dirt


def generated(count: int, seed: int = 0) -> Iterator[RawArticle]:
    """Yield `count` articles.

    >>> [one.name for one in generated(2)]
    ['000000.txt', '000001.txt']
    """
    for number in range(count):
        yield RawArticle(f"{number:06d}.txt", _text(random.Random(f"{seed} {number}")))


@cache
def _templates() -> Mapping[str, Any]:
    templates: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return templates


def _text(chance: random.Random) -> str:
    parts = _templates()
    slots = _slots(chance)
    lines = [chance.choice(parts[name]) for name in ("titles", "headers", "leads")]
    chosen = chance.sample(parts["sections"], chance.randint(*SECTIONS))
    for place, section in enumerate(chosen, 1):
        lines.append(f"{'一二三四五六七'[place - 1]}、{chance.choice(section['headings'])}")
        for line in chance.sample(section["lines"], chance.randint(3, len(section["lines"]))):
            lines.append(chance.choice(parts["openers"]) + line if chance.random() < OPENED_LINES else line)
    lines += parts["ends"]
    lines.append(" ".join(_filled(link, slots(), chance) for link in parts["links"] * 2))
    return "\n".join(_dirty(_filled(line, slots(), chance), chance, parts["dirt"]) for line in lines)


def _slots(chance: random.Random) -> Any:
    """Return what fills the slots: the city stays, the numbers are new for each line."""
    city, year = chance.choice(_templates()["cities"]), chance.randint(2022, 2026)

    def fresh() -> dict[str, object]:
        rate = chance.randint(50, 92)
        return {
            "city": city,
            "other": chance.choice(_templates()["cities"]),
            "year": year,
            "month": f"{chance.randint(1, 12):02d}",
            "day": f"{chance.randint(1, 28):02d}",
            "hour": f"{chance.randint(8, 22):02d}",
            "minute": f"{chance.randint(0, 59):02d}",
            "rate": rate,
            "rate2": rate + chance.randint(1, 6),
            "small": chance.randint(1, 60) * 10,
            "money": chance.randint(6, 80) * 50,
            "big": chance.randint(8, 60),
            "days": chance.choice((3, 5, 7, 10, 15, 20, 30)),
            "months": chance.choice((3, 6, 12, 24)),
            "phone": f"0{chance.randint(310, 999)}-{chance.randint(2000000, 8999999)}",
            "n": chance.randint(2, 12),
            "n4": chance.randint(18, 25),
            "n5": chance.randint(25, 30),
        }

    return fresh


def _filled(line: str, slots: Mapping[str, object], chance: random.Random) -> str:
    return CHOICE.sub(lambda hit: chance.choice(hit[1].split("|")), line).format(**slots)


def _dirty(line: str, chance: random.Random, dirt: Mapping[str, Any]) -> str:
    """Return a line with what a scraper brings along, now and then."""
    if chance.random() >= DIRTY_LINES:
        return line
    if chance.random() < 0.5:
        at = chance.randrange(len(line) + 1)
        return line[:at] + chance.choice(dirt["noise"]) + line[at:]
    before, after = chance.choice([*dirt["swaps"].items()])
    return line.replace(before, after)
