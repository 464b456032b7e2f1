"""Worker: JioNLP's extraction of money and times; it has none for shares."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import jionlp
from speaking import serve, timed

logging.disable(logging.ERROR)  # what it cannot read it logs with its whole way there
UNITS = {"day": "day", "workday": "day", "month": "month", "year": "year"}


def values(text: str) -> Iterator[dict[str, Any]]:
    """Yield the values of a text, line by line: it is made for sentences."""
    at = 0
    for line in text.splitlines(keepends=True):
        found = [*_tried(jionlp.ner.extract_money, line, _money), *_tried(jionlp.ner.extract_time, line, _time)]
        for start, end, low, high, unit in found:
            yield {"start": at + start, "end": at + end, "min": low, "max": high, "unit": unit}
        at += len(line)


def _tried(extract: Any, line: str, read: Any) -> list[tuple[int, int, float, float, str]]:
    """Return what it makes of a line, nothing where it raises."""
    try:
        rows = extract(line)
    except Exception:
        return []
    found = []
    for row in rows:
        value = read(row)
        if value:
            found.append((*row["offset"], *value))
    return found


def _money(row: Any) -> tuple[float, float, str] | None:
    number = row["detail"]["num"]
    low, high = number if isinstance(number, list) else (number, number)
    if row["detail"]["case"] != "元" or low is None or high is None:
        return None
    return float(low), float(high), "CNY"


def _time(row: Any) -> tuple[float, float, str] | None:
    detail = row["detail"]
    if detail["type"] == "time_span":  # "三个月内" is told as two dates from today on: ask for the length itself
        try:
            detail = jionlp.parse_time(row["text"].removesuffix("内").removesuffix("以"))
        except ValueError:
            return None
    if detail["type"] != "time_delta":
        return None
    lengths = detail["time"] if isinstance(detail["time"], list) else [detail["time"], detail["time"]]
    units = {unit for one in lengths for unit in one}
    if len(units) != 1 or not units <= set(UNITS):
        return None
    (unit,) = units
    return float(lengths[0][unit]), float(lengths[1][unit]), UNITS[unit]


def facts(request: dict[str, Any]) -> dict[str, Any]:
    """Return the values of each text."""
    seconds, found = timed(lambda: [list(values(text)) for text in request["texts"]])
    return {"values": found, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"facts": facts})
