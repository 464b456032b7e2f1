"""The quality gate: on the project's own corpus no score falls below its pinned floor.

The floors stand in `quality_floors.json`, a little below what is reached. Raise one when a change earns it; lowering
one needs a reason in the changelog.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FLOORS = json.loads(Path(__file__).with_name("quality_floors.json").read_text(encoding="utf-8"))
CEILINGS = {"invented": 0.0, "abstains_wrongly": 0.1}


@pytest.fixture(scope="module")
def scores():
    """Return {part: {figure: value}} as a user gets it."""
    command = [str(Path(sys.executable).with_name("yibao")), "eval", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize(("part", "figure"), [(part, figure) for part in FLOORS for figure in FLOORS[part]])
def test_no_score_falls_below_its_floor(scores, part, figure):
    assert scores[part][figure] >= FLOORS[part][figure]


@pytest.mark.parametrize("figure", CEILINGS)
def test_no_fault_exceeds_its_ceiling(scores, figure):
    found = [values[figure] for values in scores.values() if figure in values]
    assert found and max(found) <= CEILINGS[figure]
