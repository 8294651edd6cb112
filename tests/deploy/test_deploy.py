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
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
import yaml  # type: ignore[import-untyped]
from distributed.cli import dask_scheduler, dask_worker

from tests.commands import parse

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BINARY = "/opt/sponsorfeed/.venv/bin/sponsorfeed"
UNITS = sorted((DEPLOY / "systemd").iterdir())
MANIFESTS = sorted((DEPLOY / "kubernetes").iterdir())
COMPOSED = sorted((DEPLOY / "docker").glob("*.yaml"))


def calls() -> Iterator[tuple[str, list[str]]]:
    """Each call of sponsorfeed in deploy/: the file, and the arguments."""
    for unit in UNITS:
        for line in re.findall(r"^Exec\w+=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
            yield unit.name, shlex.split(line)[1:]
    for line in re.findall(rf"{BINARY} ([\w -]+)", (DEPLOY / "cron" / "sponsorfeed").read_text(encoding="utf-8")):
        yield "cron", shlex.split(line)
    for manifest in MANIFESTS:
        yield manifest.name, runner(manifest)["args"][1:]
    for file in COMPOSED:
        for name, service in compose(file)["services"].items():
            if "entrypoint" not in service:
                yield f"{file.name} {name}", service["command"]
    dockerfile = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r'^CMD \["(\w+)"\]$', dockerfile, re.MULTILINE):
        yield "Dockerfile", [line]


def runner(manifest: Path) -> dict[str, Any]:
    """The container of the CronJob in ``manifest``."""
    job = next(document for document in kubernetes(manifest) if document["kind"] == "CronJob")
    found: dict[str, Any] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    return found


def kubernetes(manifest: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(manifest.read_text(encoding="utf-8")))


def pods(manifest: Path) -> list[dict[str, Any]]:
    """Specifications of the pods that ``manifest`` makes."""
    found = []
    for document in kubernetes(manifest):
        if document["kind"] == "CronJob":
            document = document["spec"]["jobTemplate"]
        if "template" in document.get("spec", {}):
            found.append(document["spec"]["template"]["spec"])
    return found


