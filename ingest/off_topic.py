"""Paragraphs about another branch of social policy than the article, and articles that are about none of ours."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.piece import Piece
from ingest.structure_rules import HEADINGS
from ingest.topics import Branch, Score, home_score, score, strongest, topic_rules


def other_topic(pieces: Sequence[Piece], title: str) -> str:
    """Return why the whole article is about something else than medical insurance, "" if it is not.

    A title of the home branch decides; else how dense that branch's words are, or in how many paragraphs they stand.
    """
    data = topic_rules()
    body = [piece for piece in pieces if piece.body]
    length = sum(len(piece.text) for piece in body)
    if length < data.article_length or data.home.also.search(title):
        return ""
    scores = [home_score(piece.text).value for piece in body]
    density, share = 1000 * sum(scores) / length, sum(value >= 1 for value in scores) / len(body)
    text = "\n".join(piece.text for piece in body)
    other = _main_branch(text, title, length)
    if (density >= data.article_density or share >= data.article_share) and not (
        other.branch in _titled(title) and other.value > score(data.home, text, length).value
    ):
        return ""
    main = str(other) if other.value else "no known branch"
    return f"{main}; {data.home.name} {density:.1f} per 1000 characters, in {share:.0%} of the paragraphs"


def _main_branch(text: str, title: str, most: int) -> Score:
    """Return the score of the branch that the title names, else of the one that the text speaks of most."""
    data = topic_rules()
    branches = [branch for branch in data.branches if branch.name in _titled(title)] or data.branches
    return max((score(branch, text, most) for branch in branches), key=lambda found: found.value)


def _titled(title: str) -> set[str]:
    return {branch.name for branch in topic_rules().branches if branch.also.search(title)}


def mark_off_topic(pieces: Sequence[Piece], title: str) -> None:
    """Flag paragraphs about another branch than the article's, and headings over only such."""
    if other_topic(pieces, title):
        return
    body = [piece for piece in pieces if piece.body and piece.kind not in HEADINGS]
    strange = _strange(body, title)
    for piece in body:
        found, home = strongest(strange, piece.text), home_score(piece.text)
        if _leads(found, home):
            confidence = found.value / (found.value + home.value)
            piece.flagged("off_topic", evidence=f"{found} against {home}", confidence=round(confidence, 2))
    for i, piece in enumerate(pieces):
        if piece.body and piece.kind == "heading":
            below = _below(pieces, i)
            if below and all("off_topic" in child.reasons for child in below):
                piece.flagged("off_topic", evidence="all that stands under it is off topic")


def _strange(body: Sequence[Piece], title: str) -> list[Branch]:
    """Return the branches that the title does not name and that are not what most of the article is about."""
    data = topic_rules()
    found = []
    for branch in data.branches:
        leading = sum(_leads(score(branch, piece.text), home_score(piece.text)) for piece in body)
        if not branch.also.search(title) and leading <= data.own_share * len(body):
            found.append(branch)
    return found


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
