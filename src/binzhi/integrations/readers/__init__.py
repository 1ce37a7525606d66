"""Reading files of other systems into the common rows of ``binzhi.integrations.rows``. Plain Python: no Django, no database.

source = open_source("客史.xlsx", "guests-csv")
source.detected            # encoding, delimiter, heads, problems
for row in source: ...     # SourceRow, lazily
"""

from dataclasses import dataclass
from pathlib import Path

from binzhi.integrations.readers.base import Source
from binzhi.integrations.readers.bookings import BookingDemand
from binzhi.integrations.readers.files import file_digest
from binzhi.integrations.readers.maps import ImportMap, build_map, read_map
from binzhi.integrations.readers.ohip import Ohip
from binzhi.integrations.readers.ota import OtaXml
from binzhi.integrations.readers.problems import ImportRefused, refuse
from binzhi.integrations.readers.scanner import IdScanner
from binzhi.integrations.readers.tables import GuestsCsv, ReservationsCsv
from binzhi.integrations.rows import ReadOptions
from binzhi.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """An import kind: its name, the reader, and what it is in both languages."""

    name: str
    source: type[Source]
    words: Words
    suffixes: tuple[str, ...]


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "guests-csv",
            GuestsCsv,
            Words("客人资料表(CSV 或 XLSX,中英文表头)", "Guest table (CSV or XLSX, Chinese or English heads)"),
            (".csv", ".txt", ".tsv", ".xlsx", ".gz"),
        ),
        Kind(
            "reservations-csv",
            ReservationsCsv,
            Words("预订表(CSV 或 XLSX,中英文表头)", "Reservation table (CSV or XLSX, Chinese or English heads)"),
            (".csv", ".txt", ".tsv", ".xlsx", ".gz"),
        ),
        Kind(
            "hotel-booking-demand",
            BookingDemand,
            Words(
                "公开预订数据集 hotel-booking-demand(CSV 或 .csv.gz)",
                "Public set hotel-booking-demand (CSV or .csv.gz)",
            ),
            (".csv", ".gz"),
        ),
        Kind(
            "ohip",
            Ohip,
            Words(
                "OPERA Cloud 接口 JSON:档案与预订(单个文件或文件夹)",
                "OPERA Cloud JSON: profiles and reservations (file or folder)",
            ),
            (".json",),
        ),
        Kind(
            "ota-xml",
            OtaXml,
            Words(
                "OTA / AlpineBits 住客预订 XML(单个文件或文件夹)",
                "OTA / AlpineBits guest requests in XML (file or folder)",
            ),
            (".xml",),
        ),
        Kind(
            "id-scanner",
            IdScanner,
            Words(
                "证件扫描仪数据：身份证读卡器记录(256字节)或护照机读码(单个文件或文件夹)",
                "Document scanner: records of an ID card reader (256 bytes) or passport lines (file or folder)",
            ),
            (".bin", ".dat", ".txt"),
        ),
    )
}


def open_source(
    path: Path | str, kind: str, mapping: ImportMap | None = None, options: ReadOptions | None = None
) -> Source:
    """Look at a file and return its source; raises ImportRefused when nothing of it can be read."""
    found = KINDS.get(kind)
    if found is None:
        raise refuse("kind-unknown", value=kind, known=", ".join(KINDS))
    path = Path(path)
    if not path.exists():
        raise refuse("file-missing", value=str(path))
    if path.is_dir() and not found.source.takes_folders:
        raise refuse("file-not-folder", value=path.name)
    return found.source(path, mapping or ImportMap(), options or ReadOptions())


__all__ = [
    "KINDS",
    "ImportMap",
    "ImportRefused",
    "Kind",
    "ReadOptions",
    "Source",
    "build_map",
    "file_digest",
    "open_source",
    "read_map",
]
