"""What each training step sees: rows of general pairs, and pairs of every intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder.pairs import Intent, Pairs
from index.encoder.settings import TrainingSettings

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IntentTexts:
    """Texts of all intents in one list, and where those of each stand in it."""

    texts: list[str]
    questions: tuple[range, ...]
    passages: tuple[range, ...]
    groups: tuple[int, ...]  # of each intent; intents of one number are no negatives of each other

    def owners(self) -> Rows:
        """Return the group of every text."""
        owners = np.empty(len(self.texts), np.int64)
        for questions, passages, group in zip(self.questions, self.passages, self.groups, strict=True):
            owners[questions.start : questions.stop] = group
            owners[passages.start : passages.stop] = group
        return owners


def intent_texts(intents: Sequence[Intent]) -> IntentTexts:
    """Return the texts of `intents` laid out for drawing."""
    texts: list[str] = []
    questions, passages = [], []
    for intent in intents:
        questions.append(range(len(texts), len(texts) + len(intent.questions)))
        texts.extend(intent.questions)
        passages.append(range(len(texts), len(texts) + len(intent.passages)))
        texts.extend(intent.passages)
    names: dict[str, int] = {}
    numbers = tuple(names.setdefault(intent.group, len(names)) for intent in intents)
    return IntentTexts(texts, tuple(questions), tuple(passages), numbers)


@dataclass(frozen=True, slots=True)
class Draw:
    """Pairs for one step, as rows of texts."""

    asked: Rows  # questions
    found: Rows  # what belongs to each: a passage or another question
    behind: Rows  # a passage put behind what was found, as in a window of a page; -1 for none


def drawn(texts: IntentTexts, limits: TrainingSettings, random: np.random.Generator) -> Draw:
    """Return pairs of every intent: question and passage, or question and another question."""
    asked, found = [], []
    for questions, passages in zip(texts.questions, texts.passages, strict=True):
        count = min(limits.pairs_of_intent, len(questions) // 2)
        chosen = questions.start + random.permutation(len(questions))[: 2 * count]
        passage = random.integers(passages.start, passages.stop, size=count)
        asked.append(chosen[:count])
        found.append(np.where(random.random(count) < limits.passage_share, passage, chosen[count:]))
    right = np.concatenate(found)
    everything = np.concatenate([np.array(rows) for rows in texts.passages])
    filled = np.isin(right, everything) & (random.random(len(right)) < limits.filled_passages)
    return Draw(np.concatenate(asked), right, np.where(filled, random.choice(everything, len(right)), -1))


def chances(pairs: Pairs, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return how likely each pair is drawn: by the weight of its source."""
    raw: NDArray[np.float64] = np.array([weights.get(source, 1.0) for source in pairs.sources])
    total = raw.sum() or 1.0
    return np.divide(raw, total)


def groups(pairs: Pairs) -> Rows:
    """Return a number for each pair; pairs with the same first text share it and are no negatives of each other."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in pairs.first])
