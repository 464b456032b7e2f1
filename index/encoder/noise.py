"""Slips of the hand for training questions: a character of the same sound, one left out, a word in pinyin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pypinyin import lazy_pinyin

from index.encoder.settings import NoiseSettings
from ontology.segmenter import words

Homophones = Mapping[str, Sequence[str]]


def homophones(frequencies: Mapping[str, int], most: int) -> dict[str, list[str]]:
    """Return for every toneless syllable its `most` frequent characters, most frequent first.

    >>> homophones({"保": 9, "宝": 5, "包": 7}, 2)
    {'bao': ['保', '包']}
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    characters = sorted((word for word in frequencies if len(word) == 1), key=lambda c: (-frequencies[c], c))
    for character, reading in zip(characters, lazy_pinyin(characters, errors="default"), strict=True):
        if len(found[reading]) < most:
            found[reading].append(character)
    return dict(found)


@dataclass(frozen=True)
class Noise:
    """Makes slips at the rates of `settings`."""

    settings: NoiseSettings
    same_sound: Homophones

    def variant(self, text: str, random: np.random.Generator) -> str:
        """Return `text` with slips; the same generator state gives the same slips."""
        return "".join(self._word(word, random) for word in words(text))

    def _word(self, word: str, random: np.random.Generator) -> str:
        if word.isascii():
            return word
        if random.random() < self.settings.pinyin:
            return " " + "".join(lazy_pinyin(word)) + " "
        return "".join(self._character(c, random) for c in word)

    def _character(self, character: str, random: np.random.Generator) -> str:
        chance = random.random()
        if chance < self.settings.dropped:
            return ""
        if chance < self.settings.dropped + self.settings.homophone:
            others = self.same_sound.get(lazy_pinyin(character)[0], [character])
            return others[int(random.integers(len(others)))]
        return character
