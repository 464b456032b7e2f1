"""Results that several stages ask for line by line, kept for a while: bounded in number and in length."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

LONGEST = 1000  # characters: hardly a line is longer, …
LONG_KEPT = 2  # … so that few of those are kept
TOO_LONG = 20_000  # characters: no line of an article; nothing of such texts is kept

P = ParamSpec("P")
R = TypeVar("R")
OfText = Callable[Concatenate[str, P], R]


def of_lines(count: int) -> Callable[[OfText[P, R]], OfText[P, R]]:
    """Return a decorator that keeps the last `count` results of a function of a text, few of them of long texts.

    >>> of_lines(8)(len)("医保")
    2
    """

    def decorate(function: OfText[P, R]) -> OfText[P, R]:
        kept: Any = lru_cache(maxsize=count)(function)
        kept_long: Any = lru_cache(maxsize=min(LONG_KEPT, count))(function)

        def of_long(text: str) -> Any:
            return kept_long if len(text) <= TOO_LONG else function

        @wraps(function)
        def ask(text: str, /, *more: P.args, **named: P.kwargs) -> R:
            found: R = (kept if len(text) <= LONGEST else of_long(text))(text, *more, **named)
            return found

        @wraps(function)
        def ask_alone(text: str) -> Any:  # what is asked most: no arguments to pack
            return kept(text) if len(text) <= LONGEST else of_long(text)(text)

        def cache_clear() -> None:
            kept.cache_clear()
            kept_long.cache_clear()

        alone: Any = ask_alone
        alone.cache_clear = ask.cache_clear = cache_clear  # type: ignore[attr-defined]  # see ontology.forgetting
        return alone if len(signature(function).parameters) == 1 else ask

    return decorate
