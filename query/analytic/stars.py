"""Triple patterns around one node of the graph, and the frames that a question needs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ontology.terms import concept
from query.analytic.reading import NotUnderstood, Reading
from query.analytic.rules import AnalyticRules, Frame, analytic_rules

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
BY_YEAR = {"year": "date"}  # what is read from another role
PAGE = "page"  # the frame of articles themselves: it joins what else has no frame


@dataclass(frozen=True, slots=True)
class Star:
    """A node and the paths that lead from it."""

    frame: Frame
    node: str  # variable, with its ?
    rays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # role → terms

    def text(self) -> str:
        """Return the triple patterns."""
        parts = [f"{self.node} a {self.frame.node}"]
        fixed = {role: (term,) for role, term in (self.frame.fixed or {}).items()}
        for role, terms in {**fixed, **self.rays}.items():
            parts.append(f"{_path(self.frame.roles[role])} {' , '.join(terms)}")
        return " ;\n    ".join(parts) + " ."


def _path(path: str) -> str:
    return f"({path})" if "|" in path else path


def code_term(code: str) -> str:
    """Return a code of the vocabulary as SPARQL writes it."""
    return f"ybc:{code}" if PLAIN.fullmatch(code) else f"<{concept(code)}>"


def literal(text: str) -> str:
    """Return a string as a literal, escaped."""
    return json.dumps(text, ensure_ascii=False)


def frames_for(reading: Reading) -> dict[str, set[str]]:
    """Return the names of the frames that join all classes of a question, each with the classes that it brings.

    Raises:
        NotUnderstood: if no frames join them.
    """
    rules = analytic_rules()
    wanted = {BY_YEAR.get(kind, kind) for kind in reading.kinds()}
    chosen: dict[str, set[str]] = {}
    for name, frame in rules.frames.items():
        brought = wanted & roles_of(frame) - (set(reading.has) - set(frame.needs))
        if name != PAGE and _meant(frame, wanted, reading.mentions) and brought - _all(chosen):
            chosen[name] = brought
    left = wanted - _all(chosen)
    page = rules.frames[PAGE]
    if left and left <= roles_of(page) and all("article" in roles_of(rules.frames[name]) for name in chosen):
        chosen = {name: kinds | {"article"} for name, kinds in chosen.items()} | {PAGE: left | {"article"}}
        left = set()
    if left or not chosen or not _connected(list(chosen.values())):
        raise NotUnderstood([_no_frame(rules, wanted)])
    return chosen


def _connected(parts: list[set[str]]) -> bool:
    """Whether the frames hang together: two that share no class would pair everything with everything."""
    reached, *others = parts
    while others:
        near = [part for part in others if part & reached]
        if not near:
            return False
        reached = reached.union(*near)
        others = [part for part in others if not part & reached]
    return True


def _all(chosen: Mapping[str, set[str]]) -> set[str]:
    return set().union(*chosen.values())


def roles_of(frame: Frame) -> set[str]:
    """Return the classes that a frame joins, its node among them."""
    return {*frame.roles, *filter(None, [frame.itself])}


def frame_between(head: str, other: str, mentions: bool) -> Frame:
    """Return the frame that joins two classes.

    Raises:
        NotUnderstood: if there is none.
    """
    rules = analytic_rules()
    other = BY_YEAR.get(other, other)
    frames = [frame for frame in rules.frames.values() if {head, other} <= roles_of(frame)]
    page = rules.frames[PAGE]
    if mentions and page in frames and head == "article":
        return page
    if frames:  # the one that is most about the two
        return max(frames, key=lambda frame: len({head, other} & set(frame.needs)))
    raise NotUnderstood([_no_frame(rules, {head, other})])


def _meant(frame: Frame, wanted: set[str], mentions: bool) -> bool:
    fewer = bool(frame.suffices) and not mentions and set(frame.suffices) <= wanted
    return set(frame.needs) <= wanted or fewer


def _no_frame(rules: AnalyticRules, kinds: set[str]) -> str:
    names = sorted(rules.classes[kind].zh if kind in rules.classes else kind for kind in kinds)
    return rules.says["no_frame"].format(classes="、".join(names))
