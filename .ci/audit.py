#!/usr/bin/env python3
"""Ask whether a version in constraints.txt has a known vulnerability, and say so where nobody can be asked.

    .ci/audit.py [--strict] [--osv-url URL]

pip-audit, which the Python that runs this must have (`pip install pip-audit`), asks the OSV database about every pinned
version. It ends alike where it finds something and where it cannot ask; here these are told apart:

    0  asked, and nothing is known; or NOT AUDITED, with the reason on stderr, so that a machine without network builds
    1  something is known that accepted_advisories.csv does not accept, or that file is broken
    2  with --strict: NOT AUDITED

An advisory is accepted until a day and for a reason, both written down; afterwards it counts again.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PINNED = ROOT / "constraints.txt"
ACCEPTED = Path(__file__).with_name("accepted_advisories.csv")
COLUMNS = ["id", "package", "until", "reason"]
PATIENCE = 600  # seconds for all questions
OSV = "https://api.osv.dev/v1/query"


class NotAuditedError(Exception):
    """There is no answer, and why."""


def main() -> int:
    """Audit, and return the exit status."""
    read = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    read.add_argument("--strict", action="store_true", help="status 2 where nothing could be asked")
    read.add_argument("--osv-url", default=OSV, help="of another OSV database")
    read.add_argument("--pinned", type=Path, default=PINNED, help="the pinned versions")
    read.add_argument("--accepted", type=Path, default=ACCEPTED, help="advisories that do not count")
    given = read.parse_args()
    try:
        accepted = accepted_advisories(given.accepted, datetime.date.today())
        rows = audited(given.pinned, given.osv_url)
    except ValueError as error:
        print(f"audit: {error}", file=sys.stderr)
        return 1
    except NotAuditedError as error:
        print(f"audit: NOT AUDITED: {error}", file=sys.stderr)
        return 2 if given.strict else 0
    open_ones = 0
    for line, counts in findings(rows, accepted):
        print(line)
        open_ones += counts
    asked = sum("skip_reason" not in row for row in rows)
    print(f"audit: {asked} versions asked about, {open_ones} open advisories")
    return 1 if open_ones else 0


def audited(pinned: Path, url: str) -> list[dict[str, Any]]:
    """Return what pip-audit says of each pinned version.

    Raises:
        NotAuditedError: if it is not installed, or gave no answer.
    """
    wanted = [line.partition("#")[0].strip() for line in pinned.read_text(encoding="utf-8").splitlines()]
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(pinned), "--no-deps", "--disable-pip"]
    command += ["--vulnerability-service", "osv", "--osv-url", url, "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise NotAuditedError(f"no answer within {PATIENCE} seconds") from None
    try:
        rows: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        said = done.stderr.strip().splitlines() or [f"pip-audit ended with status {done.returncode} and said nothing"]
        raise NotAuditedError(said[-1][-300:]) from None
    if len(rows) < sum(map(bool, wanted)):
        raise NotAuditedError(f"only {len(rows)} of {sum(map(bool, wanted))} versions were looked at")
    return rows


def findings(rows: list[dict[str, Any]], accepted: dict[tuple[str, str], str]) -> Iterator[tuple[str, bool]]:
    """Yield a line for each advisory, and for each version that cannot be asked about; does it count?"""
    for row in rows:
        if "skip_reason" in row:
            yield f"{row['name']}: not asked about ({row['skip_reason']})", False
        for one in row.get("vulns", []):
            names = [one["id"], *one.get("aliases", [])]
            keys = [(name, row["name"].lower()) for name in names]
            reason = next((accepted[key] for key in keys if key in accepted), None)
            mended = ", ".join(one.get("fix_versions", [])) or "no version yet"
            line = f"{row['name']} {row['version']}: {' '.join(names)}; mended in {mended}"
            yield line if reason is None else f"{line}; accepted: {reason}", reason is None


def accepted_advisories(path: Path, today: datetime.date) -> dict[tuple[str, str], str]:
    """Return id and package of the advisories that do not count today, with the reason.

    Raises:
        ValueError: if a line of the file is broken, with its number.
    """
    found = {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if reader.fieldnames != COLUMNS:
            raise ValueError(f"{path}:1: the columns must be {','.join(COLUMNS)}")
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if None in row or not all(row.values()):
                raise ValueError(f"{where}: each of {', '.join(COLUMNS)} must be filled in")
            try:
                until = datetime.date.fromisoformat(row["until"])
            except ValueError:
                raise ValueError(f"{where}: {row['until']!r} is no date such as 2026-06-30") from None
            if today <= until:
                found[row["id"], row["package"].lower()] = f"{row['reason']} (until {row['until']})"
    return found


if __name__ == "__main__":
    raise SystemExit(main())
