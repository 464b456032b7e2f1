"""From what a question asks to one SPARQL query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from query.analytic.reading import Reading
from query.analytic.rules import Frame, analytic_rules
from query.analytic.stars import PAGE, Star, code_term, frame_between, frames_for, literal, roles_of

CHANGES = "ybc:increase, ybc:decrease"  # bounds of claims whose value is a difference
MENTIONS = "yb:mentions"
ENDS = {"highest": ("max", "MAX"), "lowest": ("min", "MIN")}
UPPER = ("<", "<=")


@dataclass(frozen=True, slots=True)
class Query:
    """A query and what its columns hold."""

    sparql: str
    columns: tuple[str, ...]  # a class, or `number of {class}`, highest, lowest, min, max


def composed(reading: Reading) -> Query:
    """Return the query that a reading stands for.

    Raises:
        NotUnderstood: if the graph does not join what is asked.
    """
    return _Composer(reading).query()


class _Composer:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.rules = analytic_rules()
        self.frames = frames_for(reading)
        shown = [reading.head, *reading.groups, reading.spread, *(one.kind for one in reading.thresholds)]
        shown += [reading.extreme[1]] if reading.extreme else []
        self.open = {kind for kind in shown if kind}  # classes that stay variables
        if len(self.frames) > 1 and any("article" in roles_of(self.rules.frames[name]) for name in self.frames):
            self.frames = {name: self._with_article(name, kinds) for name, kinds in self.frames.items()}

    def _with_article(self, name: str, kinds: set[str]) -> set[str]:
        joins = PAGE in self.frames and "article" in roles_of(self.rules.frames[name])
        return kinds | {"article"} if joins else kinds

    # the pattern ---------------------------------------------------------------------------------------------------

    def pattern(self, *labels: str) -> str:
        """Return the graph pattern, with what shows some classes."""
        lines: list[str] = []
        for name, kinds in self.frames.items():
            lines += self._stars(name, self.rules.frames[name], kinds)
        lines += self._schemes()
        lines += self._within()
        lines += self._values()
        lines += [f"FILTER NOT EXISTS {{ {self._missing(kind)} }}" for kind in self.reading.lacks]
        for one in self.reading.named:
            if one.negated:
                lines.append(f"FILTER NOT EXISTS {{ {self._missing(one.kind, one.codes)} }}")
        lines += self._years()
        for kind in labels:
            lines += self._label(kind)
        return "\n".join("  " + line.replace("\n", "\n  ") for line in lines)

    def _stars(self, name: str, frame: Frame, kinds: set[str]) -> Iterable[str]:
        """Yield the patterns of a frame: one, or one for each of the names that must all hold."""
        node = f"?{frame.itself or name}"
        repeated = next((kind for kind in sorted(kinds) if self._all_of(kind) and frame.itself != "article"), None)
        rays = {kind: self._terms(kind, frame) for kind in sorted(kinds) if kind != frame.itself}
        if frame is self.rules.frames.get("claim"):
            rays |= {role: (f"?{role}",) for role in self._value_roles()}
        if repeated is None:
            yield Star(frame, node, rays).text()
        else:
            shared = {kind: terms for kind, terms in rays.items() if kind == self.reading.head or kind == "article"}
            for i, term in enumerate(rays[repeated]):
                if i:
                    yield Star(frame, f"{node}{i + 1}", {**shared, repeated: (term,)}).text()
                else:
                    yield Star(frame, node, {**rays, repeated: (term,)}).text()
        if frame.unless:
            yield f"FILTER NOT EXISTS {{ {node} {frame.unless} }}"

    def _all_of(self, kind: str) -> bool:
        """Whether several names of a class must all hold of one thing."""
        several = len(self.reading.concepts(kind)) > 1 and kind not in self.open
        return several and (self.reading.together or self._mentioned(kind))

    def _mentioned(self, kind: str) -> bool:
        return self.reading.head == "article" and PAGE in self.frames and kind in self.frames[PAGE]

    def _terms(self, kind: str, frame: Frame) -> tuple[str, ...]:
        literal_of = self.reading.literals.get(kind)
        if literal_of is not None:
            return (literal(literal_of),)
        named = self.reading.concepts(kind)
        if not named or kind in self.open:
            return (f"?{kind}",)
        if self._all_of(kind):
            return tuple(code_term(one.codes[0]) for one in named)
        codes = [code for one in named for code in one.codes]
        return (code_term(codes[0]),) if len(codes) == 1 and kind != "place" else (f"?{kind}",)

    def _schemes(self) -> Iterable[str]:
        """Yield what keeps variables to the concepts of their scheme."""
        for name, kinds in self.frames.items():
            frame = self.rules.frames[name]
            for kind in sorted(kinds - {frame.itself}):
                scheme = self.rules.classes[kind].scheme if kind in self.rules.classes else None
                free = f"?{kind}" in self._terms(kind, frame) and not self.reading.concepts(kind)
                if scheme and free and (kind in self.open or frame.roles[kind] == MENTIONS):
                    yield f"?{kind} skos:inScheme ybc:scheme-{scheme} ."

    def _within(self) -> Iterable[str]:
        """Yield what binds variables to the concepts that the question names."""
        for kind in sorted({one.kind for one in self.reading.named if not one.negated}):
            codes = [code_term(code) for one in self.reading.concepts(kind) for code in one.codes]
            if kind == self.reading.spread or (len(codes) > 1 and not self._all_of(kind)):
                yield f"VALUES ?{kind} {{ {' '.join(dict.fromkeys(codes))} }}"
            elif kind in self.open or kind == "place":
                yield f"?{kind} skos:broaderTransitive? {codes[0]} ."
        for kind, code in self.reading.within.items():
            yield f"?{kind} skos:broaderTransitive {code_term(code)} ."

    # values --------------------------------------------------------------------------------------------------------

    def _value_roles(self) -> list[str]:
        reading = self.reading
        if not reading.value and not reading.limits:
            return []
        roles = ["unit", "bound"]
        roles += [ENDS[reading.value][0]] if reading.value in ENDS else []
        for limit in reading.limits:
            roles += ["min", "max"] if limit.operator == "=" else ["max" if limit.operator in UPPER else "min"]
        return list(dict.fromkeys(roles))

    def _values(self) -> Iterable[str]:
        reading = self.reading
        if not self._value_roles():
            return
        yield f"FILTER ( ?bound NOT IN ( {CHANGES} ) )"
        if reading.value == "values":
            yield "OPTIONAL { ?claim yb:valueMin ?min }"
            yield "OPTIONAL { ?claim yb:valueMax ?max }"
        units = {limit.unit for limit in reading.limits} or {
            self.rules.units[code] for one in reading.concepts("measure") for code in one.codes if code in self.rules.units
        }
        if units:
            yield f"VALUES ?unit {{ {' '.join(code_term(unit) for unit in sorted(units))} }}"
        for limit in reading.limits:
            ends = ("min", "max") if limit.operator == "=" else ("max" if limit.operator in UPPER else "min",)
            yield f"FILTER ( {' && '.join(f'?{end} {limit.operator} {limit.value}' for end in ends)} )"

    # what is missing, years, labels -----------------------------------------------------------------------------------

    def _missing(self, kind: str, codes: tuple[str, ...] = ()) -> str:
        head = self.reading.head or "article"
        frame = frame_between(head, kind, self.reading.mentions)
        node = f"?{frame.itself}" if frame.itself == head else "?other"
        wanted = {head, *(named for named in (kind,))} - {frame.itself}
        rays = {role: (f"?{head}",) for role in wanted if role == head}
        if codes and len(codes) == 1:
            rays[kind] = (code_term(codes[0]),)
        else:
            rays[kind] = (f"?no_{kind}",)
        text = Star(frame, node, rays).text().replace("\n   ", "")
        if len(codes) > 1:
            return f"VALUES ?no_{kind} {{ {' '.join(map(code_term, codes))} }} {text}"
        scheme = self.rules.classes[kind].scheme
        if not codes and frame.roles[kind] == MENTIONS and scheme:
            text += f" ?no_{kind} skos:inScheme ybc:scheme-{scheme} ."
        return text

    def _years(self) -> Iterable[str]:
        if "year" in self.open:
            yield "BIND ( YEAR(?date) AS ?year )"
        if "year" in self.reading.literals:
            yield f"FILTER ( YEAR(?date) = {self.reading.literals['year'][:4]} )"

    def _label(self, kind: str) -> Iterable[str]:
        show = self.rules.classes[kind].show
        if show == "label":
            yield f'?{kind} skos:prefLabel ?{kind}Name . FILTER ( LANG(?{kind}Name) = "zh" )'
        elif show == "name":
            yield f"?{kind} dct:identifier ?{kind}Name ."

    def _shown(self, kind: str) -> str:
        return f"?{kind}" if self.rules.classes[kind].show == "itself" else f"?{kind}Name"

    # the query -----------------------------------------------------------------------------------------------------

    def query(self) -> Query:
        """Return the query."""
        reading = self.reading
        groups = list(dict.fromkeys([*([reading.spread] if reading.spread else []), *reading.groups]))
        if reading.value:
            return self._value_query(groups)
        head = reading.head or "article"
        if reading.counted and not reading.extreme:
            return self._count_query(head, [kind for kind in groups if kind != head])
        return self._list_query(head, [kind for kind in groups if kind != head])

    def _value_query(self, groups: list[str]) -> Query:
        shown = " ".join(self._shown(kind) for kind in groups)
        body = self.pattern(*groups)
        if self.reading.value == "values":
            order = f"ORDER BY {shown} ?min ?max"
            return Query(f"SELECT DISTINCT {shown} ?min ?max WHERE {{\n{body}\n}}\n{order}", (*groups, "min", "max"))
        end, function = ENDS[self.reading.value or ""]
        grouped = f"\nGROUP BY {shown}\nORDER BY {shown}" if groups else ""
        text = f"SELECT {shown} ({function}(?{end}) AS ?{self.reading.value}) WHERE {{\n{body}\n}}{grouped}"
        return Query(text, (*groups, self.reading.value or ""))

    def _count_query(self, head: str, groups: list[str]) -> Query:
        count = f"{head}Count"
        if self.reading.thresholds:
            listed = self._list_query(head, groups)
            inner = "\n".join("  " + line for line in listed.sparql.splitlines())
            return Query(f"SELECT (COUNT(*) AS ?{count}) WHERE {{\n{inner}\n}}", (f"number of {head}",))
        shown = " ".join(self._shown(kind) for kind in groups)
        grouped = f"\nGROUP BY {shown}\nORDER BY DESC(?{count}) {shown}" if groups else ""
        body = self.pattern(*groups)
        text = f"SELECT {shown} (COUNT(DISTINCT ?{head}) AS ?{count}) WHERE {{\n{body}\n}}{grouped}"
        return Query(text, (*groups, f"number of {head}"))

    def _list_query(self, head: str, groups: list[str]) -> Query:
        reading = self.reading
        shown = " ".join(self._shown(kind) for kind in (*groups, head))
        body = self.pattern(*groups, head)
        sources = [one for one in reading.thresholds if one.kind == "source"]
        for one in sources:
            body += f"\n  FILTER ( ?source {one.operator} {one.number} )"
        numbers = list(dict.fromkeys(one.kind for one in reading.thresholds if one.kind != "source"))
        if reading.extreme and reading.extreme[1] not in numbers:
            numbers.append(reading.extreme[1])
        columns = (*groups, head, *(f"number of {kind}" for kind in ([*numbers] or (["source"] if sources else []))))
        if not numbers:
            extra = " ?source" if sources else ""
            order = f"ORDER BY {'DESC(?source) ' if sources else ''}{shown}"
            return Query(f"SELECT DISTINCT {shown}{extra} WHERE {{\n{body}\n}}\n{order}", columns)
        counts = " ".join(f"(COUNT(DISTINCT ?{kind}) AS ?{kind}Count)" for kind in numbers)
        having = " ".join(
            f"( COUNT(DISTINCT ?{one.kind}) {one.operator} {one.number} )"
            for one in reading.thresholds
            if one.kind != "source"
        )
        text = f"SELECT {shown} {counts} WHERE {{\n{body}\n}}\nGROUP BY {shown}"
        text += f"\nHAVING {having}" if having else ""
        return Query(self._ranked(text, shown, numbers), columns)

    def _ranked(self, text: str, shown: str, numbers: list[str]) -> str:
        """Return a grouped query in the order of its numbers, cut to what the question asks for."""
        reading = self.reading
        if not reading.extreme:
            return f"{text}\nORDER BY DESC(?{numbers[0]}Count) {shown}"
        which, kind = reading.extreme
        order = f"ORDER BY {'DESC' if which == 'most' else 'ASC'}(?{kind}Count) {shown}"
        if reading.first:
            return f"{text}\n{order}\nLIMIT {reading.first}"
        inner = "\n".join("    " + line for line in text.splitlines())
        function = "MAX" if which == "most" else "MIN"
        compared = inner.replace(f"?{kind}Count", "?any")
        counts = " ".join(f"?{name}Count" for name in numbers)
        return (
            f"SELECT {shown} {counts} WHERE {{\n  {{\n{inner}\n  }}\n"
            f"  {{ SELECT ({function}(?any) AS ?{kind}Count) WHERE {{ {{\n{compared}\n  }} }} }}\n}}\nORDER BY {shown}"
        )
