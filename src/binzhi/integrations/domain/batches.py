"""Verbs on batches: take a file in, note the check, begin, finish, fail."""

import os
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests import access as guests_access
from binzhi.integrations.access import IMPORT, UNDO
from binzhi.integrations.enums import BatchState, Outcome
from binzhi.integrations.errors import BatchBusy, FileGone, NotUndoable
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.integrations.readers import ImportMap, ReadOptions, Source, build_map, file_digest, open_source
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays import access as stays_access

TOOK_IN = declare_act("take_in_file", zh="上传导入文件 {file}({kind})", en="Took in the file {file} ({kind})")
STARTED = declare_act("import_file", zh="导入文件 {file}", en="Imported the file {file}")
FINISHED = declare_act("finish_import", zh="导入完成:{counts}", en="Import finished: {counts}")
STOPPED = declare_act("stop_import", zh="导入中断({fault})", en="Import stopped ({fault})")

NEEDS = frozenset(
    {
        guests_access.READ,
        guests_access.CREATE,
        guests_access.EDIT,
        guests_access.FLAG,
        guests_access.NOTE,
        guests_access.RECORD_FACT,
        stays_access.READ,
        stays_access.BOOK,
        stays_access.ASSIGN_ROOM,
        stays_access.MANAGE_HOUSE,
    }
)


def tag_of(batch: ImportBatch) -> str:
    """Return the request id under which the acts of an import and of its undo stand in the log."""
    return f"import-{batch.id.hex}"


KEEP_WAITING = timedelta(days=7)
SILENT = timedelta(seconds=60)  # a worker moves every second or two


def importing(scope: Scope, batch: ImportBatch, *, need: str = IMPORT) -> Scope:
    """Return the importer's scope with what the verbs of the rows need; the right to import stands for them."""
    scope.need(need)
    scope.need_hotel(batch.hotel_id)
    return replace(scope, permissions=scope.permissions | NEEDS, request_id=tag_of(batch))


def imports_folder() -> Path:
    """Return the private folder of import files."""
    folder = Path(settings.BINZHI_HOME) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def take_in_file(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    path: Path,
    kind: str,
    file_name: str = "",
    create_codes: bool = False,
    system: str = "",
    mapping: dict[str, Any] | None = None,
    keep_copy: bool = True,
) -> ImportBatch:
    """Take a file in as a batch with its hash; a batch of the same file that is not undone is returned as it is.

    A finished batch with refused rows, or one to which ``create_codes`` is new, is not returned: the file is taken in
    again, the rows that stand are found unchanged and the refused ones get another try. No ``mapping`` means any.

    ``keep_copy`` stores the file (mode 0600) so that a worker can read it and a restart can go on. Refuses a file that
    cannot be read at all (:class:`ImportRefused`).
    """
    scope.need(IMPORT)
    scope.need_hotel(hotel.id)
    source = open_source(path, kind, _map(mapping or {}), ReadOptions(system=system, region=hotel.region, now=now))
    standing = _standing(hotel, source.digest, kind)
    if standing is not None and (not mapping or standing.mapping == mapping):
        new_codes = create_codes and not standing.create_codes
        if standing.state != BatchState.FINISHED:
            if new_codes:
                set_options(scope=scope, now=now, batch=standing, create_codes=True, mapping=standing.mapping)
            return standing
        if not new_codes and not standing.counts.get("refused"):
            return standing
    batch_id = uuid7()
    stored = _store(path, batch_id) if keep_copy else path.resolve()
    with unit_of_work(scope):
        batch = persist(
            ImportBatch(
                id=batch_id,
                hotel=hotel,
                kind=kind,
                file_name=(file_name or path.name)[:200],
                digest=source.digest,
                stored_as=str(stored),
                create_codes=create_codes,
                system=system,
                mapping=mapping or {},
                row_estimate=source.detected.row_estimate,
                created_at=now,
                created_by=scope.actor.name,
                created_by_id=scope.actor.id,
            )
        )
        _record_taken_in(scope, now, batch)
    return batch


def _record_taken_in(scope: Scope, now: datetime, batch: ImportBatch) -> None:
    details = {"file": batch.file_name, "kind": batch.kind, "sha256": batch.digest}
    record(
        TOOK_IN,
        scope=scope,
        now=now,
        object_type="import_batch",
        object_id=batch.id,
        hotel_id=batch.hotel_id,
        details=details,
    )


