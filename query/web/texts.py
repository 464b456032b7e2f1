"""Schema of `ontology/rules/web.yaml`: what the pages say in Chinese and English, and what they offer to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ontology.rules import rules

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; what stands in braces is filled in."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class WebRules:
    """All of `web.yaml`."""

    questions: tuple[str, ...]
    starts: tuple[str, ...]
    filters: tuple[str, ...]
    texts: Mapping[str, Text]


def web_rules() -> WebRules:
    """Return the rules, read once."""
    return rules("web", WebRules)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language."""

    language: str  # of LANGUAGES

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values filled in.

        Raises:
            KeyError: if there is no such text.
        """
        text: str = getattr(web_rules().texts[key], self.language)
        return text.format(**values) if values else text

    def name(self, group: str, code: str) -> str:
        """Return what a code is called (`type`, `relation`, `kind` …); the code itself where no text names it."""
        key = f"{group}.{code}"
        return self(key) if key in web_rules().texts else code.replace("_", " ")

    def sources(self, count: int) -> str:
        """Return how many independent sources stand behind something."""
        if count == 0:
            return self("vocabulary_only")
        return self("source") if count == 1 else self("sources", n=count)

    @property
    def tag(self) -> Any:
        """The language tag of the page."""
        return {"zh": "zh-CN", "en": "en-US"}[self.language]
