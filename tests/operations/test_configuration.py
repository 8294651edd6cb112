"""Settings: what a file says is what commands do, and what it cannot say is told with its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from operations.configuration import ConfigurationError, read_configuration, template
from operations.settings import EVERY_COMMAND, KEYS
from sponsorfeed import main


def read(folder: Path, text: str) -> dict[str, Any]:
    path = folder / "sponsorfeed.toml"
    path.write_text(text, encoding="utf-8")
    return dict(read_configuration(path))


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text)
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


def invoke(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def commands(group: click.Group, before: str = "") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = {parameter.name or "" for parameter in command.params}
    return found


def test_every_key_stands_for_options_that_exist() -> None:
    known = commands(main)
    before_the_command = {parameter.name for parameter in main.params}
    for key in KEYS:
        assert key.options
        for option in key.options:
            command, _, parameter = option.rpartition(".")
            if not command:
                assert parameter in before_the_command, f"{key.name}: {option}"
                continue
            for place in known if command == EVERY_COMMAND else [command]:
                assert parameter in known[place], f"{key.name}: {option}"


def test_what_init_writes_says_nothing_but_the_contact_until_it_is_uncommented(tmp_path: Path) -> None:
    assert read(tmp_path, template()) == {"contact": ""}
    said = read(tmp_path, re.sub(r"^# (\w+ = )", r"\1", template(), flags=re.MULTILINE))
    assert set(said) == {key.name for key in KEYS}
    for key in KEYS:
        assert said[key.name] == (str(tmp_path / str(key.example)) if key.kind in ("path", "place") else key.example)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("contact = 5", "sponsorfeed.toml:1:1: contact must be text in quotes, such as contact"),
        ("\n[crawl]\n  ful = true", "sponsorfeed.toml:3:3: unknown key 'crawl.ful', did you mean 'crawl.full'?"),
        ("full = true", "sponsorfeed.toml:1:1: unknown key 'full', did you mean 'crawl.full'?"),
        ("[crawll]\nfull = true", "sponsorfeed.toml:1:2: unknown key 'crawll', did you mean 'crawl'?"),
        ("crawl = 3", "sponsorfeed.toml:1:1: 'crawl' is a table: write [crawl]"),
        (
            "[export]\nformats = ['jsonl', 'csvv']",
            "sponsorfeed.toml:2:1: export.formats: no 'csvv', did you mean 'csv'?",
        ),
        ("[export]\nformats = 'csv'", "sponsorfeed.toml:2:1: export.formats must be a list of texts in quotes"),
        ("[reference]\nsince = true", "sponsorfeed.toml:2:1: reference.since must be a whole number"),
        ("[crawl]\nfull = 1", "sponsorfeed.toml:2:1: crawl.full must be true or false"),
        ("data = ''", "sponsorfeed.toml:1:1: data must be a path"),
        ("usajobs_key = 'x'", "sponsorfeed.toml:1:1: unknown key 'usajobs_key'; secrets belong in the environment"),
        ("contact = 'a'\ncontact = 'b'", "sponsorfeed.toml:2:14: not TOML:"),
        ("contact =", "sponsorfeed.toml:1:10: not TOML:"),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_nearest_word(tmp_path: Path, text: str, told: str) -> None:
    assert problems(tmp_path, text)[0].startswith(told)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "contact = 5\nboard = 'x'\n[crawl]\nfull = 'yes'\n")) == 3


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# ok\ncontact = '\xe9'\n")
    with pytest.raises(ConfigurationError, match=r"latin\.toml:2:12: not UTF-8"):
        read_configuration(tmp_path / "latin.toml")
    with pytest.raises(ConfigurationError, match=r"none\.toml:1:1: No such file"):
        read_configuration(tmp_path / "none.toml")


@given(text=st.text(max_size=60) | st.from_regex(r"\[?[a-z.]{1,12}\]?( = (\"x\"|true|3|\[\]))?", fullmatch=True))
def test_any_file_is_read_or_refused_with_a_place(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        assert set(read_configuration(path)) <= {key.name for key in KEYS}
    except ConfigurationError as error:
        assert all(re.match(rf"{re.escape(str(path))}:\d+:\d+: ", problem) for problem in error.problems)


def test_commands_take_their_defaults_from_the_file_and_an_option_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "list.csv").write_text(
        "employer,url\nAcme,https://boards.greenhouse.io/acme\n", encoding="utf-8"
    )
    settings = tmp_path / "site" / "sponsorfeed.toml"
    settings.write_text('boards = "list.csv"\ncontact = "ops@example.org"\ndata = "kept"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    planned = invoke("--config", "site/sponsorfeed.toml", "crawl", "--dry-run", "--json")
    assert [row["board"] for row in json.loads(planned.output)["boards"]] == ["greenhouse:acme"]
    assert (tmp_path / "site" / "kept").is_dir(), "a path in the file is relative to the file"
    one = "https://jobs.lever.co/hill"
    chosen = invoke("--config", "site/sponsorfeed.toml", "crawl", "--dry-run", "--json", "--board", one)
    assert [row["board"] for row in json.loads(chosen.output)["boards"]] == ["lever:hill"]
    assert invoke("--config", "site/sponsorfeed.toml", "boards", "check").output.endswith("list.csv: 1 boards\n")
    monkeypatch.chdir(tmp_path / "site")  # found there without being named
    assert invoke("boards", "check").exit_code == 0
    settings.write_text("contct = 'x'\n", encoding="utf-8")
    refused = invoke("boards", "check")
    assert refused.exit_code == 2
    assert "sponsorfeed.toml:1:1: unknown key 'contct', did you mean 'contact'?" in refused.stderr


@pytest.mark.parametrize("in_file", [True, False])
def test_the_file_may_ask_for_logs_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_file: bool) -> None:
    asked = []
    monkeypatch.setattr("crawler.runs.run_log.begin_log", lambda *_, as_json, **__: asked.append(as_json))
    settings = tmp_path / "sponsorfeed.toml"
    settings.write_text("[log]\njson = true\n" if in_file else "", encoding="utf-8")
    invoke("--config", str(settings), "init", "--print")
    invoke("--config", str(settings), "--log-json", "init", "--print")
    assert asked == [in_file, True]


def test_init_writes_both_files_and_nothing_over_what_is_there(tmp_path: Path) -> None:
    first = invoke("init", str(tmp_path / "new"), "--json")
    assert [Path(path).name for path in json.loads(first.output)["written"]] == ["sponsorfeed.toml", "boards.csv"]
    (tmp_path / "new" / "boards.csv").write_text("mine", encoding="utf-8")
    second = json.loads(invoke("init", str(tmp_path / "new"), "--json").output)
    assert (len(second["written"]), len(second["kept"])) == (0, 2)
    assert (tmp_path / "new" / "boards.csv").read_text(encoding="utf-8") == "mine"
    assert invoke("init", "--print").output == template()
