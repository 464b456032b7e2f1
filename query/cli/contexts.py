"""`yibao context`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from query.cli.options import (
    DATA,
    AsJson,
    AsOf,
    CareType,
    Data,
    Employment,
    FacilityLevel,
    InsuredType,
    Region,
    output,
    print_json,
)


class Language(StrEnum):
    """The language of the words around the evidence."""

    zh = "zh"
    en = "en"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(context)


def context(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="A question, as people ask it.")],
    data: Data = DATA,
    budget: Annotated[int, typer.Option(min=1, help="Tokens that the evidence may take.")] = 2000,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages are considered.")] = 10,
    region: Region = None,
    as_of: AsOf = None,
    care_type: CareType = None,
    insured_type: InsuredType = None,
    employment: Employment = None,
    facility_level: FacilityLevel = None,
    language: Annotated[Language, typer.Option(help="Of the words around the evidence.")] = Language.zh,
    prompt: Annotated[bool, typer.Option("--prompt", help="With the instructions that keep a model to it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put together the evidence for a chatbot: facts, then quotes, with numbered citations."""
    from query.knowledge import KnowledgeBase
    from query.understanding.narrowing import narrowing

    narrow = narrowing(care_type, insured_type, employment, facility_level)
    with KnowledgeBase(data) as knowledge, output() as out:
        found = knowledge.context(question, budget, k, region, as_of, language=language.value, narrow=narrow)
        if as_json:
            print_json(found.to_dict())
        else:
            out.write((found.prompt() if prompt else found.text) + "\n")
