"""Stand-ins: a small deterministic encoder, and articles made by hand."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ingest.article import Analysis, Article, Block, Claim, Mention, RawArticle, Relation
from ingest.edits.draft import AlignedText
from ontology import terms


class HashingEncoder:
    """Adds up one fixed pseudo-random row for each character."""

    light = True

    def __init__(self, dim: int = 32, name: str = "hashing") -> None:
        self.name = name
        self.dim = dim
        self.fingerprint = hashlib.sha256(f"{name} {dim}".encode()).hexdigest()

    def encode(self, texts: Sequence[str], kind: Literal["query", "passage"] = "passage") -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        rows = np.stack([sum((self._row(char) for char in text), np.full(self.dim, 1e-3)) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def _row(self, char: str) -> NDArray[np.float64]:
        return np.random.default_rng(ord(char)).standard_normal(self.dim)


HEADING_MARK = "# "
ITEM_MARK = "- "


def article(name: str, text: str, **known: Any) -> Article:
    """Return an article with a block a line: `# ` marks headings (of one level), `- ` list items."""
    blocks: list[Block] = []
    clean: list[str] = []
    path: tuple[str, ...] = ()
    offset = start = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\n")
        if not body.strip():
            blocks.append(_block(offset, line, "drop", "blank", (), AlignedText.of("", offset)))
        else:
            mark = next((mark for mark in (HEADING_MARK, ITEM_MARK) if body.startswith(mark)), "")
            kind = {HEADING_MARK: "heading", ITEM_MARK: "list_item"}.get(mark, "paragraph")
            aligned = AlignedText.of(body[len(mark) :], offset + len(mark))
            above = () if kind == "heading" else path
            blocks.append(replace(_block(offset, line, "keep", kind, above, aligned), start=start))
            path = (aligned.text,) if kind == "heading" else path
            clean.append(aligned.text)
            start += len(aligned) + 1
        offset += len(line)
    return Article(RawArticle(name, text), tuple(blocks), "\n".join(clean), title=name, **known)


def _block(offset: int, line: str, action: str, kind: str, path: tuple[str, ...], text: AlignedText) -> Block:
    return Block(offset, offset + len(line), action, (), kind, path, text)


def span(found: Article, quote: str) -> dict[str, int]:
    """Return where `quote` stands first in an article: offsets in clean and raw text, and its block."""
    start = found.text.index(quote)
    index = max(i for i, block in enumerate(found.blocks) if block.action != "drop" and block.start <= start)
    block = found.blocks[index]
    raw_start, raw_end = block.text.raw_span(start - block.start, start - block.start + len(quote))
    return {"start": start, "end": start + len(quote), "raw_start": raw_start, "raw_end": raw_end, "block": index}


def claim(found: Article, quote: str, kind: str, low: Any, high: Any, unit: str, **known: Any) -> Claim:
    """Return a claim whose evidence is the first `quote` of an article."""
    place = span(found, quote)
    return Claim(
        id=hashlib.sha256(f"{found.raw.name} {place} {kind} {low} {high}".encode()).hexdigest()[:16],
        kind=kind,
        value_min=None if low is None else Decimal(str(low)),
        value_max=None if high is None else Decimal(str(high)),
        unit=unit,
        bound=known.pop("bound", "exact" if low == high else "range"),
        quote=quote,
        text=quote,
        heading_path=found.blocks[place["block"]].heading_path,
        rule="test",
        **place,
        **known,
    )


def mention(found: Article, surface: str, type: str, code: str, label: str) -> Mention:
    """Return a mention of a concept."""
    return Mention(type, code, label, surface=surface, **span(found, surface))


def relation(found: Article, quote: str, name: str, subject: str, stated: Any, **known: Any) -> Relation:
    """Return a relation."""
    return Relation(name, subject, stated, quote=quote, **span(found, quote), **known)


def analysis(found: Article, claims: Any = (), mentions: Any = (), relations: Any = ()) -> Analysis:
    """Put an analysis together."""
    return Analysis(found, tuple(mentions), tuple(claims), tuple(relations))


UNREADABLE = "@@"  # an article with this in it raises when it is analysed


def analyse(raw: RawArticle) -> Analysis:
    """Stand in for the pipeline: a cap for each amount in yuan, a mention of 支付宝."""
    if UNREADABLE in raw.text:
        raise ValueError("nothing\nto read")
    found = replace(article(raw.name, raw.text), raw=raw)
    amounts = dict.fromkeys(re.findall(r"\d+(?=元)", found.text))
    claims = [claim(found, f"{amount}元", "cap", int(amount), int(amount), "CNY") for amount in amounts]
    named = "支付宝" in found.text
    mentions = [mention(found, "支付宝", "channel", "channel-alipay", "支付宝")] if named else []
    route = [relation(found, "支付宝", "service_has_channel", "余额查询", "支付宝")] if named else []
    return analysis(found, claims, mentions, route)


def obey(raw: RawArticle) -> object:
    """Stand in for the work of a process: do what the text says."""
    if raw.text == "die":
        os._exit(3)
    if raw.text == "raise":
        raise ValueError("bad\nline")
    return raw.name


def vocabulary_lines() -> str:
    """Stand in for the vocabulary graph, whose 33,000 statements would make each small build slow."""
    return f'<{terms.YBC}channel-alipay> <{terms.SKOS_PREF_LABEL}> "支付宝"@zh <{terms.VOCABULARY_GRAPH}> .\n'
