"""The CSV and list files of `ontology/vocabulary/`, read with the file and line of every fault."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ontology.errors import DataError
from ontology.folding import fold

COLUMNS = ("code", "prefLabel", "altLabel", "hiddenLabel", "broader")
SEPARATOR = "|"  # between the labels of one cell

Pairs = dict[tuple[str, str], str]  # scheme and label → file:line


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a vocabulary table."""

    where: str  # file:line, for faults
    code: str
    pref_label: str
    alt_labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]
    broader: str  # "" for a top concept
    attributes: Mapping[str, str]  # the extra columns, empty cells left out

    @property
    def labels(self) -> tuple[str, ...]:
        """All names, the preferred one first."""
        return (self.pref_label, *self.alt_labels, *self.hidden_labels)

    def without(self, taken: Collection[str]) -> Row | None:
        """Return the row without the names that, folded, are among `taken`; None if no name in use is left."""
        if not any(fold(label) in taken for label in self.labels):
            return self
        preferred = [label for label in (self.pref_label, *self.alt_labels) if fold(label) not in taken]
        hidden = tuple(label for label in self.hidden_labels if fold(label) not in taken)
        if not preferred:
            return None
        return replace(self, pref_label=preferred[0], alt_labels=tuple(preferred[1:]), hidden_labels=hidden)


def rows(path: Path, faults: list[str]) -> list[Row]:
    """Return the rows of a table; faults of form are appended to `faults`, their rows left out.

    Raises:
        DataError: if the file cannot be read at all.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if tuple(header[: len(COLUMNS)]) != COLUMNS:
                faults.append(f"{path}:1: the columns must begin with {','.join(COLUMNS)}")
                return []
            lines = [(reader.line_num, cells) for cells in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error})") from error
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: no valid CSV ({error})") from error
    return [row for number, cells in lines if (row := _row(cells, header, f"{path}:{number}", faults))]


def pairs(path: Path, faults: list[str]) -> Pairs:
    """Return the `scheme: label` lines of a list file, each with its file:line; an absent file is an empty list."""
    if not path.exists():
        return {}
    found: Pairs = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        scheme, colon, label = text.partition(": ")
        if not colon or not scheme or not label.strip():
            faults.append(f"{path}:{number}: `scheme: label` is expected, not {line!r}")
        elif (scheme, label.strip()) in found:
            faults.append(f"{path}:{number}: {line!r} stands twice")
        else:
            found[scheme, label.strip()] = f"{path}:{number}"
    return found


def _row(cells: list[str], header: list[str], where: str, faults: list[str]) -> Row | None:
    if len(cells) != len(header):
        faults.append(f"{where}: {len(header)} columns are expected, not {len(cells)}")
        return None
    code, label, alt, hidden, broader = (cell.strip() for cell in cells[: len(COLUMNS)])
    if not code or not label:
        faults.append(f"{where}: {'code' if not code else 'prefLabel'} is empty")
        return None
    extra = zip(header[len(COLUMNS) :], cells[len(COLUMNS) :], strict=True)
    attributes = {name: cell.strip() for name, cell in extra if cell.strip()}
    return Row(where, code, label, _labels(alt), _labels(hidden), broader, attributes)


def _labels(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())
