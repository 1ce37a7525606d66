"""Guest and reservation tables: CSV in any of the usual dresses, or XLSX. One row, one person or one room stay."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.assemble import RowValues, make_guest, make_reservation
from binzhi.integrations.readers.base import Source
from binzhi.integrations.readers.catalogue import (
    GUESTS_CSV,
    RESERVATIONS_CSV,
    example_heads,
    fold_head,
    fold_word,
    head_fields,
    is_absent,
    words,
)
from binzhi.integrations.readers.cells import Convert, guard_formula
from binzhi.integrations.readers.dates import YMD, infer_format
from binzhi.integrations.readers.delimited import ErrorText, FormulaText, LostDigitsText, RawRow
from binzhi.integrations.readers.fields import DATE_FIELDS, converter, is_multi
from binzhi.integrations.readers.maps import IGNORE, check_columns
from binzhi.integrations.readers.problems import BadCell, make_problem, mask_value, refuse
from binzhi.integrations.readers.sheets import Table, open_table
from binzhi.integrations.rows import Detected, HeadMatch, RowData, RowProblem, SourceRow

_ALL_BITS = (1 << 64) - 1
_NEEDS = {
    GUESTS_CSV: (("name", "family_name", "latin_name"),),
    RESERVATIONS_CSV: (("name", "family_name", "latin_name"), ("arrival",), ("departure", "nights")),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read."""

    index: int
    head: str
    field: str
    convert: Convert
    multi: bool


