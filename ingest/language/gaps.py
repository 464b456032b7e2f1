"""Which word stood in a gap: words ranked by how likely the text is with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.language.alphabet import BOUNDARY, Ids
from ingest.language.model import LanguageModel
from ingest.language.packing import Floats

MARGIN = 2  # characters on either side that a trigram model can feel
SMOOTHING = 0.1  # gaps that any word is granted


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have stood in a gap, and the share of the evidence that speaks for it (0 … 1)."""

    word: str
    share: float


class GapWords:
    """A closed list of words, each with its number of characters; they are scored all at once."""

    def __init__(self, model: LanguageModel, words: Sequence[str]) -> None:
        """Prepare `words`; order and doubles do not matter."""
        self.words = tuple(sorted(set(words), key=lambda word: (len(word), word)))
        self._model = model
        by_length: dict[int, list[str]] = {}
        for word in self.words:
            by_length.setdefault(len(word), []).append(word)
        self._ids = [np.stack([model.alphabet.ids(word) for word in same]) for same in by_length.values()]

    def log_odds(self, left: str, right: str) -> Floats:
        """Return ln P(left word right) for every word, shape (len(words),)."""
        before, after = self._side(left, False), self._side(right, True)
        scores = []
        for ids in self._ids:
            sides = np.broadcast_to(before, (len(ids), MARGIN)), np.broadcast_to(after, (len(ids), MARGIN))
            scores.append(self._model.log_probabilities(np.concatenate([sides[0], ids, sides[1]], axis=1)).sum(axis=1))
        return np.concatenate(scores)

    def _side(self, text: str, first: bool) -> Ids:
        near = text[:MARGIN] if first else text[-MARGIN:]
        edge = np.full(MARGIN - len(near), BOUNDARY, dtype=np.int64)
        ids = self._model.alphabet.ids(near)
        return np.concatenate([ids, edge] if first else [edge, ids])


def ranked(
    words: GapWords,
    gaps: Sequence[tuple[str, str]],
    prior: Mapping[str, float],
    cues: Sequence[Mapping[str, float]],
) -> list[list[Candidate]]:
    """Return the candidates of each gap of one page, the likeliest first.

    A word that fits many gaps of the page is likelier in each of them: pages are censored by a list of words.

    Args:
        words: the words to choose from.
        gaps: the text left and right of each gap.
        prior: ln odds of a word beyond what the language model says (absent from the page, known to be censored).
        cues: the same for each gap alone.
    """
    if not gaps:
        return []
    base = np.array([prior.get(word, 0.0) for word in words.words])
    own = np.array([[cue.get(word, 0.0) for word in words.words] for cue in cues])
    odds = np.stack([words.log_odds(left, right) for left, right in gaps]) + base + own
    fits = _shares(odds).sum(axis=0)
    return [_best(words.words, row) for row in _shares(odds + np.log(SMOOTHING + fits))]


def _shares(odds: Floats) -> Floats:
    weights = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _best(words: Sequence[str], shares: Floats, least: float = 0.01) -> list[Candidate]:
    order = np.lexsort((np.arange(len(shares)), -shares))
    return [Candidate(words[i], round(float(shares[i]), 3)) for i in order if shares[i] >= least]
