"""Writes a static model: eight-bit rows with a scale each, as sentence-transformers and model2vec read them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save as packed
from tokenizers import Tokenizer

MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]
SILENT = 1e-3  # length of the row of unknown characters: too short to move a text, long enough to stand for one


def save(tokenizer: Tokenizer, table: NDArray[np.float32], folder: Path) -> None:
    """Write tokenizer, weights and module list to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    rows, scales = eight_bit(_with_quiet_unknown(table))
    (folder / "model.safetensors").write_bytes(packed({"embeddings": rows, "weights": scales}))
    (folder / "modules.json").write_text(json.dumps(MODULES, indent=2) + "\n", encoding="utf-8")


def eight_bit(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows as whole numbers from -127 to 127, and for each row the number that scales it back.

    >>> eight_bit(np.array([[0.5, -1.0]], np.float32))[0].tolist()
    [[64, -127]]
    """
    scales = np.maximum(np.abs(table).max(axis=1), np.finfo(np.float32).tiny) / 127
    return np.rint(table / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _with_quiet_unknown(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the table with the mean direction, made very short, as the row of unknown characters."""
    mean = table[1:].mean(axis=0)
    quiet = mean / np.linalg.norm(mean) * SILENT * np.linalg.norm(table[1:], axis=1).mean()
    return np.concatenate([quiet[None].astype(np.float32), table[1:]])
