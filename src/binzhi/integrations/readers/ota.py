"""ota-xml: OTA and AlpineBits guest requests and profiles, streamed by a parser that refuses DTDs and entities."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.base import Source
from binzhi.integrations.readers.files import check_file, file_digest, folder_files
from binzhi.integrations.readers.ota_parts import attr, child, children, company_of, guest_of, name_of, text_of
from binzhi.integrations.readers.ota_stay import ReservationXml
from binzhi.integrations.readers.problems import BadCell, ImportRefused, make_problem, refuse
from binzhi.integrations.rows import Detected, ExternalId, RowProblem, SourceRow

_ROOTS = frozenset(
    {"OTA_HotelResNotifRQ", "OTA_ResRetrieveRS", "OTA_HotelResRQ", "OTA_HotelResModifyNotifRQ"}
    | {"OTA_ProfileCreateRQ", "OTA_ProfileModifyRQ", "OTA_ProfileReadRS"}
)
_RESERVATIONS = frozenset({"HotelReservation", "HotelResModify"})
_PROFILES = frozenset({"Profile", "ProfileModify"})


class OtaXml(Source):
    """Reservations and profiles of one XML file, or of every .xml of a folder."""

    kind = "ota-xml"
    system = "ota"
    takes_folders = True

    def detect(self) -> Detected:
        """Read a single file through once, so that a cut one is refused whole; of a folder only list it."""
        if self.path.is_dir():
            files = self._files()
            if not files:
                raise refuse("folder-empty", value=self.path.name)
            return Detected(kind=self.kind, size_bytes=sum(f.stat().st_size for f in files), row_estimate=len(files))
        count = sum(1 for _ in _Records(self.path))
        return Detected(kind=self.kind, size_bytes=self.path.stat().st_size, encoding="XML", row_estimate=count)

    def _files(self) -> list[Path]:
        return [f for f in folder_files(self.path) if f.suffix.lower() == ".xml"]

    def read(self, after: int) -> Iterator[SourceRow]:
        """Yield the records after a row number, file by file."""
        row_no = 0
        folder = self.path.is_dir()
        for path in self._files() if folder else [self.path]:
            try:
                if folder:
                    for _ in _Records(path):
                        pass  # the whole file must be sound before its first row is taken
                records = _Records(path)
                digest = file_digest(path)
                for number, element in enumerate(records, 1):
                    place = f"{path.name}: {name_of(element)}[{number}]"
                    own = ExternalId("file", self.kind, f"{digest}:{number}")
                    for row in self._rows(element, records, row_no, place, own):
                        row_no = row.row_no
                        if row_no > after:
                            yield row
            except ImportRefused as refusal:
                if not folder:
                    raise
                row_no += 1
                if row_no > after:
                    found = refusal.problem
                    problem = RowProblem(row_no, "", path.name, found.code, found.zh, found.en)
                    yield SourceRow(row_no, path.name, None, (problem,))

    def _rows(
        self, element: Element, records: "_Records", row_no: int, place: str, own: ExternalId
    ) -> Iterator[SourceRow]:
        if name_of(element) in _PROFILES:
            try:
                yield self._profile(element, records, row_no + 1, place)
            except BadCell as bad:
                yield self.refused(row_no + 1, place, bad)
            return
        reader = ReservationXml(element, row_no + 1, self.options, self.id)
        try:
            found = list(reader.rows(own, records.status, records.channel))
        except BadCell as bad:
            yield self.refused(row_no + 1, place, bad)
            return
        problems = tuple(reader.problems)
        if any(p.is_error for p in problems) or not found:
            yield SourceRow(row_no + 1, place, None, problems or (make_problem("reservation-nobody", row=row_no + 1),))
            return
        for at, data in enumerate(found):
            where = place if len(found) == 1 else f"{place}/RoomStay[{at + 1}]"
            yield self.told(row_no + 1 + at, where, data, problems if at == 0 else ())

    def _profile(self, element: Element, records: "_Records", row_no: int, place: str) -> SourceRow:
        ids = tuple(
            self.id(f"profile-{attr(u, 'Type') or '0'}", attr(u, "ID")) for u in records.unique if attr(u, "ID")
        )
        customer, info = child(element, "Customer"), child(element, "CompanyInfo")
        if customer is not None:
            data = guest_of(element, customer, ids, self.options.region)
            if not data.partial or data.identity:
                return self.told(row_no, place, data)
        elif info is not None:
            company = company_of(element, info, ids, self.options.region)
            if not company.partial or company.identity:
                return self.told(row_no, place, company)
        return SourceRow(row_no, place, None, (make_problem("profile-nobody", row=row_no),))


class _Records:
    """The record elements of a file one at a time; each is forgotten before the next is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = ""
        self.first = ""
        self.status = ""
        self.channel = ""
        self.unique: list[Element] = []

    def __iter__(self) -> Iterator[Element]:
        size = check_file(self.path)
        if size > limits.MAX_XML_BYTES:
            sizes: dict[str, Any] = {"size": size // limits.MIB, "limit": limits.MAX_XML_BYTES // limits.MIB}
            raise refuse("file-too-big", value=self.path.name, **sizes)
        try:
            with self.path.open("rb") as stream:
                yield from self._walk(iterparse(stream, ("start", "end"), forbid_dtd=True))
        except DefusedXmlException as error:
            raise refuse("xml-entities", value=self.path.name, what=type(error).__name__) from None
        except ParseError as error:
            line, column = error.position
            reason = str(error).partition(":")[0]
            raise refuse(
                "xml-bad", row=line, value=self.path.name, line=line, column_no=column, reason=reason
            ) from None
        except (ValueError, LookupError) as error:
            raise refuse("xml-bad", row=1, value=self.path.name, line=1, column_no=0, reason=str(error)[:80]) from None
        if not self.root:
            raise refuse("no-record", value=self.path.name, place=self.path.name, what="-")

    def _walk(self, events: Iterator[tuple[str, Element]]) -> Iterator[Element]:
        stack: list[Element] = []
        inside = elements = 0
        for event, element in events:
            name = name_of(element)
            if event == "start":
                stack.append(element)
                if len(stack) > limits.MAX_XML_DEPTH:
                    raise refuse("xml-limit", value=self.path.name, what=f"> {limits.MAX_XML_DEPTH} levels")
                self._opening(name, element, len(stack))
                elements = elements + 1 if inside else 0
                if elements > limits.MAX_XML_RECORD_ELEMENTS:
                    raise refuse("xml-limit", value=self.path.name, what=f"> {limits.MAX_XML_RECORD_ELEMENTS} elements")
                if name in _RESERVATIONS or (name in _PROFILES and not inside):
                    inside = inside or len(stack)
                continue
            if len(stack) == inside:
                inside = 0
                yield element
                self._forget(stack, element)
            elif not inside:
                self._closing(name, element, stack)
            stack.pop()

    def _opening(self, name: str, element: Element, depth: int) -> None:
        self.first = self.first or name
        if not self.root and name.startswith("OTA_"):
            self.root = name
            self.status = attr(element, "ResStatus")
            if name not in _ROOTS:
                raise refuse("xml-other", value=self.path.name, what=name)
        elif depth > 3 and not self.root:
            raise refuse("xml-other", value=self.path.name, what=self.first)

    def _closing(self, name: str, element: Element, stack: list[Element]) -> None:
        if name == "Errors":
            said = "; ".join(text_of(e) or attr(e, "ShortText") for e in children(element, "Error"))
            raise refuse("sender-error", value=said or name)
        if name == "POS":
            booker = child(element, "Source", "BookingChannel", "CompanyName")
            self.channel = text_of(booker)
        elif name == "UniqueID":
            self.unique = [*self.unique, element][-5:]
        elif name == "ProfileInfo":
            self.unique = []
        if name in ("POS", "HotelReservations", "ReservationsList", "Profiles", "ProfileInfo"):
            self._forget(stack, element)

    @staticmethod
    def _forget(stack: list[Element], element: Element) -> None:
        element.clear()
        if len(stack) > 1:
            stack[-2].remove(element)
