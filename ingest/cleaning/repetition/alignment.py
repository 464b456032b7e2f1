"""Two blocks side by side: the same, the same but for the slots of a template, other values, or other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.cleaning.repetition.repetition_rules import repetition_rules
from ingest.cleaning.repetition.tokens import GAP, NUMBER, Token, tokens

IDENTICAL, SLOT_DIFFERS, VALUE_DIFFERS, WORDING_DIFFERS = (
    "identical",
    "slot_differs",
    "value_differs",
    "wording_differs",
)
MARK = "⟨{}⟩"

Keys = Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Tokens [here_start, here_end) of one block stand where the other has [there_start, there_end)."""

    kind: str  # place | site | date | number | level | … | gap | wording
    here_start: int
    here_end: int
    there_start: int
    there_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two blocks differ."""

    verdict: str  # identical | slot_differs | value_differs | wording_differs
    differences: tuple[Difference, ...]
    alike: float  # share of tokens, or of characters where that is more, that both have; slots are equal


def compared(one: str, other: str) -> Alignment:
    """Return how two blocks differ, whatever their punctuation, width and list numbers.

    >>> compared("在职职工报销80%。", "在职职工报销 80%").verdict
    'identical'
    >>> compared("异地就医未备案。", "异地就医备案:").verdict
    'value_differs'
    """
    return aligned(tokens(one), tokens(other))


def aligned(here: Sequence[Token], there: Sequence[Token]) -> Alignment:
    """Return how the tokens of two blocks differ."""
    one, other = slot_keys(here), slot_keys(there)
    found: list[Difference] = []
    equal = 0
    for tag, a, b, c, d in opcodes(one, other):
        if tag != "equal":
            found.append(Difference(_kind(here[a:b], there[c:d]), a, b, c, d))
            continue
        equal += b - a
        for i, j in zip(range(a, b), range(c, d), strict=True):
            if here[i].text != there[j].text:
                found.append(Difference(here[i].kind, i, i + 1, j, j + 1))
    share = 2 * equal / (len(one) + len(other)) if one or other else 1.0
    if (
        share < repetition_rules().blocks.alike and max(len(one), len(other)) <= repetition_rules().tokens.short
    ):  # a negation inside a name makes other tokens of it: 异地就医未备案
        share = max(share, SequenceMatcher(None, _joined(one), _joined(other), autojunk=False).ratio())
    return Alignment(_verdict(found, here, there), tuple(found), share)


def exact_form(found: Iterable[Token]) -> str:
    """Return a block without punctuation: blocks with the same form are identical."""
    return _joined(token.text for token in found)


def slot_form(found: Iterable[Token]) -> str:
    """Return a block with its slots masked: blocks with the same form are the same but for slots."""
    return _joined(slot_keys(found))


def value_form(found: Iterable[Token]) -> str:
    """Return a block with slots and numbers masked."""
    return _joined(
        MARK.format(NUMBER) if token.kind == NUMBER else key
        for token, key in ((token, _slot_key(token)) for token in found)
    )


def slot_keys(found: Iterable[Token]) -> list[str]:
    """Return the texts of tokens, a mark for those that stand in slots."""
    return [_slot_key(token) for token in found]


def opcodes(one: Keys, other: Keys) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the edits that make `other` of `one`, as difflib does; of very long ones all between the equal ends."""
    head = common_head(one, other)
    tail = common_head(one[head:][::-1], other[head:][::-1])
    if head:
        yield "equal", 0, head, 0, head
    middle, changed = one[head : len(one) - tail], other[head : len(other) - tail]
    if max(len(middle), len(changed)) > repetition_rules().tokens.longest:
        yield "replace", head, head + len(middle), head, head + len(changed)
    elif middle or changed:
        for tag, a, b, c, d in SequenceMatcher(None, middle, changed, autojunk=False).get_opcodes():
            yield tag, head + a, head + b, head + c, head + d
    if tail:
        yield "equal", len(one) - tail, len(one), len(other) - tail, len(other)


def _slot_key(token: Token) -> str:
    return MARK.format(token.kind) if token.is_slot else token.text


def common_head(one: Keys, other: Keys) -> int:
    """Return how many keys two sequences begin with together."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _kind(here: Sequence[Token], there: Sequence[Token]) -> str:
    """Say what a difference lies in; a value on either side outweighs words."""
    differing = [*here, *there]
    kinds = {token.kind for token in differing}
    if GAP in kinds:
        return GAP
    found = next((kind for kind in repetition_rules().tokens.values if kind in kinds), None)
    if found:
        return found
    return "label" if any(token.quoted for token in differing) else "wording"


def _verdict(found: Sequence[Difference], here: Sequence[Token], there: Sequence[Token]) -> str:
    """Class two blocks; by their forms first, so that blocks of one form are one whatever the alignment found."""
    if not found or exact_form(here) == exact_form(there):
        return IDENTICAL
    if slot_form(here) == slot_form(there):
        return SLOT_DIFFERS
    kinds = {difference.kind for difference in found}
    return VALUE_DIFFERS if kinds & {*repetition_rules().tokens.values} else WORDING_DIFFERS


def _joined(parts: Iterable[str]) -> str:
    """Put parts together so that two numbers never become one."""
    text = ""
    for part in parts:
        text += f"|{part}" if text and text[-1].isdigit() and part[:1].isdigit() else part
    return text
