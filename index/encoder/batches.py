"""What each training step sees: rows of general pairs, and pairs of every intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder.noise import Noise
from index.encoder.pairs import Intent, Pairs

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IntentTexts:
    """Texts of all intents in one list, and where those of each stand in it.

    A question is followed by its spoiled copies; `questions` gives the rows of the questions themselves.
    """

    texts: list[str]
    questions: tuple[range, ...]
    passages: tuple[range, ...]
    groups: tuple[int, ...]  # intents of one number are no negatives of each other

    @property
    def all_passages(self) -> Rows:
        """The rows of all passages."""
        return np.array([row for rows in self.passages for row in rows])


def intent_texts(intents: Sequence[Intent], noise: Noise, random: np.random.Generator) -> IntentTexts:
    """Return the texts of `intents` laid out for drawing."""
    texts: list[str] = []
    questions, passages = [], []
    step = noise.settings.variants + 1
    for intent in intents:
        questions.append(range(len(texts), len(texts) + step * len(intent.questions), step))
        for question in intent.questions:
            texts.extend([question, *(noise.variant(question, random) for _ in range(step - 1))])
        passages.append(range(len(texts), len(texts) + len(intent.passages)))
        texts.extend(intent.passages)
    names: dict[str, int] = {}
    numbers = tuple(names.setdefault(intent.group, len(names)) for intent in intents)
    return IntentTexts(texts, tuple(questions), tuple(passages), numbers)


@dataclass(frozen=True, slots=True)
class Draw:
    """Pairs for one step: rows of questions, of what belongs to each, and the number of the intent's group."""

    asked: Rows
    found: Rows
    owners: Rows


def drawn(texts: IntentTexts, each: int, passage_share: float, random: np.random.Generator) -> Draw:
    """Return `each` pairs of every intent: question and passage, or question and another question."""
    asked, found, owners = [], [], []
    for questions, passages, number in zip(texts.questions, texts.passages, texts.groups, strict=True):
        count = min(each, len(questions) // 2)
        chosen = np.array(questions)[random.permutation(len(questions))[: 2 * count]]
        chosen += random.integers(questions.step, size=2 * count)  # the question itself or a spoiled copy
        passage = random.integers(passages.start, passages.stop, size=count)
        asked.append(chosen[:count])
        found.append(np.where(random.random(count) < passage_share, passage, chosen[count:]))
        owners.append(np.full(count, number))
    return Draw(np.concatenate(asked), np.concatenate(found), np.concatenate(owners))


def chances(pairs: Pairs, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return how likely each pair is drawn: by the weight of its source."""
    raw: NDArray[np.float64] = np.array([weights.get(source, 1.0) for source in pairs.sources])
    total = raw.sum() or 1.0
    return np.divide(raw, total)


def groups(pairs: Pairs) -> Rows:
    """Return a number for each pair; pairs with the same first text share it and are no negatives of each other."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in pairs.first])