def _standing(hotel: Hotel, digest: str, kind: str) -> ImportBatch | None:
    """Return the latest batch of a file in a hotel that is not undone."""
    same = ImportBatch.objects.filter(hotel=hotel, digest=digest, kind=kind)
    found: ImportBatch | None = (
        same.exclude(state__in=[BatchState.UNDONE, BatchState.UNDOING]).order_by("-created_at").first()
    )
    return found


def earlier_batches(batch: ImportBatch, digest: str) -> list[UUID]:
    """Return the batches of the same file, read the same way, that still stand beside this one."""
    same = ImportBatch.objects.filter(hotel=batch.hotel, digest=digest, kind=batch.kind, system=batch.system)
    standing = same.exclude(id=batch.id).exclude(state__in=[BatchState.UNDONE, BatchState.UNDOING])
    return [one.id for one in standing.only("id", "mapping") if one.mapping == batch.mapping]


def rows_taken(batches: list[UUID], rows: list[int]) -> dict[int, ImportLine]:
    """Return the lines of rows that an earlier batch of the same file has taken: they are not taken twice."""
    if not batches or not rows:
        return {}
    found = ImportLine.objects.filter(batch_id__in=batches, row_no__in=rows).exclude(outcome=Outcome.REFUSED)
    return {line.row_no: line for line in found.only("row_no", "guest_id", "reservation_id")}


def _store(path: Path, batch_id: UUID) -> Path:
    target = imports_folder() / str(batch_id)
    if path.is_dir():
        shutil.copytree(path, target)
        return target
    target = target.with_suffix("".join(path.suffixes[-2:])[:12])
    shutil.copyfile(path, target)
    os.chmod(target, 0o600)
    return target


def _map(mapping: dict[str, Any]) -> ImportMap | None:
    return build_map(mapping) if mapping else None


def unstored_batch(
    *, hotel: Hotel, path: Path, kind: str, create_codes: bool, system: str, mapping: dict[str, Any]
) -> ImportBatch:
    """Return a batch for a dry run that leaves no trace: it is not written, and the file is read where it lies."""
    return ImportBatch(
        hotel=hotel,
        kind=kind,
        file_name=path.name[:200],
        stored_as=str(path.resolve()),
        create_codes=create_codes,
        system=system,
        mapping=mapping,
    )


def open_for(batch: ImportBatch, *, now: datetime) -> Source:
    """Open the file of a batch without asking whether it is still the same."""
    options = ReadOptions(system=batch.system, region=batch.hotel.region, now=now)
    return open_source(Path(batch.stored_as), batch.kind, _map(batch.mapping), options)


def source_of(batch: ImportBatch, *, now: datetime) -> Source:
    """Open the file of a batch again; refuses when it is gone or is another (:class:`FileGone`)."""
    path = Path(batch.stored_as)
    if not path.exists() or file_digest(path) != batch.digest:
        raise FileGone
    return open_for(batch, now=now)


def set_options(
    *, scope: Scope, now: datetime, batch: ImportBatch, create_codes: bool, mapping: dict[str, Any]
) -> ImportBatch:
    """Change the column map and the code option before the import runs."""
    scope.need(IMPORT)
    batch.create_codes, batch.mapping = create_codes, mapping
    with unit_of_work(scope):
        amend(batch, "create_codes", "mapping")
    return batch


def note_check(*, scope: Scope, now: datetime, batch: ImportBatch, report: dict[str, Any]) -> ImportBatch:
    """Keep the report of a dry run."""
    scope.need(IMPORT)
    batch.report, batch.moved_at = report, now
    if batch.state == BatchState.UPLOADED:
        batch.state = BatchState.CHECKED
    with unit_of_work(scope):
        amend(batch, "report", "state", "moved_at")
    return batch


def note_checking(*, scope: Scope, now: datetime, batch: ImportBatch, done: int, total: int) -> None:
    """Note how far a dry run is; its report replaces this."""
    scope.need(IMPORT)
    batch.report, batch.moved_at = {"checking": {"done": done, "total": max(total, done)}}, now
    with unit_of_work(scope):
        amend(batch, "report", "moved_at")


