"""The schema of `ontology/rules/encoder.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
class Phase:
    """A stretch of training with its own learning rate, which rises and falls once."""

    steps: int
    rate: float
    general: float  # weight of the loss over general pairs
    domain: float  # weight of the loss over intents


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Phases, batches and losses."""

    phases: tuple[Phase, ...]
    warmup: int
    temperature: float
    general_batch: int
    general_tokens: int
    pairs_of_intent: int
    passage_share: float
    filled_passages: float
    dropped_tokens: float

    def of_length(self, steps: int) -> TrainingSettings:
        """Return the settings with the phases stretched or cut to `steps` in all; the last has at least one."""
        whole, done, phases = sum(phase.steps for phase in self.phases), 0, []
        for phase in self.phases[:-1]:
            share = min(round(phase.steps * steps / whole), steps - done - 1)
            phases.append(replace(phase, steps=share))
            done += share
        return replace(
            self, phases=(*(phase for phase in phases if phase.steps), replace(self.phases[-1], steps=steps - done))
        )


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
