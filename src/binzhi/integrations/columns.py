"""The columns of a table as the mapping step shows them: head, what it is read as, a few masked values."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from binzhi.integrations.readers.catalogue import example_heads, field_names
from binzhi.integrations.readers.dates import DMY, MDY, NAMED, SERIAL, YMD
from binzhi.integrations.readers.fields import DATE_FIELDS
from binzhi.integrations.readers.maps import IGNORE
from binzhi.integrations.readers.problems import mask_value
from binzhi.integrations.readers.tables import TableSource

SAMPLES, LOOKED_AT = 3, 40
DATE_FORMS = (YMD, DMY, MDY, NAMED, SERIAL)
GROUPS = ("guest", "stay", "preference")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of the file."""

    index: int
    head: str
    field: str
    date_form: str
    samples: tuple[str, ...]

    @property
    def is_date(self) -> bool:
        """Tell whether the column is read as a date."""
        return self.field in DATE_FIELDS


@lru_cache(maxsize=4)
def field_choices(kind: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return (field, label) of every field a column may be read as, sorted by label."""
    return tuple(sorted(((f, field_label(kind, f, language)) for f in field_names(kind)), key=lambda pair: pair[1]))


def field_label(kind: str, field: str, language: str) -> str:
    """Return the words of a field: the usual Chinese head, or its English name."""
    chinese = example_heads(kind, field).split(" / ")[0]
    if language.startswith("zh") and not chinese.isascii():
        return chinese
    return field.replace(".", ": ").replace("_", " ").capitalize()


def shape_of(value: str) -> str:
    """Return the form of a value without the value: ``138 0013 8000`` is ``999 9999 9999``."""
    return "".join(
        "9" if c.isdecimal() else "A" if c.isascii() and c.isalpha() else "字" if c.isalpha() else c for c in value
    )


def columns_of(source: TableSource, *, shapes: bool = False) -> list[ColumnView]:
    """Return the columns of a file with the first values that are not blank, masked by what they are read as.

    ``shapes`` shows their form only, for who brings files in but may not read the data of guests.
    """
    rows = islice((r for r in source.table.rows() if r.problem is None and r.row_no >= source.head_row), LOOKED_AT)
    head = next(rows, None)
    if head is None:
        return []
    body = list(rows)
    fields = [source.field_of(cell) for cell in head.cells]
    found = []
    for at, text in enumerate(head.cells):
        values = (r.cells[at].strip() for r in body if at < len(r.cells))
        shown = (shape_of(v) if shapes else mask_value(v, fields[at]) for v in values if v)
        samples = tuple(islice((v[:40] for v in shown), SAMPLES))
        name = text.strip()
        if name:
            form = source.detected.date_formats.get(name, "")
            found.append(ColumnView(at, name, fields[at], form, samples))
    return found


def mapping_from(columns: list[ColumnView], given: dict[str, str], mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the map a form stands for: only what differs from what the file shows by itself is written down."""
    chosen = dict(mapping.get("columns", {}))
    dates = dict(mapping.get("dates", {}))
    for column in columns:
        field = given.get(f"column-{column.index}", column.field)
        if field != column.field:
            chosen[column.head] = field or IGNORE
        form = given.get(f"date-{column.index}", "")
        if form in DATE_FORMS:
            dates[column.head] = form
        elif f"date-{column.index}" in given:
            dates.pop(column.head, None)
    kept = {k: v for k, v in mapping.items() if k not in {"columns", "dates"}}
    return {**kept, **({"columns": chosen} if chosen else {}), **({"dates": dates} if dates else {})}
