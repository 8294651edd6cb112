"""What the process that leads a crawl and its workers say to each other: one JSON object a line, over a socket."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from crawler.items import Board, Snapshot
from crawler.manners.traffic import Backend


class Job(msgspec.Struct, tag=True):
    """What a worker is to do; the first line it is told."""

    boards: list[Board]
    one_by_one: bool
    snapshots: str
    run: str
    crawled_at: str
    full: bool
    contact: str | None
    allowed_hosts: list[str]
    log_level: int
    log_json: bool
    until: float | None
    """As of :class:`Leased`; ``None``: there is no lease."""


class Turn(msgspec.Struct, tag=True):
    """Request ``number`` wants its turn at all ``keys``."""

    number: int
    keys: list[str]


class Ended(msgspec.Struct, tag=True):
    """A turn at ``key`` ended; the arguments of :meth:`crawler.manners.pace.Pace.failed` where it failed."""

    key: str
    how: Literal["succeeded", "released", "failed"]
    reason: str = ""
    asked_wait: float | None = None


class Space(msgspec.Struct, tag=True):
    """Turns of ``key`` shall be so many seconds apart."""

    key: str
    seconds: float


class Begun(msgspec.Struct, tag=True):
    """The crawl of a board began."""

    board: str


class Done(msgspec.Struct, tag=True):
    """The crawl of a board is over; without the header of a ``snapshot`` a defect left it without one."""

    board: str
    snapshot: Snapshot | None


class Alive(msgspec.Struct, tag=True):
    """The worker is not stuck; ``traffic`` is that of each backend which was asked since the last time, all of it."""

    traffic: dict[str, Backend]


class Granted(msgspec.Struct, tag=True):
    """It is the turn of request ``number``."""

    number: int


class Refused(msgspec.Struct, tag=True):
    """Request ``number`` is not to be made in this run."""

    number: int
    reason: str


class Silence(msgspec.Struct, tag=True):
    """Nobody asks ``key`` for so many seconds, who has a turn neither."""

    key: str
    seconds: float


class Stop(msgspec.Struct, tag=True):
    """Begin no further board, and end within so many seconds."""

    seconds: float


class Leased(msgspec.Struct, tag=True):
    """The lease goes on until this moment of :func:`crawler.parallel.clock.clock`, then nobody is asked any more."""

    until: float


FromWorker = Turn | Ended | Space | Begun | Done | Alive
ToWorker = Job | Granted | Refused | Silence | Stop | Leased

_encode = msgspec.json.Encoder().encode


class Line:
    """One end of the socket. Messages are small and sent whole; who listens is called for each as it comes."""

    def __init__(self, end: socket.socket, kind: Any) -> None:
        self._end = end
        self._decode = msgspec.json.Decoder(kind).decode
        self._unfinished = b""

    def fileno(self) -> int:
        """For the selector of an event loop."""
        return self._end.fileno()

    def wait(self) -> None:
        """Wait until something has come."""
        select.select([self._end], [], [])

    def send(self, message: msgspec.Struct) -> None:
        """Send ``message``. Raises ``OSError`` when the other end is gone."""
        self._end.sendall(_encode(message) + b"\n")

    def receive(self, listener: Callable[[Any], object]) -> bool:
        """Hand what has come to ``listener``, without waiting; ``False`` when the other end is gone."""
        try:
            came = self._end.recv(2**16, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        *lines, self._unfinished = (self._unfinished + came).split(b"\n")
        for line in lines:
            listener(self._decode(line))
        return bool(came)

    def close(self) -> None:
        """Close this end."""
        self._end.close()
