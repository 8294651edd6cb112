"""The ZIP package around a workbook: which parts it has, and whether they are safe to inflate."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree

from enrich.reference.inflation import is_encrypted, refuse_bomb
from enrich.reference.tables import ReferenceDataError

_CHUNK = 2**20
_LARGEST_PART = 16 * 2**30  # bytes: more than the XML of a full sheet (1,048,576 rows) of the widest published layout
_LARGEST_INDEX = 16 * 2**20  # workbook.xml and the relations are a few KB
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    part: str


class Package:
    """Parts of a workbook by name. Raises :class:`ReferenceDataError` naming the file and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGED as error:
            raise ReferenceDataError(
                f"{self.name}: the workbook is truncated or damaged ({error}); download it again"
            ) from error
        try:
            self.sheets, self.strings_part = self._index()
        except BaseException:
            self._zip.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def chunks(self, part: str) -> Iterator[bytes]:
        """The inflated bytes of ``part``, a MiB at a time; declared size and ratio are checked before the first."""
        info = self._info(part)
        self._check(info)
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _DAMAGED as error:
            raise ReferenceDataError(
                f"{self.name}: {part} is truncated or damaged ({error}); download it again"
            ) from error

    def _info(self, part: str) -> zipfile.ZipInfo:
        try:
            return self._zip.getinfo(part)
        except KeyError as error:
            raise ReferenceDataError(f"{self.name}: the workbook lacks its part {part}; download it again") from error

    def _check(self, info: zipfile.ZipInfo) -> None:
        if is_encrypted(info):
            raise ReferenceDataError(f"{self.name}: the workbook is encrypted; save it without a password")
        refuse_bomb(self.name, info, _LARGEST_PART)

    def _index(self) -> tuple[list[Sheet], str | None]:
        names = set(self._zip.namelist())
        if "xl/workbook.xml" not in names:
            what = (
                "a binary workbook (.xlsb): save it as .xlsx" if "xl/workbook.bin" in names else "a ZIP, not a workbook"
            )
            raise ReferenceDataError(f"{self.name}: this is {what}; an .xlsx or .csv file is needed")
        workbook = self._xml("xl/workbook.xml")
        targets: dict[str, str] = {}
        strings = None
        for relation in self._xml("xl/_rels/workbook.xml.rels"):
            part = _resolve(relation.get("Target", ""))
            targets[relation.get("Id", "")] = part
            if relation.get("Type", "").endswith("/sharedStrings") and part in names:
                strings = part
        sheets = []
        for sheet in workbook.iter("{*}sheet"):
            relation_id = next((v for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
            part = targets.get(str(relation_id), "")
            if "worksheets/" in part:  # a chart sheet has no rows
                sheets.append(Sheet(str(sheet.get("name", "")), part))
        properties = next(workbook.iter("{*}workbookPr"), None)
        if properties is not None and properties.get("date1904") in ("1", "true"):
            raise ReferenceDataError(
                f"{self.name}: the workbook counts days from 1904; save it with the 1900 date system"
            )
        return sheets, strings

    def _xml(self, part: str) -> etree._Element:
        info = self._info(part)
        if info.file_size > _LARGEST_INDEX:
            raise ReferenceDataError(f"{self.name}: {part} declares {info.file_size:,} bytes; refused")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(b"".join(self.chunks(part)), parser)
        except etree.XMLSyntaxError as error:
            raise ReferenceDataError(f"{self.name}: {part} is not XML ({error}); download the file again") from error


def _resolve(target: str) -> str:
    """Part name of a relation of the workbook: absolute, or relative to ``xl/``."""
    path = PurePosixPath(target) if target.startswith("/") else PurePosixPath("/xl") / target
    parts: list[str] = []
    for piece in path.parts[1:]:
        if piece == "..":
            parts = parts[:-1]
        elif piece != ".":
            parts.append(piece)
    return "/".join(parts)
