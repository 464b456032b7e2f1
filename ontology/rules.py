"""Rules as data: a YAML file of a pack's `rules/` read into a frozen dataclass, with file and line in every error.

The dataclass is the schema. Understood field types: str, int, float, bool, Decimal, re.Pattern[str] (compiled at load),
tuple[T, …], Mapping[str, T], T | None, and dataclasses of these. A key that the dataclass lacks, a missing key without
a default and a value of another type are errors; all errors of one file are told together.

A file may be laid over another one (`overlaid`): a pack's `dirt+.yaml` over the inherited `dirt.yaml`.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ontology.errors import DataError
from ontology.overlay import overlaid, place
from ontology.packs import BUILT_IN, active

FOLDER = BUILT_IN.folder / "rules"

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML has it: seven times as fast

T = TypeVar("T")


def rules(name: str, schema: type[T]) -> T:
    """Return `rules/{name}.yaml` of the pack in use as a `schema`, read once.

    Raises:
        DataError: if the file is missing or does not fit; one line per fault, each with file and line.
    """
    found: T = _cached(name, schema)  # type: ignore[arg-type]  # mypy doubts that a class is hashable
    return found


@cache
def _cached(name: str, schema: Any) -> Any:
    return load(active().layers(f"rules/{name}.yaml"), schema)


def load(files: Path | Sequence[Path], schema: type[T]) -> T:
    """Return a YAML file, or several that lie over each other, as a `schema`.

    Raises:
        DataError: as for `rules`.
    """
    faults: list[str] = []
    node: yaml.Node | None = None
    for path in (files,) if isinstance(files, Path) else files:
        read = _composed(path)
        if read is None:
            _fault(f"{path}:1: is empty", faults)
        elif node is None:
            node = read
        else:
            node = overlaid(node, read, schema, faults)
    value = _value(node, schema, faults) if node is not None else None
    if faults:
        raise DataError("\n".join(faults))
    return typing.cast(T, value)


def _composed(path: Path) -> yaml.Node | None:
    """Return the nodes of a file; each knows its file and line."""
    try:
        return _node(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise DataError(f"{path}{line}: no valid YAML ({getattr(error, 'problem', error)})") from error


def _node(path: Path, loader: Any = LOADER) -> yaml.Node | None:
    """Return the top node; the marks of all nodes carry the path."""
    try:
        with path.open(encoding="utf-8") as file:
            found: yaml.Node | None = loader(file).get_single_node()
            return found
    except yaml.YAMLError:
        if loader is yaml.SafeLoader:
            raise
    return _node(path, yaml.SafeLoader)  # which tells a fault better


def _fault(message: str, faults: list[str]) -> Any:
    """Note a fault; the value in its place is None."""
    faults.append(message)
    return None


def _value(node: yaml.Node, kind: Any, faults: list[str]) -> Any:
    here = place(node)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
            return None
        return _value(node, next(part for part in arguments if part is not type(None)), faults)
    if origin is tuple:
        if not isinstance(node, yaml.SequenceNode):
            return _fault(f"{here}: a list is expected", faults)
        return tuple(_value(item, arguments[0], faults) for item in node.value)
    if origin is Mapping:
        if not isinstance(node, yaml.MappingNode):
            return _fault(f"{here}: a mapping is expected", faults)
        return {key.value: _value(item, arguments[1], faults) for key, item in node.value}
    if dataclasses.is_dataclass(kind):
        return _record(node, typing.cast(type, kind), faults)
    return _scalar(node, kind, here, faults)


def _record(node: yaml.Node, kind: type, faults: list[str]) -> Any:
    here = place(node)
    if not isinstance(node, yaml.MappingNode):
        return _fault(f"{here}: a mapping is expected", faults)
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    before = len(faults)
    for key, item in node.value:
        if key.value not in fields:
            _fault(f"{place(key)}: unknown key {key.value!r}; known: {', '.join(fields)}", faults)
        elif key.value in values:
            _fault(f"{place(key)}: key {key.value!r} stands twice", faults)
        else:
            values[key.value] = _value(item, hints[key.value], faults)
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
