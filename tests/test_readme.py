"""The examples of the READMEs run as printed, and print what is shown there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from console_blocks import ROOT, examples, shows


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
