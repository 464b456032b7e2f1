"""From the words of a question to what it asks."""

from __future__ import annotations

from index.rdf.conditions import slot_code
from ontology.vocabulary import vocabulary
from query.analytic.asking import read_asked, read_extremes, read_groups
from query.analytic.cursor import NAMES, Cursor
from query.analytic.lexemes import Lexeme, lexemes
from query.analytic.numbers import read_numbers
from query.analytic.reading import Named, NotUnderstood, Reading
from query.analytic.rules import analytic_rules

IMPLIED = ("insured_type", "employment")  # conditions that an insured group may stand for
STOPS = ("break", "which", "how_many")  # how far a "not" reaches


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
    cursor, reading = Cursor(found), Reading()
    reading.mentions = bool(cursor.of_sort("mention"))
    read_numbers(cursor, reading)
    read_groups(cursor, reading)
    read_extremes(cursor, reading)
    read_asked(cursor, reading)
    _negations(cursor, reading)
    for i in cursor.of_sort(*NAMES):
        _name(cursor, reading, cursor.all[i], mentioned=cursor.sort(i - 1) == "mention")
    _rest(cursor, reading)
    _settled(cursor, reading)
    return reading


def _negations(cursor: Cursor, reading: Reading) -> None:
    """Read what is said not to be: a name or a class behind the "not", else the name before it."""
    for i in cursor.of_sort("not_before", "not_after"):
        cursor.used.add(i)
        j = _denied_ahead(cursor, reading, i) if cursor.sort(i) == "not_before" else None
        if j is None:
            j = next((k for k in range(i - 1, -1, -1) if cursor.sort(k) in NAMES and k not in cursor.used), None)
        if j is None:
            raise NotUnderstood([cursor.all[i].text])
        cursor.used.add(j)
        if cursor.sort(j) == "class":
            reading.lacks.append(cursor.all[j].value)
        else:
            _name(cursor, reading, cursor.all[j], negated=True)


def _denied_ahead(cursor: Cursor, reading: Reading, i: int) -> int | None:
    last = cursor.nearest_class(len(cursor.all), -1)
    head = reading.head or (cursor.all[last].value if last is not None else None)
    for j in range(i + 1, len(cursor.all)):
        if cursor.sort(j) in STOPS:
            return None
        if j not in cursor.used and (cursor.sort(j) in NAMES or cursor.class_at(j) not in (None, head)):
            return j
    return None


def _name(cursor: Cursor, reading: Reading, one: Lexeme, negated: bool = False, mentioned: bool = False) -> None:
    """Read a name; an insured group stands for its conditions where values are asked for."""
    kind, codes = cursor.kind(one, mentioned)
    if kind == "insured_group" and cursor.about_values:
        attributes = vocabulary().concept(codes[0]).attributes
        implied = [(slot, slot_code(slot, attributes.get(slot))) for slot in IMPLIED]
        named = [Named(slot, (code,), negated) for slot, code in implied if code]
        if named:
            reading.named += named
            return
    reading.named.append(Named(kind, codes, negated))


def _rest(cursor: Cursor, reading: Reading) -> None:
    """Take the last class for what is asked if nothing else is, and the others for what there must be."""
    rest = cursor.of_sort("class")
    asked = [i for i in rest if cursor.sort(i + 1) != "inside"]
    if reading.head is None and asked:
        reading.head = cursor.all[asked[-1]].value
        rest.remove(asked[-1])
    kinds = (cursor.all[i].value for i in rest)
    reading.has += [kind for kind in kinds if kind not in (reading.head, "claim", "value")]


def _settled(cursor: Cursor, reading: Reading) -> None:
    """Put right what only the whole question tells.

    Raises:
        NotUnderstood: if nothing is asked for.
    """
    if cursor.of_sort("tally") and reading.groups and not reading.value:
        reading.counted = True
    measured = bool(reading.concepts("measure")) and "conflict" not in (reading.head, *reading.has)
    if reading.head == "value" or (measured and reading.head in (None, "measure")):
        reading.head, reading.value = None, reading.value or "values"
    if reading.together and len(reading.concepts("place")) > 1 and reading.head != "article":
        raise NotUnderstood([cursor.rules.says["places_apart"]])
    if measured or reading.limits or reading.value:
        reading.has.append("claim")
    if reading.value == "values" and reading.head:
        reading.groups.append(reading.head)
        reading.head = None
    units = [limit.unit for limit in reading.limits if limit.unit]
    units += [code for one in reading.concepts("measure") for code in one.codes if code in cursor.rules.units]
    if reading.value and not units:  # 60 days and 6 months are not compared
        reading.groups.append("unit")
    if reading.head is None and reading.value is None:
        raise NotUnderstood([cursor.rules.says["nothing_asked"]])
