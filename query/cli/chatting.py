"""`yibao chat`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from query.cli.contexts import Language
from query.cli.options import DATA, Data, complain, output


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(chat)


def chat(
    data: Data = DATA,
    endpoint: Annotated[
        str | None,
        typer.Option(
            envvar="YIBAO_CHAT_ENDPOINT",
            metavar="URL",
            help="A chat endpoint of the OpenAI style, such as http://127.0.0.1:11434/v1; its key is read from "
            "$YIBAO_CHAT_KEY. Without one, facts and quotes are the answer.",
        ),
    ] = None,
    model: Annotated[str, typer.Option(envvar="YIBAO_CHAT_MODEL", help="The model to ask for.")] = "default",
    region: Annotated[str | None, typer.Option(help="The place to answer for.")] = None,
    language: Annotated[Language, typer.Option(help="Of the words around the evidence.")] = Language.zh,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that the endpoint is given.")] = 60.0,
) -> None:
    """Answer questions from the terminal, a line each, from evidence alone; every citation is checked."""
    from query.chat.chat import Chat
    from query.chat.endpoint import Endpoint, Turn
    from query.chat.showing import shown
    from query.knowledge import KnowledgeBase

    asked = Endpoint(endpoint, model, timeout) if endpoint else None
    history: list[Turn] = []
    with KnowledgeBase(data) as knowledge, output() as out:
        bot = Chat(knowledge, asked, language.value)
        _prompt()
        for line in sys.stdin:
            if question := line.strip():
                answer = bot.answer(question, history, region)
                history += [Turn("user", question), Turn("assistant", answer.text)]
                out.write(shown(answer))
                out.flush()
                if answer.problem:
                    complain(answer.problem)
            _prompt()


def _prompt() -> None:
    if sys.stdin.isatty():
        sys.stderr.write("? ")
        sys.stderr.flush()
