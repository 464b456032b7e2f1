"""Paragraphs about another branch of social policy than the article, and articles that are about none of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.structure_rules import HEADINGS
from ingest.cleaning.structure.topics import (
    Branch,
    Score,
    counted,
    home_score,
    score_of,
    scores,
    strongest,
    topic_rules,
)


def other_topic(pieces: Sequence[Piece], title: str) -> str:
    """Return why the whole article is about something else than medical insurance, "" if it is not.

    A title of the home branch decides; else how dense that branch's words are, or in how many paragraphs they stand.
    """
    data = topic_rules()
    texts = [piece.text for piece in pieces if piece.body]
    length = sum(map(len, texts))
    if length < data.article_length or data.home.also.search(title):
        return ""
    values = [home_score(text).value for text in texts]
    density, share = 1000 * sum(values) / length, sum(value >= 1 for value in values) / len(texts)
    dense, titled = density >= data.article_density or share >= data.article_share, _titled(title)
    if dense and not titled:
        return ""
    found = counted("\n".join(texts), length)
    other = strongest([branch for branch in data.branches if branch.name in titled] or data.branches, found)
    if dense and not (other.branch in titled and other.value > score_of(data.home, found).value):
        return ""
    main = str(other) if other.value else "no known branch"
    return f"{main}; {data.home.name} {density:.1f} per 1000 characters, in {share:.0%} of the paragraphs"


def _titled(title: str) -> set[str]:
    return {branch.name for branch in topic_rules().branches if branch.also.search(title)}


def mark_off_topic(pieces: Sequence[Piece], title: str) -> None:
    """Flag the paragraphs of an article that are about another branch than it is, and headings over only such."""
    body = [piece for piece in pieces if piece.body and piece.kind not in HEADINGS]
    strange = _strange(body, title)
    for piece in body:
        found, home = strongest(strange, scores(piece.text)), home_score(piece.text)
        if _leads(found, home):
            confidence = found.value / (found.value + home.value)
            piece.flagged("off_topic", evidence=f"{found} against {home}", confidence=round(confidence, 2))
    for i, piece in enumerate(pieces):
        if piece.kind == "heading" and piece.body:
            below = _below(pieces, i)
            if below and all("off_topic" in child.reasons for child in below):
                piece.flagged("off_topic", evidence="all that stands under it is off topic")


def _strange(body: Sequence[Piece], title: str) -> list[Branch]:
    """Return the branches that the title does not name and that are not what most of the article is about."""
    data = topic_rules()
    leading = Counter(name for piece in body for name in _leading(scores(piece.text)))
    own = _titled(title) | {name for name, count in leading.items() if count > data.own_share * len(body)}
    return [branch for branch in data.branches if branch.name not in own]


def _leading(found: Mapping[str, Score]) -> list[str]:
    """Return the branches that a text speaks of clearly more than of medical insurance."""
    home = score_of(topic_rules().home, found)
    return [name for name, score in found.items() if score is not home and _leads(score, home)]


def _leads(found: Score, home: Score) -> bool:
    data = topic_rules()
    return found.value >= data.paragraph_least and found.value - home.value > data.margin


def _below(pieces: Sequence[Piece], i: int) -> list[Piece]:
    found = []
    for piece in pieces[i + 1 :]:
        if piece.level and piece.level <= pieces[i].level:
            break
        if piece.body:
            found.append(piece)
    return found
