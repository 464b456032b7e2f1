"""What a vocabulary pack holds, and whether it is sound: every table, every rule file, the names in the rules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.encoder.settings import EncoderSettings
from index.settings import IndexSettings
from ingest.claims.claim_rules import ClaimRules
from ingest.claims.conditions import ConditionRules
from ingest.claims.validity import ValidityRules
from ingest.cleaning.characters import CharacterRules
from ingest.cleaning.damage.censored import CensoredRules
from ingest.cleaning.damage.law_text import StatuteRules
from ingest.cleaning.damage.noise import NoiseRules
from ingest.cleaning.damage.rules import DamageRules
from ingest.cleaning.frame.frame_rules import DirtRules
from ingest.cleaning.frame.learnt_frame import FrameModelRules
from ingest.cleaning.frame.user_names import UserNameRules
from ingest.cleaning.repetition.repetition_rules import RepetitionRules
from ingest.cleaning.script import ScriptRules
from ingest.cleaning.structure.structure_rules import StructureRules
from ingest.cleaning.structure.topics import TopicRules
from ingest.decoding.reading_rules import ReadingRules
from ingest.guides.guide_rules import GuideRules
from ingest.language.settings import LanguageSettings
from ingest.mentions.mention_rules import MentionRules, mention_rules
from ingest.quantities.grammar import Grammar
from ingest.quantities.numerals import Numerals
from ingest.relations.procedure_rules import ProcedureRules
from ontology.candidates import CandidateRules
from ontology.errors import DataError
from ontology.packs import Pack, active
from ontology.reasons import ReasonRules
from ontology.rules import rules
from ontology.shapes import shapes
from ontology.skos import Schemes
from ontology.vocabulary import vocabulary
from query.analytic.rules import AnalyticRules
from query.browsing.browsing_rules import BrowsingRules
from query.context.context_rules import ContextRules
from query.mcp_server.settings import McpRules
from query.outcomes.rules import OutcomeRules
from query.property_functions.settings import FunctionRules
from query.retrieval.rules import RetrievalRules
from query.understanding.answer_types import AnswerTypeRules
from query.understanding.rules import QuestionRules, question_rules
from query.understanding.sayings import SayingRules
from query.web.texts import WebRules

SCHEMAS: Mapping[str, type] = {
    "analytic": AnalyticRules,
    "answer_types": AnswerTypeRules,
    "browsing": BrowsingRules,
    "candidates": CandidateRules,
    "censored": CensoredRules,
    "characters": CharacterRules,
    "claims": ClaimRules,
    "conditions": ConditionRules,
    "damage": DamageRules,
    "dirt": DirtRules,
    "context": ContextRules,
    "encoder": EncoderSettings,
    "frame_model": FrameModelRules,
    "functions": FunctionRules,
    "guides": GuideRules,
    "index": IndexSettings,
    "language": LanguageSettings,
    "mcp": McpRules,
    "mentions": MentionRules,
    "noise": NoiseRules,
    "numerals": Numerals,
    "outcomes": OutcomeRules,
    "procedures": ProcedureRules,
    "quantities": Grammar,
    "questions": QuestionRules,
    "reading": ReadingRules,
    "reasons": ReasonRules,
    "repetition": RepetitionRules,
    "retrieval": RetrievalRules,
    "sayings": SayingRules,
    "schemes": Schemes,
    "script": ScriptRules,
    "statutes": StatuteRules,
    "structure": StructureRules,
    "topics": TopicRules,
    "user_names": UserNameRules,
    "validity": ValidityRules,
    "web": WebRules,
}
CODE = re.compile(r"(?:channel|material|service|group|org|law|disease|level|care)-[a-z0-9][a-z0-9-]*")


def pack_faults() -> list[str]:
    """Return what is wrong with the pack in use, one line each, with file and line where there is one."""
    found = [*_told(vocabulary), *_told(shapes)]
    for name, schema in SCHEMAS.items():
        found += _told(lambda name=name, schema=schema: rules(name, schema))
    return [*dict.fromkeys(found)] or [*_unknown_codes(active()), *_unknown_labels(active())]


def _told(load: Any) -> Iterator[str]:
    try:
        load()
    except DataError as error:
        yield from str(error).splitlines()


def _unknown_codes(pack: Pack) -> Iterator[str]:
    """Yield the codes of concepts in rules that no table holds."""
    known = vocabulary().concepts
    for name, schema in SCHEMAS.items():
        loaded: Any = rules(name, schema)
        for code in sorted({text for text in _strings(loaded) if CODE.fullmatch(text) and text not in known}):
            yield f"{_place(pack, name, code)}: {code!r} is no code of a table of the pack"


def _unknown_labels(pack: Pack) -> Iterator[str]:
    """Yield the labels of services and concepts in rules that no table holds."""
    named = mention_rules().services
    for service in dict.fromkeys([one.service for one in named.objects] + [one.service for one in named.acts]):
        if not vocabulary().find(service, "service"):
            yield f"{_place(pack, 'mentions', service)}: {service!r} is no label of service.csv"
    for label in dict.fromkeys(label for one in question_rules().expressions for label in one.means):
        if not vocabulary().find(label):
            yield f"{_place(pack, 'questions', label)}: {label!r} is no label of a table of the pack"
    measures = {one.kind for one in rules("claims", ClaimRules).measures} - {"none"}
    asked = {kind for aspect in question_rules().aspects.values() for kind in aspect.measures}
    for rule_file, kinds in (("claims", measures), ("questions", asked)):
        for kind in sorted(kinds - {concept.code for concept in vocabulary().scheme("measure")}):
            yield f"{_place(pack, rule_file, kind)}: {kind!r} is no code of measure.csv"


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings in a value of a rule file, patterns aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for part in pair for text in _strings(part))
    elif isinstance(value, tuple):
        yield from (text for part in value for text in _strings(part))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from (text for field in dataclasses.fields(value) for text in _strings(getattr(value, field.name)))


def _place(pack: Pack, name: str, text: str) -> str:
    """Return file and line where a text stands in a rule file, that of the pack's own layer first."""
    layers = pack.layers(f"rules/{name}.yaml")
    for path in reversed(layers):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if text in line.partition(" #")[0]:
                return f"{path}:{number}"
    return str(layers[-1])


def pack_summary() -> dict[str, Any]:
    """Return what the pack in use is made of: names of its own files, counts of concepts by scheme."""
    pack = active()
    return {
        "ontology": pack.name,
        "folder": str(pack.folder),
        "digest": pack.digest(),
        "files": [path.relative_to(pack.folder).as_posix() for path in pack.files()],
        "concepts": {name: len(concepts) for name, concepts in vocabulary().schemes.items()},
    }
