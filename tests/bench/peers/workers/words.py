"""Chinese text as words of jieba, for the peers that have no segmenter of their own."""

from __future__ import annotations

import logging

import jieba

jieba.setLogLevel(logging.WARNING)


def words(text: str) -> list[str]:
    """Return the words of a text without punctuation."""
    return [word for word in jieba.lcut(text.lower()) if word.isalnum()]
