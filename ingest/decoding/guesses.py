"""How likely a reading of bytes is: the share of common Chinese characters in it, and what it lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ingest.decoding.reading_rules import reading_rules

LOST = "\ufffd"
_FOREIGN = re.compile(r"[^\x00-\x7f\u3000-\u30ff\u4e00-\u9fff\uff00-\uff60\u2010-\u2027]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = re.compile(r"[^\x00-\x7f]+")
_PREFIX = 1 << 16  # bytes that show whether a reading is worth its time


@dataclass(frozen=True, slots=True)
class Guess:
    """A reading of bytes. `lost`: characters that are gone; `share`: common ones among those beyond ASCII."""

    text: str
    encoding: str
    lost: int
    share: float

    @property
    def score(self) -> float:
        """The share, less for what was lost: the higher the likelier."""
        return self.share - 10 * self.lost / max(1, len(self.text))

    @property
    def wide(self) -> int:
        """How many characters lie beyond ASCII."""
        return len(self.text) - len(self.text.encode("ascii", "ignore"))

    def fits(self, lost_share: float) -> bool:
        """Whether this can be the right reading, with a share of at most `lost_share` of its characters lost."""
        if self.share < reading_rules().decoding.common_share or _CONTROL.search(self.text):
            return False
        return self.lost <= max(1.0, lost_share * self.wide)

    @property
    def chinese(self) -> bool:
        """Whether all beyond ASCII is Chinese, common or not, and nothing was lost."""
        return self.clean and not self.text.isascii() and not _FOREIGN.search(self.text)

    @property
    def nuls(self) -> float:
        """The share of NUL characters."""
        return self.text.count("\0") / max(1, len(self.text))

    @property
    def clean(self) -> bool:
        """Whether nothing was lost and no control character came out."""
        return not self.lost and not _CONTROL.search(self.text)


def guess(data: bytes, encoding: str) -> Guess:
    """Return `data` read in `encoding`."""
    text = data.decode(encoding, "replace")
    lost = text.count(LOST) - (data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0)
    return Guess(text, encoding, max(0, lost), common_share(text))


def fitting(data: bytes, encodings: tuple[str, ...]) -> list[Guess]:
    """Return the readings that can be right, in the order of `encodings`."""
    lost_share = reading_rules().decoding.lost_share
    likely = [name for name in encodings if len(data) <= _PREFIX or guess(data[:_PREFIX], name).score > -2]
    return [found for found in (guess(data, name) for name in likely) if found.fits(lost_share)]


def common_share(text: str) -> float:
    """Return the share of common Chinese characters and punctuation among the characters beyond ASCII.

    >>> common_share("医保卡"), common_share("card"), common_share("鍖讳繚")
    (1.0, 1.0, 0.0)
    """
    most = reading_rules().decoding.sample
    sample = "".join([match.group() for match in islice(_WIDE.finditer(text), most)])[:most]
    return sum(map(_common().__contains__, sample)) / len(sample) if sample else 1.0


def mostly_common(text: str, share: float) -> bool:
    """Whether `text` has at least such a `common_share`; for nearly all texts that is quickly told."""
    if len(text) <= reading_rules().decoding.sample and sum(map(_common().__contains__, text)) > share * len(text):
        return True  # more than that of all characters, and no common one is ASCII
    return common_share(text) >= share


@cache
def _common() -> frozenset[str]:
    data_rules = reading_rules().decoding
    return frozenset("".join(data_rules.common) + data_rules.punctuation)
