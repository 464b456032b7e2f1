"""Noise planted into sound sentences: 1–3 Han characters drawn by their frequency, at any place between two Han.

The same seed plants the same noise. Used to measure how well injected characters are found, and how often sound text
is taken for noise.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SENTENCE = re.compile(r"[^。!！?？;；\n]+[。!！?？;；]?")
BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Planted:
    """`text` with noise at [start, end)."""

    text: str
    start: int
    end: int


def sentences(texts: Iterable[str], shortest: int = 10) -> list[str]:
    """Return the different sentences of `texts` in order."""
    found = (match.group().strip() for text in texts for match in SENTENCE.finditer(text))
    return list(dict.fromkeys(sentence for sentence in found if len(sentence) >= shortest))


def planted(chosen: Sequence[str], seed: int) -> Iterator[Planted]:
    """Yield each sentence with noise in it; the characters are drawn from the sentences of the whole by frequency."""
    draw = random.Random(seed)
    counts = Counter(character for sentence in chosen for character in sentence if "\u4e00" <= character <= "\u9fff")
    characters = sorted(counts)
    weights = [counts[character] for character in characters]
    for sentence in chosen:
        places = [match.start() for match in BETWEEN_HAN.finditer(sentence)]
        if places:
            at = draw.choice(places)
            noise = "".join(draw.choices(characters, weights, k=draw.choice((1, 2, 2, 2, 3, 3))))
            yield Planted(sentence[:at] + noise + sentence[at:], at, at + len(noise))
