"""The shared string table of a workbook, kept on disk: memory does not grow with the number of strings.

Items are written to a temporary file as they are, in blocks, and read when they are looked up: most strings of a filing
file belong to columns that nobody asks for. Blocks in use stay in memory, because rows use strings in about the order
in which the table lists them.
"""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from enrich.reference.tables import ReferenceDataError

_BLOCK = 16  # strings
_BLOCKS_IN_MEMORY = 4096
_LONGEST = 64 * 2**20  # bytes of XML for one string

_PLAIN = re.compile(rb'<si><t(?: xml:space="preserve")?+>([^<]*+)</t>')
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.S)
_TEXT = re.compile(rb"<t(?:\s[^>]*)?(?:/>|>(.*?)</t>)", re.S)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.S)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the format writes characters that XML cannot hold
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def read_xml_text(raw: bytes) -> str:
    """Text of an XML element without child elements: entities and the format's own escapes resolved."""
    text = raw.decode("utf-8", "replace")
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: _code_point(int(found[1], 16)), text)
    return text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return _code_point(int(found[1]) if found[1] else int(found[2], 16))


def _code_point(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def read_rich_text(xml: bytes) -> str:
    """Text of a string item or inline string: the runs joined, phonetic hints left out."""
    if b"<!" in xml:
        xml = plain_markup(xml)
    if b"<rPh" in xml:
        xml = _PHONETIC.sub(b"", xml)
    return "".join(read_xml_text(run) for run in _TEXT.findall(xml))


def plain_markup(xml: bytes) -> bytes:
    """The same XML without comments and with CDATA sections written as text."""
    xml = _COMMENT.sub(b"", xml)
    return _CDATA.sub(lambda found: found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;"), xml)


class SharedStrings:
    """Strings by index. Build from the chunks of ``sharedStrings.xml``; use as a context manager.

    Raises :class:`ReferenceDataError` (naming ``place``) when the XML holds one endless item.
    """

    def __init__(self, chunks: Iterable[bytes], place: str) -> None:
        self._place = place
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._starts = array("Q", [0])
        self._blocks: dict[int, list[bytes]] = {}
        self._count = 0
        self._pending: list[bytes] = []
        self._end = 0
        try:
            for items in self._read(chunks):
                self._add(items)
            self._write(self._pending)
            self._file.flush()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < self._count:
            raise IndexError(index)
        number, offset = divmod(index, _BLOCK)
        block = self._blocks.get(number)
        if block is None:
            start, end = self._starts[number], self._starts[number + 1]
            block = os.pread(self._file.fileno(), end - start, start).split(b"</si>")
            if len(self._blocks) >= _BLOCKS_IN_MEMORY:
                self._blocks.clear()
            self._blocks[number] = block
        plain = _PLAIN.fullmatch(block[offset])
        if plain:
            return read_xml_text(plain[1])
        return read_rich_text(block[offset][block[offset].find(b"<si") :])

    def close(self) -> None:
        """Drop the strings."""
        self._file.close()

    def _read(self, chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
        tail = b""
        for chunk in chunks:
            text = tail + chunk
            if b"<si/>" in text:
                text = text.replace(b"<si/>", b"<si></si>")
            last = text.rfind(b"</si>")
            end = last + len(b"</si>") if last >= 0 else 0
            if len(text) - end > _LONGEST:
                raise ReferenceDataError(
                    f"{self._place}: one string of the workbook is over 64 MB; the file is damaged"
                )
            tail = text[end:]
            if end:
                *items, _ = text[:end].split(b"</si>")
                yield items

    def _add(self, items: list[bytes]) -> None:
        self._count += len(items)
        waiting = self._pending + items if self._pending else items
        whole = len(waiting) - len(waiting) % _BLOCK
        self._write(waiting[:whole])
        self._pending = waiting[whole:]

    def _write(self, items: list[bytes]) -> None:
        for first in range(0, len(items), _BLOCK):
            block = b"</si>".join(items[first : first + _BLOCK])
            self._file.write(block)
            self._end += len(block)
            self._starts.append(self._end)
