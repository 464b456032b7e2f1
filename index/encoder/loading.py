"""Which encoder a name stands for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.encoder.protocol import Encoder
from index.encoder.static import StaticEncoder
from index.encoder.transformer import TransformerEncoder, is_static

SHIPPED = Path(__file__).parent / "model"


@cache
def encoder(name_or_path: str | None = None) -> Encoder:
    """Return the encoder called `name_or_path`; None is the shipped static model.

    Raises:
        InputError: if there is no such model.
    """
    if name_or_path is None:
        return StaticEncoder(SHIPPED, "yibao-static")
    folder = Path(name_or_path)
    if is_static(folder):
        return StaticEncoder(folder)
    return TransformerEncoder(name_or_path)
