"""`Chat`: a question → evidence → the words of a model, checked; without a model the evidence itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from query.chat.checking import checked, evidence_of
from query.chat.endpoint import Endpoint, EndpointError, Turn
from query.context.context_rules import wording
from query.context.packing import Context, packed
from query.knowledge import KnowledgeBase

SILENT = ("no_answer", "clarify")  # passed on as they are: a model would only be tempted to guess
REMEMBERED = 6  # turns that a model is shown again


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """What is said, and what it rests on."""

    text: str
    outcome: str  # answer | conflict | clarify | no_answer
    choices: tuple[str, ...]  # what is asked back
    citations: tuple[Mapping[str, Any], ...]  # those that the text uses; `n` is the number in it
    struck: tuple[int, ...]  # citations that a model made up
    unsupported: tuple[str, ...]  # quotes of a model that stand in no evidence
    written_by: str  # model | evidence
    problem: str | None  # why the model was not used although there is one


class Chat:
    """A chatbot over one knowledge base."""

    def __init__(
        self, knowledge: KnowledgeBase, endpoint: Endpoint | None = None, language: str = "zh", budget: int = 2000
    ) -> None:
        """Answer from `knowledge`; a model at `endpoint` words the answers."""
        self._knowledge = knowledge
        self._endpoint = endpoint
        self._language = language
        self._budget = budget

    def answer(
        self, question: str, history: Sequence[Turn] = (), region: str | None = None, as_of: str | None = None
    ) -> ChatAnswer:
        """Return an answer in which every citation exists.

        Raises:
            QueryError: if the region is unknown.
        """
        found = self._knowledge.search(question, 10, region, as_of)
        context = packed(found.row(), self._budget, self._language)
        if self._endpoint is None or context.outcome in SILENT:
            return _plain(context, found.choices, None)
        try:
            said = self._endpoint.complete(context.prompt(), history[-REMEMBERED:])
        except EndpointError as error:
            return _plain(context, found.choices, str(error))
        held = checked(said, evidence_of(context.citations, context.items), question)
        if not held.cited:  # nothing that it says rests on anything
            return _plain(context, found.choices, wording(self._language).uncited)
        used = tuple(citation for citation in context.citations if citation["n"] in held.cited)
        note = self._note(held.struck)
        return ChatAnswer(
            text=held.text + note,
            outcome=context.outcome,
            choices=found.choices,
            citations=used,
            struck=held.struck,
            unsupported=held.unsupported,
            written_by="model",
            problem=None,
        )

    def _note(self, struck: Sequence[int]) -> str:
        words = wording(self._language)
        numbers = words.separator.join(f"[{number}]" for number in struck)
        return f"\n\n{words.unquoted.format(numbers=numbers)}" if struck else ""


def _plain(context: Context, choices: tuple[str, ...], problem: str | None) -> ChatAnswer:
    return ChatAnswer(
        text=context.text,
        outcome=context.outcome,
        choices=choices,
        citations=context.citations,
        struck=(),
        unsupported=(),
        written_by="evidence",
        problem=problem,
    )
