"""A block as tokens: places, numbers, levels, audiences, names … and the characters between them; no punctuation.

The tokens of a block depend on its words alone, and on the publisher and the date that its page gives for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.cleaning.repetition.repetition_rules import TokenRules, repetition_rules, slot_kinds
from ingest.mentions.places import places
from ontology.folding import fold
from ontology.matcher import Matcher, matcher
from ontology.vocabulary import vocabulary

WORD = "word"
REGION = "region"
PLACE, SITE, DATE, GAP, NUMBER = "place", "site", "date", "gap", "number"


@dataclass(frozen=True, slots=True)
class Own:
    """What a page says of itself: copies differ in it without saying anything else."""

    publisher: str | None = None
    issued: str | None = None  # ISO date
    place: str | None = None  # GB/T 2260 code of the place that the page takes as its example


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a block."""

    kind: str  # place site date gap number unit level audience … word
    text: str  # half width, lower case, numbers without separators
    start: int  # in the text of the block
    end: int
    code: str = ""  # of a place or a name of the vocabulary
    quoted: bool = False  # inside quotation marks: a label of a user interface, perhaps

    @property
    def is_slot(self) -> bool:
        """Whether a template is filled with such tokens."""
        return self.kind in slot_kinds()


NOBODY = Own()
_Span = tuple[int, int, str, str]  # start, end, kind, code


def tokens(text: str, own: Own = NOBODY) -> tuple[Token, ...]:
    """Return the tokens of a block; punctuation, blanks and the number of a list item are left out.

    >>> [token.text for token in tokens("2、太原市:报销80%。")]
    ['太原市', '报', '销', '80', '%']
    """
    data = repetition_rules().tokens
    folded = fold(text)
    head = data.ordinal.match(folded)
    claimed = _claimed(text, folded, own, data)
    quotes = [match.span() for match in data.quotes.finditer(text)]
    return tuple(_walk(folded, head.end() if head else 0, claimed, quotes, data))


def _claimed(text: str, folded: str, own: Own, data: TokenRules) -> dict[int, _Span]:
    """Return the spans that are more than a character, by their start; of two that overlap the first found stays."""
    taken = bytearray(len(text))
    found: dict[int, _Span] = {}
    for span in _spans(text, folded, own, data):
        start, end = span[:2]
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found[start] = span
    return found


def _spans(text: str, folded: str, own: Own, data: TokenRules) -> Iterator[_Span]:
    gap, *others = data.patterns
    yield from ((*match.span(), gap.kind, "") for match in gap.pattern.finditer(folded))
    yield from _own_spans(folded, own, data)
    yield from _place_spans(text, own.place)
    for match in _names().matches(text):
        yield match.start, match.end, _kind(match.codes[0]), match.codes[0]
    for one in others:
        yield from ((*match.span(), one.kind, "") for match in one.pattern.finditer(folded))


def _place_spans(text: str, home: str | None) -> Iterator[_Span]:
    """Yield the places; names side by side are one place. In its own page a name that is also a word is a place."""
    held: _Span | None = None
    for place in places(text, (), home):
        if held and held[1] == place.start:
            held = (held[0], place.end, PLACE, place.code)
            continue
        if held:
            yield held
        held = (place.start, place.end, PLACE, place.code)
    if held:
        yield held
    code = f"{REGION}-{home}"
    for label in sorted(_labels(code), key=lambda label: -len(label)):
        yield from ((*span, PLACE, code) for span in _found(text, label))


def _labels(code: str) -> tuple[str, ...]:
    concept = vocabulary().concepts.get(code)
    return (concept.pref_label, *concept.alt_labels) if concept else ()


def _found(text: str, name: str) -> Iterator[tuple[int, int]]:
    at = text.find(name)
    while at >= 0:
        yield at, at + len(name)
        at = text.find(name, at + len(name))


def _own_spans(folded: str, own: Own, data: TokenRules) -> Iterator[_Span]:
    if own.publisher and _is_name(own.publisher):
        yield from ((*span, SITE, "") for span in _found(folded, fold(own.publisher)))
    if own.issued:
        for match in data.published.finditer(folded):
            year, month, day = (int(match[part]) for part in ("year", "month", "day"))
            left, right = folded[: match.start()], folded[match.end() :]
            in_force = data.in_force.search(left) or data.in_force_after.match(right)
            if f"{year}-{month:02}-{day:02}" == own.issued and not in_force:
                yield *match.span(), DATE, ""


@cache
def _is_name(publisher: str) -> bool:
    """Whether a publisher's name can be masked: none that holds a number, a level or who is insured."""
    data = repetition_rules().tokens
    telling = {"name", "label"}
    stated = {_kind(match.codes[0]) for match in _names().matches(publisher)} & {*data.values} - telling
    return len(publisher) >= data.own_name and not stated and not any(map(str.isnumeric, publisher))


@cache
def _names() -> Matcher:
    schemes = [scheme for scheme in repetition_rules().tokens.schemes if scheme in vocabulary().schemes]
    return matcher(*schemes)


def _kind(code: str) -> str:
    return repetition_rules().tokens.schemes[vocabulary().concept(code).scheme]


def _walk(
    folded: str, at: int, claimed: dict[int, _Span], quotes: Sequence[tuple[int, int]], data: TokenRules
) -> Iterator[Token]:
    outside = bytearray(b"\1" * len(folded))  # of quotation marks; they are outside themselves
    for start, end in quotes:
        outside[start + 1 : end - 1] = bytes(max(0, end - start - 2))

    def made(kind: str, start: int, end: int, code: str = "") -> Token:
        text = folded[start:end].replace(",", "") if kind == NUMBER else folded[start:end]
        return Token(kind, text, start, end, code, outside.find(1, start, end) < 0)

    while at < len(folded):
        if at in claimed:
            start, end, kind, code = claimed[at]
            yield made(kind, start, end, code)
        elif folded[at].isalnum():
            end = at + 1
            while folded[at].isascii() and end < len(folded) and folded[end].isascii() and folded[end].isalpha():
                end += 1
            yield made(NUMBER if folded[at].isnumeric() else WORD, at, end)
        else:
            end = _gap_end(folded, at, claimed)
            if at > 0 and end < len(folded) and folded[at - 1].isdigit() and folded[end].isdigit():
                yield from _between_digits(folded, at, end, data)
        at = end


def _gap_end(folded: str, at: int, claimed: dict[int, _Span]) -> int:
    end = at + 1
    while end < len(folded) and end not in claimed and not folded[end].isalnum():
        end += 1
    return end


def _between_digits(folded: str, start: int, end: int, data: TokenRules) -> Iterator[Token]:
    """Keep what parts two numbers: 1/2 is not 1、2; all dashes are one."""
    kept = "".join(mark for mark in folded[start:end] if data.joining.match(mark) or data.range.match(mark))
    yield Token(NUMBER, "~" if data.range.fullmatch(kept) else kept or " ", start, end)
