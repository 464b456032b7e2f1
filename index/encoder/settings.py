"""The schema of `ontology/rules/encoder.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """Which tokens the encoder knows."""

    words: int
    min_count: int
    max_word: int
    label_count: int
    latin_min_count: int


@dataclass(frozen=True, slots=True)
class CompositionSettings:
    """Weights of the pieces that a token's row is made of."""

    character: float
    syllable: float
    word: float


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Steps, batches and losses."""

    steps: int
    warmup: int
    domain_from: int
    rate: float
    temperature: float
    general_batch: int
    general_weight: float
    general_tokens: int
    pairs_of_intent: int
    passage_share: float
    dropped_tokens: float
    filled_passages: float


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """All that decides the shipped model, beside the data."""

    seed: int
    dim: int
    held_out_percent: int
    vocabulary: VocabularySettings
    composition: CompositionSettings
    training: TrainingSettings
    sources: Mapping[str, float]


def settings() -> EncoderSettings:
    """Return the settings in `ontology/rules/encoder.yaml`."""
    return rules("encoder", EncoderSettings)
