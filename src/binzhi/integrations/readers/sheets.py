"""A table whatever it lies in: delimited text or a sheet of a workbook."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.delimited import DELIMITER_NAMES, DELIMITERS, RawRow, delimited_rows, sample_rows
from binzhi.integrations.readers.files import OLE_MAGIC, ZIP_MAGIC, TextFile, check_file, inspect_text, magic
from binzhi.integrations.readers.maps import ImportMap
from binzhi.integrations.readers.problems import refuse
from binzhi.integrations.readers.workbook import Workbook, old_office_file

Score = Callable[[list[str]], int]
_WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


class Table(Protocol):
    """Rows of cells with what was found out about their file."""

    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    row_estimate: int
    ends_with_newline: bool

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows from the first."""


class TextTable:
    """A delimited text."""

    def __init__(self, found: TextFile, delimiter: str) -> None:
        names = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
        self.found = found
        self.mark = delimiter
        self.encoding = names.get(found.encoding, found.encoding)
        self.delimiter = DELIMITER_NAMES.get(delimiter, delimiter)
        self.sheet = ""
        self.sheets: tuple[str, ...] = ()
        self.row_estimate = found.lines
        self.ends_with_newline = found.ends_with_newline

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows from the first."""
        return delimited_rows(self.found, self.mark)


class SheetTable:
    """One sheet of a workbook."""

    encoding = "XLSX"
    delimiter = ""
    ends_with_newline = True

    def __init__(self, book: Workbook, sheet: str) -> None:
        self.book = book
        self.sheet = sheet
        self.sheets = tuple(book.sheet_names)
        self.row_estimate = book.row_estimate(sheet)

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows from the first."""
        return self.book.rows(self.sheet)


def open_table(path: Path, mapping: ImportMap, score: Score) -> Table:
    """Look at a file and return its table; what it is decides, not its name."""
    check_file(path)
    start = magic(path)
    if start.startswith(ZIP_MAGIC):
        return _open_sheet(path, mapping, score)
    if start.startswith(OLE_MAGIC):
        raise old_office_file(path)
    with path.open("rb") as stream:
        head = stream.read(256).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_WEB_PAGE):
        raise refuse("xlsx-other", value=path.name, what="HTML / XML")
    found = inspect_text(path, mapping.encoding)
    return TextTable(found, mapping.delimiter or _delimiter(found, score))


def _open_sheet(path: Path, mapping: ImportMap, score: Score) -> Table:
    book = Workbook(path)
    if mapping.sheet:
        if mapping.sheet not in book.sheet_names:
            known = "、".join(book.sheet_names)
            raise refuse("sheet-missing", value=mapping.sheet, known=known)
        return SheetTable(book, mapping.sheet)
    best, points = "", -1
    for name in book.visible_sheets[:20]:
        found = 0
        for number, row in enumerate(book.rows(name)):
            if number >= limits.HEAD_SEARCH_ROWS:
                break
            found = max(found, score(row.cells))
        if found > points:
            best, points = name, found
    if not best:
        raise refuse("file-empty", value=path.name)
    return SheetTable(book, best)


def _delimiter(found: TextFile, score: Score) -> str:
    """Return the delimiter under which the heads are recognised best; without any, the one that gives most columns."""
    best, points = ",", (-1, -1)
    for mark in DELIMITERS:
        rows = sample_rows(found, mark)
        heads = max((score(row) for row in rows), default=0)
        widths = sorted(len(row) for row in rows)
        middle = widths[len(widths) // 2] if widths else 0
        if (heads, middle) > points:
            best, points = mark, (heads, middle)
    return best
