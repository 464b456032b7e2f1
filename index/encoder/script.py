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
    return [convert(_writable(text)) for text in texts]


def _writable(text: str) -> str:
    """Return `text` without what opencc cannot take: it fails on lone surrogates and stops at a NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
