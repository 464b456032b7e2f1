"""What each training step sees: rows of general pairs, and pairs of every intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder.pairs import Intent, Pairs

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IntentTexts:
    """Texts of all intents in one list, and where the questions and passages of each stand in it."""

    texts: list[str]
    questions: tuple[range, ...]
    passages: tuple[range, ...]


def intent_texts(intents: Sequence[Intent]) -> IntentTexts:
    """Return the texts of `intents` laid out for drawing."""
    texts: list[str] = []
    questions, passages = [], []
    for intent in intents:
        questions.append(range(len(texts), len(texts) + len(intent.questions)))
        texts.extend(intent.questions)
        passages.append(range(len(texts), len(texts) + len(intent.passages)))
        texts.extend(intent.passages)
    return IntentTexts(texts, tuple(questions), tuple(passages))


def drawn(
    texts: IntentTexts, each: int, passage_share: float, random: np.random.Generator
) -> tuple[Rows, Rows, Rows]:
    """Return `each` pairs of every intent: rows of questions, rows of what belongs to them, the intents' numbers."""
    asked, found, owners = [], [], []
    for number, (questions, passages) in enumerate(zip(texts.questions, texts.passages, strict=True)):
        chosen = random.permutation(len(questions))[: 2 * each]
        for i in range(min(each, len(questions) - 1)):
            asked.append(questions[int(chosen[i])])
            other = questions[int(chosen[-1 - i])] if len(chosen) >= 2 * each else questions[int(chosen[i - 1])]
            passage = passages[int(random.integers(len(passages)))]
            found.append(passage if random.random() < passage_share else other)
            owners.append(number)
    return np.array(asked), np.array(found), np.array(owners)


def chances(pairs: Pairs, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return how likely each pair is drawn: by the weight of its source."""
    raw = np.array([weights.get(source, 1.0) for source in pairs.sources])
    return raw / raw.sum()


def groups(pairs: Pairs) -> Rows:
    """Return a number for each pair; pairs with the same first text share it and are no negatives of each other."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in pairs.first])
