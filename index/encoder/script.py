"""The form of a text that encoders see: simplified script; case and width are folded by the tokenizer itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import opencc


@cache
def _converter() -> Any:
    return opencc.OpenCC("tw2s")  # read lazily: 20 ms


def simplified(texts: Iterable[str]) -> list[str]:
    """Return the texts in simplified Chinese.

    >>> simplified(["醫保餘額怎麼查"])
    ['医保余额怎么查']
    """
    convert = _converter().convert
    return [convert(text) for text in texts]