class TableSource(Source):
    """Common part of guests-csv and reservations-csv."""

    table: Table
    columns: tuple[Column, ...] = ()
    width = 0
    heads: dict[str, str]

    def detect(self) -> Detected:
        """Find encoding, delimiter or sheet, heads, and the date format of each date column."""
        check_columns(self.map, self.kind)
        self.table = open_table(self.path, self.map, self._score)
        sample = list(islice(self.table.rows(), limits.DATE_SAMPLE_ROWS + limits.HEAD_SEARCH_ROWS))
        head_at = self._find_head(sample)
        head = sample[head_at]
        if len(head.cells) > limits.MAX_COLUMNS:
            raise refuse("too-many-columns", row=head.row_no, count=len(head.cells), limit=limits.MAX_COLUMNS)
        self.head_row, self.width = head.row_no, len(head.cells)
        matched = [HeadMatch(c.strip(), self.field_of(c)) for c in head.cells]
        problems = [*self._missing_heads(matched), *self._doubles(matched)]
        forms: dict[str, str] = {}
        for at, match in enumerate(matched):
            if match.field in DATE_FIELDS:
                forms[match.text], trouble = self._date_form(at, match, sample[head_at + 1 :])
                problems.extend(trouble)
        if not any(p.is_error for p in problems):
            present = {m.field for m in matched}
            listed = [*enumerate(matched), *((-1, HeadMatch(f, f)) for f in self.map.defaults if f not in present)]
            self.columns = tuple(self._column(at, m, forms) for at, m in listed if m.field)
        self.heads = {c.field: c.head for c in self.columns}
        if self.kind == RESERVATIONS_CSV and not any(m.field == "reservation_no" for m in matched):
            problems.append(make_problem("no-booking-number", row=head.row_no))
        return Detected(
            kind=self.kind,
            size_bytes=self.path.stat().st_size,
            encoding=self.table.encoding,
            delimiter=self.table.delimiter,
            sheet=self.table.sheet,
            sheets=self.table.sheets,
            head_row=self.head_row,
            heads=tuple(HeadMatch(mask_value(m.text), m.field) for m in matched if m.text),
            date_formats=forms,
            row_estimate=max(self.table.row_estimate - self.head_row, 0),
            problems=tuple(problems),
        )

    def _column(self, at: int, match: HeadMatch, forms: dict[str, str]) -> Column:
        convert = converter(match.field, self.map, self.options, forms.get(match.text, YMD))
        return Column(at, match.text, match.field, convert, is_multi(match.field))

    def field_of(self, head: str) -> str:
        """Return the field a head is read as, by the map or by the catalogue; empty when it is not read."""
        folded = fold_head(head)
        if not folded:
            return ""
        for own, target in self.map.columns.items():
            if own.strip() == head.strip() or fold_head(own) == folded:
                return "" if target == IGNORE else target
        known = head_fields(self.kind)
        field = known.get(folded) or known.get(folded.rstrip("0123456789"), "")
        return field if folded in known or is_multi(field) else ""

    def _score(self, cells: list[str]) -> int:
        """Tell how many different fields a row of heads would give."""
        return len({f for c in cells if (f := self.field_of(c))})

    def _find_head(self, sample: list[RawRow]) -> int:
        if self.map.head_row:
            for at, row in enumerate(sample):
                if row.row_no == self.map.head_row and row.problem is None:
                    return at
        best, score = 0, 0
        for at, row in enumerate(sample[: limits.HEAD_SEARCH_ROWS]):
            found = self._score(row.cells) if row.problem is None and len(row.cells) <= limits.MAX_COLUMNS * 2 else 0
            if found > score:
                best, score = at, found
        if not score:
            raise refuse("heads-missing", rows=limits.HEAD_SEARCH_ROWS)
        return best

    def _missing_heads(self, matched: list[HeadMatch]) -> Iterator[RowProblem]:
        present = {m.field for m in matched}
        for options in _NEEDS[self.kind]:
            if not present.intersection(options) and not any(o in self.map.defaults for o in options):
                examples = example_heads(self.kind, options[0])
                yield make_problem(
                    "column-missing",
                    row=self.head_row,
                    column=options[0],
                    columns=f"{examples.split(' / ')[0]} ({options[0]})",
                    examples=examples,
                )
        heads = {fold_head(m.text) for m in matched}
        for own in self.map.columns:
            if fold_head(own) not in heads:
                known = "、".join(mask_value(m.text) for m in matched if m.text)
                yield make_problem("map-head-missing", value=own, heads=known)

    def _doubles(self, matched: list[HeadMatch]) -> Iterator[RowProblem]:
        count = Counter(m.field for m in matched if m.field and not is_multi(m.field))
        for field, times in count.items():
            if times > 1:
                heads = "、".join(m.text for m in matched if m.field == field)
                yield make_problem("column-double", row=self.head_row, column=field, field=field, columns=heads)

    def _date_form(self, at: int, match: HeadMatch, rows: list[RawRow]) -> tuple[str, list[RowProblem]]:
        form = self.map.date_format(match.text)
        if form:
            return form, []
        texts = (r.cells[at].strip() for r in rows if r.problem is None and at < len(r.cells))
        found = infer_format(t for t in texts if not is_absent(t))
        if found.problem:
            return "", [make_problem(found.problem, row=self.head_row, column=match.text, value=found.example)]
        return found.form, []

    def read(self, after: int) -> Iterator[SourceRow]:
        """Yield the rows after a row number, converted."""
        seen = Seen()
        for raw in self.table.rows():
            if raw.row_no > self.head_row:
                row = self._convert(raw, seen, wanted=raw.row_no > after)
                if row is not None:
                    yield row

    def _convert(self, raw: RawRow, seen: "Seen", *, wanted: bool) -> SourceRow | None:
        place = f"{self.table.sheet}!{raw.row_no}" if self.table.sheet else str(raw.row_no)
        problem = raw.problem or self._shape_problem(raw)
        if problem is None and self._is_total(raw.cells):
            problem = make_problem("total-row", row=raw.row_no)
        if problem is not None:
            return SourceRow(raw.row_no, place, None, (problem,)) if wanted else None
        leg = self._leg(raw, seen)
        if not wanted:
            return None
        values = self._values(raw)
        data: RowData | None = self._assemble(values, raw.row_no, leg)
        if any(p.is_error for p in values.problems):
            data = None
        if data is not None and raw.last and not self.table.ends_with_newline:
            values.problems.append(make_problem("last-line-open", row=raw.row_no))
        return SourceRow(raw.row_no, place, data, tuple(values.problems))

    def _leg(self, raw: RawRow, seen: "Seen") -> int:
        return 1

    def _assemble(self, values: RowValues, row_no: int, leg: int) -> RowData | None:
        raise NotImplementedError

    def _shape_problem(self, raw: RawRow) -> RowProblem | None:
        cells = raw.cells
        if self.table.sheet:
            return None
        while len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        if len(cells) == self.width:
            return None
        cut = raw.last and len(cells) < self.width and not self.table.ends_with_newline
        code = "row-cut" if cut else "row-cells"
        return make_problem(code, row=raw.row_no, count=len(cells), heads=self.width)

    def _is_total(self, cells: list[str]) -> bool:
        first = next((c for c in cells if c.strip()), "")
        return fold_word(first.rstrip(":： ")) in words().totals and len(first) < 12

    def _values(self, raw: RawRow) -> RowValues:
        values = RowValues(raw.row_no, self.heads)
        cells, count = raw.cells, len(raw.cells)
        for column in self.columns:
            cell = cells[column.index] if 0 <= column.index < count else ""
            text = cell.strip()
            if not text or (len(text) < 12 and is_absent(text)):
                cell = text = self.map.defaults.get(column.field, "")
                if not text:
                    continue
            try:
                self._take(values, column, cell, text)
            except BadCell as bad:
                values.problems.append(
                    make_problem(
                        bad.code, row=raw.row_no, column=column.head, value=text, field=column.field, **bad.params
                    )
                )
        return values

    def _take(self, values: RowValues, column: Column, cell: str, text: str) -> None:
        if len(text) > limits.MAX_CELL_CHARS:
            raise BadCell("cell-too-long", count=len(text), limit=limits.MAX_CELL_CHARS)
        if cell.__class__ is not str:
            _guard_special(cell)
        got = column.convert(guard_formula(text))
        if got is None:
            return
        if column.multi:
            values.many.setdefault(column.field, []).append(got)
        else:
            values.one[column.field] = got


