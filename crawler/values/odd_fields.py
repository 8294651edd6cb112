"""Read a job although a field of it is of a shape that nobody expects, by leaving out as little as will do.

Types drift from tenant to tenant: an object becomes a list, a list has a null in it, a field is gone. Nothing here
knows a system: a job is handed to the same mapping again without one field after the other, fields of fields included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from traceback import walk_tb
from typing import Any, Final, NamedTuple

from crawler.items import IncompletePosting, JobPosting

UNREADABLE: Final = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
"""What a mapping raises on a job of an unexpected shape: a missing key, a null, a list where an object was."""
Path = tuple[str | int, ...]
_TRIES = 600
"""Readings of one job at most; one takes about a millisecond."""
_ODD_AT_ONCE = 4
_DEEPEST = 6
_SEARCHES_IN_VAIN = 20
"""After so many jobs of a board that nothing could be done for, no further one is searched."""


class Reading(NamedTuple):
    """What became of an odd job: its posting and what had to be left out, or at least its id where that is known."""

    posting: JobPosting | None
    without: list[str]
    """As paths ("detail.offices.0")."""
    posting_id: str | None


class OddFields:
    """Reads the odd jobs of one board. What drifts does so in every job, so what was odd once is tried first."""

    def __init__(self) -> None:
        self._known: list[list[Path]] = []
        self._in_vain = 0

    def read(self, job: dict[str, Any], mapping: Callable[[dict[str, Any]], JobPosting]) -> Reading:
        """A posting of ``job`` without the fields that ``mapping`` cannot read, where there is a way."""
        trial = _Trial(mapping)
        whole = without_nulls_among_objects(job)
        if whole != job and isinstance(found := trial(whole), JobPosting):
            return Reading(found, ["nulls among objects"], found.id)
        for paths in self._known:
            if isinstance(found := trial(_without(whole, paths)), JobPosting):
                return Reading(found, _words(paths), found.id)
        if self._in_vain < _SEARCHES_IN_VAIN:
            if (hit := _search(whole, trial)) is not None:
                paths, found = hit
                self._known.append(paths)
                return Reading(found, _words(paths), found.id)
            self._in_vain += 1
        return Reading(None, [], trial.posting_id)


class _Trial:
    """The mapping, which counts how often it was tried and remembers the id of a posting that lacked something else."""

    def __init__(self, mapping: Callable[[dict[str, Any]], JobPosting]) -> None:
        self._mapping = mapping
        self.count = 0
        self.posting_id: str | None = None

    def __call__(self, job: dict[str, Any]) -> JobPosting | Exception:
        self.count += 1
        try:
            return self._mapping(job)
        except IncompletePosting as error:
            self.posting_id = self.posting_id or error.posting_id
            return error
        except UNREADABLE as error:
            return error


def without_nulls_among_objects(value: Any) -> Any:
    """``value`` without the nulls in lists whose other elements are objects: a row that is not there is no row."""
    if isinstance(value, dict):
        return {name: without_nulls_among_objects(inner) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    objects = any(isinstance(inner, dict) for inner in value)
    objects = objects and all(inner is None or isinstance(inner, dict) for inner in value)
    return [without_nulls_among_objects(inner) for inner in value if inner is not None or not objects]


def _search(job: dict[str, Any], trial: _Trial) -> tuple[list[Path], JobPosting] | None:
    paths: list[Path] = []
    outcome = trial(job)
    while not isinstance(outcome, JobPosting):
        path, outcome = _least(job, trial, outcome)
        if path is None or len(paths) == _ODD_AT_ONCE:
            return None
        job = _remove(job, path)
        paths.append(path)
    return paths, outcome


def _least(job: dict[str, Any], trial: _Trial, failure: Exception) -> tuple[Path | None, JobPosting | Exception]:
    """The smallest field without which ``job`` can be read, else one without which another failure comes first."""
    further: tuple[Path, Exception] | None = None
    for path in _by_depth(job):
        outcome = trial(_remove(job, path))
        if isinstance(outcome, JobPosting):
            return _smallest(job, path, trial, outcome)
        if further is None and _is_another(outcome, failure, path):
            further = path, outcome
        if trial.count >= _TRIES:
            break
    return further or (None, failure)


def _smallest(job: dict[str, Any], path: Path, trial: _Trial, found: JobPosting) -> tuple[Path, JobPosting]:
    """As little of the field at ``path`` as will do: one element of it, or of that."""
    for _ in range(_DEEPEST):
        for key in _keys(_at(job, path)):
            outcome = trial(_remove(job, (*path, key)))
            if isinstance(outcome, JobPosting):
                path, found = (*path, key), outcome
                break
        else:
            break
    return path, found


def _is_another(outcome: Exception, failure: Exception, path: Path) -> bool:
    """Whether the mapping came further; that it misses what was just taken away is no progress."""
    if isinstance(outcome, IncompletePosting) or (isinstance(outcome, KeyError) and outcome.args == path[-1:]):
        return False
    return _place_of(outcome) != _place_of(failure)


def _place_of(failure: Exception) -> tuple[object, ...]:
    """What failed, and on which lines."""
    return type(failure), str(failure), *(line for _, line in walk_tb(failure.__traceback__))


def _by_depth(job: dict[str, Any]) -> Iterator[Path]:
    level: list[Path] = [(name,) for name in job]
    for _ in range(_DEEPEST):
        yield from level
        level = [(*path, key) for path in level for key in _keys(_at(job, path))]


def _keys(value: Any) -> list[str | int]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _without(job: dict[str, Any], paths: list[Path]) -> dict[str, Any]:
    for path in paths:
        job = _remove(job, path)
    return job


def _remove(value: Any, path: Path) -> Any:
    """A copy of ``value`` without what is at ``path``; as it is where there is nothing."""
    key, *rest = path
    if isinstance(value, dict) and key in value:
        if rest:
            return value | {key: _remove(value[key], tuple(rest))}
        # Whether there is a detail is asked of the job itself.
        return value | {key: None} if key == "detail" else {name: v for name, v in value.items() if name != key}
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return [*value[:key], *([_remove(value[key], tuple(rest))] if rest else []), *value[key + 1 :]]
    return value


def _words(paths: list[Path]) -> list[str]:
    return [".".join(map(str, path)) for path in paths]