def compose(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
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
@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.name)
def test_kubernetes_accepts_what_it_is_given(tmp_path: Path, manifest: Path) -> None:
    for number, document in enumerate(kubernetes(manifest)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
        done = subprocess.run(
            ["kubernetes-validate", "--strict", str(path)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("check-jsonschema") is None, reason="check-jsonschema is not installed")
@pytest.mark.parametrize("file", COMPOSED, ids=lambda file: file.name)
def test_compose_files_are_by_the_schema_of_compose(file: Path) -> None:
    done = subprocess.run(
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("where", ["compose", "kubernetes"])
def test_schedulers_and_workers_are_started_as_dask_knows_it(where: str) -> None:
    if where == "compose":
        services = compose(DEPLOY / "docker" / "cluster.yaml")["services"].values()
        calls = [[*service["entrypoint"], *service["command"]] for service in services if "entrypoint" in service]
    else:
        containers = [
            container for pod in pods(DEPLOY / "kubernetes" / "cluster.yaml") for container in pod["containers"]
        ]
        calls = [container["command"] for container in containers if container["command"][0] == "dask"]
    known = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}
    for program, name, *words in calls:
        assert program == "dask"
        # As Compose fills it in, on a host that has more than one core.
        arguments = ["2" if word.startswith("${CORES") else re.sub(r"\$\{\w+:-(.*)\}", r"\1", word) for word in words]
        said = known[name].make_context(name, arguments).params
        assert name == "scheduler" or said["nanny"] or said["n_workers"] == "1"  # Dask starts no other
    assert sorted(name for _, name, *_ in calls) == ["scheduler", "worker"]


def test_the_parts_of_a_cluster_find_one_another() -> None:
    documents = kubernetes(DEPLOY / "kubernetes" / "cluster.yaml")
    by_kind = {kind: [d for d in documents if d["kind"] == kind] for kind in {d["kind"] for d in documents}}
    [service], [settings], [policy] = (by_kind[kind] for kind in ("Service", "ConfigMap", "NetworkPolicy"))
    address = f"tcp://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    assert f'cluster = "{address}"' in settings["data"]["sponsorfeed.toml"]
    labels = [d["spec"]["template"]["metadata"]["labels"] for d in by_kind["Deployment"]]
    assert service["spec"]["selector"] in labels
    [worker] = [d for d in by_kind["Deployment"] if "worker" in d["metadata"]["name"]]
    assert address in worker["spec"]["template"]["spec"]["containers"][0]["command"]
    [job] = by_kind["CronJob"]
    runs = job["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]["sponsorfeed"]
    [shut] = policy["spec"]["podSelector"]["matchExpressions"]
    assert {label["sponsorfeed"] for label in labels} == set(shut["values"])
    [let_in] = policy["spec"]["ingress"][0]["from"][0]["podSelector"]["matchExpressions"]
    assert set(let_in["values"]) == {*shut["values"], runs}
    images = {
        container["image"] for pod in pods(DEPLOY / "kubernetes" / "cluster.yaml") for container in pod["containers"]
    }
    assert len(images) == 1, "a worker of another version is refused"


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_the_dockerfile_has_no_fault_that_a_linter_knows() -> None:
    done = subprocess.run(
        ["hadolint", str(DEPLOY / "docker" / "Dockerfile")], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_containers_run_as_nobody_on_a_root_that_is_read_only() -> None:
    dockerfile = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    [user] = re.findall(r"^USER (\d+)$", dockerfile, re.MULTILINE)
    assert user != "0"
    for pod in [pod for manifest in MANIFESTS for pod in pods(manifest)]:
        assert str(pod["securityContext"]["runAsUser"]) == user and pod["securityContext"]["runAsNonRoot"]
        assert not pod["automountServiceAccountToken"]
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    for service in [service for file in COMPOSED for service in compose(file)["services"].values()]:
        assert service["read_only"] and service["cap_drop"] == ["ALL"]


def test_the_image_holds_every_package_that_the_wheel_does() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^only-include = \[(.+)\]$", project, re.MULTILINE)
    assert listed is not None
    dockerfile = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    wanted = (DEPLOY / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    for name in re.findall(r'"([\w.]+)"', listed[1]):
        assert re.search(rf"^COPY .*\b{re.escape(name)}\b", dockerfile, re.MULTILINE), name
        assert f"!{name}" in wanted


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.name)
@pytest.mark.parametrize(("exits", "code"), [(0, 0), (1, 0), (2, 2), (3, 3)])
def test_the_job_is_done_when_something_was_published(manifest: Path, exits: int, code: int) -> None:
    done = subprocess.run([*_shell(manifest), "sh", "-c", f"exit {exits}"], timeout=20)
    assert done.returncode == code


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.name)
def test_the_jobs_shell_passes_a_stop_on_and_waits(tmp_path: Path, manifest: Path) -> None:
    script = f"trap 'sleep 0.3; echo drained > {tmp_path / 'said'}; exit 143' TERM; touch {tmp_path / 'up'}; "
    with subprocess.Popen([*_shell(manifest), "sh", "-c", script + "while :; do sleep 0.05; done"]) as run:
        try:
            while not (tmp_path / "up").exists():
                time.sleep(0.05)
            while run.poll() is None:  # once more where the outer shell did not wait yet
                os.kill(run.pid, signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    run.wait(timeout=2)
            assert run.returncode == 143
        finally:
            run.kill()
    assert (tmp_path / "said").read_text().strip() == "drained"


def _shell(manifest: Path) -> list[str]:
    command: list[str] = runner(manifest)["command"]
    return command


NO_FAULTS = (1, 4, 130, 143)
"""Exit codes that nobody has to be told of, by the table in docs/deploying.md."""


def test_systemd_calls_a_failure_what_is_one() -> None:
    unit = (DEPLOY / "systemd" / "sponsorfeed.service").read_text(encoding="utf-8")
    [said] = re.findall(r"^SuccessExitStatus=(.*)$", unit, re.MULTILINE)
    assert tuple(map(int, said.split())) == NO_FAULTS
    table = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    quiet = re.findall(r"^\| ([\d, ]+) \| nothing", table, re.MULTILINE)
    assert {int(code) for codes in quiet for code in codes.split(",")} == {0, *NO_FAULTS}


@pytest.mark.parametrize(
    ("code", "said"),
    [*((code, "") for code in (0, *NO_FAULTS)), *((code, f"exit {code}\nbad\n") for code in (2, 3, 137))],
)
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
