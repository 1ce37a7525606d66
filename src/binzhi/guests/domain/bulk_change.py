"""Verbs that change many guests at once: prepare with a preview, run, undo. Each guest gets an act of its own.

A change is prepared with one row per guest (the value before), so a run that was cut off goes on where it stopped, and
an undo takes back exactly what was done: guests changed by somebody since are left alone and counted.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, attempt, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.access import CHANGE_MANY, desk_of, visible_guests
from binzhi.guests.bulk_kinds import What, item_of, what_words
from binzhi.guests.domain.facts import check_fact, decide_fact, fact_stands, record_fact
from binzhi.guests.domain.flags import clear_flag, set_flag
from binzhi.guests.domain.profile import LIMITS, change_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import BulkOutcome, FactStatus, FlagCode, JobState, SourceKind
from binzhi.guests.errors import JobNotReady
from binzhi.guests.joined import ids_of, people_by_id
from binzhi.guests.models import BulkChange, BulkRow, Fact, Guest, GuestFlag
from binzhi.kernel.errors import BadInput, DomainError, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope

CHUNK = 100
INLINE = 200
RAN = declare_act(
    "change_many_guests",
    zh="批量修改：{what}（{count}位）",
    en="Changed many guests: {what} ({count})",
    said={"what": what_words},
)
UNDID = declare_act(
    "undo_change_of_many",
    zh="撤销批量修改：{what}（收回{count}位）",
    en="Took a change of many back: {what} ({count})",
    said={"what": what_words},
)
Progress = Callable[[int, int], None]


def _checked(what: What, target: str, value: str) -> tuple[str, str]:
    value = value.strip()
    if what == What.FLAG or what == What.UNFLAG:
        if target not in FlagCode.values:
            raise BadInput(field="target", zh="请选择标记。", en="Choose the flag.")
        return target, ""
    if what == What.FACT:
        item = item_of(target)
        if item is None or item.is_sealed:
            raise BadInput(
                field="target",
                zh="请选择喜好项目（敏感项目不能批量登记）。",
                en="Choose an item; sensitive ones cannot be recorded in bulk.",
            )
        check_fact(target, value)
        return target, value if item.value != "yes" else "yes"
    most = LIMITS[what.value]
    if len(value) > most:
        raise BadInput(field="value", zh=f"最多 {most} 个字。", en=f"At most {most} characters.")
    return "", value.upper() if what == What.NATIONALITY else value


def prepare_change(
    *, scope: Scope, now: datetime, guest_ids: list[UUID], what: What, target: str = "", value: str = ""
) -> BulkChange:
    """Prepare a change of many guests: one row per guest with the value before; nothing of the guests changes yet.

    ``what``: a plain field of the profile, a flag to set or clear, or a preference to record. Refuses a value that the
    single verb refuses.
    """
    scope.need(CHANGE_MANY)
    target, value = _checked(what, target, value)
    hotel_id, person_id = desk_of(scope)
    change = BulkChange(
        hotel_id=hotel_id, asked_by_id=person_id, asked_by=scope.actor.name, asked_at=now,
        total=len(guest_ids), what=what, target=target, value=value,
    )  # fmt: skip
    with unit_of_work(scope, batch=True):
        persist(change)
        for start in range(0, len(guest_ids), 1000):
            part = guest_ids[start : start + 1000]
            before = _before(what, target, part)
            for guest_id in part:
                persist(BulkRow(guest_id=guest_id, id=uuid7(), change_id=change.id, before=before.get(guest_id, "")))
    return change


def _before(what: What, target: str, ids: list[UUID]) -> dict[UUID, str]:
    people = people_by_id(ids)
    if what in {What.FLAG, What.UNFLAG}:
        flags = GuestFlag.objects.filter(guest_id__in=people.ids, code=target)
        return dict.fromkeys(people.all_of(flags.values_list("guest_id", flat=True)), "1")
    if what == What.FACT:
        rows = Fact.objects.filter(guest_id__in=people.ids, item=target, status=FactStatus.ACCEPTED)
        told = rows.order_by("last_confirmed_at").values_list("guest_id", "value")
        return people.merge(told, lambda _older, newer: newer)
    return dict(visible_of(ids).values_list("id", what.value))


def visible_of(ids: list[UUID]) -> Any:
    """Return the guests of some ids that are still there."""
    return Guest.objects.filter(id__in=ids, state="active")


def get_change(scope: Scope, change_id: UUID) -> BulkChange:
    """Return a change of many, or refuse."""
    scope.need(CHANGE_MANY)
    row: BulkChange | None = BulkChange.objects.filter(id=change_id).first()
    if row is None:
        raise NotFound
    return row


def start_change(*, scope: Scope, now: datetime, change: BulkChange) -> BulkChange:
    """Take a prepared change to work: nobody starts it twice (:class:`JobNotReady`)."""
    return _take(scope, change, {JobState.PREPARED}, JobState.WAITING)


def _take(scope: Scope, change: BulkChange, states: set[JobState], to: JobState) -> BulkChange:
    with unit_of_work(scope):
        row: BulkChange = locked(BulkChange.objects.filter(id=change.id)).get()
        if row.state not in states:
            raise JobNotReady
        row.state = to
        amend(row, "state")
    return row


def run_change(*, scope: Scope, clock: Callable[[], datetime], change: BulkChange) -> BulkChange:
    """Do a started change, a hundred guests to a transaction; one that was cut off goes on. Each guest gets its act."""
    scope.need(CHANGE_MANY)
    change = _take(scope, change, {JobState.WAITING, JobState.RUNNING}, JobState.RUNNING)
    waiting = BulkRow.objects.filter(change_id=change.id, outcome=BulkOutcome.WAITING).order_by("guest_id")
    while rows := list(waiting[:CHUNK]):
        with unit_of_work(scope):
            guests = {g.id: g for g in locked(visible_guests(scope).filter(id__in=[r.guest_id for r in rows]))}
            for row in rows:
                _change_one(scope, clock(), change, row, guests.get(row.guest_id))
            _count(change)
    with unit_of_work(scope):
        change.state, change.ended_at = JobState.FINISHED, clock()
        amend(change, "state", "ended_at")
        details = {"what": change.what, "count": change.changed}
        record(RAN, scope=scope, now=clock(), object_type="bulk_change", object_id=change.id, details=details)
    return change


def _count(change: BulkChange) -> None:
    by_outcome: dict[str, int] = {}
    for outcome in BulkRow.objects.filter(change_id=change.id).values_list("outcome", flat=True):
        by_outcome[outcome] = by_outcome.get(outcome, 0) + 1
    change.changed = by_outcome.get(BulkOutcome.CHANGED, 0)
    change.undone = by_outcome.get(BulkOutcome.UNDONE, 0)
    change.skipped = by_outcome.get(BulkOutcome.SKIPPED, 0) + by_outcome.get(BulkOutcome.KEPT, 0)
    change.done = change.total - by_outcome.get(BulkOutcome.WAITING, 0)
    amend(change, "changed", "undone", "skipped", "done")


def _change_one(scope: Scope, now: datetime, change: BulkChange, row: BulkRow, guest: Guest | None) -> None:
    row.outcome = BulkOutcome.SKIPPED
    if guest is not None:
        try:
            with attempt():
                row.outcome, row.row_id = _apply(scope, now, change, guest)
        except DomainError:
            row.outcome = BulkOutcome.SKIPPED
        row.version_after = Guest.objects.filter(id=guest.id).values_list("version", flat=True).get()
    amend(row, "outcome", "row_id", "version_after")


def _apply(scope: Scope, now: datetime, change: BulkChange, guest: Guest) -> tuple[BulkOutcome, UUID | None]:
    what = What(change.what)
    if what == What.FLAG:
        if GuestFlag.objects.filter(guest_id__in=ids_of(guest), code=change.target).exists():
            return BulkOutcome.SAME, None
        return BulkOutcome.CHANGED, set_flag(scope=scope, now=now, guest=guest, code=FlagCode(change.target)).id
    if what == What.UNFLAG:
        gone = clear_flag(scope=scope, now=now, guest=guest, code=FlagCode(change.target))
        return (BulkOutcome.CHANGED if gone else BulkOutcome.SAME), None
    if what == What.FACT:
        if fact_stands(guest, change.target, change.value):
            return BulkOutcome.SAME, None
        fact = record_fact(
            scope=scope, now=now, guest=guest, item_code=change.target, value=change.value, source=SourceKind.STATED,
            place="bulk change",
        )  # fmt: skip
        return BulkOutcome.CHANGED, fact.id
    draft = _draft(guest, what, change.value)
    changed = change_guest(scope=scope, now=now, guest=guest, draft=draft)
    return (BulkOutcome.CHANGED if changed else BulkOutcome.SAME), None


def _draft(guest: Guest, what: What, value: str) -> GuestDraft:
    values: dict[str, Any] = {what.value: value}
    return replace(GuestDraft(name=guest.name), **values)


def start_undo(*, scope: Scope, now: datetime, change: BulkChange) -> BulkChange:
    """Take a finished change to be undone; nobody starts it twice (:class:`JobNotReady`)."""
    scope.need(CHANGE_MANY)
    row = _take(scope, change, {JobState.FINISHED}, JobState.UNDONE)
    with unit_of_work(scope):
        row.undone_by = scope.actor.name
        amend(row, "undone_by")
    return row


def undo_change(*, scope: Scope, clock: Callable[[], datetime], change: BulkChange) -> BulkChange:
    """Take a change back, guest by guest; one that somebody changed since is kept and counted."""
    scope.need(CHANGE_MANY)
    if change.state != JobState.UNDONE:
        raise JobNotReady
    done = BulkRow.objects.filter(change_id=change.id, outcome=BulkOutcome.CHANGED).order_by("guest_id")
    while rows := list(done[:CHUNK]):
        with unit_of_work(scope):
            guests = {g.id: g for g in locked(visible_guests(scope).filter(id__in=[r.guest_id for r in rows]))}
            for row in rows:
                _undo_one(scope, clock(), change, row, guests.get(row.guest_id))
            _count(change)
    with unit_of_work(scope):
        _count(change)
        details = {"what": change.what, "count": change.undone}
        record(UNDID, scope=scope, now=clock(), object_type="bulk_change", object_id=change.id, details=details)
    return change


def _undo_one(scope: Scope, now: datetime, change: BulkChange, row: BulkRow, guest: Guest | None) -> None:
    row.outcome = BulkOutcome.KEPT
    if guest is not None:
        try:
            with attempt():
                if _take_back(scope, now, change, row, guest):
                    row.outcome = BulkOutcome.UNDONE
        except DomainError:
            row.outcome = BulkOutcome.KEPT
    amend(row, "outcome")


def _take_back(scope: Scope, now: datetime, change: BulkChange, row: BulkRow, guest: Guest) -> bool:
    """Give one guest back what was there before; False when somebody touched it since."""
    what = What(change.what)
    if what == What.FLAG:
        standing = GuestFlag.objects.filter(guest=guest, code=change.target, id=row.row_id).exists()
        return standing and clear_flag(scope=scope, now=now, guest=guest, code=FlagCode(change.target))
    if what == What.UNFLAG:
        if GuestFlag.objects.filter(guest_id__in=ids_of(guest), code=change.target).exists():
            return False
        set_flag(scope=scope, now=now, guest=guest, code=FlagCode(change.target))
        return True
    if what == What.FACT:
        fact = Fact.objects.filter(guest=guest, id=row.row_id).first()
        untouched = fact is not None and fact.decided_at is None and fact.last_confirmed_at == fact.learned_at
        if fact is None or not untouched:
            return False
        decide_fact(scope=scope, now=now, fact=fact, status=FactStatus.REJECTED)
        return True
    if guest.version != row.version_after or getattr(guest, what.value) != change.value:
        return False
    draft = _draft(guest, what, row.before)
    change_guest(scope=scope, now=now, guest=guest, draft=draft)
    return True


def fail_change(*, scope: Scope, now: datetime, change: BulkChange, fault: dict[str, str]) -> None:
    """Note that the work stopped; what was done stands and the rest can go on."""
    with unit_of_work(scope):
        change.fault, change.state = fault, JobState.FAILED
        amend(change, "fault", "state")


def go_on(*, scope: Scope, now: datetime, change: BulkChange) -> BulkChange:
    """Take a change that stopped to work again."""
    scope.need(CHANGE_MANY)
    return _take(scope, change, {JobState.FAILED, JobState.RUNNING}, JobState.WAITING)
