"""The values that flow from stage to stage: raw article → segments → blocks → article → analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.edits.draft import AlignedText, Edit

Step = str | tuple[str, ...]  # a UI label, or the alternatives of one step


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One decoded page. All raw offsets are code points of `text`; a byte-order mark, CRs and tags count."""

    name: str  # the path as given, `archive.zip!/member`, the id of a JSON line, or the URL
    text: str
    media_type: str = "text/plain"  # text/plain | text/html | text/markdown
    encoding: str = "utf-8"
    metadata: Mapping[str, str] = field(
        default_factory=dict
    )  # title url issued publisher, where the source states them; captured: when a crawler met the page


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the raw text that holds one line or one block-level element; the segments tile the raw text.

    `text` is the visible text (tags stripped, entities resolved), aligned with the raw text.
    """

    raw_start: int
    raw_end: int
    text: AlignedText
    tag: str = ""  # h1…h6 p li td th tr br title pre … ; "" for plain text
    drop: str = ""  # a reason when the segment is no body text (markup, nav, …)
    list_depth: int = 0  # nesting of the list that a list item stands in
    header_cells: tuple[str, ...] = ()  # for a table row: the labels of its columns


@dataclass(frozen=True, slots=True)
class Block:
    """One judged piece of an article. The blocks of an article tile its raw text."""

    raw_start: int
    raw_end: int
    action: str  # keep | drop | flag
    reasons: tuple[str, ...]
    kind: str  # title heading paragraph list_item step question answer table_row blank markup nav …
    heading_path: tuple[str, ...]  # headings above this block, outermost first; its own is not among them
    text: AlignedText  # clean text; empty for dropped blocks
    start: int = -1  # offset of the block in Article.text; -1 for dropped blocks
    level: int = 0  # of a heading: 1 is the outermost; 0 for all else
    edits: tuple[Edit, ...] = ()
    header_cells: tuple[str, ...] = ()  # of a table row: the labels of its columns
    damage: tuple[tuple[int, int], ...] = ()  # spans of `text` that are damaged: no entity or value may touch them

    @property
    def clean(self) -> str | None:
        """The clean text, None for dropped blocks."""
        return None if self.action == "drop" else self.text.text


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article. `text` joins the clean text of its kept and flagged blocks with newlines."""

    raw: RawArticle
    blocks: tuple[Block, ...]
    text: str
    title: str
    issued: str | None = None  # ISO date
    publisher: str | None = None
    url: str | None = None
    source_kind: str = "unknown"  # code of ontology/vocabulary/source_kind.csv: official | portal | forum | unknown
    place: str | None = None  # code of the place that the article takes as its example: "640500"
    problems: tuple[str, ...] = ()  # one line each: what could not be read or was repaired on the way in
    other_topic: str = ""  # why the whole article is about something else than medical insurance; "" if it is not

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that are not dropped."""
        return tuple(block for block in self.blocks if block.action != "drop")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in an article where a concept is named."""

    type: str  # channel material service place organization phone law insured_group …
    code: str  # concept code in the vocabulary ("channel-alipay"); "" for what is no concept (an unknown app)
    label: str  # canonical simplified label
    start: int  # in Article.text
    end: int
    raw_start: int
    raw_end: int
    surface: str  # raw text of the mention
    block: int  # index in Article.blocks
    rule: str = ""  # for what is no concept: the form by which it was known


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a claim: what fills a slot, the words that say so, and how they came to the value.

    A claim has one for each slot that is stated; of `condition`, whose parts commas join, one for each part.
    """

    slot: str  # care_type insured_type employment facility_level place condition period service effective_from …
    value: str
    scope: str  # the nearest text that states it: clause sentence label block row column section article
    raw_start: int
    raw_end: int
    rule: str  # how the words came to the value: named, one-by-one, heading … (ontology/yibao.ttl, conditionEvidence)


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantitative claim with its conditions and its evidence. None means "not stated", never "all"."""

    id: str
    kind: str  # reimbursement_rate deductible cap … (CONTRACT.md)
    value_min: Decimal | None
    value_max: Decimal | None
    unit: str
    bound: str
    start: int  # evidence in Article.text
    end: int
    raw_start: int
    raw_end: int
    quote: str  # raw[raw_start:raw_end]
    text: str  # Article.text[start:end]
    block: int
    heading_path: tuple[str, ...]
    rule: str
    approximate: bool = False
    care_type: str | None = None
    insured_type: str | None = None
    employment: str | None = None
    facility_level: str | None = None
    place: str | None = None  # label as stated: 湖北宜昌
    condition: str | None = None
    relative_to: str | None = None
    period: str | None = None  # year | month
    effective_from: str | None = None  # ISO date
    service: str | None = None  # label of the service that the claim is about, where known
    on_topic: bool = True
    confidence: float = 1.0
    effective_until: str | None = None  # ISO date, the last day on which it holds
    policy_year: str | None = None  # 2026, where the text says 2026年度
    conditions: tuple[Condition, ...] = ()  # the evidence of the slots above


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a relation is stated; raw offsets."""

    role: str  # object form seal copies only_if channel
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A stated relation between concepts, with its evidence."""

    relation: str  # service_has_channel service_requires_material channel_has_path …
    subject: str  # label
    object: str | tuple[Step, ...]  # label; for a path the ordered steps
    start: int
    end: int
    raw_start: int
    raw_end: int
    quote: str
    block: int
    subject_code: str = ""
    object_code: str = ""
    object_aliases: tuple[str, ...] = ()
    service: str = ""  # of a path: the service it serves
    form: str | None = None  # of a material: 原件 复印件 盖章 …
    copies: int | None = None
    alternative_group: str | None = None  # materials that share one are alternatives
    only_if: str | None = None  # 住院患者, 部分地区 …
    seal: str | None = None  # of a material: 加盖公章, 签字 …; part of `form` too
    channel: str = ""  # of a material: the channel for which it is asked, where stated
    channel_code: str = ""
    parts: tuple[Part, ...] = ()  # of a material: where its name and each of its details stand
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was understood of one article."""

    article: Article
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    relations: tuple[Relation, ...]
