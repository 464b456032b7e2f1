"""The audit of the pinned versions, with a stand-in for pip-audit that answers as that one does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit.py"
PINNED = "# with a note\nJinja2==3.1.6\nlocal-one==1.0  # and another\n"
ADVISORY = {"id": "PYSEC-1-2", "aliases": ["CVE-1-2"], "fix_versions": ["9.9"], "description": "long"}
SOUND = [{"name": "jinja2", "version": "3.1.6", "vulns": []}, {"name": "local-one", "version": "1.0", "vulns": []}]
BAD = [{**SOUND[0], "vulns": [ADVISORY]}, {"name": "local-one", "skip_reason": "nobody knows it"}]
STAND_IN = """
import json, sys
answer = json.loads({answer!r})
assert sys.argv[1:] == ["--requirement", {pinned!r}, "--no-deps", "--disable-pip", "--vulnerability-service", "osv",
    "--osv-url", "https://api.osv.dev/v1/query", "--format", "json", "--progress-spinner", "off"], sys.argv
if isinstance(answer, str):
    sys.exit(answer)
print(json.dumps({{"dependencies": answer, "fixes": []}}))
sys.exit(any(row.get("vulns") for row in answer))
"""


@pytest.fixture
def audit(tmp_path):
    """Run the audit where pip-audit gives `answer`: rows, or what it says when it fails."""

    def audit(answer, *options, accepted=""):
        (tmp_path / "pinned.txt").write_text(PINNED, encoding="utf-8")
        (tmp_path / "accepted.csv").write_text(f"id,package,until,reason\n{accepted}", encoding="utf-8")
        (tmp_path / "pip_audit").mkdir()
        (tmp_path / "pip_audit" / "__main__.py").write_text(
            STAND_IN.format(answer=json.dumps(answer), pinned=str(tmp_path / "pinned.txt")), encoding="utf-8"
        )
        files = ["--pinned", tmp_path / "pinned.txt", "--accepted", tmp_path / "accepted.csv"]
        done = subprocess.run(
            [sys.executable, AUDIT, *files, *options],
            capture_output=True,
            text=True,
            env={"PYTHONPATH": str(tmp_path)},
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return audit


def test_sound_versions_pass(audit):
    assert audit(SOUND) == (0, "audit: 2 versions asked about, 0 open advisories\n", "")


def test_an_advisory_fails_and_what_was_not_asked_about_is_told(audit):
    status, out, _ = audit(BAD)
    assert status == 1
    assert out.splitlines() == [
        "jinja2 3.1.6: PYSEC-1-2 CVE-1-2; mended in 9.9",
        "local-one: not asked about (nobody knows it)",
        "audit: 1 versions asked about, 1 open advisories",
    ]


@pytest.mark.parametrize(("until", "status"), [("2999-12-31", 0), ("2020-01-01", 1)])
def test_an_accepted_advisory_counts_again_after_its_day(audit, until, status):
    found, out, _ = audit(BAD, accepted=f"CVE-1-2,Jinja2,{until},only our own templates\n")
    assert found == status and ("only our own templates" in out) is (status == 0)


@pytest.mark.parametrize(
    ("answer", "told"), [("ConnectionError: no network", "no network"), (SOUND[:1], "only 1 of 2"), ("", "status")]
)
def test_where_nobody_can_be_asked_it_is_said(audit, answer, told):
    status, out, err = audit(answer)
    assert (status, out) == (0, "") and err.startswith("audit: NOT AUDITED: ") and told in err


def test_strict_fails_where_nobody_can_be_asked(audit):
    assert audit("no network", "--strict")[0] == 2


@pytest.mark.parametrize(
    "line", ["CVE-1-2,jinja2,soon,why\n", "CVE-1-2,jinja2,2999-01-01,\n", "a,b\n", "a,b,2999-01-01,c,d\n"]
)
def test_a_broken_acceptance_is_told_with_its_line(audit, line):
    status, _, err = audit(SOUND, accepted=line)
    assert status == 1 and "accepted.csv:2: " in err
