"""The four import packages belong to this distribution alone, and the tree is as the contract says."""

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "ingest", "index", "query")


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_name_belongs_to_yibao_alone(name):
    assert set(packages_distributions()[name]) == {"yibao"}


def test_the_top_level_is_as_the_contract_says():
    for name in (*PACKAGES, "corpus", "tests", "pyproject.toml", "README.md"):
        assert (ROOT / name).exists(), name


def test_the_corpus_holds_no_modules():
    assert not list((ROOT / "corpus").rglob("*.py"))


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-").splitlines()
    pinned = [line.split("==")[0] for line in lines if "==" in line]
    assert pinned[0] == "torch"
    for requirement in wanted:
        name = requirement.split(">")[0].split("=")[0].split("[")[0].strip().lower().replace("_", "-")
        assert name in pinned, name
