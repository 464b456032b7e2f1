"""Completions for a search box: names by their beginning, a part or their sound, and questions about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ontology import terms
from ontology.folding import fold
from query.browsing.browsing_rules import browsing_rules
from query.browsing.names import HIDDEN, PREFERRED, Name, names, sounds
from query.browsing.rows import Suggestion
from query.browsing.view import View
from query.templates import iri
from query.understanding.question import understand

LONGEST = 60  # characters: a longer text is no beginning of a name
QUESTION = "question"
IS, BEGINS, HOLDS, SOUNDS = range(4)  # how well a name fits
_LETTERS = re.compile(r"[a-z' ]+")


@dataclass(frozen=True, slots=True)
class _Found:
    fit: int
    shown: str
    type: str
    code: str
    iri: str
    by_other_name: bool = False


def suggest(view: View, text: str, n: int = 8) -> list[Suggestion]:
    """Return what `text` may become: names, then questions about the best one; the most named first.

    A text that begins no name is completed at its end ("怎么查医保卡余" → "怎么查医保卡余额"); one that is misspelt,
    traditional or pinyin is read as the search reads it.
    """
    typed = fold(text.strip())
    if not typed or len(typed) > LONGEST:
        return []
    found = _names(view, typed)
    questions = list(_questions(view, found[0])) if found else []
    found = found or _ends(view, typed)
    if not found:
        read = fold(understand(text).text)
        found = (_names(view, read) or _ends(view, read)) if read and read != typed else []
    proposed: list[Suggestion] = [{"text": one.shown, "type": one.type, "code": one.code} for one in found]
    return [*proposed[: max(1, n - len(questions))], *questions][:n]


def _names(view: View, typed: str) -> list[_Found]:
    fitting = [*_written(typed), *_unlisted(view, typed)]
    if not fitting and _LETTERS.fullmatch(typed):
        fitting = list(_spoken(typed.replace(" ", "").replace("'", "")))
    return _ranked(view, fitting)


def _ends(view: View, typed: str) -> list[_Found]:
    """Complete the longest end of the text that begins a name."""
    shortest = browsing_rules().suggestions.shortest_end
    for start in range(1, len(typed) - shortest + 1):
        end = typed[start:]
        fitting = [one for one in _written(end) if one.fit == BEGINS and len(one.shown) > len(end)]
        if fitting:
            head = typed[:start]
            completed = (replace(one, shown=head + one.shown) for one in fitting)
            return _ranked(view, completed)
    return []


def _written(typed: str) -> Iterator[_Found]:
    for name in names():
        if typed in name.folded:
            yield _found(name, _fit(typed, name.folded))


def _spoken(typed: str) -> Iterator[_Found]:
    for name, sound in sounds():
        if sound.initials.startswith(typed) or sound.pinyin.startswith(typed):
            yield _found(name, SOUNDS)


def _unlisted(view: View, typed: str) -> Iterator[_Found]:
    for name, label in view.unlisted.items():
        if typed in fold(label):
            code = terms.entity_code(name) or ""
            yield _Found(_fit(typed, fold(label)), label, code.partition("-")[0], code, name)


def _fit(typed: str, label: str) -> int:
    if label == typed:
        return IS
    return BEGINS if label.startswith(typed) else HOLDS


def _found(name: Name, fit: int) -> _Found:
    """Return a name that fits; under a hidden label the preferred one is shown, which does not begin as typed."""
    code = name.concept.code
    shown_fit = max(fit, HOLDS) if name.kind == HIDDEN else fit
    return _Found(shown_fit, name.shown, name.type, code, terms.concept(code), name.kind != PREFERRED)


def _ranked(view: View, fitting: Iterable[_Found]) -> list[_Found]:
    """Return the best name of each thing, the best of all first."""
    named = view.articles_naming
    order = _type_order()

    def rank(one: _Found) -> tuple[int, int, int, bool, int, str]:
        place = order.get(one.type, len(order))
        return one.fit, -named.get(one.iri, 0), place, one.by_other_name, len(one.shown), one.shown

    best: dict[str, _Found] = {}
    for one in sorted(fitting, key=rank):
        best.setdefault(one.code, one)
    return list(best.values())


def _questions(view: View, one: _Found) -> Iterator[Suggestion]:
    """Yield the questions about a thing that the data can answer."""
    templates = [template for template in browsing_rules().suggestions.questions if template.type == one.type]
    known = {row["relation"] for row in view.found("known_relations", thing=iri(one.iri))} if templates else set()
    for template in templates:
        if template.has in known:
            yield {"text": template.text.format(label=one.shown), "type": QUESTION, "code": one.code}


@cache
def _type_order() -> Mapping[str, int]:
    return {kind: place for place, kind in enumerate(browsing_rules().suggestions.types)}
