"""Making import files for the tests, and finding the real ones."""

import io
import os
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from binzhi.integrations.readers import ImportMap, ImportRefused, ReadOptions, Source, open_source
from binzhi.integrations.rows import GuestRow, ReservationRow, RowProblem, SourceRow

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("BINZHI_DATA") or ROOT.parent / "shared" / "data")

GOOD_ID = "11010519491231002X"
BAD_ID = "110105194912310021"


def real(name: str) -> Path:
    """Return a file or folder of the real data, or skip the test saying where it was looked for."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data not found: {path} (set BINZHI_DATA to the folder that holds {name})")
    return path


def text_file(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def table(heads: Sequence[str], *rows: Sequence[object], mark: str = ",") -> str:
    return "".join(mark.join(str(c) for c in row) + "\n" for row in (heads, *rows))


def workbook(folder: Path, rows: Iterable[Sequence[object]], *, name: str = "file.xlsx", sheet: str = "客史") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    path = folder / name
    book.save(path)
    return path


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def raw_workbook(folder: Path, rows: str, *, shared: str = "") -> Path:
    """Write a workbook by hand: ``rows`` is the XML inside sheetData, ``shared`` the XML inside sst."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {NS}>{shared}</sst>",
    }
    path = folder / "raw.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def rewrite_zip(path: Path, **parts: bytes) -> Path:
    """Replace or add parts of a workbook; ``__`` in a name stands for ``/``."""
    wanted = {k.replace("__", "/"): v for k, v in parts.items()}
    with zipfile.ZipFile(path) as old:
        kept = {n: old.read(n) for n in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**kept, **wanted}.items():
            new.writestr(name, content)
    return path


def part_of(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return archive.read(name)


def opened(path: Path, kind: str, mapping: ImportMap | None = None, options: ReadOptions | None = None) -> Source:
    return open_source(path, kind, mapping, options)


def read_all(
    path: Path, kind: str, mapping: ImportMap | None = None, options: ReadOptions | None = None
) -> list[SourceRow]:
    return list(open_source(path, kind, mapping, options))


def refusal_of(path: Path, kind: str, mapping: ImportMap | None = None) -> RowProblem:
    """Return why a file is refused, whether on opening or on reading its first row."""
    with pytest.raises(ImportRefused) as caught:
        list(open_source(path, kind, mapping))
    return caught.value.problem


def guest(row: SourceRow) -> GuestRow:
    assert isinstance(row.data, GuestRow), row.problems
    return row.data


def stay(row: SourceRow) -> ReservationRow:
    assert isinstance(row.data, ReservationRow), row.problems
    return row.data


def codes(row: SourceRow) -> list[str]:
    return [p.code for p in row.problems]
