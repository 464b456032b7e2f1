"""From the lexemes of a question to what it asks."""

from __future__ import annotations

from collections.abc import Sequence

from index.conditions import slot_code
from ingest.quantities.numerals import numeral
from ontology.vocabulary import vocabulary
from query.analytic.lexemes import Lexeme, lexemes
from query.analytic.reading import Limit, Named, NotUnderstood, Reading, Threshold
from query.analytic.rules import analytic_rules

COMPARED = ("number", "before", "after", "classifier", "unit")
VALUE_SIDE = {"claim", "value", "measure"}


def read(question: str) -> Reading:
    """Return what `question` asks.

    Raises:
        NotUnderstood: if a word of it means nothing here, or it asks for nothing that can be listed or counted.
    """
    rules = analytic_rules()
    if len(question) > rules.longest:
        raise NotUnderstood([rules.says["too_long"].format(n=rules.longest)])
    if not question.strip():
        raise NotUnderstood([rules.says["empty"]])
    found, unknown = lexemes(question)
    if unknown:
        raise NotUnderstood(unknown)
    return _Parser(found).read()


class _Parser:
    """Reads the lexemes once from left to right; what was used is marked."""

    def __init__(self, found: Sequence[Lexeme]) -> None:
        self.rules = analytic_rules()
        self.all = list(found)
        self.used: set[int] = set()
        self.reading = Reading()
        self.about_values = any(
            (one.sort == "class" and one.value in VALUE_SIDE) or _scheme_among(one, "measure") for one in self.all
        )

    def read(self) -> Reading:
        self._numbers()
        self._groups()
        self._asked()
        self._extremes()
        self._negations()
        self._names()
        self._classes()
        self.reading.mentions = any(one.sort == "mention" for one in self.all)
        self._settle()
        return self.reading

    # looking around ----------------------------------------------------------------------------------------------

    def _sort(self, i: int) -> str:
        return self.all[i].sort if 0 <= i < len(self.all) else ""

    def _class_at(self, i: int) -> str | None:
        """Return the class at a place, None if there is none or it was used."""
        if self._sort(i) == "class" and i not in self.used:
            return self.all[i].value
        return None

    def _class_near(self, i: int, *, ahead: bool, skip: frozenset[str] = frozenset()) -> int | None:
        """Return where the next unused class stands, ahead or behind."""
        step = 1 if ahead else -1
        j = i + step
        while 0 <= j < len(self.all):
            kind = self._class_at(j)
            if kind and kind not in skip:
                return j
            j += step
        return None

    def _by_classifier(self, text: str) -> str | None:
        """Return the class that a measure word means by itself: 篇 means articles."""
        if "条" in text:
            law = any(one.sort == "law_part" or _scheme_among(one, "law") for one in self.all)
            return "law_part" if law else "claim"
        kinds = self.rules.classes.items()
        return next((name for name, kind in kinds if kind.count and kind.count.search(text)), None)

    # numbers -------------------------------------------------------------------------------------------------------

    def _numbers(self) -> None:
        for i, one in enumerate(self.all):
            if one.sort == "number":
                self._number(i)
            elif one.sort in ("law_part", "year"):
                self.used.add(i)
                self.reading.literals[one.sort] = one.text
        for i, one in enumerate(self.all):
            if one.sort in COMPARED and i not in self.used:
                raise NotUnderstood([one.text])

    def _number(self, i: int) -> None:
        operator = "="
        value = numeral(self.all[i].text)
        taken = [i]
        if self._sort(i - 1) == "before":
            operator = self.all[i - 1].value
            taken.append(i - 1)
        j = i + 1
        counted = self.all[j] if self._sort(j) in ("classifier", "unit") else None
        if counted is None:
            if self._sort(i - 1) == "top":
                self.reading.first = int(value)
                self.used |= {i, i - 1}
                return
            raise NotUnderstood([self.all[i].text])
        taken.append(j)
        j += 1
        if self._sort(j) == "after":
            operator = self.all[j].value
            taken.append(j)
            j += 1
        self.used |= set(taken)
        if self._sort(i - 1) == "top":
            self.reading.first = int(value)
            self.used.add(i - 1)
        elif counted.sort == "unit":
            self.reading.limits.append(Limit(operator, value, counted.codes[0]))
        else:
            self.reading.thresholds.append(Threshold(self._counted_at(i, j, counted.text), operator, int(value)))

    def _counted_at(self, i: int, j: int, classifier: str) -> str:
        """Return the class that a number counts: the one behind it, the one its measure word means, or one before it."""
        kind = self._class_at(j)
        if kind:
            self.used.add(j)
            return kind
        kind = self._by_classifier(classifier)
        if kind:
            return kind
        before = self._class_near(i, ahead=False)
        if before is None:
            raise NotUnderstood([self.all[i].text + classifier])
        return self.all[before].value

    # what is asked -------------------------------------------------------------------------------------------------

    def _asked(self) -> None:
        for i, one in enumerate(self.all):
            if one.sort == "how_many":
                self.used.add(i)
                self.reading.counted = True
                self.reading.head = self._counted_head(i)
            elif one.sort == "how_much":
                self.used.add(i)
                self.reading.value = self.reading.value or "values"
        for i, one in enumerate(self.all):
            if one.sort == "which" and i not in self.used:
                self.used.add(i)
                if not self.reading.counted:
                    self.reading.head = self._listed_head(i) or self.reading.head

    def _counted_head(self, i: int) -> str | None:
        kind = self._class_at(i + 1)
        if kind and not (kind == "claim" and self._by_classifier(self.all[i].text) not in (None, "claim")):
            self.used.add(i + 1)
            return kind
        kind = self._by_classifier(self.all[i].text)
        if kind:
            return kind
        for ahead in (False, True):
            j = self._class_near(i, ahead=ahead)
            if j is not None:
                self.used.add(j)
                return self.all[j].value
        return None

    def _listed_head(self, i: int) -> str | None:
        if self._sort(i - 1) == "inside" or (self._sort(i - 1) == "break" and self._sort(i - 2) == "inside"):
            j = self._class_near(i, ahead=False)
        elif self._class_at(i + 1):
            j = i + 1
        elif narrower := self._narrower(i + 1):
            self.used.add(i + 1)
            self.reading.within[narrower[0]] = narrower[1]
            return narrower[0]
        elif (kind := self._by_classifier(self.all[i].text)) is not None:
            return kind
        else:
            j = self._class_near(i, ahead=False)
            if j is None:
                j = self._class_near(i, ahead=True)
        if j is None:
            return None
        self.used.add(j)
        return self.all[j].value

    def _narrower(self, i: int) -> tuple[str, str] | None:
        """Return class and code of a concept that others lie under: 哪些银行."""
        if self._sort(i) != "concept":
            return None
        for code in self.all[i].codes:
            scheme = vocabulary().concept(code).scheme
            kind = self.rules.kind_of_scheme(scheme)
            if kind and any(one.broader == code for one in vocabulary().scheme(scheme)):
                return kind, code
        return None

    # groups, extremes ----------------------------------------------------------------------------------------------

    def _groups(self) -> None:
        for i, one in enumerate(self.all):
            if one.sort in ("each", "by"):
                self.used.add(i)
                kind = self._class_at(i + 1)
                if kind:
                    self.used.add(i + 1)
                    self.reading.groups.append(kind)
                elif one.sort == "by":
                    raise NotUnderstood([one.text])
                else:
                    self._respectively()
            elif one.sort == "respectively":
                self.used.add(i)
                self._respectively()
            elif one.sort == "both":
                self.used.add(i)
                self.reading.together = True

    def _respectively(self) -> None:
        self.reading.spread = self.reading.spread or self._repeated()

    def _repeated(self) -> str | None:
        """Return the class of which several things are named."""
        kinds = [self._kind(one)[0] for one in self.all if one.sort in ("concept", "said")]
        return next((kind for kind in kinds if kinds.count(kind) > 1), None)

    def _extremes(self) -> None:
        for i, one in enumerate(self.all):
            if one.sort in ("most", "least", "more"):
                self.used.add(i)
                kind = self._counted_for(i)
                if one.sort == "more":
                    self.reading.spread = self._repeated()
                    self.reading.counted, self.reading.head = True, kind
                else:
                    self.reading.extreme = (one.sort, kind)
            elif one.sort in ("highest", "lowest"):
                self.used.add(i)
                self.reading.value = one.sort

    def _counted_for(self, i: int) -> str:
        """Return the class whose number is the greatest: the one right beside, else articles."""
        for j in (i - 1, i + 1):
            kind = self._class_at(j)
            if kind:
                self.used.add(j)
                return kind
        return "article"

    # names, with and without "not" ------------------------------------------------------------------------------------

    def _negations(self) -> None:
        for i, one in enumerate(self.all):
            if one.sort == "not_before":
                self.used.add(i)
                self._negate(self._negated_ahead(i) if self._negated_ahead(i) is not None else self._name_behind(i), i)
            elif one.sort == "not_after":
                self.used.add(i)
                self._negate(self._name_behind(i), i)

    def _negated_ahead(self, i: int) -> int | None:
        for j in range(i + 1, len(self.all)):
            if self._sort(j) in ("break", "which", "how_many"):
                return None
            if self._sort(j) in ("concept", "said") or (self._class_at(j) and self.all[j].value != self._head_or_last()):
                return j
        return None

    def _name_behind(self, i: int) -> int | None:
        return next((j for j in range(i - 1, -1, -1) if self._sort(j) in ("concept", "said")), None)

    def _negate(self, j: int | None, i: int) -> None:
        if j is None:
            raise NotUnderstood([self.all[i].text])
        self.used.add(j)
        if self._sort(j) == "class":
            self.reading.lacks.append(self.all[j].value)
        else:
            self._name(self.all[j], negated=True)

    def _names(self) -> None:
        for i, one in enumerate(self.all):
            if one.sort in ("concept", "said") and i not in self.used:
                self.used.add(i)
                after_mention = self._sort(i - 1) == "mention"
                self._name(one, negated=False, mentioned=after_mention)

    def _name(self, one: Lexeme, negated: bool, mentioned: bool = False) -> None:
        kind, codes = self._kind(one, mentioned)
        if kind == "insured_group" and self.about_values:
            implied = [(slot, code) for slot in ("insured_type", "employment") if (code := _implied(codes[0], slot))]
            if implied:
                self.reading.named += [Named(slot, (code,), negated) for slot, code in implied]
                return
        self.reading.named.append(Named(kind, codes, negated))

    def _kind(self, one: Lexeme, mentioned: bool = False) -> tuple[str, tuple[str, ...]]:
        """Return the class and the codes that a name is taken for."""
        schemes: dict[str, list[str]] = {}
        for code in one.codes:
            schemes.setdefault(vocabulary().concept(code).scheme, []).append(code)
        order = self.rules.schemes.values if self.about_values else self.rules.schemes.things
        for scheme in order:
            kind = self.rules.kind_of_scheme(scheme)
            if scheme in schemes and kind and not (mentioned and scheme == "source_kind"):
                return kind, tuple(schemes[scheme])
        raise NotUnderstood([one.text])

    # the rest ------------------------------------------------------------------------------------------------------

    def _head_or_last(self) -> str | None:
        if self.reading.head:
            return self.reading.head
        last = next((i for i in range(len(self.all) - 1, -1, -1) if self._class_at(i)), None)
        return self.all[last].value if last is not None else None

    def _classes(self) -> None:
        reading = self.reading
        rest = [i for i in range(len(self.all)) if self._class_at(i)]
        if reading.head is None and rest:
            reading.head = self.all[rest.pop()].value
        reading.has += [self.all[i].value for i in rest if self.all[i].value not in (reading.head, "claim")]

    def _settle(self) -> None:
        """Put right what follows from the whole question."""
        reading = self.reading
        measured = bool(reading.concepts("measure")) and "conflict" not in (reading.head, *reading.has)
        if reading.head == "value" or (measured and reading.head in (None, "measure")):
            reading.head, reading.value = None, reading.value or "values"
        if measured or reading.limits or reading.value:
            reading.has.append("claim")
        if reading.value and reading.head:
            if not reading.counted and not reading.groups:
                reading.groups.append(reading.head)
            reading.head = None
        if reading.head is None and reading.value is None:
            raise NotUnderstood([self.rules.says["nothing_asked"]])


def _scheme_among(one: Lexeme, scheme: str) -> bool:
    return any(vocabulary().concept(code).scheme == scheme for code in one.codes)


def _implied(code: str, slot: str) -> str | None:
    return slot_code(slot, vocabulary().concept(code).attributes.get(slot))
