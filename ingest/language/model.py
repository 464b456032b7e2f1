"""The language model: how likely a character is after the two before it.

Absolute discounting over trigrams, bigrams and characters: what an n-gram was met less a constant, and the rest of the
probability handed to the shorter history.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ingest.language.alphabet import BOUNDARY, Ids
from ingest.language.packing import Floats, Packed, load
from ingest.language.settings import language_settings

FILE = Path(__file__).parent / "model" / "ngrams.npz"


class LanguageModel:
    """Probabilities of characters and texts, and counts of pairs."""

    def __init__(self, packed: Packed, discount: float) -> None:
        """Take the counts over; the totals of every history are summed here."""
        self.alphabet = packed.alphabet
        self._packed, self._discount = packed, discount
        base = len(packed.alphabet)
        known = np.where(np.arange(base) == BOUNDARY, packed.unigrams, np.maximum(packed.unigrams, 1.0))
        self.size = float(known.sum())  # characters that the model has seen
        self._share = known / self.size
        pairs = packed.bigram_keys // base
        handed = discount * np.bincount(pairs, minlength=base)
        met = np.bincount(pairs, packed.bigrams, base)
        self._one_total = np.maximum(np.maximum(packed.unigrams, met), 1.0)
        self._one_rest = (self._one_total - met + handed) / self._one_total
        triples = packed.trigram_keys // base
        handed = discount * np.bincount(triples, minlength=len(packed.bigram_keys))
        met = np.bincount(triples, packed.trigrams, len(packed.bigram_keys))
        self._two_total = np.maximum(packed.bigrams, met)
        self._two_rest = (self._two_total - met + handed) / self._two_total

    def pair_counts(self, left: Ids, right: Ids) -> Floats:
        """Return how often each right character was met after its left one; 0 for a pair that the model lacks."""
        rows, found = self._rows(self._packed.bigram_keys, left * len(self.alphabet) + right)
        return np.where(found, self._packed.bigrams[rows], 0.0)

    def shares(self, ids: Ids) -> Floats:
        """Return the share of each character in all text."""
        return self._share[ids]

    def log_probabilities(self, ids: Ids) -> Floats:
        """Return ln P(character | the two before it) for the characters from the third on, shape (…, n - 2)."""
        return self.of_triples(ids[..., :-2], ids[..., 1:-1], ids[..., 2:])

    def of_triples(self, a: Ids, b: Ids, c: Ids) -> Floats:
        """Return ln P(c | a b) for characters and the two before each, of the shape of the three."""
        base = len(self.alphabet)
        data, discount = self._packed, self._discount
        rows, found = self._rows(data.bigram_keys, b * base + c)
        met = np.where(found, data.bigrams[rows] - discount, 0.0)
        short = met / self._one_total[b] + self._one_rest[b] * self._share[c]
        pairs, paired = self._rows(data.bigram_keys, a * base + b)
        rows, found = self._rows(data.trigram_keys, pairs * base + c)
        met = np.where(found & paired, data.trigrams[rows] - discount, 0.0)
        rest = np.where(paired, np.maximum(self._two_rest[pairs], 1e-3), 1.0)
        return np.asarray(np.log(met / self._two_total[pairs] + rest * short))

    def log_probability(self, text: str) -> float:
        """Return ln P of the characters of `text` from the third on."""
        return float(self.log_probabilities(self.alphabet.ids(text)).sum()) if len(text) > 2 else 0.0

    @staticmethod
    def _rows(keys: Ids, wanted: Ids) -> tuple[Ids, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
        rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return rows, keys[rows] == wanted


@cache
def language_model() -> LanguageModel:
    """Return the shipped model, read once."""
    return LanguageModel(load(FILE), language_settings().discount)
