"""Bytes → text. Each character keeps its place: no newline is translated, a byte-order mark stays as U+FEFF.

Order: byte-order mark, valid UTF-8, the declared encoding, then the candidates of `reading.yaml` scored by the share
of common characters, then stretch by stretch for what was glued together, and charset-normalizer as the last opinion.
Strict UTF-8 goes before the declaration unless the declared reading is clearly better: other encodings are hardly ever
valid UTF-8, while wrong declarations are frequent.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.decoding.guesses import Guess, fitting, guess
from ingest.decoding.mixed_encodings import mixed
from ingest.decoding.reading_rules import reading_rules
from ontology.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
# What every encoding of pages reads as ASCII; the tilde, which HZ and Shift-JIS use otherwise, is not among it.
_ASCII = rb"\u533b " + bytes(byte for byte in range(0x21, 0x7E) if byte != 0x5C)
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")
_ISO_2022 = re.compile(rb"\x1b\$[()*+]?[@-Z]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text. `problems`: one line each, what was lost or declared wrongly."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes, media_type: str, declared: str = "") -> Decoded:
    """Return the text of `data`.

    Args:
        data: the bytes of one page.
        media_type: only a text/html page declares its encoding in its text.
        declared: the encoding that came beside the bytes, as in an HTTP header; "" for none.

    Raises:
        InputError: if the bytes are no text, or no encoding fits.
    """
    _no_other_format(data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, encoding)
    named = [declared] if declared else []
    if media_type == "text/html" and (found := _DECLARED.search(data[: reading_rules().decoding.declared_window])):
        named.append(found[1].decode("ascii", "replace"))
    codecs_named, problems = _known(named)
    if b"\x00" in data:
        return _with_nuls(data, problems)
    return _decoded(*_best(data, codecs_named), problems)


def _decoded(found: Guess, glued: str, problems: list[str]) -> Decoded:
    if glued:
        problems = [*problems, glued]
    if found.lost:
        problems = [*problems, f"{found.lost} bytes or characters could not be decoded as {found.encoding}"]
    return Decoded(found.text, found.encoding, tuple(problems))


def _no_other_format(data: bytes) -> None:
    for name, mark in reading_rules().decoding.formats.items():
        if data.startswith(bytes.fromhex(mark)):
            raise InputError(f"is {name}, no text; save the page as text or HTML")
    if _ISO_2022.search(data[: reading_rules().decoding.declared_window]):
        raise InputError("is ISO-2022 text, which is not read; save the page as UTF-8 text")


def _marked(data: bytes, mark: bytes, encoding: str) -> Decoded:
    found = guess(data, encoding)
    if encoding == "utf-8" and found.lost and not found.fits(reading_rules().decoding.lost_share):
        rest, glued = _best(data[len(mark) :], [])
        marked = Guess("\ufeff" + rest.text, rest.encoding, rest.lost, rest.share)
        wrong = [] if rest.encoding == encoding else [f"its byte-order mark says {encoding}, it is {rest.encoding}"]
        return _decoded(marked, glued, wrong)
    return _decoded(found, "", [])


def _known(names: list[str]) -> tuple[list[str], list[str]]:
    """Return the codecs that a page names, without those that nobody knows, and what is wrong with the latter."""
    found, problems = [], []
    aliases = reading_rules().decoding.aliases
    for name in map(str.lower, names):
        plain = name.replace("_", "-")
        try:
            codec = codecs.lookup(aliases.get(name, aliases.get(plain, plain))).name
            if not _reads_ascii(codec):
                raise LookupError  # a codec of Python, but no encoding in which this name could have been read
            found.append(codec)
        except (LookupError, ValueError):
            problems.append(f"declares an unknown encoding: {name}")
    return list(dict.fromkeys(found)), list(dict.fromkeys(problems))


def _reads_ascii(codec: str) -> bool:
    every = _ASCII + bytes(range(0x80, 0x100))
    return every.decode(codec, "replace").startswith(_ASCII.decode())


def _best(data: bytes, named: list[str]) -> tuple[Guess, str]:
    """Return the likeliest reading and, for one of several encodings, what it was glued together from."""
    known = reading_rules().decoding
    plain = guess(data, "utf-8")
    stated = [guess(data, name) for name in named if name != "utf-8"]
    if not plain.lost:
        return _valid_utf8(data, plain, stated), ""
    wide = known.wide_candidates if len(data) % 2 == 0 else ()
    fits = fitting(data, (*known.candidates, *wide))
    best = max(fits, key=lambda found: found.score) if fits else None  # the first of equals: order of the candidates
    for found in stated:
        likely = found.clean and (found.chinese or found.share >= known.common_share)
        if likely and found.share >= (best.score - known.margin if best else 0):
            return found, ""
    if best and not best.lost:
        return best, ""
    glued = mixed(data, best)
    if glued:
        return glued
    return best or _rare(data) or _second_opinion(data), ""


def _rare(data: bytes) -> Guess | None:
    """Return a reading that is Chinese through and through although few of its characters are common ones."""
    found = [guess(data, name) for name in reading_rules().decoding.candidates]
    return max((each for each in found if each.chinese), key=lambda each: each.share, default=None)


def _valid_utf8(data: bytes, plain: Guess, stated: list[Guess]) -> Guess:
    """Return the UTF-8 reading unless the declared one is far better: a few characters of GBK may be valid UTF-8."""
    known = reading_rules().decoding
    if not plain.wide:
        hidden = guess(data, "hz") if _HZ.search(data) else None
        return hidden if hidden and hidden.clean and hidden.wide and hidden.share >= known.repaired_share else plain
    for found in stated:
        if not found.lost and found.share > plain.share + known.margin:
            return found
    return plain


def _with_nuls(data: bytes, problems: list[str]) -> Decoded:
    """Read bytes with NULs: UTF-16 or UTF-32 without a mark, a text with a few of them in it, or no text at all."""
    known = reading_rules().decoding
    fits = [found for found in fitting(data, known.wide_candidates) if found.nuls <= known.nul_share]
    if fits:
        return _decoded(max(fits, key=lambda found: found.score), "", problems)
    text = data.rstrip(b"\x00")
    if text and text.count(b"\x00") <= known.nul_share * len(text):
        found, _ = _best(text.replace(b"\x00", b""), [])
        if found.fits(known.lost_share):
            return _decoded(guess(data, found.encoding), "", [*problems, f"holds {data.count(0)} NUL bytes"])
    raise InputError("holds NUL bytes and is no UTF-16: no text; save the page as UTF-8 text")


def _second_opinion(data: bytes) -> Guess:
    """Return a reading in one of the many encodings of the west, which hold few characters beyond ASCII."""
    from charset_normalizer import from_bytes  # 30 ms at import, and hardly ever needed

    known = reading_rules().decoding
    sample = data[: 4 * known.sample]
    if 3 * len(sample.translate(None, _ASCII)) < 2 * len(sample):
        best = from_bytes(sample).best()
        for name in ("cp1252", *([best.encoding] if best else [])):
            found = guess(data, name)
            likely = found.share >= known.common_share or 10 * found.wide < len(found.text)
            if likely and found.clean and _reads_ascii(name):
                return found
    raise InputError("no known encoding fits; save the page as UTF-8 text")
