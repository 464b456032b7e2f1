"""Sentence encoders: text in, unit vectors out; the shipped one needs numpy and a tokenizer only."""

from index.encoder.loading import encoder
from index.encoder.protocol import Encoder, Kind

__all__ = ["Encoder", "Kind", "encoder"]
