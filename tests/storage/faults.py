"""An object store that goes wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.files.object_store import filesystem


class FaultyStore:
    """The real file system behind it, but for what a test sets."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.unlisted: Callable[[str], bool] = lambda _: False
        """Keys that a list lacks: it is old."""
        self.puts_left: int | None = None
        """How many more objects it takes before it refuses."""
        self.before_put: Callable[[str], None] = lambda _: None
        self.put: list[str] = []
        """Keys of what was put, in order."""
        self.removed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def find(self, key: str) -> list[str]:
        return [found for found in self._real.find(key) if not self.unlisted(found)]

    def put_file(self, path: str, key: str, **how: Any) -> None:
        self._note(key)
        self._real.put_file(path, key, **how)

    def pipe_file(self, key: str, content: bytes, **how: Any) -> None:
        self._note(key)
        self._real.pipe_file(key, content, **how)

    def rm_file(self, key: str) -> None:
        self.removed.append(key)
        self._real.rm_file(key)

    def _note(self, key: str) -> None:
        if self.puts_left is not None:
            if not self.puts_left:
                raise PermissionError(13, "Access Denied")
            self.puts_left -= 1
        self.before_put(key)
        self.put.append(key)


def install(monkeypatch: pytest.MonkeyPatch) -> FaultyStore:
    """Put a faulty store before S3."""
    store = FaultyStore(filesystem("s3"))
    monkeypatch.setattr("crawler.files.object_path.filesystem", lambda _: store)
    return store
