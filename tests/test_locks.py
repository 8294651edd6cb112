"""What is installed is what was reviewed: every package pinned, with hashes, from wherever the operator's index is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_VERSION = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
_PINNED = re.compile(r"[A-Za-z0-9._-]+(?:\[[\w,]+\])?==[\w.+!]+(?: ; [^\\]+)?(?: *\\\n +--hash=sha256:[0-9a-f]{64})+")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-cluster.lock"])
def test_every_package_is_pinned_with_hashes_and_no_index_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    assert len(entries) > 20
    for entry in entries:
        assert _PINNED.fullmatch(entry.strip()), entry


def test_a_cluster_runs_the_versions_that_are_tested() -> None:
    """What the workers' image has on top is pinned as it is for the tests."""
    tested = set(_VERSION.findall((ROOT / "requirements-dev.lock").read_text(encoding="utf-8")))
    cluster = _VERSION.findall((ROOT / "requirements-cluster.lock").read_text(encoding="utf-8"))
    assert {"distributed", "s3fs"} <= {name for name, _ in cluster} and set(cluster) <= tested


def test_installing_asks_for_the_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line and "lock" in line]
    assert installs and all("--require-hashes" in line for line in installs)
