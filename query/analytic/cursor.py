"""The lexemes of a question with a mark on each that has been read."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.vocabulary import vocabulary
from query.analytic.lexemes import Lexeme
from query.analytic.reading import NotUnderstood
from query.analytic.rules import AnalyticRules, analytic_rules

NAMES = ("concept", "said")  # sorts of lexemes that name concepts
VALUE_CLASSES = ("claim", "value", "measure")


class Cursor:
    """What stands where; `used` are the places that have been read."""

    def __init__(self, found: Sequence[Lexeme]) -> None:
        """Begin with nothing read."""
        self.rules: AnalyticRules = analytic_rules()
        self.all = list(found)
        self.used: set[int] = set()
        self.about_values = any(
            (one.sort == "class" and one.value in VALUE_CLASSES) or scheme_among(one, "measure") for one in self.all
        )

    def of_sort(self, *sorts: str) -> list[int]:
        """Return where lexemes of some sorts stand that have not been read."""
        return [i for i, one in enumerate(self.all) if one.sort in sorts and i not in self.used]

    def sort(self, i: int) -> str:
        """Return the sort of the lexeme at a place, "" outside the question."""
        return self.all[i].sort if 0 <= i < len(self.all) else ""

    def class_at(self, i: int) -> str | None:
        """Return the class named at a place, None if there is none or it has been read."""
        return self.all[i].value if self.sort(i) == "class" and i not in self.used else None

    def take_class(self, i: int) -> str | None:
        """Return the class named at a place and mark it as read."""
        kind = self.class_at(i)
        if kind:
            self.used.add(i)
        return kind

    def nearest_class(self, i: int, step: int) -> int | None:
        """Return where the next class stands, ahead (step 1) or behind (-1)."""
        places = range(i + step, len(self.all) if step > 0 else -1, step)
        return next((j for j in places if self.class_at(j)), None)

    def by_measure_word(self, text: str) -> str | None:
        """Return the class that a measure word means by itself: 篇 means articles."""
        law = any(one.sort == "law_part" or scheme_among(one, "law") for one in self.all)
        kinds = [name for name, kind in self.rules.classes.items() if kind.count and kind.count.search(text)]
        return next((name for name in kinds if (name == "law_part") == law), kinds[0] if kinds else None)

    def kind(self, one: Lexeme, mentioned: bool = False) -> tuple[str, tuple[str, ...]]:
        """Return the class and the codes that a name is taken for.

        Raises:
            NotUnderstood: if nothing of the kind can be asked for.
        """
        schemes: dict[str, list[str]] = {}
        for code in one.codes:
            schemes.setdefault(vocabulary().concept(code).scheme, []).append(code)
        order = self.rules.schemes.values if self.about_values else self.rules.schemes.things
        for scheme in order:
            kind = self.rules.kind_of_scheme(scheme)
            if scheme in schemes and kind and not (mentioned and scheme == "source_kind"):
                return kind, tuple(schemes[scheme])
        raise NotUnderstood([one.text])

    def repeated(self) -> str | None:
        """Return the class of which several things are named."""
        kinds = [self.kind(one)[0] for one in self.all if one.sort in NAMES]
        kinds += [one.sort for one in self.all if one.sort == "year"]
        return next((kind for kind in kinds if kinds.count(kind) > 1), None)


def scheme_among(one: Lexeme, scheme: str) -> bool:
    """Whether a lexeme may name a concept of a scheme."""
    return any(vocabulary().concept(code).scheme == scheme for code in one.codes)
