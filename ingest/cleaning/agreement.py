"""Whether the places where a page states its title, date and publisher agree; where they do not, one line says so.

What is taken: the source that delivered the page (a JSON line, front matter), then meta tags, JSON-LD, the header that
readers see, and last a date of change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.markup.page_line import squeezed

NAMES = {"title": "title", "issued": "date", "publisher": "publisher"}


def disagreements(stated: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return a line for each field on which two sources differ; `stated` maps sources, best first, to their fields.

    Titles and publishers agree when one holds the other: a page's own heading is often the shorter one.

    >>> disagreements({"meta tags": {"issued": "2025-01-09"}, "the visible header": {"issued": "2025-03-01"}})
    ['date: meta tags say 2025-01-09, the visible header says 2025-03-01; the first is taken']
    """
    return [line for field in NAMES for line in _differing(field, stated)]


def _differing(field: str, stated: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    said = [(source, fields[field]) for source, fields in stated.items() if fields.get(field)]
    for source, value in said[1:]:
        first, taken = said[0]
        if not _agree(taken, value):
            yield f"{NAMES[field]}: {_say(first, taken)}, {_say(source, value)}; the first is taken"
            return


def _say(source: str, value: str) -> str:
    return f"{source} {'say' if source.endswith('s') else 'says'} {value}"


def _agree(one: str, other: str) -> bool:
    a, b = squeezed(one), squeezed(other)
    return a in b or b in a
