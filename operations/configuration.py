"""Read and write ``sponsorfeed.toml``: what the options of the commands are when they are not given."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from operations.settings import EVERY_COMMAND, KEYS, SECRETS, Key, Value, may_be_url

NAME: Final = "sponsorfeed.toml"

_BY_NAME: Final = {key.name: key for key in KEYS}
_TABLES: Final = {key.table for key in KEYS if key.table}
_TOML_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_HEADER = re.compile(r"\s*\[\s*([\w.\- ]+?)\s*\]")
_ASSIGNED = re.compile(r"\s*([\w\-.\"']+?)\s*=\s*")
_SECRET = re.compile(r"key|secret|password|token", re.IGNORECASE)
_KINDS: Final = {
    "text": "text in quotes",
    "path": "a path in quotes",
    "place": "a path, or a URL such as s3://bucket/folder, in quotes",
    "flag": "true or false",
    "number": "a whole number",
    "texts": "a list of texts in quotes",
}

_Place = tuple[int, int]


class ConfigurationError(ValueError):
    """The configuration cannot be used; ``problems`` are all of them, each with file, line, column and what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_configuration(path: Path) -> dict[str, Value]:
    """The keys that ``path`` sets, by dotted name; paths are relative to it. Raises :class:`ConfigurationError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        said = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError([f"{path}:1:1: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise ConfigurationError([f"{path}:{line}:{column}: not UTF-8; save the file as UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([_not_toml(path, text, str(error))]) from error
    places = _places(text)
    problems: list[str] = []
    found: dict[str, Value] = {}
    for name, value in _flatten(said):
        line, column = places.get(name, (1, 1))
        problem = _problem(name, value)
        if problem is not None:
            problems.append(f"{path}:{line}:{column}: {problem}")
        else:
            found[name] = _converted(_BY_NAME[name], value, path.parent)
    if problems:
        raise ConfigurationError(problems)
    return found


def command_defaults(found: Mapping[str, Value], commands: Mapping[str, Any]) -> dict[str, Any]:
    """``found`` as a default map of click; ``commands`` is a tree of command names, groups holding such a tree."""
    defaults: dict[str, Any] = {}
    for name, value in found.items():
        for option in _BY_NAME[name].options:
            *path, parameter = option.split(".")
            if path == [EVERY_COMMAND]:
                _set_everywhere(defaults, commands, parameter, value)
            else:
                _level(defaults, path)[parameter] = value
    return defaults


def template() -> str:
    """The file that ``init`` writes: every key with what it is for, commented out where the default will do."""
    lines = [
        "# Settings of sponsorfeed. An option on the command line wins over this file. A line that begins with #",
        "# shows the default. Paths are relative to this file.",
        "",
    ]
    table = ""
    for key in KEYS:
        if key.table != table:
            table = key.table
            lines += [f"[{table}]", ""]
        lines += [f"# {line}" for line in _wrapped(key)]
        lines += [f"{'' if key.required else '# '}{key.word} = {_written(key.example)}", ""]
    lines.append("# Secrets are read from the environment, never from a file:")
    lines += [f"#   {name}  {doc}" for name, doc in SECRETS.items()]
    return "\n".join(lines) + "\n"


def _wrapped(key: Key) -> list[str]:
    doc = key.doc + (f" Any of: {', '.join(key.choices)}." if key.choices else "")
    lines, line = [], ""
    for word in doc.split():
        if len(line) + len(word) > 100:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_written(one) for one in value)}]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _not_toml(path: Path, text: str, message: str) -> str:
    match = _TOML_PLACE.fullmatch(message)
    said, line, column = match.groups() if match else (message, None, None)
    if line is None:  # the end of the document
        line, column = str(text.count("\n") + 1), str(len(text) - text.rfind("\n"))
    return f"{path}:{line}:{column}: not TOML: {said[:1].lower()}{said[1:]}"


def _flatten(said: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for word, value in said.items():
        name = f"{before}{word}"
        if isinstance(value, dict) and (name in _TABLES or any(inner.startswith(f"{name}.") for inner in _TABLES)):
            yield from _flatten(value, f"{name}.")
        else:
            yield name, value


def _places(text: str) -> dict[str, _Place]:
    """Where each key stands, line and column from 1; wrong only inside a text of several lines, which none takes."""
    places: dict[str, _Place] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = header[1].replace(" ", "") + "."
            places.setdefault(table[:-1], (number, header.start(1) + 1))
        elif assigned := _ASSIGNED.match(line):
            name = assigned[1].replace('"', "").replace("'", "")
            places.setdefault(f"{table}{name}", (number, assigned.start(1) + 1))
    return places


def _problem(name: str, value: Any) -> str | None:
    key = _BY_NAME.get(name)
    if key is None:
        return _unknown(name)
    if key.kind == "place" and isinstance(value, str) and (wrong := _wrong_place(value)):
        return f"{name}: {wrong}"
    if not _fits(key, value):
        return f"{name} must be {_KINDS[key.kind]}, such as {key.word} = {_written(key.example)}"
    if key.choices:
        for one in value:
            if one not in key.choices:
                return f"{name}: no {one!r}{_near(one, key.choices)}; there are {', '.join(key.choices)}"
    return None


def _wrong_place(value: str) -> str | None:
    """Why ``value`` names no place, without what may be secret in it."""
    if not may_be_url(value):
        return None
    from crawler.files.storage import StorageUrlError, parse_location

    try:
        parse_location(value)
    except StorageUrlError as error:
        return str(error)
    return None


def _unknown(name: str) -> str:
    if name in _TABLES:
        return f"{name!r} is a table: write [{name}] on a line of its own, and its keys below"
    if _SECRET.search(name):
        return f"unknown key {name!r}; secrets belong in the environment, not in a file: {', '.join(SECRETS)}"
    words = {key.word: key.name for key in KEYS}
    near = difflib.get_close_matches(name, [*_BY_NAME, *_TABLES], n=1, cutoff=0.6)
    if not near:  # in the wrong table, maybe
        near = [words[word] for word in difflib.get_close_matches(name.rpartition(".")[2], words, n=1, cutoff=0.6)]
    hint = f", did you mean {near[0]!r}?" if near else ";"
    return f"unknown key {name!r}{hint} `sponsorfeed init --print` shows every key"


def _near(word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f", did you mean {near[0]!r}?" if near else ""


def _fits(key: Key, value: Any) -> bool:
    if key.kind in ("text", "path", "place"):
        return isinstance(value, str) and bool(value or key.kind == "text")
    if key.kind == "flag":
        return isinstance(value, bool)
    if key.kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _converted(key: Key, value: Any, folder: Path) -> Value:
    if key.kind == "path" or (key.kind == "place" and not may_be_url(value)):
        return str(folder / Path(value).expanduser())
    return tuple(value) if key.kind == "texts" else value


def _set_everywhere(defaults: dict[str, Any], commands: Mapping[str, Any], parameter: str, value: Value) -> None:
    for name, inner in commands.items():
        level = defaults.setdefault(name, {})
        if isinstance(inner, Mapping):
            _set_everywhere(level, inner, parameter, value)
        else:
            level[parameter] = value


def _level(defaults: dict[str, Any], path: list[str]) -> dict[str, Any]:
    for name in path:
        defaults = defaults.setdefault(name, {})
    return defaults
