"""Verbs of exports: ask with a purpose, make the file, give it out once. The file is sealed until then and gone after."""

from datetime import datetime, timedelta
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import EXPORT, desk_of
from binzhi.guests.enums import ExportForm, JobState
from binzhi.guests.errors import ExportGone
from binzhi.guests.exports import COLUMNS, Watermark, columns_for, rows_for, to_vcard, to_xlsx
from binzhi.guests.lists import Rule, ids_by, read_rules
from binzhi.guests.models import Export
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.vault.domain.parcel import open_bytes_for, seal_bytes_for

LIVES = timedelta(hours=1)
ASKED = declare_act(
    "export_guests",
    zh="导出{count}位宾客({form}：{columns})",
    en="Exported {count} guests ({form}: {columns})",
    is_read=True,
    said={"form": choice_words(ExportForm)},
)
FETCHED = declare_act(
    "fetch_export", zh="取走导出文件({count}位)", en="Fetched an export ({count} guests)", is_read=True
)


def ask_export(
    *, scope: Scope, now: datetime, rules: list[Rule], form: ExportForm, columns: list[str], purpose: str
) -> Export:
    """Note who takes which columns of how many guests out and what for; the file is made after.

    Refuses without a purpose of four signs, a column the role may not see or open, nobody, and more than five thousand.
    """
    scope.need(EXPORT)
    purpose = " ".join(purpose.split())
    if len(purpose) < 4 or len(purpose) > 200:
        raise BadInput(field="purpose", zh="请写明用途（4至200字）。", en="State the purpose in 4 to 200 characters.")
    allowed = {c.code for c in columns_for(scope)}
    wanted = [c for c in dict.fromkeys(columns) if c in COLUMNS] or ["name"]
    if set(wanted) - allowed:
        raise NotAllowed(permission="reveal")
    ids, (hotel_id, person_id) = ids_by(scope, rules), desk_of(scope)
    with unit_of_work(scope):
        export = persist(
            Export(
                hotel_id=hotel_id,
                asked_by_id=person_id,
                asked_by=scope.actor.name,
                asked_at=now,
                total=len(ids),
                form=form,
                purpose=purpose,
                rules=[r.stored() for r in rules],
                columns=wanted,
                ends_at=now + LIVES,
            )
        )
        record(
            ASKED,
            scope=scope,
            now=now,
            object_type="export",
            object_id=export.id,
            purpose=purpose,
            details={"count": len(ids), "form": form.value, "columns": ", ".join(wanted)},
        )
    return export


def get_export(scope: Scope, export_id: UUID) -> Export:
    """Return one's own export, or refuse."""
    scope.need(EXPORT)
    row: Export | None = Export.objects.filter(id=export_id, asked_by_id=scope.actor.id).first()
    if row is None:
        raise NotFound
    return row


def make_export(*, scope: Scope, now: datetime, export: Export, language: str) -> Export:
    """Make the file of an export and seal it for the person who asked. Rights are asked again, also in the worker."""
    scope.need(EXPORT)
    allowed = {c.code for c in columns_for(scope)}
    columns = [COLUMNS[c] for c in export.columns if c in allowed]
    ids = ids_by(scope, read_rules(scope, export.rules))
    rows = rows_for(scope, ids, columns, now=now, purpose=export.purpose)
    hotel = Hotel.objects.get(id=export.hotel_id)
    name = hotel.name_zh if language.startswith("zh") else hotel.name_en or hotel.name_zh
    mark = Watermark(export.asked_by, now, export.purpose, name)
    writer = to_xlsx if export.form == ExportForm.XLSX else to_vcard
    body = writer(rows, columns, mark=mark, language=language)
    with unit_of_work(scope):
        row: Export = locked(Export.objects.filter(id=export.id)).get()
        row.parcel = seal_bytes_for(parcel_id=row.id, staff_id=row.asked_by_id, ends_at=row.ends_at, plain=body)
        row.state, row.done, row.ended_at = JobState.FINISHED, len(rows), now
        amend(row, "parcel", "state", "done", "ended_at")
    return row


def fetch_export(*, scope: Scope, now: datetime, export: Export) -> bytes:
    """Give the file out, once: after that it is gone. Refuses one fetched, ended or of somebody else (:class:`ExportGone`)."""
    scope.need(EXPORT)
    with unit_of_work(scope):
        row: Export | None = locked(Export.objects.filter(id=export.id, asked_by_id=scope.actor.id)).first()
        if row is None or row.parcel is None or now >= row.ends_at:
            raise ExportGone
        body = open_bytes_for(
            parcel_id=row.id, staff_id=row.asked_by_id, ends_at=row.ends_at, now=now, sealed=bytes(row.parcel)
        )
        row.parcel = None
        amend(row, "parcel")
        details = {"count": row.done}
        record(
            FETCHED, scope=scope, now=now, object_type="export", object_id=row.id, purpose=row.purpose, details=details
        )
    return body


def fail_export(*, scope: Scope, now: datetime, export: Export, fault: dict[str, str]) -> None:
    """Note that the file could not be made."""
    with unit_of_work(scope):
        export.state, export.fault, export.ended_at = JobState.FAILED, fault, now
        amend(export, "state", "fault", "ended_at")


def drop_ended_exports(*, now: datetime) -> int:
    """Remove the files nobody fetched in time; run by the clock."""
    ended = Export.unscoped.filter(ends_at__lte=now, parcel__isnull=False)  # unscoped: the clock tidies every hotel
    return int(ended.update(parcel=None))
