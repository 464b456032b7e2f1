"""Sentences with hard quantities, as offices and people write them: tests/quantity_sentences.yaml."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from ingest.quantities import quantities
from tests.quantity_notation import value

SENTENCES: Mapping[str, Sequence[str]] = yaml.safe_load(
    Path(__file__).with_name("quantity_sentences.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_gives_what_was_written_down_before(text: str):
    expected = list(SENTENCES[text])
    counts = any(line.endswith(" count") for line in expected)
    found = [one for one in quantities(text) if counts or one.unit != "count"]
    assert [f"{text[one.core_start : one.core_end]} = {value(one, text)}" for one in found] == expected
