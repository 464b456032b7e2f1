"""Characters as small numbers: the alphabet of the language model.

Widths are folded, digits and Latin letters each count as one character, and whatever ends a clause is one boundary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

BOUNDARY = 0  # start and end of a text, punctuation that ends a clause
UNKNOWN = 1  # whatever the model was not taught
FIRST = 2  # ids from here on are characters, the most frequent first
_CLAUSE_ENDS = "\n\r。,，;；:：!！?？、…"
_BRACKETS = dict(zip("()“”「」【】[]", '（）""""（）（）', strict=True))
_TABLE = 0x10000


def folded(character: str) -> str:
    """Return the character that stands for `character` in the alphabet.

    >>> [folded(c) for c in "７Ｂ，保"]
    ['0', 'a', '\\n', '保']
    """
    if character in _CLAUSE_ENDS:
        return "\n"
    if 0xFF01 <= ord(character) <= 0xFF5E and character not in "（）":
        character = chr(ord(character) - 0xFEE0)
    if character.isdigit():
        return "0"
    if character.isascii() and character.isalpha():
        return "a"
    return _BRACKETS.get(character, character)


class Alphabet:
    """The characters that a model knows, and the way from a text to their numbers."""

    def __init__(self, characters: Sequence[str]) -> None:
        """Number `characters` from `FIRST` on, in this order."""
        self.characters = tuple(characters)
        known = {character: i for i, character in enumerate(characters, FIRST)} | {"\n": BOUNDARY}
        table = np.full(_TABLE, UNKNOWN, dtype=np.int64)
        for character, number in known.items():
            if ord(character) < _TABLE:
                table[ord(character)] = number
        for code in (*range(0x20, 0x7F), *range(0xFF01, 0xFF5F), *map(ord, _CLAUSE_ENDS), *map(ord, _BRACKETS)):
            table[code] = known.get(folded(chr(code)), UNKNOWN)
        self._table = table

    def __len__(self) -> int:
        return len(self.characters) + FIRST

    def ids(self, text: str) -> Ids:
        """Return the number of each character of `text`, shape (len(text),)."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
        return self._table[np.where(codes < _TABLE, codes, 0xFFFF)]
