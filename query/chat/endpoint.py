"""A language model behind any endpoint of the OpenAI style (`/chat/completions`)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import urllib3

from ontology.errors import InputError

KEY = "YIBAO_CHAT_KEY"
LONGEST = 200_000  # bytes of an answer that are read


class EndpointError(InputError):
    """The endpoint gave no usable answer; the message is one line."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said."""

    role: str  # user | assistant
    text: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is asked; the key is read from the environment (`YIBAO_CHAT_KEY`) and shown nowhere."""

    url: str  # up to and without /chat/completions
    model: str
    timeout: float = 60.0  # seconds
    key: str | None = field(default_factory=lambda: os.environ.get(KEY), repr=False)

    def complete(self, prompt: str, history: Sequence[Turn] = ()) -> str:
        """Return what the model says to `prompt`.

        Raises:
            EndpointError: if it cannot be reached, is late, refuses, or its answer is no answer.
        """
        turns = [*history, Turn("user", prompt)]
        body = {
            "model": self.model,
            "messages": [{"role": turn.role, "content": turn.text} for turn in turns],
            "temperature": 0,
            "stream": False,
        }
        headers = {"content-type": "application/json"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        try:
            with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=self.timeout)) as pool:
                answer = pool.request(
                    "POST",
                    self.url.rstrip("/") + "/chat/completions",
                    body=json.dumps(body).encode(),
                    headers=headers,
                    preload_content=False,
                )
                text = answer.read(LONGEST + 1)
                answer.close()
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise EndpointError(f"{self.url}: {' '.join(str(error).split())}: check --endpoint") from error
        if answer.status != 200:
            raise EndpointError(f"{self.url}: status {answer.status}: check --endpoint, --model and ${KEY}")
        if len(text) > LONGEST:
            raise EndpointError(f"{self.url}: the answer is longer than {LONGEST} bytes")
        return self._said(text)

    def _said(self, text: bytes) -> str:
        try:
            said = json.loads(text)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise EndpointError(f"{self.url}: this is no answer of a chat endpoint ({type(error).__name__})") from error
        if not isinstance(said, str) or not said.strip():
            raise EndpointError(f"{self.url}: the answer is empty")
        return said.strip()
