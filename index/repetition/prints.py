"""What is kept of the blocks of an article to find their copies: hashes, no texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from ingest.article import Article
from ingest.cleaning.repetition.alignment import exact_form, slot_form, value_form
from ingest.cleaning.repetition.repetition_rules import BlockRules, repetition_rules
from ingest.cleaning.repetition.tokens import PLACE, Own, Token, tokens

# offsets as in Block; `length` of the form without punctuation; hashes of the forms of
# `ingest.cleaning.repetition.alignment`, `line` that of the value form without its places; `damage`: a bit for each of
# the reasons that other copies may help with; `bands` of the MinHash of the value form
Prints = NDArray[np.void]
FIELDS = [
    ("block", "<u4"),
    ("raw_start", "<u4"),
    ("raw_end", "<u4"),
    ("start", "<u4"),
    ("end", "<u4"),
    ("length", "<u4"),
    ("exact", "<u8"),
    ("slot", "<u8"),
    ("value", "<u8"),
    ("line", "<u8"),
    ("damage", "<u1"),
]
OWN = ("publisher", "issued", "place_code")  # of an article row
MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1], np.uint64)  # odd: no bit of a row is lost


@dataclass(frozen=True, slots=True)
class _Forms:
    exact: str
    slot: str
    value: str
    line: str


def own(row: dict[str, object] | Article) -> Own:
    """Return what an article, or its export row, says of itself."""
    if isinstance(row, Article):
        return Own(row.publisher, row.issued, row.place)
    return Own(*(value if isinstance(value := row[name], str) else None for name in OWN))


def block_prints(article: Article) -> bytes:
    """Return the prints of the blocks of an article that are long enough to be compared."""
    data = repetition_rules().blocks
    mine = own(article)
    rows: list[tuple[int, ...]] = []
    forms: list[_Forms] = []
    for number, block in enumerate(article.blocks):
        if block.action == "drop":
            continue
        form = _forms(tokens(block.text.text, mine))
        if len(form.exact) >= data.shortest:
            end = block.start + len(block.text)
            place = (block.raw_start, block.raw_end, block.start, end)
            rows.append((number, *place, len(form.exact), _damage(block.reasons)))
            forms.append(form)
    found = np.zeros(len(rows), _dtype(data))
    for row, values, form in zip(found, rows, forms, strict=True):
        hashes = (hashed(text) for text in (form.exact, form.slot, form.value, form.line))
        for (name, _), value in zip(FIELDS, (*values[:-1], *hashes, values[-1]), strict=True):
            row[name] = value
    if rows:
        found["bands"] = bands([form.value for form in forms], data)
    return found.tobytes()


def prints(data: bytes) -> Prints:
    """Return what `block_prints` made, one record a block."""
    return np.frombuffer(data, _dtype(repetition_rules().blocks))


def bands(forms: Sequence[str], data: BlockRules) -> NDArray[np.uint32]:
    """Return the bands of the MinHash of each form, shape (forms, bands): alike forms have some in common."""
    shingles = [list(_shingles(form, data.shingle)) for form in forms]
    digests = RMinHash.digests_from_token_sets(shingles, data.bands * data.rows, data.seed)
    cut = np.array(digests, np.uint64).reshape(len(forms), data.bands, data.rows)
    mixed = (cut * MIX[: data.rows]).sum(axis=2) + np.arange(data.bands, dtype=np.uint64) * np.uint64(0xD6E8FEB9)
    folded: NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(29))) & np.uint64(0xFFFFFFFF)
    return folded.astype(np.uint32)


def hashed(form: str) -> int:
    """Return 64 bits that tell forms apart."""
    return int.from_bytes(hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def damages(bits: int) -> list[str]:
    """Return the reasons that the bits of `damage` stand for."""
    return [reason for at, reason in enumerate(repetition_rules().proposals.reasons) if bits >> at & 1]


def _damage(reasons: Sequence[str]) -> int:
    return sum(1 << at for at, reason in enumerate(repetition_rules().proposals.reasons) if reason in reasons)


def _forms(found: Iterable[Token]) -> _Forms:
    every = tuple(found)
    line = value_form(token for token in every if token.kind != PLACE)
    return _Forms(exact_form(every), slot_form(every), value_form(every), line)


def _shingles(form: str, size: int) -> Iterator[str]:
    for at in range(max(1, len(form) - size + 1)):
        yield form[at : at + size]


def _dtype(data: BlockRules) -> np.dtype[np.void]:
    return np.dtype([*FIELDS, ("bands", "<u4", (data.bands,))])
