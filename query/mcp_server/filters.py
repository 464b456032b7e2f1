"""What narrows `search` and `ask_facts`: the filters of the API; the schema of a tool tells what can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from query.understanding.narrowing import choices

Schema = dict[str, Any]

Region = Annotated[str | None, Field(description="Place to answer for: a name (赣州) or a GB/T 2260 code.")]
AsOf = Annotated[
    str | None, Field(description="Leave out what came later: 2025-06-30.", pattern=r"^\d{4}-\d{2}-\d{2}$")
]


def _told(slot: str) -> Callable[[Schema], None]:
    """Return what writes the choices of a slot into its schema; they are those of the vocabulary then in use."""

    def tell(schema: Schema) -> None:
        if labels := choices(slot):
            schema["description"] += f" One of {', '.join(labels)}, or another name of it; leave it out if not said."
            schema["examples"] = labels

    return tell


def _filter(slot: str, what: str) -> Any:
    return Field(description=f"Leave out what is about {what}.", max_length=50, json_schema_extra=_told(slot))


CareType = Annotated[str | None, _filter("care_type", "another kind of care")]
InsuredType = Annotated[str | None, _filter("insured_type", "another insurance")]
Employment = Annotated[str | None, _filter("employment", "other people")]
FacilityLevel = Annotated[str | None, _filter("facility_level", "another level of hospital")]
