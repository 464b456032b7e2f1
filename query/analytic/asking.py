"""What a question wants listed or counted, in which groups, and which number decides."""

from __future__ import annotations

from ontology.vocabulary import vocabulary
from query.analytic.cursor import Cursor
from query.analytic.reading import NotUnderstood, Reading


def read_groups(cursor: Cursor, reading: Reading) -> None:
    """Read what gets a row each: 每个渠道, 按医院等级, 分别; and whether several names must hold together."""
    for i in cursor.of_sort("each", "by", "respectively", "both"):
        cursor.used.add(i)
        sort = cursor.sort(i)
        if sort == "both":
            reading.together = True
        elif sort in ("each", "by") and (kind := cursor.take_class(i + 1)):
            reading.groups.append(kind)
        elif sort == "by":
            raise NotUnderstood([cursor.all[i].text])
        else:
            reading.spread = reading.spread or cursor.repeated()


def read_asked(cursor: Cursor, reading: Reading) -> None:
    """Read what is listed or counted.

    Raises:
        NotUnderstood: if two things are asked for at once.
    """
    for i in cursor.of_sort("how_many"):
        cursor.used.add(i)
        reading.counted = True
        _head(cursor, reading, _counted(cursor, i))
    for i in cursor.of_sort("how_much"):
        cursor.used.add(i)
        reading.value = "values"
    for i in cursor.of_sort("which"):
        cursor.used.add(i)
        _head(cursor, reading, _listed(cursor, reading, i))


def read_extremes(cursor: Cursor, reading: Reading) -> None:
    """Read which number is to be the greatest or least."""
    for i in cursor.of_sort("most", "least", "more", "commonest"):
        cursor.used.add(i)
        sort = cursor.sort(i)
        beside = cursor.take_class(i - 1) or cursor.take_class(i + 1) if sort != "commonest" else None
        kind = beside or "article"
        if sort == "more":
            reading.spread = cursor.repeated()
            reading.counted, reading.head = True, kind
        else:
            reading.extreme = ("least" if sort == "least" else "most", kind)
    for i in cursor.of_sort("highest", "lowest"):
        cursor.used.add(i)
        reading.value = cursor.sort(i)


def _head(cursor: Cursor, reading: Reading, kind: str | None) -> None:
    if kind and reading.head and kind != reading.head:
        classes = cursor.rules.classes
        raise NotUnderstood(
            [cursor.rules.says["two_asked"].format(one=classes[reading.head].zh, other=classes[kind].zh)]
        )
    reading.head = kind or reading.head


def _counted(cursor: Cursor, i: int) -> str | None:
    """Return the class that 多少 or 几 counts."""
    kind = cursor.take_class(i + 1) or cursor.by_measure_word(cursor.all[i].text)
    return kind or _near(cursor, i)


def _listed(cursor: Cursor, reading: Reading, i: int) -> str | None:
    """Return the class that 哪些 asks for."""
    if cursor.sort(i - 1) == "inside" or (cursor.sort(i - 1) == "break" and cursor.sort(i - 2) == "inside"):
        return _near(cursor, i)
    kind = cursor.take_class(i + 1)
    if kind:
        return kind
    above = _above(cursor, i + 1)
    if above:
        cursor.used.add(i + 1)
        reading.within[above[0]] = above[1]
        return above[0]
    if reading.head:
        return None
    return cursor.by_measure_word(cursor.all[i].text) or _near(cursor, i)


def _near(cursor: Cursor, i: int) -> str | None:
    """Return the nearest class behind, else ahead."""
    for step in (-1, 1):
        j = cursor.nearest_class(i, step)
        if j is not None:
            return cursor.take_class(j)
    return None


def _above(cursor: Cursor, i: int) -> tuple[str, str] | None:
    """Return class and code of a concept that others lie under: 哪些银行."""
    if cursor.sort(i) != "concept":
        return None
    for code in cursor.all[i].codes:
        scheme = vocabulary().concept(code).scheme
        kind = cursor.rules.kind_of_scheme(scheme)
        if kind and any(one.broader == code for one in vocabulary().scheme(scheme)):
            return kind, code
    return None
