"""Classes and ids that a page's own style sheet hides for good: what stands in them no reader of the page sees.

Tabs and folded sections are hidden by styles too, until a script shows them. So a name counts only where it stands at
one element of the page and nowhere else: in no script, no attribute, no other rule that shows it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.decoding.reading_rules import reading_rules

_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.I | re.S)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_CONDITIONAL = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")  # for print or small screens: no reader's view
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAME = re.compile(r"[\w-]*(?P<name>[.#][\w-]+)")


def hidden_names(page: str) -> frozenset[str]:
    """Return the names, class or id, with their mark.

    >>> hidden_names('<style>.ad{display:none}</style><p class="ad">x</p>')
    frozenset({'.ad'})
    >>> hidden_names('<style>.t{display:none}</style><p class="t">x</p><p class="t">y</p>')
    frozenset()
    """
    sheets = [match[1] for match in _SHEET.finditer(page)]
    if not any(reading_rules().html.hidden_style.search(sheet) for sheet in sheets):
        return frozenset()
    rules = [*_rules("\n".join(sheets))]
    hiding = {name for selector, style in rules if (name := _hidden(selector, style))}
    rest = _SHEET.sub("", page)
    return frozenset(name for name in hiding if _stands_once(name[1:], rest) and not _shown(name, rules))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    bare = _CONDITIONAL.sub("", _COMMENT.sub("", sheet))
    for rule in _RULE.finditer(bare):
        yield from ((selector.strip(), rule[2]) for selector in rule[1].split(","))


def _hidden(selector: str, style: str) -> str | None:
    simple = _NAME.fullmatch(selector)
    return simple["name"] if simple and reading_rules().html.hidden_style.search(style) else None


def _stands_once(name: str, text: str) -> bool:
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)) == 1


def _shown(name: str, rules: list[tuple[str, str]]) -> bool:
    """Whether another rule of the name does not hide it."""
    mentions = re.compile(rf"{re.escape(name)}(?![\w-])")
    hides = reading_rules().html.hidden_style
    return any(
        mentions.search(selector) and "display" in style and not hides.search(style) for selector, style in rules
    )
