"""What is in deploy/ is accepted by what will read it, and calls the command line as it is."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml  # type: ignore[import-untyped]

from tests.commands import parse

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BINARY = "/opt/sponsorfeed/.venv/bin/sponsorfeed"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def calls() -> Iterator[tuple[str, list[str]]]:
    """Each call of sponsorfeed in deploy/: the file, and the arguments."""
    for unit in UNITS:
        for line in re.findall(r"^Exec\w+=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
            yield unit.name, shlex.split(line)[1:]
    for line in re.findall(rf"{BINARY} ([\w -]+)", (DEPLOY / "cron" / "sponsorfeed").read_text(encoding="utf-8")):
        yield "cron", shlex.split(line)
    container = cronjob()["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    yield "cronjob.yaml", container["args"][1:]
    for name, service in compose()["services"].items():
        yield f"compose.yaml {name}", service["command"]
    dockerfile = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r'^CMD \["(\w+)"\]$', dockerfile, re.MULTILINE):
        yield "Dockerfile", [line]


def cronjob() -> dict[str, Any]:
    found: dict[str, Any] = next(d for d in kubernetes() if d["kind"] == "CronJob")
    return found


def kubernetes() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / "cronjob.yaml").read_text(encoding="utf-8")))


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("where", "arguments"), list(calls()), ids=[where for where, _ in calls()])
def test_every_call_is_one_that_the_command_line_knows(where: str, arguments: list[str]) -> None:
    assert parse(arguments) in ("run", "serve", "status")


def test_a_call_with_an_unknown_option_would_be_seen() -> None:
    with pytest.raises(click.UsageError):
        parse(["run", "--quick"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert BINARY in text or unit.suffix == ".timer"
        (tmp_path / unit.name).write_text(text.replace(BINARY, "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("kubernetes-validate") is None, reason="kubernetes-validate is not installed")
def test_kubernetes_accepts_the_cron_job(tmp_path: Path) -> None:
    for number, document in enumerate(kubernetes()):
        path = tmp_path / f"{number}.yaml"
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
        done = subprocess.run(
            ["kubernetes-validate", "--strict", str(path)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_the_dockerfile_has_no_fault_that_a_linter_knows() -> None:
    done = subprocess.run(
        ["hadolint", str(DEPLOY / "docker" / "Dockerfile")], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_containers_run_as_nobody_on_a_root_that_is_read_only() -> None:
    pod = cronjob()["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    dockerfile = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    users = re.findall(r"^USER (\d+)$", dockerfile, re.MULTILINE)
    assert users == [str(pod["securityContext"]["runAsUser"])] and users != ["0"]
    assert pod["securityContext"]["runAsNonRoot"] and pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in compose()["services"].values())


def test_the_image_holds_every_package_that_the_wheel_does() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^only-include = \[(.+)\]$", project, re.MULTILINE)
    assert listed is not None
    dockerfile = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    wanted = (DEPLOY / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    for name in re.findall(r'"([\w.]+)"', listed[1]):
        assert re.search(rf"^COPY .*\b{re.escape(name)}\b", dockerfile, re.MULTILINE), name
        assert f"!{name}" in wanted


@pytest.mark.parametrize(("exits", "code"), [(0, 0), (1, 0), (2, 2), (3, 3)])
def test_the_job_is_done_when_something_was_published(exits: int, code: int) -> None:
    done = subprocess.run([*_shell(), "sh", "-c", f"exit {exits}"], timeout=20)
    assert done.returncode == code


def test_the_jobs_shell_passes_a_stop_on_and_waits(tmp_path: Path) -> None:
    script = f"trap 'sleep 0.3; echo drained > {tmp_path / 'said'}; exit 143' TERM; touch {tmp_path / 'up'}; "
    with subprocess.Popen([*_shell(), "sh", "-c", script + "while :; do sleep 0.05; done"]) as run:
        try:
            while not (tmp_path / "up").exists():
                time.sleep(0.05)
            time.sleep(0.5)  # until the outer shell waits, too
            os.kill(run.pid, signal.SIGTERM)
            assert run.wait(timeout=20) == 143
        finally:
            run.kill()
    assert (tmp_path / "said").read_text().strip() == "drained"


def _shell() -> list[str]:
    container = cronjob()["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    command: list[str] = container["command"]
    return command


@pytest.mark.parametrize(("code", "said"), [(0, ""), (1, ""), (4, ""), (2, "exit 2\nbad\n"), (3, "exit 3\nbad\n")])
def test_cron_says_something_only_when_something_is_wrong(tmp_path: Path, code: int, said: str) -> None:
    line = (DEPLOY / "cron" / "sponsorfeed").read_text(encoding="utf-8").splitlines()[-1]
    fields = line.split(None, 6)
    assert "%" not in line and fields[5] == "sponsorfeed"
    fake = tmp_path / "sponsorfeed"
    fake.write_text(f"#!/bin/sh\necho bad\nexit {code}\n", encoding="utf-8")
    fake.chmod(0o755)
    command = fields[6].replace(BINARY, str(fake)).replace("/var/lib/sponsorfeed", str(tmp_path))
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=20)
    assert done.stdout == said
