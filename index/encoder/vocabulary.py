"""The tokenizer of an own encoder: a Unigram model whose words and scores are jieba's, cut to the words that occur."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from pypinyin import lazy_pinyin
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Lowercase
from tokenizers.normalizers import Sequence as NormalizerSequence
from tokenizers.pre_tokenizers import Sequence as PreTokenizerSequence
from tokenizers.pre_tokenizers import Split

from index.encoder.script import simplified
from index.encoder.settings import VocabularySettings
from index.encoder.static import UNKNOWN
from ontology.errors import DataError

HAN = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile("[a-z]+|[0-9]+")
GAP = r"[\s\p{P}\p{S}]+"  # dropped: marks say nothing about the subject
RUNS = r"[a-z]+|[0-9]+"  # a Latin or digit run never joins with what stands beside it
CHUNK = 8192  # texts a call
SINGLES = "abcdefghijklmnopqrstuvwxyz0123456789"


def dictionary() -> dict[str, int]:
    """Return jieba's words in Chinese characters with their frequencies."""
    words: dict[str, int] = {}
    package = find_spec("jieba")  # read without importing it: that loads the whole segmenter
    if package is None or package.origin is None:
        raise DataError("jieba is not installed: its dictionary gives the encoder its words: pip install jieba")
    text = Path(package.origin).with_name("dict.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, count, _ = line.split(" ")
        if HAN.fullmatch(word):
            words[word] = max(1, int(count))
    return words


def syllables(words: Iterable[str]) -> set[str]:
    """Return the toneless pinyin of all characters of `words`.

    >>> sorted(syllables(["医保卡"]))
    ['bao', 'ka', 'yi']
    """
    characters = sorted({character for word in words for character in word})
    return {reading for reading in lazy_pinyin(characters, errors="ignore") if reading.isascii()}


def tokenizer(
    settings: VocabularySettings, texts: Sequence[str], questions: Sequence[str], labels: Iterable[str]
) -> Tokenizer:
    """Return the tokenizer for `texts` (already simplified): words that occur in them, labels, single characters.

    Args:
        settings: limits.
        texts: what the encoder will be trained on; without any, the dictionary's own frequencies choose the words.
        questions: texts whose Latin words and numbers become tokens.
        labels: names of the domain that must stay whole.
    """
    frequencies = {word: count for word, count in dictionary().items() if len(word) <= settings.max_word}
    for label in sorted({*simplified(labels)}):
        if HAN.fullmatch(label) and len(label) <= settings.max_word:
            frequencies[label] = max(frequencies.get(label, 0), settings.label_count)
    latin = Counter(run for question in questions for run in LATIN.findall(question.lower()))
    frequencies |= {run: settings.label_count for run, n in sorted(latin.items()) if n >= settings.latin_min_count}
    frequencies = dict.fromkeys((*SINGLES, *sorted(syllables(frequencies))), 1) | frequencies
    counts = _occurrences(_unigram(frequencies), texts) or Counter(frequencies)
    return _unigram(_kept(frequencies, counts, settings))


def _kept(frequencies: Mapping[str, int], counts: Counter[str], settings: VocabularySettings) -> dict[str, int]:
    """Return all single characters and the words that occur most."""
    words = [word for word in frequencies if len(word) > 1 and counts[word] >= settings.min_count]
    words.sort(key=lambda word: (-counts[word], word))
    kept = {*words[: settings.words], *(word for word in frequencies if len(word) == 1)}
    return {word: count for word, count in frequencies.items() if word in kept}


def _occurrences(model: Tokenizer, texts: Sequence[str]) -> Counter[str]:
    """Return how often each token of `model` occurs in `texts`."""
    counts = np.zeros(model.get_vocab_size(), np.int64)
    for start in range(0, len(texts), CHUNK):
        encodings = model.encode_batch_fast(list(texts[start : start + CHUNK]))
        ids = np.fromiter((token for encoding in encodings for token in encoding.ids), np.int64)
        counts += np.bincount(ids, minlength=len(counts))
    return Counter({str(model.id_to_token(int(token))): int(counts[token]) for token in counts.nonzero()[0]})


def _unigram(frequencies: Mapping[str, int]) -> Tokenizer:
    total = math.log(sum(frequencies.values()))
    scores = [(word, math.log(count) - total) for word, count in frequencies.items()]
    model = Tokenizer(Unigram([(UNKNOWN, 0.0), *scores], unk_id=0))
    model.normalizer = NormalizerSequence([NFKC(), Lowercase()])
    model.pre_tokenizer = PreTokenizerSequence([Split(Regex(GAP), "removed"), Split(Regex(RUNS), "isolated")])
    return model
