"""A night whose snapshots, recording and publication are in an object store, by the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.files.object_store import filesystem
from crawler.files.storage import ObjectPath, names_in, put_file
from exports.remote import POINTER
from operations.configuration import ConfigurationError, read_configuration
from samples import folder
from sponsorfeed import main
from tests.storage.conftest import KEY, SECRET

ROOT = Path(__file__).parents[2]
BOARDS = str(folder() / "boards.csv")


def sponsorfeed(*words: str | Path | ObjectPath, data: Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, where a connection left open is an error."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sponsorfeed", *map(str, words), "--data", str(data)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_night_in_a_store_is_the_night_in_a_folder(s3: ObjectPath, tmp_path: Path) -> None:
    day = folder() / "day1.warc.gz"
    put_file(day, s3 / "day1.warc.gz")
    here = sponsorfeed("run", "--boards", BOARDS, "--replay", day, data=tmp_path / "one")
    settings = tmp_path / "sponsorfeed.toml"
    settings.write_text(f'snapshots = "{s3}/snapshots"\n[export]\nout = "{s3}/out"\n', encoding="utf-8")
    there = sponsorfeed(
        *("-v", "--config", settings, "run", "--boards", BOARDS, "--replay", s3 / "day1.warc.gz"), data=tmp_path / "two"
    )
    assert there.returncode == here.returncode, there.stderr
    assert here.stderr == "" or "Warning" not in there.stderr
    pointer = json.loads((s3 / "out" / POINTER).read_bytes())
    for name in ("jobs.jsonl", "jobs.db", "manifest.json"):
        assert (s3 / "out" / pointer["folder"] / name).read_bytes() == (tmp_path / "one" / "out" / name).read_bytes()
    assert not (tmp_path / "two" / "snapshots").exists()

    checked = sponsorfeed("verify", s3 / "out", data=tmp_path / "two")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, f"{s3}/out: sound\n", "")
    shown = sponsorfeed("--config", settings, "status", data=tmp_path / "two")
    assert pointer["feed_version"] in shown.stdout
    folded = sponsorfeed("--config", settings, "update", "--rebuild", data=tmp_path / "three")
    assert f"{len(names_in(s3 / 'snapshots'))} snapshots folded" in folded.stdout.replace("\n", " ")

    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    said = "".join(done.stdout + done.stderr for done in (there, checked, shown, folded))
    assert not any(secret.encode() in content for secret in (KEY, SECRET) for content in [*written, said.encode()])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("verify", "s3://canary:canary@bucket/out"), 2, "credentials do not belong in a URL"),
        (("update", "--snapshots", "s3://canary:canary@bucket/x"), 2, "credentials do not belong in a URL"),
        (("run", "--out", "s3:bucket", "--replay", "x"), 2, "no URL"),
        (("crawl", "--record", "parchment://bucket/x"), 2, "no storage that is known"),
        (("update", "--snapshots", "s3://no-such-bucket-here/x"), 3, "s3://no-such-bucket-here/x: there is no"),
        (("verify", "s3://no-such-bucket-here/x"), 1, "nothing is published at s3://no-such-bucket-here/x"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_the_code_for_it(
    s3: ObjectPath, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = CliRunner().invoke(main, [*words, "--data", str(tmp_path)])
    output = " ".join(done.output.replace("│", " ").split())
    assert (done.exit_code, said in output) == (code, True), done.output
    assert "canary" not in output


def test_a_publication_that_is_refused_is_told_and_made_up_for(s3: ObjectPath, tmp_path: Path) -> None:
    day = folder() / "day1.warc.gz"
    run = ("run", "--boards", BOARDS, "--replay", str(day), "--data", str(tmp_path))
    done = CliRunner().invoke(main, [*run, "--out", "s3://made-later/out"])
    assert done.exit_code == 3 and "made-later" in done.output
    assert not (tmp_path / "snapshots").exists(), "told before a night's work"
    filesystem("s3").mkdir("made-later")
    done = CliRunner().invoke(main, [*run, "--out", "s3://made-later/out"])
    assert done.exit_code in (0, 1), done.output
    done = CliRunner().invoke(main, ["verify", "s3://made-later/out", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output


def test_a_settings_file_with_credentials_in_it_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "sponsorfeed.toml"
    path.write_text('contact = "x"\nsnapshots = "s3://canary:canary@bucket"\n[export]\nout = "out"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"sponsorfeed\.toml:2:1: snapshots: .*credentials") as caught:
        read_configuration(path)
    assert "canary" not in str(caught.value)
    path.write_text('snapshots = "kept"\n[export]\nout = "s3://bucket/out"\n', encoding="utf-8")
    assert read_configuration(path) == {"snapshots": str(tmp_path / "kept"), "export.out": "s3://bucket/out"}


def test_the_doctor_asks_the_stores_and_makes_nothing_there(s3: ObjectPath, tmp_path: Path) -> None:
    words = ["doctor", "--data", str(tmp_path), "--boards", BOARDS, "--contact", "a@b.example", "--json"]
    done = CliRunner().invoke(main, [*words, "--snapshots", f"{s3}/x", "--out", "s3://no-such-bucket-here/out"])
    stores = [finding for finding in json.loads(done.output) if finding["check"] == "object store"]
    assert [(finding["status"], finding["mend"]) for finding in stores] == [
        ("ok", None),
        ("problem", "create the bucket, or correct the URL"),
    ]
    assert done.exit_code == 2 and names_in(s3) == []
