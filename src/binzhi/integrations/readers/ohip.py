"""ohip: OPERA Cloud JSON, one file or a folder of files.

The envelope differs by call, so a profile or a reservation is known by its own form wherever it stands. What is not
strict JSON, or holds neither, is refused with file and place; nothing is repaired silently.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from binzhi.integrations.readers import limits
from binzhi.integrations.readers import ohip_values as v
from binzhi.integrations.readers.base import Source
from binzhi.integrations.readers.files import check_file, file_digest, folder_files
from binzhi.integrations.readers.ohip_profile import is_profile, profile_row
from binzhi.integrations.readers.ohip_reservation import ReservationReader, is_reservation
from binzhi.integrations.readers.ohip_values import Node
from binzhi.integrations.readers.problems import BadCell, ImportRefused, make_problem, refuse
from binzhi.integrations.rows import Detected, ExternalId, RowProblem, SourceRow

_ID_KEYS = ("profileIdList", "guestIdList", "companyIdList")
_PROFILE_BODIES = frozenset({"profileDetails", "guestDetails", "companyDetails"})


class Ohip(Source):
    """Profiles and reservations of one JSON file, or of every .json of a folder."""

    kind = "ohip"
    system = "ohip"
    takes_folders = True
    _digested: tuple[Path, str] = (Path(), "")

    def detect(self) -> Detected:
        """Check a single file whole; of a folder only that it holds files."""
        if self.path.is_dir():
            files = [f for f in folder_files(self.path) if f.suffix.lower() == ".json"]
            if not files:
                raise refuse("folder-empty", value=self.path.name)
            size = sum(f.stat().st_size for f in files)
            return Detected(kind=self.kind, size_bytes=size, encoding="UTF-8", row_estimate=len(files))
        records = list(_records(_load(self.path), ""))
        if not records:
            raise self._nothing(self.path)
        return Detected(
            kind=self.kind, size_bytes=self.path.stat().st_size, encoding="UTF-8", row_estimate=len(records)
        )

    def _nothing(self, path: Path) -> ImportRefused:
        loaded = _load(path)
        top = ", ".join(list(loaded)[:6]) if isinstance(loaded, dict) else type(loaded).__name__
        return refuse("no-record", place=path.name, what=top or "-")

    def read(self, after: int) -> Iterator[SourceRow]:
        """Yield the records after a row number, file by file."""
        row_no = 0
        folder = self.path.is_dir()
        for path in folder_files(self.path) if folder else [self.path]:
            if folder and path.suffix.lower() != ".json":
                continue
            try:
                found = list(_records(_load(path), ""))
                if not found:
                    raise self._nothing(path)
            except ImportRefused as refusal:
                row_no += 1
                if row_no > after:
                    problem = RowProblem(
                        row_no, "", path.name, refusal.problem.code, refusal.problem.zh, refusal.problem.en
                    )
                    yield SourceRow(row_no, path.name, None, (problem,))
                continue
            for number, (place, item, ids) in enumerate(found, 1):
                row_no += 1
                if row_no > after:
                    own = partial(self._record_id, path, number)
                    where = f"{path.name}: {place}"
                    try:
                        yield self._row(row_no, where, item, ids, own)
                    except BadCell as bad:
                        yield self.refused(row_no, where, bad)

    def _row(self, row_no: int, place: str, item: Node, ids: Node, own: Callable[[], ExternalId]) -> SourceRow:
        if is_reservation(item):
            reader = ReservationReader(item, row_no, self.system_name, self.options, dict(self.map.variables))
            stay = reader.read(own)
            if stay is not None and stay.guest.family_name == "string" == stay.hotel_code:
                reader.problems.append(make_problem("schema-sample", row=row_no))
            return self.told(row_no, place, stay, reader.problems)
        known = tuple(i for key in _ID_KEYS for i in v.id_list(ids.get(key) or item.get(key), self.system_name))
        data = profile_row(item, known)
        if data.partial and data.identity is None:
            return SourceRow(row_no, place, None, (make_problem("profile-nobody", row=row_no),))
        return self.told(row_no, place, data)

    def _record_id(self, path: Path, number: int) -> ExternalId:
        if self._digested[0] != path:
            self._digested = (path, file_digest(path))
        return ExternalId("file", self.kind, f"{self._digested[1]}:{number}")


def _load(path: Path) -> Any:
    """Return the content of a strict JSON file."""
    check_file(path)
    size = path.stat().st_size
    if size > limits.MAX_JSON_BYTES:
        raise refuse(
            "file-too-big", value=path.name, size=size // limits.MIB, limit=limits.MAX_JSON_BYTES // limits.MIB
        )
    raw = path.read_bytes()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("encoding-wrong", row=line, line=line, offset=error.start, encoding="UTF-8") from None
    try:
        return json.loads(content, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where: dict[str, Any] = {"line": error.lineno, "column_no": error.colno, "reason": error.msg}
        raise refuse("json-bad", row=error.lineno, value=path.name, place=path.name, **where) from None
    except RecursionError:
        raise refuse("json-deep", value=path.name, place=path.name) from None
    except ValueError as error:
        where = {"line": 1, "column_no": 1, "reason": str(error)[:80]}
        raise refuse("json-bad", row=1, value=path.name, place=path.name, **where) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _records(
    value: object, place: str, beside: Node | None = None, key: str = "", depth: int = 0
) -> Iterator[tuple[str, Node, Node]]:
    """Yield (place, record, what stands beside it) of every profile and reservation, outermost first."""
    if depth > limits.MAX_JSON_DEPTH:
        raise refuse("json-deep", place=place)
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _records(item, f"{place}[{at}]", beside, key, depth + 1)
    elif isinstance(value, dict):
        if is_reservation(value) or is_profile(value) or key in _PROFILE_BODIES:
            yield place or "$", value, beside or {}
            return
        for name, item in value.items():
            yield from _records(item, f"{place}.{name}" if place else name, value, name, depth + 1)
