"""The model while it is trained: tokenised texts and the torch module that sums the composed rows of their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.encoder.composition import Composition

CHUNK = 8192
Ragged = tuple[NDArray[np.int64], NDArray[np.int64]]  # ids of all bags, and where each bag begins


@dataclass(frozen=True, slots=True)
class Bags:
    """Token ids of many texts behind each other: those of text i are [starts[i], starts[i + 1])."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, texts: NDArray[np.int64], longest: int = 1 << 30) -> Ragged:
        """Return ids and offsets of the chosen texts, each cut to its first `longest` tokens."""
        begins = self.starts[texts]
        sizes = np.minimum(self.starts[texts + 1] - begins, longest)
        offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        flat = np.repeat(begins - offsets, sizes) + np.arange(sizes.sum())
        return self.ids[flat].astype(np.int64), offsets


def thinned(bag: Ragged, share: float, random: np.random.Generator) -> Ragged:
    """Return the bags without a random `share` of their tokens; the first token of each bag always stays."""
    ids, offsets = bag
    keep = random.random(len(ids)) >= share
    keep[offsets] = True
    before = np.concatenate([[0], np.cumsum(keep)])
    return ids[keep], before[offsets]


def joined(first: Ragged, second: Ragged, chosen: NDArray[np.bool_]) -> Ragged:
    """Return the bags of `first`, the chosen ones followed by the bag of `second` in the same place."""
    parts = [np.split(ids, offsets[1:]) for ids, offsets in (first, second)]
    rows = [np.concatenate([a, b]) if c else a for a, b, c in zip(*parts, chosen, strict=True)]
    offsets = np.cumsum([0] + [len(row) for row in rows[:-1]])
    return np.concatenate(rows), offsets


def bags(tokenizer: Tokenizer, texts: Sequence[str]) -> Bags:
    """Return the token ids of `texts`, which must be simplified already."""
    ids = [np.zeros(0, np.int32)]
    sizes = [0]
    for start in range(0, len(texts), CHUNK):
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + CHUNK]), add_special_tokens=False):
            row = encoding.ids or [0]
            ids.append(np.array(row, np.int32))
            sizes.append(len(row))
    return Bags(np.concatenate(ids), np.cumsum(sizes))


def stacked(parts: Sequence[Ragged]) -> Ragged:
    """Return the bags of all `parts` as one: a single pass through the model costs half of four."""
    shifts = np.cumsum([0] + [len(ids) for ids, _ in parts[:-1]])
    offsets = [offsets + shift for (_, offsets), shift in zip(parts, shifts, strict=True)]
    return np.concatenate([ids for ids, _ in parts]), np.concatenate(offsets)


class ComposedEmbedding(nn.Module):
    """Unit vectors of bags of tokens whose rows are weighted sums of piece rows."""

    def __init__(self, parts: Composition, dim: int, generator: torch.Generator) -> None:
        """Start from small random rows."""
        super().__init__()
        tokens = len(parts.starts) - 1
        self.rows = nn.Parameter(torch.randn(tokens, dim, generator=generator) * 0.1)
        self._pieces = torch.from_numpy(parts.pieces)
        self._weights = torch.from_numpy(parts.weights)
        self._starts = torch.from_numpy(parts.starts)

    def forward(self, bag: Ragged) -> Tensor:
        """Return one unit row a bag."""
        tokens, where = torch.from_numpy(bag[0]).unique(return_inverse=True)  # type: ignore[no-untyped-call]
        rows = self._composed(tokens)
        summed = functional.embedding_bag(where, rows, torch.from_numpy(bag[1]), mode="sum")
        return functional.normalize(summed, dim=1)

    def table(self) -> Tensor:
        """Return the rows of all tokens, composed."""
        with torch.no_grad():
            return self._composed(torch.arange(len(self._starts) - 1))

    def _composed(self, tokens: Tensor) -> Tensor:
        begins = self._starts[tokens]
        sizes = self._starts[tokens + 1] - begins
        offsets = torch.cat([torch.zeros(1, dtype=torch.long), sizes.cumsum(0)[:-1]])
        flat = (begins - offsets).repeat_interleave(sizes) + torch.arange(int(sizes.sum()))
        weights = self._weights[flat]
        return functional.embedding_bag(self._pieces[flat], self.rows, offsets, mode="sum", per_sample_weights=weights)
