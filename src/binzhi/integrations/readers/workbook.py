"""XLSX read as a stream: the container is checked before anything is unpacked, formula cells are marked.

A library that hands out cached values cannot tell a formula from a number, and one that builds the workbook in
memory cannot be bounded; so the sheet XML is parsed here, event by event, with a parser that refuses DTDs.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.delimited import RawRow
from binzhi.integrations.readers.problems import ImportRefused, refuse
from binzhi.integrations.readers.sheet_xml import Elements, SharedStrings, SheetParser, XmlTrouble

_BUILTIN_DATES = {n for n, f in BUILTIN_FORMATS.items() if is_date_format(f)} | set(range(27, 37)) | set(range(50, 59))
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension[^>]*ref="[A-Z]+\d+:[A-Z]+(\d+)"')
_OTHER_ZIPS = (
    ("xl/workbook.bin", ".xlsb"),
    ("content.xml", ".ods"),
    ("word/document.xml", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
)


def old_office_file(path: Path) -> ImportRefused:
    """Return the refusal of an OLE file: a protected .xlsx or the .xls of old."""
    mark, tail = "EncryptedPackage".encode("utf-16-le"), b""
    with path.open("rb") as stream:
        while chunk := stream.read(limits.CHUNK_BYTES):
            if mark in tail + chunk:
                return refuse("xlsx-encrypted", value=path.name)
            tail = chunk[-len(mark) :]
    return refuse("xls-old", value=path.name)


def check_container(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse a zip that is a bomb, encrypted, overlapping or not a workbook, from its directory alone."""
    entries = archive.infolist()
    if len(entries) > limits.MAX_ZIP_ENTRIES:
        raise refuse("unpack-bomb", value=path.name, what=f"{len(entries)} parts")
    if any(e.flag_bits & 0x1 for e in entries):
        raise refuse("xlsx-encrypted", value=path.name)
    names = {e.filename for e in entries}
    if len(names) != len(entries):
        raise refuse("xlsx-cut", value=path.name)
    total = sum(e.file_size for e in entries)
    if total > limits.MAX_UNPACKED_BYTES:
        raise refuse("unpack-bomb", value=path.name, what=f"{total // limits.MIB} MB")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > limits.MIN_BOMB_BYTES and ratio > limits.MAX_ZIP_ENTRY_RATIO:
            raise refuse("unpack-bomb", value=path.name, what=f"{entry.filename}: 1:{ratio:.0f}")
    ordered = sorted(entries, key=lambda e: e.header_offset)
    for entry, following in pairwise(ordered):
        if entry.header_offset + entry.compress_size > following.header_offset:
            raise refuse("unpack-bomb", value=path.name, what="overlapping parts")
    if "xl/workbook.xml" not in names:
        what = next((kind for name, kind in _OTHER_ZIPS if name in names), "zip")
        raise refuse("xlsx-other", value=path.name, what=what)


