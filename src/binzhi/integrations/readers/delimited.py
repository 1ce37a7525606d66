"""Rows of a delimited text, read lazily. A broken row is reported and the next line is tried again."""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.files import TextFile, open_text
from binzhi.integrations.readers.problems import make_problem, refuse
from binzhi.integrations.rows import RowProblem

DELIMITERS = ",;\t|"
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


class FormulaText(str):
    """The text of a cell that a workbook stores as a formula."""

    __slots__ = ()


class ErrorText(str):
    """An Excel error value such as #REF!."""

    __slots__ = ()


class LostDigitsText(str):
    """A number of more digits than a workbook keeps."""

    __slots__ = ()


@dataclass(slots=True)
class RawRow:
    """One row before its cells mean anything. ``row_no`` counts from 1 as a spreadsheet shows it."""

    row_no: int
    line: int
    cells: list[str]
    problem: RowProblem | None = None
    last: bool = False


class _Lines:
    """Physical lines for csv.reader, able to take back what a broken row swallowed."""

    def __init__(self, readline: Callable[[int], str]) -> None:
        self._readline = readline
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= limits.MAX_LINES_IN_ROW:
            raise csv.Error("unexpected end of data")
        text = self._back.popleft() if self._back else self._readline(limits.MAX_LINE_CHARS + 1)
        if not text:
            raise StopIteration
        if len(text) > limits.MAX_LINE_CHARS:
            line = self.line + 1
            raise refuse("line-too-long", row=line, line=line, limit=limits.MAX_LINE_CHARS)
        self.line += 1
        self.taken.append(text)
        return text

    def take_back(self) -> None:
        """Give every line but the first of the current row back."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.line -= len(self.taken) - 1


def delimited_rows(found: TextFile, delimiter: str) -> Iterator[RawRow]:
    """Yield every row of the file with its number; rows with broken quotes carry a problem."""
    with open_text(found) as stream:
        lines = _Lines(stream.readline)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        row_no = broken = 0
        waiting: RawRow | None = None
        while True:
            lines.taken.clear()
            row_no += 1
            row: RawRow | None = None
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                broken += 1
                if broken > limits.MAX_BROKEN_ROWS:
                    raise refuse("too-many-broken-rows", row=row_no, count=broken) from None
                row = RawRow(row_no, lines.line, [], _broken(error, lines, row_no))
                lines.take_back()
                reader = csv.reader(lines, delimiter=delimiter, strict=True)
            else:
                if any(cells):
                    row = RawRow(row_no, lines.line, cells)
            if row is not None:
                if waiting is not None:
                    yield waiting
                waiting = row
        if waiting is not None:
            waiting.last = True
            yield waiting


def _broken(error: csv.Error, lines: _Lines, row_no: int) -> RowProblem:
    text = str(error)
    if "expected after" in text:
        return make_problem("quote-bad", row=row_no)
    if "field larger" in text and len(lines.taken) == 1:
        count = len(lines.taken[0])
        return make_problem("cell-too-long", row=row_no, column="?", count=count, limit=limits.MAX_CELL_CHARS)
    return make_problem("quote-open", row=row_no)


def sample_rows(found: TextFile, delimiter: str) -> list[list[str]]:
    """Return the first rows of a file under one delimiter, tolerant of anything."""
    with open_text(found) as stream:
        text = stream.read(limits.SAMPLE_CHARS)
    lines = text.splitlines(keepends=True)[:200]
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row)
            if len(rows) >= limits.HEAD_SEARCH_ROWS:
                break
    except csv.Error:
        pass
    return rows
