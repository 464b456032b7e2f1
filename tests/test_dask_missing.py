"""Without Dask a build is what it was, and `--scheduler` says what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
WITHOUT = "import sys; sys.modules['distributed'] = None; from query.cli.main import main; main()"


def test_a_missing_extra_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# 封顶线\n每年2000元\n", encoding="utf-8")
    line = [sys.executable, "-c", WITHOUT, "build", str(tmp_path / "a.txt"), "--data", str(tmp_path / "data")]
    ended = subprocess.run([*line, "--scheduler", "local"], capture_output=True, text=True, cwd=ROOT)
    assert (ended.returncode, ended.stderr) == (1, "yibao: --scheduler needs Dask: pip install 'yibao[dask]'\n")
    assert not (tmp_path / "data").exists()
    assert subprocess.run(line, capture_output=True, cwd=ROOT).returncode == 0
