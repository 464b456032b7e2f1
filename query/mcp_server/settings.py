"""Schema of `ontology/rules/mcp.yaml`: texts and bounds of the tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes in and out; characters unless said otherwise."""

    question: int
    query: int
    results: int  # things
    rows: int
    items: int  # of a list inside a row
    text: int
    document: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PromptText:
    """A ready-made prompt; `{question}` stands for what the user fills in."""

    title: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class McpRules:
    """Schema of `ontology/rules/mcp.yaml`."""

    limits: Limits
    instructions: str
    tools: Mapping[str, str]
    resources: Mapping[str, str]
    prompts: Mapping[str, PromptText]


def mcp_rules() -> McpRules:
    """Return the rules, read once."""
    return rules("mcp", McpRules)
