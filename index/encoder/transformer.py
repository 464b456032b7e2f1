"""Any sentence-transformers model behind the encoder contract; torch is imported when the first one is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder.protocol import Kind, Vectors
from ontology.errors import InputError


class TransformerEncoder:
    """A sentence-transformers model by name or path."""

    light = False

    def __init__(self, name: str) -> None:
        """Load the model called `name`.

        Raises:
            InputError: if there is no such model, or no way to fetch it.
        """
        from sentence_transformers import SentenceTransformer  # 4.5 s and 420 MB: only on demand

        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"{name}: no sentence-transformers model ({reason}): give a folder or a name") from error
        self.name = name
        self.dim = int(self._model.get_embedding_dimension())
        self.fingerprint = _fingerprint(self._model)

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return one unit row a text, with the model's own prompt for queries or passages where it has one."""
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        asked = [text if text.strip() else self.unknown for text in texts]
        rows = encode(asked, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(rows, np.float32).reshape(len(texts), self.dim)

    unknown = "?"  # what an empty text is read as: some models give zeros or fail on nothing


def _fingerprint(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()


def is_static(folder: Path) -> bool:
    """Whether `folder` holds a static model, which needs no torch."""
    return (folder / "model.safetensors").is_file() and not (folder / "1_Pooling").exists() and _plain(folder)


def _plain(folder: Path) -> bool:
    return (folder / "tokenizer.json").is_file() and "StaticEmbedding" in _modules(folder)


def _modules(folder: Path) -> str:
    path = folder / "modules.json"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