class Seen:
    """Counts how often a booking number has come, in eight to twenty-four bytes a number."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * 4096))
        self._used = 0
        self._more: dict[int, int] = {}

    def count(self, number: str) -> int:
        """Return how many times the number has come, this time included."""
        key = (hash(number) & _ALL_BITS) or 1
        if not self._put(self._slots, key):
            self._more[key] = self._more.get(key, 1) + 1
            return self._more[key]
        self._used += 1
        if self._used * 3 > len(self._slots) * 2:
            wider = array("Q", bytes(16 * len(self._slots)))
            for old in self._slots:
                if old:
                    self._put(wider, old)
            self._slots = wider
        return 1

    @staticmethod
    def _put(slots: "array[int]", key: int) -> bool:
        """Put a hash in the first free place after its own; False when it is there already."""
        last = len(slots) - 1
        at = key & last
        while found := slots[at]:
            if found == key:
                return False
            at = (at + 1) & last
        slots[at] = key
        return True


def _guard_special(cell: str) -> None:
    if isinstance(cell, FormulaText):
        raise BadCell("formula")
    if isinstance(cell, ErrorText):
        raise BadCell("cell-error")
    if isinstance(cell, LostDigitsText):
        raise BadCell("digits-lost")


class GuestsCsv(TableSource):
    """guests-csv: one person a row."""

    kind = GUESTS_CSV
    system = "csv"

    def _assemble(self, values: RowValues, row_no: int, leg: int) -> RowData | None:
        return make_guest(values, self.id)


class ReservationsCsv(TableSource):
    """reservations-csv: one room stay a row; equal booking numbers are rooms of one booking."""

    kind = RESERVATIONS_CSV
    system = "csv"

    def _leg(self, raw: RawRow, seen: "Seen") -> int:
        column = next((c for c in self.columns if c.field == "reservation_no"), None)
        number = raw.cells[column.index].strip() if column and column.index < len(raw.cells) else ""
        if not number:
            return 1
        return seen.count(number)

    def _assemble(self, values: RowValues, row_no: int, leg: int) -> RowData | None:
        if leg > 1:
            values.complain("number-repeated", "reservation_no", values.text("reservation_no"), leg=leg)
        return make_reservation(values, self.id, self.row_id(row_no), leg)
