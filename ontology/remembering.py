"""What is kept for a while: results that stage after stage asks for line by line; and how all of it is forgotten.

Whatever is compiled from rules and vocabulary is kept by a cache of a module's function (`functools.cache`), never in a
constant of a module: that is how `forget` reaches it when another vocabulary pack comes into use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

PACKAGES = ("ontology", "ingest", "index", "query")  # of the project: each may keep what it compiled from the data
LONGEST = 1000  # characters: hardly a line is longer, and a page in one line is asked for once

P = ParamSpec("P")
R = TypeVar("R")
OfText = Callable[Concatenate[str, P], R]


def of_lines(count: int) -> Callable[[OfText[P, R]], OfText[P, R]]:
    """Return a decorator that keeps the last `count` results of a function of a text, save those of long texts.

    >>> of_lines(8)(len)("医保")
    2
    """

    def decorate(function: OfText[P, R]) -> OfText[P, R]:
        kept: Callable[..., Any] = lru_cache(maxsize=count)(function)

        @wraps(function)
        def ask(text: str, /, *more: P.args, **named: P.kwargs) -> R:
            if len(text) > LONGEST:
                return function(text, *more, **named)
            return cast(R, kept(text, *more, **named))

        ask.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
        return ask

    return decorate


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
