"""Concept codes that the rules name exist in the vocabulary."""

import re
from pathlib import Path

import pytest

from ontology.vocabulary import vocabulary

RULES = sorted((Path(__file__).parent.parent / "ontology" / "rules").glob("*.yaml"))
CODE = re.compile(r"(?<![\w-])((?:channel|material|service|group|org|law|disease|level|care)-[a-z0-9][a-z0-9-]+)")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_codes_in_rules_exist(path):
    named = set(CODE.findall(path.read_text(encoding="utf-8")))
    assert named <= set(vocabulary().concepts), sorted(named - set(vocabulary().concepts))
