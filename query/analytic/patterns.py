"""The graph pattern of a question: stars for its frames, and filters for what else it says."""

from __future__ import annotations

from collections.abc import Iterator

from query.analytic.reading import Limit, Named, NotUnderstood, Reading
from query.analytic.rules import Frame, analytic_rules
from query.analytic.stars import BY_YEAR, PAGE, Star, code_term, frame_between, frames_for, literal

CHANGES = "ybc:increase, ybc:decrease"  # bounds of claims whose value is a difference
MENTIONS = "yb:mentions"
ENDS = {"highest": "max", "lowest": "min"}


class Pattern:
    """What the graph must hold for a reading; classes that are shown or counted are variables of their name."""

    def __init__(self, reading: Reading) -> None:
        """Find the frames of a reading.

        Raises:
            NotUnderstood: if the graph does not join what is asked.
        """
        self.reading = reading
        self.rules = analytic_rules()
        self.frames = frames_for(reading)
        shown = [reading.head, *reading.groups, reading.spread, *(one.kind for one in reading.thresholds)]
        shown += [reading.extreme[1]] if reading.extreme else []
        self.open = {BY_YEAR.get(kind, kind) for kind in shown if kind}

    def text(self, *shown: str) -> str:
        """Return the pattern, with labels or names for the classes that are `shown`."""
        lines: list[str] = []
        for name, kinds in self.frames.items():
            lines += self._stars(name, self.rules.frames[name], kinds)
        lines += self._schemes()
        lines += [line for kind in shown for line in self._label(kind)]
        lines += [*self._named(), *self._values(), *self._absent(), *self._years()]  # BIND last: it splits a pattern
        return "\n".join("  " + line.replace("\n", "\n  ") for line in lines)

    def shown(self, kind: str) -> str:
        """Return the variable that shows a thing of a class."""
        return f"?{kind}" if self.rules.classes[kind].show == "itself" else f"?{kind}Name"

    def _stars(self, name: str, frame: Frame, kinds: set[str]) -> Iterator[str]:
        """Yield the triple patterns of a frame: one node, or one for each of the names that must all hold."""
        node = f"?{frame.itself or name}" if name not in kinds or frame.itself == name else f"?{name}Node"
        rays = {kind: self._terms(kind) for kind in sorted(kinds - {frame.itself})}
        if "min" in frame.roles:
            rays |= {role: (f"?{role}",) for role in self._value_roles()}
        repeated = next((kind for kind in rays if self._all_of(kind) and frame.itself != "article"), None)
        if repeated is None:
            yield Star(frame, node, rays).text()
        else:
            first, *others = rays[repeated]
            yield Star(frame, node, {**rays, repeated: (first,)}).text()
            joined = {kind: terms for kind, terms in rays.items() if kind in self.open}
            for number, term in enumerate(others, start=2):
                yield Star(frame, f"{node}{number}", {**joined, repeated: (term,)}).text()
        if frame.unless:
            yield f"MINUS {{ {node} {frame.unless} }}"

    def _all_of(self, kind: str) -> bool:
        """Whether several names of a class must all hold of one thing, and not any of them."""
        several = len(self.reading.concepts(kind)) > 1 and kind not in self.open
        of_articles = self.reading.head == "article" and kind in self.frames.get(PAGE, ())
        return several and (self.reading.together or of_articles)

    def _terms(self, kind: str) -> tuple[str, ...]:
        """Return what stands at the end of a ray: a constant where one is named, else the variable of the class."""
        written = self.reading.literals.get(kind, [])
        if len(written) == 1:
            return (literal(written[0]),)
        if self._all_of(kind):
            return tuple(code_term(one.codes[0]) for one in self.reading.concepts(kind))
        codes = self._codes(kind)
        single = len(codes) == 1 and kind not in self.open and kind != "place"
        return (code_term(codes[0]),) if single else (f"?{kind}",)

    def _codes(self, kind: str) -> list[str]:
        codes = (code for one in self.reading.concepts(kind) for code in one.codes)
        return list(dict.fromkeys(codes))

    def _schemes(self) -> Iterator[str]:
        """Yield what keeps a variable to the concepts of its scheme."""
        for name, kinds in self.frames.items():
            for kind in sorted(kinds - {self.rules.frames[name].itself}):
                scheme = self.rules.classes[kind].scheme
                free = self._terms(kind) == (f"?{kind}",) and not self._codes(kind)
                if scheme and free and (kind in self.open or self.rules.frames[name].roles[kind] == MENTIONS):
                    yield f"?{kind} skos:inScheme ybc:scheme-{scheme} ."

    def _named(self) -> Iterator[str]:
        """Yield what binds a variable to the concepts that the question names, or to what lies under them."""
        for kind in sorted({one.kind for one in self.reading.named if not one.negated}):
            codes = self._codes(kind)
            if self._terms(kind) != (f"?{kind}",):
                continue
            if kind == self.reading.spread or len(codes) > 1:
                yield f"VALUES ?{kind} {{ {' '.join(map(code_term, codes))} }}"
            else:
                term = code_term(codes[0])  # a path of length zero or one takes engines minutes
                yield f"FILTER ( ?{kind} = {term} || EXISTS {{ ?{kind} skos:broaderTransitive {term} }} )"
        for kind, code in self.reading.within.items():
            yield f"?{kind} skos:broaderTransitive {code_term(code)} ."
        for kind, written in self.reading.literals.items():
            if kind != "year" and len(written) > 1:
                yield f"VALUES ?{kind} {{ {' '.join(map(literal, written))} }}"

    def _value_roles(self) -> list[str]:
        """Return the roles of a claim that its value is compared by."""
        reading = self.reading
        if not reading.value and not reading.limits:
            return []
        ends = [ENDS[reading.value]] if reading.value in ENDS else []
        ends += [end for limit in reading.limits for end in _ends(limit)]
        return ["unit", "bound", *dict.fromkeys(ends)]

    def _values(self) -> Iterator[str]:
        reading = self.reading
        if not self._value_roles():
            return
        yield f"FILTER ( ?bound NOT IN ( {CHANGES} ) )"
        units = {limit.unit for limit in reading.limits if limit.unit}
        units |= {self.rules.units[code] for code in self._codes("measure") if code in self.rules.units and not units}
        if units:
            yield f"VALUES ?unit {{ {' '.join(map(code_term, sorted(units)))} }}"
        if reading.value == "values":
            yield "OPTIONAL { ?claim yb:valueMin ?min }"
            yield "OPTIONAL { ?claim yb:valueMax ?max }"
        for limit in reading.limits:
            yield f"FILTER ( {' && '.join(f'?{end} {limit.operator} {limit.value}' for end in _ends(limit))} )"

    def _absent(self) -> Iterator[str]:
        """Yield what there must not be."""
        denied = [Named(kind, ()) for kind in self.reading.lacks]
        denied += [one for one in self.reading.named if one.negated]
        head = self.reading.head or "article"
        if denied and head not in set().union(*self.frames.values()):  # nothing to subtract from
            raise NotUnderstood([self.rules.says["nothing_denied"]])
        for one in denied:
            kind, codes = one.kind, one.codes
            frame = frame_between(head, kind, self.reading.mentions)
            role = BY_YEAR.get(kind, kind)
            rays = {role: (code_term(codes[0]),) if len(codes) == 1 else (f"?no_{role}",)}
            if frame.itself != head:
                rays[head] = (f"?{head}",)
            text = Star(frame, f"?{head}" if frame.itself == head else "?other", rays).text().replace("\n   ", "")
            if frame.unless and frame.itself != head:
                text += f" MINUS {{ ?other {frame.unless} }}"
            if len(codes) > 1:
                text += f" VALUES ?no_{role} {{ {' '.join(map(code_term, codes))} }}"
            elif not codes and frame.roles[role] == MENTIONS:
                text += f" ?no_{role} skos:inScheme ybc:scheme-{self.rules.classes[kind].scheme} ."
            yield f"MINUS {{ {text} }}"

    def _years(self) -> Iterator[str]:
        years = ", ".join(year[:4] for year in self.reading.literals.get("year", []))
        if years or "date" in self.open:
            yield "BIND ( YEAR(?date) AS ?year )"
        if years:
            yield f"FILTER ( ?year IN ( {years} ) )"

    def _label(self, kind: str) -> Iterator[str]:
        show = self.rules.classes[kind].show
        if show == "label":
            yield f'?{kind} skos:prefLabel ?{kind}Name . FILTER ( LANG(?{kind}Name) = "zh" )'
        elif show == "name":
            yield f"?{kind} dct:identifier ?{kind}Name ."


def _ends(limit: Limit) -> tuple[str, ...]:
    """Return the ends of a value that a limit compares: the upper one must lie below it, the lower one above."""
    if limit.operator == "=":
        return ("min", "max")
    return ("max",) if limit.operator.startswith("<") else ("min",)
