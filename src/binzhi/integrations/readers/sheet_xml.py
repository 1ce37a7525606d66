"""Event parsers for the two big parts of a workbook. DTDs and entities end the parse at once."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.delimited import ErrorText, FormulaText, LostDigitsText

_LETTERS = {chr(65 + i): i + 1 for i in range(26)}
_SAFE_DIGITS = 15


class XmlTrouble(Exception):
    """The XML cannot be read; ``code`` is empty when it is simply damaged."""

    def __init__(self, code: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Any] = params


class _Events:
    """An expat parser that forbids what an attack needs."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._forbid
        self._parser.EntityDeclHandler = self._forbid
        self._parser.ExternalEntityRefHandler = self._forbid
        self._local: dict[str, str] = {}

    def feed(self, chunk: bytes) -> None:
        """Parse a piece."""
        self._run(chunk, final=False)

    def close(self) -> None:
        """Parse the end."""
        self._run(b"", final=True)

    def _run(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except (expat.ExpatError, ValueError, OverflowError, LookupError):
            raise XmlTrouble from None

    def _forbid(self, *_: object) -> int:
        raise XmlTrouble("xml-entities", what="DOCTYPE")

    def _name(self, tag: str) -> str:
        found = self._local.get(tag)
        if found is None:
            found = tag.rpartition(":")[2]
            if len(self._local) < 500:
                self._local[tag] = found
        return found

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        raise NotImplementedError

    def _end(self, tag: str) -> None:
        raise NotImplementedError

    def _text(self, text: str) -> None:
        raise NotImplementedError


class Elements(_Events):
    """A small part as a flat list of (element, attributes), in the order the elements end."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[dict[str, str]] = []
        self._done: list[tuple[str, dict[str, str]]] = []

    def take(self) -> list[tuple[str, dict[str, str]]]:
        """Return the elements that have ended and forget them."""
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        if len(self._open) >= limits.MAX_XML_DEPTH:
            raise XmlTrouble("xml-limit", what=f"> {limits.MAX_XML_DEPTH} levels")
        self._open.append(attrs)

    def _end(self, tag: str) -> None:
        attrs = self._open.pop()
        self._done.append((self._name(tag), {self._name(k): v for k, v in attrs.items()}))

    def _text(self, text: str) -> None:
        pass


class SharedStrings(_Events):
    """xl/sharedStrings.xml as a list; phonetic readings are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._in_reading = False

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        name = self._name(tag)
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._in_reading = True
        elif name == "t":
            self._in_text = not self._in_reading

    def _end(self, tag: str) -> None:
        name = self._name(tag)
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._in_reading = False
        elif name == "si":
            self.strings.append("".join(self._pieces))

    def _text(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(text)


class SheetParser(_Events):
    """A sheet's rows as lists of text: dates in ISO form, formulas and errors as marked text."""

    def __init__(self, shared: list[str], date_styles: frozenset[int], *, since_1904: bool) -> None:
        super().__init__()
        self._shared = shared
        self._dates = date_styles
        self._epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
        self._done: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._row_no = self._column = self._style = 0
        self._type = ""
        self._pieces: list[str] = []
        self._size = 0
        self._collect = self._formula = self._in_reading = False
        self._shown: dict[str, str] = {}

    def take(self) -> list[tuple[int, list[str]]]:
        """Return the rows that are complete and forget them."""
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        name = self._name(tag)
        if name == "c":
            self._begin_cell(attrs)
        elif name in ("v", "t"):
            self._collect = not self._in_reading
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._in_reading = True
        elif name == "row":
            self._begin_row(attrs)

    def _begin_row(self, attrs: dict[str, str]) -> None:
        number = _number(attrs.get("r", "")) or self._row_no + 1
        if number <= self._row_no or number > limits.MAX_SHEET_ROWS:
            raise XmlTrouble
        self._row_no, self._row, self._column = number, [], 0

    def _begin_cell(self, attrs: dict[str, str]) -> None:
        column = _column_of(attrs.get("r", "")) or self._column + 1
        if column > limits.MAX_COLUMNS:
            raise XmlTrouble("too-many-columns", count=column, limit=limits.MAX_COLUMNS)
        if column <= self._column:
            raise XmlTrouble
        self._column = column
        self._type, self._style = attrs.get("t", "n"), _number(attrs.get("s", ""))
        self._pieces, self._size, self._formula = [], 0, False

    def _end(self, tag: str) -> None:
        name = self._name(tag)
        if name in ("v", "t"):
            self._collect = False
        elif name == "rPh":
            self._in_reading = False
        elif name == "c":
            value = self._value("".join(self._pieces))
            if value:
                self._row.extend([""] * (self._column - 1 - len(self._row)))
                self._row.append(value)
        elif name == "row" and self._row:
            self._done.append((self._row_no, self._row))
            self._row = []

    def _text(self, text: str) -> None:
        if self._collect:
            self._size += len(text)
            if self._size > limits.MAX_XML_TEXT_CHARS:
                raise XmlTrouble("xml-limit", what=f"> {limits.MAX_XML_TEXT_CHARS} characters in a cell")
            self._pieces.append(text)

    def _value(self, raw: str) -> str:
        if self._formula:
            return FormulaText(raw or "=")
        reader = _VALUE_READERS.get(self._type)
        if reader is not None:
            return reader(raw)
        if self._type == "s":
            at = _number(raw.strip()) if raw.strip().isdigit() else -1
            if not 0 <= at < len(self._shared):
                raise XmlTrouble
            return self._shared[at]
        raw = raw.strip()
        if raw and self._style in self._dates:
            return self._date(raw)
        return _plain_number(raw)

    def _date(self, raw: str) -> str:
        shown = self._shown.get(raw)
        if shown is None:
            shown = _excel_date(raw, self._epoch)
            if len(self._shown) < 50_000:
                self._shown[raw] = shown
        return shown


def _excel_date(raw: str, epoch: datetime) -> str:
    try:
        found = from_excel(float(raw), epoch)
    except (ValueError, OverflowError):
        return raw
    if isinstance(found, datetime):
        return found.date().isoformat() if found.time() == time(0, 0) else found.isoformat(" ", "minutes")
    if isinstance(found, time):
        return found.strftime("%H:%M")
    if isinstance(found, timedelta):
        return (datetime(2000, 1, 1) + found).strftime("%H:%M")  # noqa: DTZ001 - a duration shown as a clock
    return found.isoformat() if isinstance(found, date) else raw


def _plain_number(raw: str) -> str:
    if raw.isdigit():
        return raw if len(raw.lstrip("0")) <= _SAFE_DIGITS else LostDigitsText(raw)
    try:
        number = float(raw)
    except ValueError:
        return raw
    if number == int(number) if abs(number) < 1e300 else False:
        text = str(int(number))
        return text if len(text.lstrip("-")) <= _SAFE_DIGITS else LostDigitsText(raw)
    return format(number, ".15g") if "e" not in format(number, ".15g") else raw


_VALUE_READERS: dict[str, Callable[[str], str]] = {
    "str": str,
    "inlineStr": str,
    "b": lambda raw: "1" if raw.strip() in ("1", "true") else "0",
    "e": lambda raw: ErrorText(raw.strip() or "#ERROR!"),
    "d": str.strip,
}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _column_of(reference: str) -> int:
    column = 0
    for ch in reference[:4]:
        value = _LETTERS.get(ch)
        if value is None:
            break
        column = column * 26 + value
    return column
