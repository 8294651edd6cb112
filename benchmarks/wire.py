"""A wire that can be cut: connections through it stay open and carry nothing until it is mended."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Forwards connections to :attr:`port` of this machine to another port of it."""

    def __init__(self, there: int) -> None:
        self.port = 0
        self._there = there
        self._whole = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Forward until ``over``."""
        self._whole.set()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        far_out = None
        try:
            await self._whole.wait()
            far, far_out = await asyncio.open_connection("127.0.0.1", self._there)
            await asyncio.gather(self._carry(near, far_out), self._carry(far, near_out))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            for end in (near_out, far_out):
                if end is not None:
                    end.close()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while part := await source.read(2**16):
            await self._whole.wait()
            sink.write(part)
            await sink.drain()
        with suppress(OSError):
            sink.write_eof()

    def set_whole(self, whole: bool) -> None:
        """Cut it, or mend it; in the loop that it runs in."""
        (self._whole.set if whole else self._whole.clear)()


class Cable:
    """The wires of one machine, cut together."""

    def __init__(self, loop: asyncio.AbstractEventLoop, wires: list[Wire]) -> None:
        self._loop = loop
        self.wires = wires

    def cut(self) -> None:
        """Carry nothing any more."""
        self._set(whole=False)

    def mend(self) -> None:
        """Carry again, what came in the meantime first."""
        self._set(whole=True)

    def _set(self, *, whole: bool) -> None:
        for wire in self.wires:
            self._loop.call_soon_threadsafe(wire.set_whole, whole)


@contextmanager
def lay_cable(*there: int) -> Iterator[Cable]:
    """A cable to these ports of this machine, from a thread."""
    loop = asyncio.new_event_loop()
    wires = [Wire(port) for port in there]
    readies, over = [threading.Event() for _ in wires], asyncio.Event()

    async def serve() -> None:
        await asyncio.gather(*(wire.serve(ready, over) for wire, ready in zip(wires, readies, strict=True)))

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    for ready in readies:
        ready.wait()
    try:
        yield Cable(loop, wires)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
