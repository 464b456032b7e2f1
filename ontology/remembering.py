"""Results that several stages ask for line by line, kept for a while: bounded in number and in length."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

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

        ask.cache_clear = kept.cache_clear  # type: ignore[attr-defined]  # see ontology.forgetting
        return ask

    return decorate
