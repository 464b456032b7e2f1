"""What the rows of the vocabulary tables owe each other: unique codes, known parents, labels that name one concept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ontology.folding import fold
from ontology.tables import Row

Tables = Mapping[str, Sequence[Row]]  # by scheme


def disagreements(
    tables: Tables, ambiguous: Mapping[tuple[str, str], str], references: Mapping[str, str]
) -> Iterator[str]:
    """Yield one line, with file and line number, for each fault between rows.

    Args:
        tables: the rows of each scheme.
        ambiguous: scheme and label of the names that may stand for several concepts → where that is allowed.
        references: extra columns that hold a code → the scheme it must belong to.
    """
    yield from _duplicate_codes(tables)
    yield from _unknown_references(tables, references)
    for table in tables.values():
        yield from _broken_parents(table)
    yield from _shared_labels(tables, ambiguous)


def _duplicate_codes(tables: Tables) -> Iterator[str]:
    first: dict[str, str] = {}
    for row in (row for table in tables.values() for row in table):
        if row.code in first:
            yield f"{row.where}: code {row.code!r} stands twice (first at {first[row.code]})"
        first.setdefault(row.code, row.where)


def _unknown_references(tables: Tables, references: Mapping[str, str]) -> Iterator[str]:
    codes = {scheme: {row.code for row in table} for scheme, table in tables.items()}
    for row in (row for table in tables.values() for row in table):
        for column, scheme in references.items():
            code = row.attributes.get(column)
            if code and code not in codes.get(scheme, ()):
                yield f"{row.where}: {column} {code!r} is no code of {scheme}.csv"


def _broken_parents(table: Sequence[Row]) -> Iterator[str]:
    broader = {row.code: row.broader for row in table}
    for row in table:
        if row.broader and row.broader not in broader:
            yield f"{row.where}: broader {row.broader!r} is no code of this table"
        elif _leads_back(row.code, broader):
            yield f"{row.where}: broader {row.broader!r} leads back to {row.code!r}"


def _leads_back(code: str, broader: Mapping[str, str]) -> bool:
    above, seen = broader[code], set[str]()
    while above and above not in seen:  # a circle further up is told of the rows that lie on it
        if above == code:
            return True
        seen.add(above)
        above = broader.get(above, "")
    return False


def _shared_labels(tables: Tables, ambiguous: Mapping[tuple[str, str], str]) -> Iterator[str]:
    allowed = {(scheme, fold(label)): where for (scheme, label), where in ambiguous.items()}
    used: set[tuple[str, str]] = set()
    for scheme, table in tables.items():
        owners: dict[str, Row] = {}
        for row in table:
            for label in (row.pref_label, *row.alt_labels, *row.hidden_labels):
                owner = owners.get(fold(label))
                owners[fold(label)] = row
                if owner is row:
                    yield f"{row.where}: label {label!r} stands twice in the row"
                elif owner and (scheme, fold(label)) in allowed:
                    used.add((scheme, fold(label)))
                elif owner:
                    yield _shared(label, row, owner)
    for key, where in allowed.items():
        if key not in used:
            yield f"{where}: {key[1]!r} does not name two concepts of {key[0]}.csv; take the line out"


def _shared(label: str, row: Row, owner: Row) -> str:
    kind = "prefLabel" if label == row.pref_label == owner.pref_label else "label"
    known = f"{row.where}: {kind} {label!r} also names {owner.code} ({owner.where})"
    return f"{known}; if that is meant, list it in ambiguous.txt"
