"""What a name resolves to in the vocabulary and in running text, and why; how a candidate becomes data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.mentions.finding import found_in
from ontology.amending import Amendment, add_alias, add_concept, row_place, writable_folder
from ontology.candidates import candidate_rules
from ontology.errors import InputError
from ontology.folding import fold
from ontology.tables import pairs
from ontology.vocabulary import AMBIGUOUS, BLOCKED, Concept, vocabulary
from query.understanding.sounds import syllable

Row = dict[str, Any]


def resolved(name: str) -> Row:
    """Return what a name stands for: `{name, concepts, read, lists}`.

    `concepts` are those that have it as a label, each with the kind of the label, file and line; `read` is what the
    recognisers find where the name stands alone; `lists` are the lines of the lists of blocked and ambiguous names.
    """
    return {
        "name": name,
        "concepts": [_concept(one, name) for one in _meant(name)],
        "read": [
            {"type": one.type, "label": one.label, "code": one.code or None, "rule": one.rule or None}
            for one in found_in(name)
        ],
        "lists": [*_lists(name)],
    }


def _meant(name: str) -> tuple[Concept, ...]:
    code = vocabulary().concepts.get(name.strip())
    return (code,) if code else vocabulary().find(name)


def _concept(concept: Concept, name: str) -> Row:
    known = vocabulary()
    return {
        "code": concept.code,
        "type": concept.scheme,
        "label": concept.pref_label,
        "as": _kind(concept, fold(name.strip())),
        "where": row_place(concept.code),
        "broader": [f"{above.pref_label} ({above.code})" for above in known.ancestors(concept.code)],
        "aliases": list(concept.alt_labels),
        "attributes": dict(concept.attributes),
    }


def _kind(concept: Concept, name: str) -> str:
    if concept.code == name:
        return "code"
    if fold(concept.pref_label) == name:
        return "preferred label"
    return "other label" if any(fold(label) == name for label in concept.alt_labels) else "hidden label"


def _lists(name: str) -> Iterator[Row]:
    for file, says in ((BLOCKED, "blocked"), (AMBIGUOUS, "ambiguous")):
        for (scheme, label), where in pairs(writable_folder() / file, []).items():
            if fold(label) == fold(name.strip()):
                yield {"list": says, "type": scheme, "where": where}


def added(
    name: str, kind: str, label: str | None = None, alias_of: str | None = None, broader: str | None = None
) -> Amendment:
    """Write a candidate into the vocabulary: as a further name of `alias_of`, or as a concept of its own.

    Args:
        name: the candidate's name.
        kind: its type: the table that it goes to.
        label: the preferred label, if that is not the name; the name is then another label of it.
        alias_of: code of the concept that it is a name of.
        broader: code of the wider concept.

    Raises:
        InputError: if `alias_of` is of another type.
        DataError: if the vocabulary would not be sound; nothing is written then.
    """
    if alias_of is not None:
        known = vocabulary().concepts.get(alias_of)
        if known and known.scheme != kind:
            raise InputError(
                f"{alias_of} is of the type {known.scheme}, not {kind}; give --type {known.scheme}, or another code"
            )
        return add_alias(alias_of, name)
    preferred = label or name
    column = candidate_rules().attributes.get(kind)
    attributes = {column.column: column.value(preferred)} if column else {}
    if preferred != name:
        attributes["altLabel"] = name
    if broader:
        attributes["broader"] = broader
    return add_concept(kind, new_code(kind, preferred), preferred, attributes)


def new_code(kind: str, label: str) -> str:
    """Return a code that no concept has: the sound of the label, with a number where it is taken.

    >>> new_code("material", "特殊药品使用评估单")
    'material-teshuyaopinshiyongpinggudan'
    """
    spoken = "".join(syllable(character) or character for character in fold(label))
    slug = "".join(letter for letter in spoken if letter.isascii() and letter.isalnum()) or "name"
    stem = f"{candidate_rules().prefixes.get(kind, kind)}-{slug}"
    taken = vocabulary().concepts
    return next(
        code
        for number in range(1, len(taken) + 2)
        if (code := stem + (f"-{number}" if number > 1 else "")) not in taken
    )
