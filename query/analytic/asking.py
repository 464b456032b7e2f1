"""What a question wants listed or counted, in which groups, and which number decides."""

from __future__ import annotations

from ontology.vocabulary import vocabulary
from query.analytic.cursor import NAMES, Cursor
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
        reading.value = reading.value or "values"
    for i in cursor.of_sort("which"):
        cursor.used.add(i)
        _head(cursor, reading, _listed(cursor, reading, i))


def read_extremes(cursor: Cursor, reading: Reading) -> None:
    """Read which number is to be the greatest or least."""
    for i in cursor.of_sort("most", "least", "more", "commonest"):
        cursor.used.add(i)
        sort = cursor.sort(i)
        kind = (_beside(cursor, i) if sort != "commonest" else None) or "article"
        if sort == "more":
            reading.spread = cursor.repeated()
            reading.counted, reading.head = True, kind
        else:
            reading.extreme = ("least" if sort == "least" else "most", kind)
    for i in cursor.of_sort("highest", "lowest"):
        cursor.used.add(i)
        reading.value = cursor.sort(i)


def _beside(cursor: Cursor, i: int) -> str | None:
    """Return the class whose number is the greatest: 渠道最多, 文章提到最多, 最多文章; 最多的材料 names none."""
    behind = i - 2 if cursor.sort(i - 1) == "mention" else i - 1
    directly = i + 1 < len(cursor.all) and cursor.all[i + 1].start == cursor.all[i].end
    return cursor.take_class(behind) or (cursor.take_class(i + 1) if directly else None)


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
    by_measure_word = cursor.by_measure_word(cursor.all[i].text)
    directly = i + 1 < len(cursor.all) and cursor.all[i + 1].start == cursor.all[i].end
    if by_measure_word and not directly and not reading.head:
        kind = cursor.class_at(i + 1)
        return cursor.take_class(i + 1) if kind == by_measure_word else by_measure_word
    kind = cursor.take_class(i + 1) or (cursor.take_class(i + 2) if cursor.sort(i + 1) in NAMES else None)
    if kind:
        return kind
    if cursor.sort(i - 1) == "inside" or (cursor.sort(i - 1) == "break" and cursor.sort(i - 2) == "inside"):
        return _near(cursor, i)
    above = _above(cursor, i + 1)
    if above:
        cursor.used.add(i + 1)
        reading.within[above[0]] = above[1]
        return above[0]
    return None if reading.head else by_measure_word or _near(cursor, i)


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
