"""id-scanner: what document scanners save. Records of a resident-card reader (256 bytes each) or lines of passports.

A file of records is records and nothing else; in a text file each two or three lines that look like a machine-readable
zone are one document, and other lines are passed over. A document whose check digits do not fit is refused, alone.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from binzhi.integrations.readers.base import Source
from binzhi.integrations.readers.files import check_file, folder_files
from binzhi.integrations.readers.problems import make_problem, refuse
from binzhi.integrations.rows import Detected, ExternalId, GuestRow, RowProblem, SourceRow
from binzhi.kernel.errors import DomainError
from binzhi.kernel.id_reader import RECORD_BYTES, ReaderRecord, ReaderRecordRefused, read_record
from binzhi.kernel.mrz import Mrz, mrz_lines, read_mrz

SUFFIXES = (".bin", ".dat", ".txt")
FAR = date(2049, 12, 31)  # without a clock every birth year of two digits is taken for the latest that fits
LARGEST = 20 * 1024 * 1024
Piece = tuple[str, bytes | str]


class IdScanner(Source):
    """One file, or every .bin, .dat and .txt of a folder."""

    kind = "id-scanner"
    system = "id-scanner"
    takes_folders = True

    def detect(self) -> Detected:
        """Count the documents; refuse a file that holds none."""
        files = self._files()
        count = sum(len(list(_pieces(path))) for path in files)
        if not count:
            raise refuse("scan-file-empty")
        size = sum(path.stat().st_size for path in files)
        return Detected(kind=self.kind, size_bytes=size, encoding="", row_estimate=count)

    def _files(self) -> list[Path]:
        if not self.path.is_dir():
            check_file(self.path)
            return [self.path]
        found = [path for path in folder_files(self.path) if path.suffix.lower() in SUFFIXES]
        if not found:
            raise refuse("folder-empty", value=self.path.name)
        return found

    def read(self, after: int) -> Iterator[SourceRow]:
        """Yield one row for each document after a row number."""
        row_no = 0
        for path in self._files():
            for place, piece in _pieces(path):
                row_no += 1
                if row_no > after:
                    yield self._row(row_no, f"{path.name}: {place}", piece)

    def _row(self, row_no: int, place: str, piece: bytes | str) -> SourceRow:
        today = self.options.business_date or (self.options.now.date() if self.options.now else FAR)
        try:
            if isinstance(piece, bytes):
                return SourceRow(row_no, place, _of_record(read_record(piece), self.row_id(row_no)))
            return SourceRow(row_no, place, _of_mrz(read_mrz(piece, on=today), self.row_id(row_no)))
        except DomainError as error:
            return SourceRow(row_no, place, None, (_problem(row_no, error),))


def _problem(row_no: int, error: DomainError) -> RowProblem:
    return make_problem("scan-refused", row=row_no, detail_zh=error.text("zh-hans"), detail_en=error.text("en"))


def _pieces(path: Path) -> Iterator[Piece]:
    """Cut a file into documents: records by their length, text by the lines that belong together."""
    if path.stat().st_size > LARGEST:
        raise refuse("file-too-big", value=path.name, size=path.stat().st_size >> 20, limit=LARGEST >> 20)
    data = path.read_bytes()
    if _is_records(data):
        for start in range(0, len(data), RECORD_BYTES):
            yield str(start // RECORD_BYTES + 1), data[start : start + RECORD_BYTES]
        return
    block: list[str] = []
    first = 0
    for number, line in enumerate([*_lines(data), ""], 1):
        if mrz_lines([line]):
            first = first if block else number
            block.append(line)
            if len(block) == (3 if max(len(one.strip()) for one in block) <= 32 else 2):
                yield str(first), "\n".join(block)
                block = []
        elif block:
            yield str(first), "\n".join(block)
            block = []


def _is_records(data: bytes) -> bool:
    """Records are UTF-16 of a fixed length; one bad record among good ones is refused by itself."""
    if not data or len(data) % RECORD_BYTES:
        return False
    for start in range(0, min(len(data), RECORD_BYTES * 5), RECORD_BYTES):
        try:
            read_record(data[start : start + RECORD_BYTES])
        except ReaderRecordRefused as refused:
            if refused.reason == "encoding":
                continue
        return True
    return False


def _lines(data: bytes) -> list[str]:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    return []


def _of_record(record: ReaderRecord, identity: ExternalId) -> GuestRow:
    return GuestRow(
        external_ids=(identity,),
        name=record.name,
        gender=record.gender,
        document_type="id_card",
        document_no=record.number,
        document_country="CN",
        document_expires=record.expires_on,
        birth_date=record.birth_date,
        nationality="CN",
        native_place=record.native_place,
        address=record.address,
        scanned=True,
    )


def _of_mrz(mrz: Mrz, identity: ExternalId) -> GuestRow:
    return GuestRow(
        external_ids=(identity,),
        name=mrz.name,
        latin_name=mrz.name,
        family_name=mrz.surname,
        given_name=mrz.given_names,
        name_truncated=mrz.name_cut,
        gender=mrz.gender if mrz.gender != "unspecified" else "",
        document_type="passport" if mrz.is_passport else "other",
        document_no=mrz.number,
        document_country=mrz.issuer,
        document_expires=mrz.expires_on,
        birth_date=mrz.birth_date,
        nationality=mrz.nationality,
        scanned=True,
    )
