"""Verbs of the register of customer files handed over by the other sections (R-175, R-205)."""

from collections.abc import Sequence
from datetime import date, datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import COLLECT, ENQUIRE
from binzhi.collection.domain.notices import log, refuse_unfit
from binzhi.collection.enums import FileKind, FileState
from binzhi.collection.errors import WordsNeeded, WrongStep
from binzhi.collection.models import CollectedItem, HandedFile
from binzhi.collection.wordings import FILE, ITEM
from binzhi.guests.models import Guest
from binzhi.guests.origin import own_department
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Department, Hotel
from binzhi.vault.domain.sealing import seal

TABLE = "collection_file"
HANDED = declare_act(
    "hand_over_file",
    zh="移交客户资料：{kind}（{department}）",
    en="Handed a customer file over: {kind} ({department})",
    said=FILE,
)
RECEIVED = declare_act("receive_file", zh="接收客户资料：{kind}", en="Received a customer file: {kind}", said=FILE)
COMPLETED = declare_act(
    "complete_file", zh="客户资料已齐全：{kind}", en="The customer file is complete: {kind}", said=FILE
)
FILED = declare_act("put_file_away", zh="客户资料已归档：{kind}", en="Filed a customer file: {kind}", said=FILE)
TAKEN = declare_act(
    "take_over_item", zh="客户信息部接收“{item}”", en='Customer information took "{item}" over', said=ITEM
)
NEXT = {
    FileState.HANDED: FileState.RECEIVED,
    FileState.RECEIVED: FileState.COMPLETE,
    FileState.COMPLETE: FileState.FILED,
}
ACT_OF = {FileState.RECEIVED: RECEIVED, FileState.COMPLETE: COMPLETED, FileState.FILED: FILED}
STAMP = {FileState.RECEIVED: "received", FileState.COMPLETE: "completed", FileState.FILED: "filed"}


def hand_over_file(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    kind: FileKind,
    title: str,
    section: str = "",
    handed_on: date,
    today: date,
) -> HandedFile:
    """Enter a customer file a section hands over; it counts as not taken over until it is received.

    A section enters its own; customer information enters what it finds on its desk. Refuses a day ahead.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    title = title.strip()[:300]
    if not title:
        raise WordsNeeded
    refuse_unfit(title)
    if handed_on > today:
        raise BadInput(field="handed_on", zh="日期不能晚于今天。", en="The day cannot lie ahead.")
    section = section if scope.may(ENQUIRE) and section else own_department(scope) or section
    if not Department.objects.filter(hotel=hotel, code=section).exists():
        raise BadInput(field="section", zh="请选择部门。", en="Choose the section.")
    with unit_of_work(scope):
        row_id = uuid7()
        row = persist(
            HandedFile(
                guest=guest, id=row_id, hotel=hotel, section=section, kind=kind, handed_on=handed_on,
                title=seal(table=TABLE, guest_id=guest.id, row_id=row_id, column="title", plain=title),
                handed_by=scope.actor.name, entered_at=now,
            )
        )  # fmt: skip
        _log(HANDED, scope, now, row)
    return row


def _log(name: str, scope: Scope, now: datetime, row: HandedFile) -> None:
    record(
        name, scope=scope, now=now, object_type="handed_file", object_id=row.id, guest_id=row.guest_id,
        hotel_id=row.hotel_id, details={"kind": str(row.kind), "department": row.section},
    )  # fmt: skip


def move_file(*, scope: Scope, now: datetime, file: HandedFile, to: FileState, shelf: str = "") -> HandedFile:
    """Take the next step: received, complete, filed (on a shelf). Refuses to skip one (:class:`WrongStep`)."""
    scope.need(ENQUIRE)
    with unit_of_work(scope):
        row: HandedFile | None = locked(HandedFile.objects.filter(guest_id=file.guest_id, id=file.id)).first()
        if row is None:
            raise NotFound
        if row.state == to:
            return row  # the same tap twice
        if NEXT.get(FileState(row.state)) != to:
            raise WrongStep(state=FileState(row.state).label)
        stamp = STAMP[to]
        setattr(row, f"{stamp}_at", now)
        setattr(row, f"{stamp}_by", scope.actor.name)
        row.state, row.shelf = to, shelf.strip()[:60] or row.shelf
        amend(row, "state", "shelf", f"{stamp}_at", f"{stamp}_by")
        _log(ACT_OF[to], scope, now, row)
    return row


def take_over_items(*, scope: Scope, now: datetime, items: Sequence[CollectedItem]) -> int:
    """Note that customer information took file items of the sections over; one taken over already stays as it is."""
    scope.need(ENQUIRE)
    done = 0
    with unit_of_work(scope):
        for item in items:
            rows = CollectedItem.objects.filter(guest_id=item.guest_id, id=item.id, taken_at__isnull=True)
            row: CollectedItem | None = locked(rows).first()
            if row is None:
                continue
            row.taken_at, row.taken_by = now, scope.actor.name
            amend(row, "taken_at", "taken_by")
            log(TAKEN, scope, now, row)
            done += 1
    return done
