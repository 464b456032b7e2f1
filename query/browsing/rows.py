"""The shapes of what browsing gives back: plain JSON rows."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict  # pydantic reads those of `typing` only from Python 3.12 on

Row = dict[str, Any]


class Reference(TypedDict):
    """A thing as others name it; what is only words has no code."""

    code: str | None
    label: str
    type: str


class Evidence(TypedDict):
    """Where something is stated: `quote` is the raw text at [raw_start, raw_end), `text` the same in clean text."""

    article: str
    title: str
    issued: str | None
    quote: str
    text: str
    raw_start: int
    raw_end: int


class Suggestion(TypedDict):
    """A completion for a search box; the type of a question is `question`."""

    text: str
    type: str
    code: str | None


class Resolved(TypedDict):
    """A thing that a name may mean."""

    code: str
    iri: str
    type: str
    label: str
    aliases: list[str]
    score: float  # 0 … 1
    articles: int  # that name it


class MentionRow(TypedDict):
    """A place in an article where a thing is named."""

    article: str
    title: str
    surface: str
    raw_start: int
    raw_end: int


class Entity(TypedDict):
    """All that is known of one thing."""

    code: str
    iri: str
    type: str
    label: str
    aliases: list[str]
    description: str | None
    attributes: dict[str, str]  # further columns of its table
    candidate: bool  # recognised by its form, in no table
    broader: list[Reference]  # nearest first
    narrower: list[Reference]
    organisation: Reference | None  # that runs a channel
    place: Reference | None  # of a local channel
    phones: list[str]
    articles: int  # that name it
    sources: int  # independent ones among them
    mentions: list[MentionRow]  # the first ones
    mentions_left_out: int


class Edge(TypedDict):
    """A relation of a node to another thing, seen from the node: `out` where the node is its subject."""

    relation: str
    direction: str  # out | in
    target: Reference
    articles: int
    sources: int  # 0: known from the vocabulary alone
    evidence: list[Evidence]


class Neighbours(TypedDict):
    """A node and what stands around it, the best attested first."""

    node: Reference
    edges: list[Edge]
    left_out: int


class Statement(TypedDict):
    """What articles say of a service in one way."""

    text: str
    only_if: str | None
    articles: int
    sources: int
    evidence: list[Evidence]


class Path(TypedDict):
    """Steps in order; each is a list of labels of which one is chosen."""

    steps: list[list[str]]
    articles: int
    sources: int
    evidence: list[Evidence]


class ChannelOfService(TypedDict):
    """A channel through which a service is offered."""

    channel: Reference
    phones: list[str]
    paths: list[Path]
    articles: int
    sources: int
    evidence: list[Evidence]


class MaterialDetail(TypedDict):
    """One way in which a paper is asked for."""

    form: str | None
    copies: int | None
    only_if: str | None
    channel: Reference | None  # for which it is asked
    alternatives: list[Reference]  # any of which does as well
    articles: int
    sources: int
    evidence: list[Evidence]


class MaterialOfService(TypedDict):
    """A paper that a service asks for."""

    material: Reference
    details: list[MaterialDetail]
    articles: int
    sources: int
    evidence: list[Evidence]


class Procedure(TypedDict):
    """What the articles say of one service, each part the best attested first; `facts` are rows of the export."""

    service: Reference
    region: Reference | None
    articles: int
    sources: int
    articles_left_out: int  # that speak of the service and were not read, or are about other places
    channels: list[ChannelOfService]
    materials: list[MaterialOfService]
    conditions: list[Statement]
    eligibility: list[Statement]
    processing_time: list[Statement]
    cost: list[Statement]
    result: list[Statement]
    legal_basis: list[Statement]
    warnings: list[Statement]
    advice: list[Statement]
    facts: list[Row]


class Page(TypedDict):
    """Some rows out of many."""

    rows: list[Row]
    total: int
    offset: int
    left_out: int  # rows behind these


class Span(TypedDict):
    """A stretch of the raw text that something was read from."""

    kind: str  # fact | relation | mention
    id: str
    label: str
    type: str  # fact kind, relation or entity type
    raw_start: int
    raw_end: int


class ArticleView(TypedDict):
    """An article with all that was made of it; rows as in the exports."""

    article: Row
    raw: str
    clean: str
    blocks: list[Row]
    facts: list[Row]
    relations: list[Row]
    entities: list[Row]
    passages: list[Row]
    spans: list[Span]


class FactFilters(TypedDict, total=False):
    """What facts must have; what is absent or None asks nothing. Conditions are given by label or code."""

    article: str | None
    kind: str | None
    care_type: str | None
    insured_type: str | None
    employment: str | None
    facility_level: str | None
    service: str | None
    region: str | None  # stated for this place, a part of it or a larger one around it
    as_of: str | None  # ISO date: neither later nor expired by then
    on_topic: bool | None


class ConflictFilters(TypedDict, total=False):
    """What conflicts must be about; what is absent or None asks nothing. Conditions are given by label or code."""

    conflict_class: str | None  # of `index.comparison.conflict_rows.CLASSES`
    kind: str | None
    article: str | None  # states one of the values
    claim: str | None  # id of a fact that states one of the values
    care_type: str | None
    insured_type: str | None
    employment: str | None
    facility_level: str | None
    service: str | None
    region: str | None  # one of the values is of this place, a part of it or a larger one
