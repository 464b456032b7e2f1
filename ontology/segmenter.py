"""Words of a text: jieba with the vocabulary's labels as user words."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ontology.folding import fold
from ontology.vocabulary import vocabulary
from ontology.word_counts import word_counts

LONGEST_WORD = 6  # longer labels are phrases: cut into words, they share terms with other wordings
LONGEST_PHRASE = 4  # the same for labels that say what is done: 余额查询 is a word, 查询医保卡余额 is not
PHRASES = ("service",)  # schemes of such labels
PART_LENGTHS = (2, 3)  # known words of this length inside a longer one are terms too
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"\w")


def words(text: str) -> list[str]:
    """Return the words of `text` in order, without punctuation and blanks.

    >>> words("请登录，查询医保卡余额。")
    ['请', '登录', '查询', '医保卡', '余额']
    """
    return [word for word in _tokenizer().cut(text) if _WORD.search(word)]


def known_words(text: str) -> list[str]:
    """Return the words of `text` that are known, and the single characters between them: none is guessed at.

    >>> words("骗钱会怎样"), known_words("骗钱会怎样")
    (['骗', '钱会', '怎样'], ['骗', '钱', '会', '怎样'])
    """
    return [word for word in _tokenizer().cut(text, HMM=False) if _WORD.search(word)]


def tokens(text: str) -> list[str]:
    """Return the terms of `text` for a lexical index: words, the known words inside them, single Han characters.

    The parts let a query meet a passage that was cut otherwise; the words keep phrases ahead of scattered characters.
    Widths and ASCII case are folded.

    >>> tokens("医保卡ＡＰＰ")
    ['医保卡', '医保', '医', '保', '卡', 'app']
    """
    return [term for word in words(fold(text)) for term in _terms(word)]


def frequencies() -> Mapping[str, int]:
    """Return how often each word was counted in the dictionary's corpus; 0 for what only begins a word."""
    known: dict[str, int] = _tokenizer().FREQ
    return known


def total_frequency() -> int:
    """Return the sum of all frequencies."""
    return int(_tokenizer().total)


def _terms(word: str) -> Iterator[str]:
    yield word
    known = _tokenizer().FREQ
    for length in PART_LENGTHS:
        parts = (word[i : i + length] for i in range(len(word) - length + 1)) if len(word) > length else ()
        yield from (part for part in parts if known.get(part))
    if len(word) > 1:
        yield from _HAN.findall(word)


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 imports pkg_resources and has invalid escapes in its source
        import jieba  # imported late: 50 ms, and 0.7 s for its dictionary
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    # what initialize() does, without the cache file that it would leave in the shared temporary folder
    with tokenizer.get_dict_file() as file:
        dictionary = Path(file.name)
    tokenizer.FREQ, tokenizer.total = word_counts(dictionary, tokenizer.gen_pfdict)
    tokenizer.initialized = True
    for word in user_words():
        tokenizer.add_word(word)  # with just the frequency that keeps the word whole
    return tokenizer


@cache
def user_words() -> tuple[str, ...]:
    """Return the labels of the vocabulary that are taught to the segmenter as words, in alphabetical order."""
    found: set[str] = set()
    for concept in vocabulary().concepts.values():
        longest = LONGEST_PHRASE if concept.scheme in PHRASES else LONGEST_WORD
        found |= {fold(label) for label in concept.labels if _is_word(label, longest)}
    return tuple(sorted(found))


def _is_word(label: str, longest: int) -> bool:
    return 2 <= len(label) <= longest and all(_WORD.match(char) for char in label)
