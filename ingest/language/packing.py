"""Counts in few bytes: sorted n-grams as lists under their first characters, counts as rounded logarithms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.language.alphabet import Alphabet, Ids
from ingest.language.counts import Counts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Packed:
    """What a model file holds, unpacked. A trigram's key is its bigram's row × len(alphabet) + its last id."""

    alphabet: Alphabet
    unigrams: Floats  # counts, shape (len(alphabet),)
    bigram_keys: Ids  # sorted
    bigrams: Floats
    trigram_keys: Ids  # sorted
    trigrams: Floats


def save(path: Path, alphabet: Alphabet, unigrams: Ids, bigrams: Counts, trigrams: Counts, quantum: float) -> None:
    """Write the model file. Trigrams whose first two characters are no kept bigram are left out."""
    base = len(alphabet)
    rows = np.searchsorted(bigrams.keys, trigrams.keys // base)
    rows = np.minimum(rows, len(bigrams.keys) - 1)
    kept = bigrams.keys[rows] == trigrams.keys // base
    triples = rows[kept] * base + trigrams.keys[kept] % base
    columns: dict[str, Any] = {
        "quantum": np.float64(quantum),
        "characters": np.frombuffer("".join(alphabet.characters).encode(), np.uint8),
        "unigrams": unigrams.astype(np.int64),
        **_lists("bigram", bigrams.keys, bigrams.counts, base, base, quantum),
        **_lists("trigram", triples, trigrams.counts[kept], base, len(bigrams.keys), quantum),
    }
    np.savez_compressed(path, **columns)


def load(path: Path) -> Packed:
    """Read a model file."""
    with np.load(path, allow_pickle=False) as data:
        alphabet = Alphabet(data["characters"].tobytes().decode())
        quantum, base = float(data["quantum"]), len(alphabet)
        unpacked = {
            name: (
                _keys(data[f"{name}_lengths"], data[f"{name}_low"], data[f"{name}_high"], base),
                np.exp(data[f"{name}_counts"] * quantum),
            )
            for name in ("bigram", "trigram")
        }
        unigrams = data["unigrams"].astype(np.float64)
    return Packed(alphabet, unigrams, *unpacked["bigram"], *unpacked["trigram"])


def _lists(name: str, keys: Ids, counts: Ids, base: int, heads: int, quantum: float) -> dict[str, Any]:
    """Sorted keys head × base + last, as the length of each head's list and the differences of its last ids."""
    head, last = keys // base, keys % base
    step = np.diff(last, prepend=0)
    first = np.diff(head, prepend=-1) != 0
    step[first] = last[first]
    return {
        f"{name}_lengths": np.bincount(head, minlength=heads).astype(np.uint16),
        f"{name}_low": (step & 0xFF).astype(np.uint8),
        f"{name}_high": (step >> 8).astype(np.uint8),
        f"{name}_counts": np.rint(np.log(counts) / quantum).astype(np.uint8),
    }


def _keys(lengths: NDArray[np.uint16], low: NDArray[np.uint8], high: NDArray[np.uint8], base: int) -> Ids:
    size = lengths.astype(np.int64)
    steps = low.astype(np.int64) + (high.astype(np.int64) << 8)
    total = np.cumsum(steps)
    starts = (np.cumsum(size) - size)[size > 0]
    before = total[starts] - steps[starts]
    full = size[size > 0]
    last = total - np.repeat(before, full)
    return np.asarray(np.repeat(np.flatnonzero(size), full) * base + last)
