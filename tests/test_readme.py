"""The examples of the READMEs run as printed, and print what is shown there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def examples(name):
    """Return (command, shown lines) in the order of the page."""
    found = []
    for block in FENCE.findall((ROOT / name).read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def shows(printed, shown):
    """Whether the shown lines stand in the printed ones in order; … is any lines, inside a line any text."""
    at, skip = 0, False
    for line in shown:
        if line == "…":
            skip = True
            continue
        pattern = re.compile(re.escape(line).replace("…", ".*"))
        while skip and at < len(printed) and not pattern.fullmatch(printed[at]):
            at += 1
        if at == len(printed) or not pattern.fullmatch(printed[at]):
            return False
        at, skip = at + 1, False
    return True


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_examples_run_and_print_what_is_shown(page, tmp_path):
    for name in ("corpus", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    commands = examples(page)
    assert len(commands) >= 6
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, shown in commands:
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert run.returncode == 0, (command, run.stderr)
        assert shows((run.stdout + run.stderr).splitlines(), shown), (command, run.stdout[:2000])
    shutil.rmtree(tmp_path / "yibao-data")
