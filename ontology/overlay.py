"""A YAML file laid over another one: a pack's `dirt+.yaml` over the inherited `dirt.yaml`."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any

import yaml

ADD = "+"  # before a key: its entries are added to the inherited ones


def overlaid(base: yaml.Node, over: yaml.Node, kind: Any, faults: list[str]) -> yaml.Node:
    """Return a record with the keys of another one laid over it.

    Records are laid over each other key by key; any other value takes the place of the inherited one. With a + before
    its key, a list or table is added to the inherited one: its entries come first.
    """
    records = isinstance(base, yaml.MappingNode) and isinstance(over, yaml.MappingNode)
    if not (records and dataclasses.is_dataclass(kind)):
        return over
    hints = typing.get_type_hints(kind)
    pairs = {key.value: (key, item) for key, item in base.value}
    seen = set[str]()
    for key, item in over.value:
        name = key.value.removeprefix(ADD)
        inherited = pairs[name][1] if name in pairs else None
        if name in seen:
            faults.append(f"{place(key)}: key {name!r} stands twice")
        elif key.value != name:
            item = _joined(inherited, item, faults)
        elif inherited is not None:
            item = overlaid(inherited, item, hints.get(name), faults)
        seen.add(name)
        pairs[name] = (yaml.ScalarNode(key.tag, name, key.start_mark, key.end_mark), item)
    return yaml.MappingNode(base.tag, [*pairs.values()], over.start_mark, over.end_mark)


def _joined(base: yaml.Node | None, more: yaml.Node, faults: list[str]) -> yaml.Node:
    """Return a list or table with the inherited entries behind its own; in a table, its own keys win."""
    if isinstance(base, yaml.SequenceNode) and isinstance(more, yaml.SequenceNode):
        return yaml.SequenceNode(more.tag, [*more.value, *base.value], more.start_mark, more.end_mark)
    if isinstance(base, yaml.MappingNode) and isinstance(more, yaml.MappingNode):
        own = {key.value for key, _ in more.value}
        rest = [pair for pair in base.value if pair[0].value not in own]
        return yaml.MappingNode(more.tag, [*more.value, *rest], more.start_mark, more.end_mark)
    faults.append(f"{place(more)}: + adds to an inherited list or table, and this is none")
    return more


def place(node: yaml.Node) -> str:
    """Return file and line of a node."""
    return f"{node.start_mark.name}:{node.start_mark.line + 1}"
