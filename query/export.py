"""Rows written as JSON lines, CSV or Parquet, one at a time: the data may be larger than memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, BinaryIO, TextIO

from ontology.errors import InputError

Row = Mapping[str, Any]
Rows = Callable[[], Iterable[Row]]  # makes the rows anew: some formats look at them twice

BATCH = 4096  # rows of one Parquet row group


def write_jsonl(rows: Rows, out: TextIO) -> None:
    """Write one JSON object a line."""
    for row in rows():
        out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_csv(rows: Rows, out: TextIO) -> None:
    """Write a table with a heading line; lists and objects are cells of JSON, null is an empty cell."""
    lines = iter(rows())
    first = next(lines, None)
    if first is None:
        return
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(first)
    for row in chain([first], lines):
        writer.writerow([_cell(row[name]) for name in first])


def write_parquet(rows: Rows, out: BinaryIO) -> None:
    """Write a Parquet table; lists and objects are columns of JSON text.

    Raises:
        InputError: if pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: pip install 'yibao[parquet]', or use --format jsonl") from error
    kinds = column_kinds(rows())
    types = {
        "bool": pyarrow.bool_(),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "text": pyarrow.string(),
        "json": pyarrow.string(),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in kinds.items()])
    buffer = pyarrow.BufferOutputStream()
    with pyarrow.parquet.ParquetWriter(buffer, schema) as writer:
        lines = iter(rows())
        while batch := list(islice(lines, BATCH)):
            columns = {name: [_value(row[name], kind) for row in batch] for name, kind in kinds.items()}
            writer.write_table(pyarrow.table(columns, schema=schema))
    out.write(buffer.getvalue().to_pybytes())


def column_kinds(rows: Iterable[Row]) -> dict[str, str]:
    """Return what each column holds: bool, int, float, text, or json for what is none of these throughout.

    >>> column_kinds([{"a": None, "b": [1]}, {"a": 1, "b": "x"}, {"a": 2.5, "b": None}])
    {'a': 'float', 'b': 'json'}
    """
    seen: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            kinds = seen.setdefault(name, set())
            if value is not None:
                kinds.add(_kind(value))
    return {name: _joint(kinds) for name, kinds in seen.items()}


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    return {int: "int", float: "float", str: "text"}.get(type(value), "json")


def _joint(kinds: set[str]) -> str:
    if len(kinds) == 1:
        return next(iter(kinds))
    if not kinds:
        return "text"
    return "float" if kinds == {"int", "float"} else "json"


def _value(value: object, kind: str) -> object:
    if value is None or kind in ("bool", "int", "text"):
        return value
    return float(value) if kind == "float" and isinstance(value, int | float) else _json(value)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | int | float) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_pieces(pieces: Iterator[bytes], out: BinaryIO) -> None:
    """Write bytes as they come."""
    for piece in pieces:
        out.write(piece)