class Workbook:
    """An XLSX file. Strings shared by its sheets are read once, within a limit; rows are streamed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as archive:
            self.archive_names = set(archive.namelist())
            self._sheets, self.visible_sheets, self.since_1904 = self._read_sheets(archive)
            self.date_styles = self._read_styles(archive)
            self.shared = self._read_shared(archive)
        self.sheet_names = list(self._sheets)

    def _open(self) -> zipfile.ZipFile:
        try:
            archive = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
            raise refuse("xlsx-cut", value=self.path.name) from None
        try:
            check_container(archive, self.path)
        except ImportRefused:
            archive.close()
            raise
        return archive

    def _part(self, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
        try:
            return archive.open(name)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise self._damaged(name) from None

    def _damaged(self, part: str) -> ImportRefused:
        return refuse("xlsx-damaged", value=self.path.name, part=part)

    def _elements(self, archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield (element, attributes) of a small part."""
        if archive.getinfo(name).file_size > limits.MAX_PART_BYTES:
            raise refuse("unpack-bomb", value=self.path.name, what=name)
        parser = Elements()
        for _ in self._feed(archive, name, parser):
            yield from parser.take()

    def _read_sheets(self, archive: zipfile.ZipFile) -> tuple[dict[str, str], list[str], bool]:
        rels = "xl/_rels/workbook.xml.rels"
        if rels not in self.archive_names:
            raise self._damaged(rels)
        links = [a for tag, a in self._elements(archive, rels) if tag == "Relationship"]
        targets = {a["Id"]: a["Target"] for a in links if "Id" in a and "Target" in a}
        found: dict[str, str] = {}
        visible: list[str] = []
        since_1904 = False
        for tag, attrs in self._elements(archive, "xl/workbook.xml"):
            if tag == "workbookPr":
                since_1904 = attrs.get("date1904", "0") in ("1", "true")
            elif tag == "sheet":
                target = targets.get(attrs.get("id", ""), "").lstrip("/")
                part = target if target.startswith("xl/") else f"xl/{target}"
                if part in self.archive_names and attrs.get("name"):
                    found[attrs["name"]] = part
                    if attrs.get("state", "visible") == "visible":
                        visible.append(attrs["name"])
        if not found:
            raise self._damaged("xl/workbook.xml")
        return found, visible or list(found), since_1904

    def _read_styles(self, archive: zipfile.ZipFile) -> frozenset[int]:
        """Return the numbers of the cell styles that show a date."""
        if "xl/styles.xml" not in self.archive_names:
            return frozenset()
        own: dict[int, bool] = {}
        styles: list[int] = []
        waiting: list[int] = []
        for tag, attrs in self._elements(archive, "xl/styles.xml"):
            if tag == "numFmt":
                own[_int(attrs.get("numFmtId"))] = is_date_format(attrs.get("formatCode", ""))
            elif tag == "xf":
                waiting.append(_int(attrs.get("numFmtId")))
            elif tag == "cellStyleXfs":
                waiting = []
            elif tag == "cellXfs":
                styles, waiting = waiting, []
        return frozenset(at for at, fmt in enumerate(styles) if own.get(fmt, fmt in _BUILTIN_DATES))

    def _read_shared(self, archive: zipfile.ZipFile) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self.archive_names:
            return []
        if archive.getinfo(name).file_size > limits.MAX_SHARED_STRINGS_BYTES:
            raise refuse("unpack-bomb", value=self.path.name, what=name)
        parser = SharedStrings()
        for _ in self._feed(archive, name, parser):
            if len(parser.strings) > limits.MAX_SHARED_STRINGS:
                raise refuse("unpack-bomb", value=self.path.name, what=f"> {limits.MAX_SHARED_STRINGS} strings")
        return parser.strings

    def _feed(
        self, archive: zipfile.ZipFile, name: str, parser: Elements | SharedStrings | SheetParser
    ) -> Iterator[None]:
        """Give a part to a parser piece by piece; pause after each piece."""
        try:
            with self._part(archive, name) as stream:
                while chunk := stream.read(limits.CHUNK_BYTES // 8):
                    parser.feed(chunk)
                    yield
                parser.close()
                yield
        except XmlTrouble as trouble:
            if trouble.code:
                raise refuse(trouble.code, value=self.path.name, **trouble.params) from None
            raise self._damaged(name) from None
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise self._damaged(name) from None

    def row_estimate(self, sheet: str) -> int:
        """Return the number of rows the sheet says it has (for progress only)."""
        with self._open() as archive, self._part(archive, self._sheets[sheet]) as stream:
            try:
                match = _DIMENSION.search(stream.read(4096))
            except (zipfile.BadZipFile, zlib.error, EOFError):
                return 0
        return min(int(match[1]), limits.MAX_SHEET_ROWS) if match else 0

    def rows(self, sheet: str) -> Iterator[RawRow]:
        """Yield the rows of a sheet that hold anything, with their numbers as Excel shows them."""
        parser = SheetParser(self.shared, self.date_styles, since_1904=self.since_1904)
        with self._open() as archive:
            for _ in self._feed(archive, self._sheets[sheet], parser):
                for row_no, cells in parser.take():
                    yield RawRow(row_no, row_no, cells)


def _int(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
