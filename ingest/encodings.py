"""Bytes → text. Each character keeps its place: no newline is translated, a byte-order mark stays as U+FEFF.

Order: byte-order mark, valid UTF-8, the declared encoding, then the candidates of `reading.yaml` scored by the share
of common characters, and charset-normalizer as the last opinion. Strict UTF-8 goes before the declaration unless the
declared reading is clearly better: other encodings are hardly ever valid UTF-8, while wrong declarations are frequent.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ingest.reading_rules import DecodingRules, reading_rules
from ontology.errors import InputError

LOST = "\ufffd"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_WIDE_RUN = re.compile(r"[^\x00-\x7f]{2,}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text. `problems`: one line each, what was lost or declared wrongly."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Guess:
    text: str
    encoding: str
    lost: int
    share: float  # common characters among those beyond ASCII

    @property
    def score(self) -> float:
        return self.share - 10 * self.lost / max(1, len(self.text))


def decode(data: bytes, media_type: str, declared: str = "") -> Decoded:
    """Return the text of `data`.

    Raises:
        InputError: if the bytes are no text, or no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(_guess(data, encoding), [])
    declared, problems = _declared(data) if media_type == "text/html" else ("", [])
    if b"\x00" in data:
        return _decoded(_without_mark(data), problems)
    return _decoded(_best(data, declared), problems)


def _decoded(guess: _Guess, problems: list[str]) -> Decoded:
    if guess.lost:
        problems = [*problems, f"{guess.lost} bytes or characters could not be decoded as {guess.encoding}"]
    return Decoded(guess.text, guess.encoding, tuple(problems))


def _declared(data: bytes) -> tuple[str, list[str]]:
    """Return the codec that the page names ("" for none or an unknown one) and what is wrong with it."""
    data_rules = reading_rules().decoding
    match = _DECLARED.search(data[: data_rules.declared_window])
    if not match:
        return "", []
    name = match[1].decode("ascii", "replace").lower()
    try:
        codec = codecs.lookup(data_rules.aliases.get(name, name)).name
        b"a".decode(codec, "replace")  # refuses the codecs that give no text
    except (LookupError, ValueError):
        return "", [f"declares an unknown encoding: {name}"]
    return codec, []


def _best(data: bytes, declared: str) -> _Guess:
    data_rules = reading_rules().decoding
    plain = _guess(data, "utf-8")
    stated = _guess(data, declared) if declared and declared != "utf-8" else None
    if not plain.lost:
        better = stated and not stated.lost and stated.share > plain.share + data_rules.margin
        return stated if stated and better else plain
    if stated and not stated.lost and stated.share >= data_rules.common_share:
        return stated
    guesses = [plain, *(_guess(data, encoding) for encoding in data_rules.candidates if encoding != "utf-8")]
    if len(data) % 2 == 0:
        guesses += [_guess(data, encoding) for encoding in data_rules.wide_candidates]
    fitting = [guess for guess in guesses if _fits(guess, data_rules)]
    if fitting:
        return max(fitting, key=lambda guess: guess.score)  # the first of equals: order of the candidates
    return _second_opinion(data)


def _fits(guess: _Guess, data_rules: DecodingRules) -> bool:
    allowed = max(1.0, data_rules.lost_share * sum(1 for _ in _WIDE.finditer(guess.text)))
    return guess.share >= data_rules.common_share and guess.lost <= allowed and not _CONTROL.search(guess.text)


def _without_mark(data: bytes) -> _Guess:
    """Read bytes with NULs: UTF-16 without a mark, or no text at all."""
    data_rules = reading_rules().decoding
    guesses = [_guess(data, encoding) for encoding in data_rules.wide_candidates]
    fitting = [guess for guess in guesses if _fits(guess, data_rules)]
    if not fitting:
        raise InputError("holds NUL bytes and is no UTF-16: no text; save the page as UTF-8 text")
    return max(fitting, key=lambda guess: guess.score)


def _second_opinion(data: bytes) -> _Guess:
    from charset_normalizer import from_bytes  # 30 ms at import, and hardly ever needed

    best = from_bytes(data[: 4 * reading_rules().decoding.sample]).best()
    if best is not None:
        guess = _guess(data, best.encoding)
        few = sum(1 for _ in _WIDE.finditer(guess.text)) * 10 < len(guess.text)  # a western page
        likely = guess.share >= reading_rules().decoding.common_share or few
        if likely and not guess.lost and not _CONTROL.search(guess.text):
            return guess
    raise InputError("no known encoding fits: save the page as UTF-8 text")


def _guess(data: bytes, encoding: str) -> _Guess:
    text = data.decode(encoding, "replace")
    lost = text.count(LOST) - (data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0)
    return _Guess(text, encoding, max(0, lost), common_share(text))


def common_share(text: str) -> float:
    """Return the share of common Chinese characters and punctuation among the characters beyond ASCII.

    >>> common_share("医保卡"), common_share("card"), common_share("鍖讳繚")
    (1.0, 1.0, 0.0)
    """
    known = _common()
    sample = [match.group() for match in islice(_WIDE.finditer(text), reading_rules().decoding.sample)]
    return sum(character in known for character in sample) / len(sample) if sample else 1.0


@cache
def _common() -> frozenset[str]:
    data_rules = reading_rules().decoding
    return frozenset("".join(data_rules.common) + data_rules.punctuation)


def mojibake_repair(text: str) -> str | None:
    """Return `text` with runs of UTF-8 that were read as GBK or Latin-1 repaired; None where nothing can be undone.

    >>> mojibake_repair("鍖讳繚 3 次"), mojibake_repair("医保卡")
    ('医保 3 次', None)
    """
    repaired = _WIDE_RUN.sub(lambda match: _repaired(match.group()) or match.group(), text)
    return repaired if repaired != text else None


def _repaired(run: str) -> str | None:
    before = common_share(run)
    for data in (_gbk(run), _latin(run)):
        after = _utf8(data) if data else None
        if after and len(after) < len(run) and _better(before, common_share(after)):
            return after
    return None


def _better(before: float, after: float) -> bool:
    return after >= reading_rules().decoding.repaired_share and after > before


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _gbk(run: str) -> bytes | None:
    try:  # the lone byte 0x80 is shown as a euro sign by those who read GBK as cp936
        return b"\x80".join(part.encode("gb18030") for part in run.split("€"))
    except UnicodeEncodeError:
        return None


def _latin(run: str) -> bytes | None:
    try:  # cp1252 where it has the character, the C1 controls of Latin-1 elsewhere
        return b"".join(char.encode("latin-1" if ord(char) < 0x100 else "cp1252") for char in run)
    except UnicodeEncodeError:
        return None
