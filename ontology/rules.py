"""Rules as data: a YAML file of `ontology/rules/` read into a frozen dataclass, with file and line in every error.

The dataclass is the schema. Understood field types: str, int, float, bool, Decimal, re.Pattern[str] (compiled at load),
tuple[T, …], Mapping[str, T], T | None, and dataclasses of these. A key that the dataclass lacks, a missing key without
a default and a value of another type are errors; all errors of one file are told together.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ontology.errors import DataError

FOLDER = Path(__file__).parent / "rules"

T = TypeVar("T")


def rules(name: str, schema: type[T]) -> T:
    """Return `ontology/rules/{name}.yaml` as a `schema`, read once.

    Raises:
        DataError: if the file is missing or does not fit; one line per fault, each with file and line.
    """
    found: T = _cached(name, schema)  # type: ignore[arg-type]  # mypy doubts that a class is hashable
    return found


@cache
def _cached(name: str, schema: Any) -> Any:
    return load(FOLDER / f"{name}.yaml", schema)


def load(path: Path, schema: type[T]) -> T:
    """Return the YAML file at `path` as a `schema`.

    Raises:
        DataError: as for `rules`.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise DataError(f"{path}{line}: no valid YAML ({getattr(error, 'problem', error)})") from error
    faults: list[str] = []
    value = _value(node, schema, str(path), faults) if node is not None else _fault(f"{path}:1: is empty", faults)
    if faults:
        raise DataError("\n".join(faults))
    return typing.cast(T, value)


def _fault(message: str, faults: list[str]) -> Any:
    """Note a fault; the value in its place is None."""
    faults.append(message)
    return None


def _value(node: yaml.Node, kind: Any, path: str, faults: list[str]) -> Any:
    here = f"{path}:{node.start_mark.line + 1}"
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
            return None
        return _value(node, next(part for part in arguments if part is not type(None)), path, faults)
    if origin is tuple:
        if not isinstance(node, yaml.SequenceNode):
            return _fault(f"{here}: a list is expected", faults)
        return tuple(_value(item, arguments[0], path, faults) for item in node.value)
    if origin is Mapping:
        if not isinstance(node, yaml.MappingNode):
            return _fault(f"{here}: a mapping is expected", faults)
        return {key.value: _value(item, arguments[1], path, faults) for key, item in node.value}
    if dataclasses.is_dataclass(kind):
        return _record(node, typing.cast(type, kind), path, faults)
    return _scalar(node, kind, here, faults)


def _record(node: yaml.Node, kind: type, path: str, faults: list[str]) -> Any:
    here = f"{path}:{node.start_mark.line + 1}"
    if not isinstance(node, yaml.MappingNode):
        return _fault(f"{here}: a mapping is expected", faults)
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    before = len(faults)
    for key, item in node.value:
        if key.value not in fields:
            _fault(
                f"{path}:{key.start_mark.line + 1}: unknown key {key.value!r}; known: {', '.join(fields)}",
                faults,
            )
        elif key.value in values:
            _fault(f"{path}:{key.start_mark.line + 1}: key {key.value!r} stands twice", faults)
        else:
            values[key.value] = _value(item, hints[key.value], path, faults)
    for name, field in fields.items():
        if name not in values and field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            _fault(f"{here}: key {name!r} is missing", faults)
    if len(faults) > before:
        return None
    try:
        return kind(**values)
    except ValueError as error:  # a schema may check itself in __post_init__
        return _fault(f"{here}: {error}", faults)


def _scalar(node: yaml.Node, kind: Any, here: str, faults: list[str]) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return _fault(f"{here}: a single value is expected", faults)
    text = node.value
    if kind is str:
        return text
    if kind is bool:
        if text not in ("true", "false"):
            return _fault(f"{here}: true or false is expected, not {text!r}", faults)
        return text == "true"
    if typing.get_origin(kind) is re.Pattern or kind is re.Pattern:
        try:
            return re.compile(text)
        except re.error as error:
            return _fault(f"{here}: no valid regular expression ({error}): {text!r}", faults)
    try:
        return kind(text)
    except (ValueError, ArithmeticError):
        name = {int: "a whole number", float: "a number", Decimal: "a number"}.get(kind, str(kind))
        return _fault(f"{here}: {name} is expected, not {text!r}", faults)
