"""N-gram counts of a stream of texts: sorted keys and their counts, gathered chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.language.alphabet import UNKNOWN, Alphabet, Ids, folded

CHUNK = 4_000_000  # characters


@dataclass(frozen=True, slots=True)
class Text:
    """A text to learn from. A text of weight 8 counts as if it stood there eight times."""

    text: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """Sorted n-gram keys and how often each was met; shapes (n,)."""

    keys: Ids
    counts: Ids

    def at_least(self, count: int) -> Counts:
        """Return the n-grams met so often."""
        kept = self.counts >= count
        return Counts(self.keys[kept], self.counts[kept])

    def most_frequent(self, number: int) -> Counts:
        """Return the `number` most frequent n-grams (all that share the last count are left out)."""
        if len(self.keys) <= number:
            return self
        return self.at_least(int(np.partition(self.counts, -number)[-number]) + 1)


def alphabet_of(texts: Iterable[Text], least: int) -> Alphabet:
    """Return the alphabet of the characters met `least` times, the most frequent first."""
    met: Counter[str] = Counter()
    for text in texts:
        for character, count in Counter(text.text).items():
            met[character] += count * text.weight
    folds: Counter[str] = Counter()
    for character, count in met.items():
        folds[folded(character)] += count
    kept = [c for c, count in folds.items() if count >= least and c != "\n" and c.isprintable() and not c.isspace()]
    return Alphabet(sorted(kept, key=lambda c: (-folds[c], c)))


def ngram_counts(texts: Iterable[Text], alphabet: Alphabet, order: int) -> Counts:
    """Return the counts of the n-grams of `order` characters; none of them holds an unknown character.

    The key of an n-gram is the number that its ids make in base len(alphabet).
    """
    total = Counts(np.empty(0, np.int64), np.empty(0, np.int64))
    for ids, weight in _chunks(texts, alphabet):
        total = _merged(total, _counted(ids, len(alphabet), order, weight))
    return total


def _chunks(texts: Iterable[Text], alphabet: Alphabet) -> Iterator[tuple[Ids, int]]:
    waiting: dict[int, list[str]] = {}
    size: Counter[int] = Counter()
    for text in texts:
        waiting.setdefault(text.weight, []).append(text.text)
        size[text.weight] += len(text.text)
        if size[text.weight] >= CHUNK:
            yield alphabet.ids("\n" + "\n".join(waiting.pop(text.weight)) + "\n"), text.weight
            size[text.weight] = 0
    for weight in sorted(waiting):
        yield alphabet.ids("\n" + "\n".join(waiting[weight]) + "\n"), weight


def _counted(ids: Ids, base: int, order: int, weight: int) -> Counts:
    length = len(ids) - order + 1
    keys = np.zeros(length, np.int64)
    known: NDArray[np.bool_] = np.ones(length, bool)
    for i in range(order):
        part = ids[i : i + length]
        keys = keys * base + part
        known &= part != UNKNOWN
    unique, counts = np.unique(keys[known], return_counts=True)
    return Counts(unique, counts.astype(np.int64) * weight)


def _merged(one: Counts, other: Counts) -> Counts:
    keys, inverse = np.unique(np.concatenate([one.keys, other.keys]), return_inverse=True)
    counts = np.zeros(len(keys), np.int64)
    np.add.at(counts, inverse, np.concatenate([one.counts, other.counts]))
    return Counts(keys, counts)
