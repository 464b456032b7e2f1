"""Analyses as JSON and back, lossless: what the article store keeps of an article."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
import zlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from ingest.article import Analysis
from ingest.edits.draft import AlignedText


def packed(analysis: Analysis) -> bytes:
    """Return `analysis` as compressed JSON."""
    text = json.dumps(encoded(analysis), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def unpacked(data: bytes) -> Analysis:
    """Return the analysis that `packed` wrote."""
    return typing.cast(Analysis, decoded(json.loads(zlib.decompress(data)), Analysis))


def encoded(value: Any) -> Any:
    """Return a value of the `ingest.article` kind as JSON data; a dataclass becomes the list of its fields."""
    if isinstance(value, AlignedText):
        return [value.text, _runs(value)]
    if dataclasses.is_dataclass(value):
        return [encoded(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [encoded(item) for item in value]
    if isinstance(value, Mapping):
        return dict(sorted(value.items()))
    return value


def decoded(data: Any, kind: Any) -> Any:
    """Return JSON data that `encoded` made as a value of type `kind`."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if data is None:
        return None
    if origin in (typing.Union, types.UnionType):
        return decoded(data, _member(data, arguments))
    if origin is tuple:
        each = arguments[:1] * len(data) if arguments[-1] is Ellipsis else arguments
        return tuple(decoded(item, part) for item, part in zip(data, each, strict=True))
    if kind is AlignedText:
        return AlignedText(data[0], *_offsets(data[1]))
    if dataclasses.is_dataclass(kind):
        record = typing.cast(type, kind)
        fields = _fields(record)
        return record(*(decoded(item, part) for item, part in zip(data, fields.values(), strict=True)))
    return Decimal(data) if kind is Decimal else data


@cache
def schema_digest(kind: type = Analysis) -> str:
    """Return a digest of all fields and types that stored articles are made of: it changes when they change."""
    seen: list[str] = []
    _describe(kind, seen)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:8]


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _member(data: Any, arguments: tuple[Any, ...]) -> Any:
    """Return the type of a union that `data` is of: lists stand for tuples and records, all else for scalars."""
    wanted = [part for part in arguments if part is not type(None)]
    for part in wanted:
        if isinstance(data, list) == (typing.get_origin(part) is tuple or dataclasses.is_dataclass(part)):
            return part
    return wanted[0]


def _runs(text: AlignedText) -> list[int]:
    """Return the alignment as runs, three numbers each: length (negative if all share one span), start, end."""
    runs: list[list[int]] = []
    for start, end in zip(text.starts, text.ends, strict=True):
        length, first, last = runs[-1] if runs else (0, 0, 0)
        if length > 0 and start == first + length and end == start + 1:
            runs[-1] = [length + 1, first, end]
        elif length < 0 and (start, end) == (first, last):
            runs[-1] = [length - 1, first, last]
        else:
            runs.append([1 if end == start + 1 else -1, start, end])
    return [number for run in runs for number in run]


def _offsets(runs: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    starts: list[int] = []
    ends: list[int] = []
    for length, start, end in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
        if length > 0:
            starts.extend(range(start, start + length))
            ends.extend(range(start + 1, start + length + 1))
        else:
            starts.extend([start] * -length)
            ends.extend([end] * -length)
    return tuple(starts), tuple(ends)


def _describe(kind: Any, seen: list[str]) -> None:
    if dataclasses.is_dataclass(kind):
        line = f"{getattr(kind, '__name__', kind)}: " + ", ".join(
            f"{name} {part}" for name, part in _fields(typing.cast(type, kind)).items()
        )
        if line in seen:
            return
        seen.append(line)
        for part in _fields(typing.cast(type, kind)).values():
            _describe(part, seen)
    for part in typing.get_args(kind):
        _describe(part, seen)