def ask_for_work(*, scope: Scope, now: datetime, batch: ImportBatch, state: BatchState | None) -> bool:
    """Note that a batch waits for the worker (no state: for a dry run); False when somebody works on it just now.

    A batch that has not moved for :data:`SILENT` is free again: its worker was killed.
    """
    scope.need(UNDO if state == BatchState.UNDOING else IMPORT)
    with unit_of_work(scope):
        row = locked(ImportBatch.objects.filter(id=batch.id)).get()
        if is_busy(row, now=now):
            return False
        row.moved_at, row.fault = now, {}
        if state is None:
            row.report = {"checking": {"done": 0, "total": row.row_estimate}}
        elif state == BatchState.RUNNING and row.state in {BatchState.FINISHED, BatchState.UNDONE, BatchState.UNDOING}:
            raise NotUndoable(state=BatchState(row.state).label)
        else:
            row.state = state
        amend(row, "moved_at", "fault", "report", "state")
    return True


def is_busy(batch: ImportBatch, *, now: datetime) -> bool:
    """Tell whether a worker has this batch in hand."""
    at_work = batch.state in {BatchState.RUNNING, BatchState.UNDOING} or "checking" in batch.report
    return at_work and batch.moved_at is not None and now - batch.moved_at < SILENT


def begin(*, scope: Scope, now: datetime, batch: ImportBatch) -> ImportBatch:
    """Begin or go on with a batch."""
    scope.need(IMPORT)
    batch.state, batch.fault, batch.moved_at = BatchState.RUNNING, {}, now
    batch.started_at = batch.started_at or now
    with unit_of_work(scope):
        amend(batch, "state", "fault", "started_at", "moved_at")
        record(
            STARTED,
            scope=scope,
            now=now,
            object_type="import_batch",
            object_id=batch.id,
            hotel_id=batch.hotel_id,
            details={"file": batch.file_name, "from_row": batch.next_row},
        )
    return batch


def finish(*, scope: Scope, now: datetime, batch: ImportBatch) -> ImportBatch:
    """Note the end of a batch; refuses when it was undone or taken over meanwhile."""
    counts = ", ".join(f"{k} {v}" for k, v in sorted(batch.counts.items()))
    with unit_of_work(scope):
        standing = locked(ImportBatch.objects.filter(id=batch.id)).values_list("next_row", "state").get()
        if standing != (batch.next_row, BatchState.RUNNING.value):
            raise BatchBusy
        batch.state, batch.finished_at = BatchState.FINISHED, now
        amend(batch, "state", "finished_at")
        record(
            FINISHED,
            scope=scope,
            now=now,
            object_type="import_batch",
            object_id=batch.id,
            hotel_id=batch.hotel_id,
            details={"counts": counts},
        )
        transaction.on_commit(lambda: _drop_copy(batch))
    return batch


def _drop_copy(batch: ImportBatch) -> None:
    """Remove the stored file of a batch whose rows are all in: it holds in clear what the database keeps sealed."""
    stored = Path(batch.stored_as)
    if stored.is_relative_to(imports_folder()):  # a file read where it lies belongs to whoever put it there
        _remove(stored)


def _remove(stored: Path) -> None:
    if stored.is_dir():
        shutil.rmtree(stored)
    else:
        stored.unlink(missing_ok=True)


def drop_waiting_files(*, now: datetime) -> int:
    """Remove stored files nobody imported for a week; the batch then says that its file is gone. Returns how many."""
    oldest = (now - KEEP_WAITING).timestamp()
    waiting = [path for path in imports_folder().iterdir() if path.stat().st_mtime < oldest]
    for path in waiting:
        _remove(path)
    return len(waiting)


def fail(*, scope: Scope, now: datetime, batch: ImportBatch, fault: dict[str, str]) -> ImportBatch:
    """Note that a batch stopped; it can be gone on with."""
    batch.fault = fault
    if batch.state == BatchState.RUNNING:  # a stopped undo goes on undoing
        batch.state = BatchState.FAILED
    if "checking" in batch.report:
        batch.report = {}
    with unit_of_work(scope):
        amend(batch, "state", "fault", "report")
        record(
            STOPPED,
            scope=scope,
            now=now,
            object_type="import_batch",
            object_id=batch.id,
            hotel_id=batch.hotel_id,
            details={"fault": fault.get("code", "")},
        )
    return batch
