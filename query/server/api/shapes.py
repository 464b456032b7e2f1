"""What goes in and out of the API, for its description; the fields are those of the exports."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from query.browsing.rows import Row
from query.understanding.narrowing import SLOTS, narrowing

Question = Annotated[str, Field(description="A question, as people ask it.", examples=["退休职工住院能报几成"])]
Region = Annotated[
    str | None, Field(description="The place to answer for: a name or a GB/T 2260 code.", examples=["太原"])
]
AsOf = Annotated[
    str | None,
    Field(description="Leave out what came later.", pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2025-06-30"]),
]

CareType = Annotated[str | None, Field(description="Leave out what is about another kind of care.", examples=["住院"])]
InsuredType = Annotated[str | None, Field(description="… about another insurance.", examples=["职工"])]
Employment = Annotated[str | None, Field(description="… about other people.", examples=["退休"])]
FacilityLevel = Annotated[str | None, Field(description="… about another level of hospital.", examples=["三级"])]


def chosen(
    care_type: Annotated[CareType, Query(max_length=50)] = None,
    insured_type: Annotated[InsuredType, Query(max_length=50)] = None,
    employment: Annotated[Employment, Query(max_length=50)] = None,
    facility_level: Annotated[FacilityLevel, Query(max_length=50)] = None,
) -> dict[str, str | None]:
    """Return the filters that stand in the address: slot → name."""
    return narrowing(care_type, insured_type, employment, facility_level)


Chosen = Annotated[dict[str, str | None], Depends(chosen)]


class Asked(BaseModel):
    """A question with what it is asked for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "那退休的呢", "k": 5, "history": ["在职职工住院报几成"]}]}
    )

    question: Question
    history: Annotated[
        list[str], Field(max_length=20, description="The earlier questions of the conversation, the oldest first.")
    ] = []
    k: Annotated[int, Field(ge=1, description="How many passages.")] = 10
    region: Region = None
    as_of: AsOf = None
    care_type: CareType = None
    insured_type: InsuredType = None
    employment: Employment = None
    facility_level: FacilityLevel = None

    @property
    def narrow(self) -> dict[str, str | None]:
        """The filters that are chosen beside the question."""
        return {slot: getattr(self, slot) for slot in SLOTS}


class SearchResult(TypedDict):
    """An answer, what it rests on, and how sure it is."""

    id: str | None
    query: str
    outcome: str  # answer | clarify | conflict | no_answer
    confidence: float
    missing: list[str]
    choices: list[str]
    facts: list[Row]
    conflicts: list[list[str]]
    passages: list[Row]
    citations: list[Row]
    sparql: str | None
    understanding: Row


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": told, "content": {"application/problem+json": {}}}
    for status, told in {
        400: "The question cannot be asked so.",
        422: "A value is missing or out of bounds.",
        503: "Too many requests at once; see Retry-After.",
        504: "No answer in time.",
    }.items()
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such thing.", "content": {"application/problem+json": {}}}
}
