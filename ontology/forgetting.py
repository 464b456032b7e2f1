"""How all that was compiled from rules and vocabulary is forgotten, when another vocabulary pack comes into use.

It is kept by caches of functions (`functools.cache`, `ontology.remembering.of_lines`), never in a constant of a module:
so `forget` can reach it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType

PACKAGES = ("ontology", "ingest", "index", "query")  # of the project


def forget() -> None:
    """Empty the caches of all functions of the project's modules."""
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES]
    for module in modules:
        for clear in _clearing(module):
            clear()


def _clearing(module: ModuleType) -> Iterator[Callable[[], object]]:
    """Yield what empties the caches of a module's functions, and of those in its classes."""
    values = [*vars(module).values()]
    inside = (part for value in values if isinstance(value, type) for part in vars(value).values())
    for value in (*values, *inside):
        clear = getattr(value, "cache_clear", None)
        if callable(clear):
            yield clear
