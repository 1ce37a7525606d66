"""The port of every reader: a source that was looked at (``detected``) and yields its rows lazily."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path

from binzhi.integrations.readers.files import file_digest
from binzhi.integrations.readers.maps import ImportMap
from binzhi.integrations.readers.problems import BadCell, ImportRefused, make_problem
from binzhi.integrations.rows import Detected, ExternalId, ReadOptions, ReservationRow, RowData, RowProblem, SourceRow


class Source(ABC):
    """A file (or folder) of one kind. Iterating reads it from the start each time, in constant memory."""

    kind: str = ""
    system: str = ""
    takes_folders: bool = False

    def __init__(self, path: Path, mapping: ImportMap, options: ReadOptions) -> None:
        self.path = path
        self.map = mapping
        self.options = options
        self.system_name = options.system or mapping.system or self.system
        self._digest = ""
        self.detected = self.detect()

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file; a batch carries it."""
        if not self._digest:
            self._digest = file_digest(self.path)
        return self._digest

    @abstractmethod
    def detect(self) -> Detected:
        """Look at the file; raise ImportRefused when no row of it can be read."""

    @abstractmethod
    def read(self, after: int) -> Iterator[SourceRow]:
        """Yield the rows whose number is greater than ``after``."""

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """Yield the rows after a row number (for a restart); refuse while ``detected`` holds errors."""
        for problem in self.detected.problems:
            if problem.is_error:
                raise ImportRefused(problem)
        return self.read(after)

    def __iter__(self) -> Iterator[SourceRow]:
        return self.rows()

    def told(self, row_no: int, place: str, data: RowData | None, problems: Iterable[RowProblem] = ()) -> SourceRow:
        """Return the row of an interface record, with a warning where a telephone number is kept as raw text."""
        found = list(problems)
        if any(p.is_error for p in found):
            return SourceRow(row_no, place, None, tuple(found))
        guests = [data.guest, *data.accompanying] if isinstance(data, ReservationRow) else [data]
        if any(not p.number for g in guests if g is not None for p in g.phones):
            found.append(make_problem("phone-kept-raw", row=row_no))
        return SourceRow(row_no, place, data, tuple(found))

    def refused(self, row_no: int, place: str, bad: BadCell) -> SourceRow:
        """Return the refused row of an interface record whose value cannot stand."""
        problem = make_problem(bad.code, row=row_no, column=bad.field, value=bad.value, field=bad.field, **bad.params)
        return SourceRow(row_no, place, None, (problem,))

    @property
    def columns_read(self) -> dict[str, str]:
        """Return the file's own head of each field that is read; empty for files without columns."""
        return {h.field: h.text for h in self.detected.heads if h.field}

    def id(self, kind: str, value: str) -> ExternalId:
        """Return an outside id of this source's system."""
        return ExternalId(self.system_name, kind, value)

    def row_id(self, row_no: int) -> ExternalId:
        """Return the identity of a row that carries none of its own: the file and the row."""
        return ExternalId("file", self.kind, f"{self.digest}:{row_no}")
