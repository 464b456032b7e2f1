"""The static encoder: a text is the sum of the rows of its tokens. No torch: numpy, a tokenizer, 25 MB of weights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.encoder.protocol import Kind, Vectors
from index.encoder.script import simplified
from ontology.errors import InputError

BATCH = 512  # texts a step: bounds the memory for gathered rows to about 100 MB at 200 tokens a text


class StaticEncoder:
    """A folder with `tokenizer.json` and `model.safetensors`, as `yibao encoder train` writes it."""

    light = True

    def __init__(self, folder: Path, name: str | None = None) -> None:
        """Read the model in `folder`.

        Raises:
            InputError: if the folder holds no static model.
        """
        self.name = name or str(folder)
        try:
            weights = (folder / "model.safetensors").read_bytes()
            self._rows, self._scales = _table(load(weights))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (OSError, KeyError, SafetensorError) as error:
            raise InputError(f"{folder}: no static encoder ({error}): train one with `yibao encoder train`") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._unknown = self._tokenizer.token_to_id(UNKNOWN) or 0
        self.dim = int(self._rows.shape[1])
        self.fingerprint = hashlib.sha256(weights).hexdigest()

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return one unit row a text; queries and passages are encoded alike."""
        rows = [self._encode(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def tokens(self, text: str) -> list[str]:
        """Return the tokens that `text` is read as."""
        return list(self._tokenizer.encode(simplified([text])[0], add_special_tokens=False).tokens)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(simplified(texts), add_special_tokens=False)
        ids = [encoding.ids or [self._unknown] for encoding in encodings]
        flat = np.fromiter((token for row in ids for token in row), np.int64)
        starts = np.cumsum([0] + [len(row) for row in ids[:-1]])
        gathered = self._rows[flat].astype(np.float32)
        gathered *= self._scales[flat, None]
        return unit(np.add.reduceat(gathered, starts, axis=0))


UNKNOWN = "[UNK]"


def unit(rows: NDArray[np.float32]) -> Vectors:
    """Return the rows divided by their lengths."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vectors = (rows / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
    return units


def _table(tensors: dict[str, NDArray[np.float32]]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return rows and the scale of each: the model2vec layout, or the plain one of sentence-transformers."""
    if "embedding.weight" in tensors:
        rows = tensors["embedding.weight"]
        return rows, np.ones(len(rows), np.float32)  # type: ignore[return-value]
    return tensors["embeddings"], tensors["weights"].astype(np.float32)  # type: ignore[return-value]
