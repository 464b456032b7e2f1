"""What deploy/ starts exists, takes these options, no secret, fences; no unit or container is started."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer.main
import yaml

from query.cli.main import app
from query.server.settings import ServerSettings

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
TIMERS = sorted((ROOT / "deploy" / "systemd").glob("*.timer"))
COMPOSE = ROOT / "deploy" / "compose"
INSTALLED = "/opt/yibao/.venv/bin"
EXPOSURE = 20  # tenths of what `systemd-analyze security` calls exposure: 10.0 is the worst
FENCES = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes",
}
SECRET = re.compile(r"PASSWORD|KEY|TOKEN|SECRET", re.I)
TAKEN = re.compile(r"\$\{[A-Z_]+(:[-?][^}]*)?\}")  # from outside

Service = dict[str, Any]


def directives(unit: Path) -> list[tuple[str, str]]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [(line.partition("=")[0], line.partition("=")[2]) for line in lines if re.match(r"[A-Z]\w+=", line)]


def services() -> dict[str, Service]:
    found: dict[str, Service] = yaml.safe_load((COMPOSE / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def commands() -> Iterator[list[str]]:
    """Yield every command of units and containers that this project runs."""
    for unit in UNITS:
        known = dict(entry.split("=", 1) for key, entry in directives(unit) if key == "Environment")
        for key, value in directives(unit):
            if key in ("ExecStart", "ExecStartPost"):
                assert value.startswith(f"{INSTALLED}/"), value
                filled = re.sub(r"\$\{(\w+)\}", lambda name, known=known: known[name[1]], value)  # type: ignore[misc]
                yield shlex.split(filled.removeprefix(f"{INSTALLED}/"))
    for service in services().values():
        if service["image"] == "yibao":
            yield service["command"]
    last = [line for line in (COMPOSE / "Dockerfile").read_text(encoding="utf-8").splitlines() if "CMD" in line][-1]
    yield yaml.safe_load(last.removeprefix("CMD "))


def test_every_command_exists_and_takes_its_options() -> None:
    tried = set()
    for program, name, *arguments in commands():
        if program == "dask":
            pytest.importorskip("distributed", reason="needs Dask: pip install 'yibao[dask]'")
            from distributed.cli.dask_scheduler import main as scheduler
            from distributed.cli.dask_worker import main as worker

            command: click.Command = {"scheduler": scheduler, "worker": worker}[name]
        else:
            assert program == "yibao"
            command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
        command.make_context(name, list(arguments))  # raises where an option or a value is not known
        tried.add(name)
    assert tried == {"serve", "build", "quarantine", "scheduler", "worker"}


def test_an_unknown_option_would_be_noticed() -> None:
    command = typer.main.get_command(app).commands["build"]  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="no-such-option"):
        command.make_context("build", ["pages", "--no-such-option"])


def test_the_variables_are_those_that_the_program_reads() -> None:
    known = {f"YIBAO_SERVE_{name.upper()}" for name in ServerSettings.model_fields}
    for command in typer.main.get_command(app).commands.values():  # type: ignore[attr-defined]
        known |= {one.envvar for one in command.params if isinstance(one.envvar, str)}
    own = {"YIBAO_DASK_HOST"}  # of a unit alone
    named: set[str] = set()
    for path in (*UNITS, COMPOSE / "compose.yaml", COMPOSE / "Dockerfile"):
        named |= {*re.findall(r"YIBAO_[A-Z_]+", path.read_text(encoding="utf-8"))}
    assert named - own <= known
    assert {"YIBAO_SCHEDULER", "YIBAO_VECTORS", "YIBAO_GRAPH", "YIBAO_SERVE_GRAPH", "YIBAO_DATA"} <= named


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_are_fenced_in(unit: Path) -> None:
    known = dict(directives(unit))
    assert known.items() >= FENCES.items()
    assert known["User"] == "yibao" and known["RestrictAddressFamilies"]
    assert not [value for key, value in directives(unit) if key == "Environment" and SECRET.search(value)]
    for page in (value for key, value in directives(unit) if key == "Documentation"):
        assert (ROOT / page.removeprefix("file:/opt/yibao/")).is_file()


def test_the_timer_starts_a_unit_that_is_there() -> None:
    assert [timer.stem for timer in TIMERS] == ["yibao-build"]
    assert (ROOT / "deploy" / "systemd" / "yibao-build.service") in UNITS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    here = str(Path(sys.executable).parent)
    for unit in (*UNITS, *TIMERS):
        text = unit.read_text(encoding="utf-8").replace(INSTALLED, here)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / unit.name) for unit in (*UNITS, *TIMERS)]
    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr.replace(str(tmp_path), "")) == (0, "")
    for unit in UNITS:
        line = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", str(tmp_path / unit.name)]
        judged = subprocess.run(line, capture_output=True, text=True)
        if "unrecognized option" in judged.stderr:
            pytest.skip("this systemd cannot judge units that are not loaded")
        assert judged.returncode == 0, judged.stdout[-200:]


def test_containers_are_watched_and_open_to_this_machine_alone() -> None:
    found = services()
    volumes = yaml.safe_load((COMPOSE / "compose.yaml").read_text(encoding="utf-8"))["volumes"]
    assert set(found) == {"graph", "vectors", "scheduler", "worker", "build", "serve"}
    for name, service in found.items():
        image, _, tag = service["image"].partition(":")
        assert image == "yibao" or re.search(r"\d", tag), f"{name}: a version that stays"
        assert name == "build" or {"test", "interval", "retries"} <= service["healthcheck"].keys(), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        for volume in service.get("volumes", []):
            source = TAKEN.sub("./pages", volume).split(":")[0]
            assert source in volumes or source == "./pages" or (COMPOSE / source).is_file(), volume
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted == {"condition": "service_healthy"} and "healthcheck" in found[other]
        if image == "yibao":
            assert service["read_only"] and service["cap_drop"] == ["ALL"]


def test_containers_hold_no_secret() -> None:
    for service in services().values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name):
                assert TAKEN.fullmatch(value), name
            assert not re.search(r"//[^@/]*:(?!\$\{)[^@/]*@", str(value)), name
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_the_image_takes_what_the_checkout_has() -> None:
    lines = (COMPOSE / "Dockerfile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("COPY"):
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (extras,) = re.findall(r"'\.\[(.*)\]'", "\n".join(lines))
    assert {*extras.split(",")} <= project["optional-dependencies"].keys()
    assert "USER yibao" in lines


@pytest.mark.skipif(not shutil.which("docker"), reason="Docker is not installed")
def test_docker_takes_the_services() -> None:
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("Docker Compose is not installed")
    line = ["docker", "compose", "-f", str(COMPOSE / "compose.yaml"), "--profile", "build", "config", "--quiet"]
    ended = subprocess.run(line, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "DBA_PASSWORD": "x"})
    assert ended.returncode == 0, ended.stderr
