"""The places that an article is about: its example, its publisher's, those of its title, else the one it speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.rdf.regions import around, lies_in, region_codes
from index.settings import settings
from ingest.article import Analysis, Article, Mention

PREFIX = "region-"


def home(analysis: Analysis) -> tuple[str, ...]:
    """Return the codes of the regions that an article is about, () where nothing says so.

    A title may name several (three cities compared). Of the places in the body one must stand out: with those inside it
    or around it named twice as often as any other, and not only as an example (如北京).
    """
    article = analysis.article
    if article.place:
        return (f"{PREFIX}{article.place}",)
    named = tuple(dict.fromkeys((*region_codes(article.publisher), *region_codes(article.title))))
    return named or _spoken_of(article, [one for one in analysis.mentions if one.type == "place" and one.code])


def _spoken_of(article: Article, places: Sequence[Mention]) -> tuple[str, ...]:
    named = Counter(one.code for one in places if not _is_example(article, one))
    if not named:
        return ()
    weight = {code: sum(count for other, count in named.items() if _together(code, other)) for code in named}
    best = max(weight, key=lambda code: (weight[code], len(around(code))))
    others = (count for code, count in named.items() if not _together(best, code))
    return (best,) if weight[best] >= settings().home.factor * max(others, default=0) else ()


def _together(one: str, other: str) -> bool:
    return lies_in(one, other) or lies_in(other, one)


def _is_example(article: Article, place: Mention) -> bool:
    return bool(settings().home.example.search(article.text[max(0, place.start - 12) : place.start]))
