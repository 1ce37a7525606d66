"""Verbs on shift instructions: leave one, acknowledge it by name, carried out or not, take back; the handover note."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.models import Guest
from binzhi.kernel.errors import NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.service.access import REQUEST, SIGN, need_department
from binzhi.service.domain.tasks import need_known, need_place, own_department, place_values
from binzhi.service.enums import InstructionState, Shift, SourceOf
from binzhi.service.errors import InstructionClosed, ReasonNeeded, ShiftOver
from binzhi.service.models import ShiftInstruction, ShiftNote
from binzhi.service.shifts import Slot, next_slot_of, slot_after, slot_of
from binzhi.service.texts import Evidence, Text, checked, sealed, wording
from binzhi.service.wordings import SHIFT
from binzhi.stays.models import Stay

LEFT = declare_act(
    "leave_instruction", zh="交代{department}{shift}", en="Left word for {department}, {shift}", said=SHIFT
)
ACKNOWLEDGED = declare_act(
    "acknowledge_instruction",
    zh="{department}{shift}签收交代",
    en="{department}, {shift}: acknowledged what was left for them",
    said=SHIFT,
)
CARRIED_OUT = declare_act(
    "carry_out_instruction", zh="{department}{shift}已照办", en="{department}, {shift}: carried out", said=SHIFT
)
NOT_CARRIED_OUT = declare_act(
    "instruction_not_carried_out",
    zh="{department}{shift}未能照办",
    en="{department}, {shift}: not carried out",
    said=SHIFT,
)
REOPENED = declare_act(
    "reopen_instruction", zh="{department}{shift}撤回签字", en="{department}, {shift}: signature taken back", said=SHIFT
)
NOTED = declare_act(
    "write_shift_note",
    zh="{department}{shift}写了交班记录",
    en="{department}, {shift}: handover note written",
    said=SHIFT,
)

TABLE = "service_instruction"
CLOSED = (InstructionState.DONE, InstructionState.NOT_DONE)


def leave_instruction(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    department: str,
    text: Text,
    shift: Shift | None = None,
    day: date | None = None,
    stay: Stay | None = None,
    room_number: str = "",
    why: Text = "",
    evidence: Sequence[Evidence] = (),
    source_kind: SourceOf = SourceOf.NONE,
    source_id: UUID | None = None,
    is_sensitive: bool = False,
    remove_after_stay: bool = False,
) -> ShiftInstruction:
    """Leave word about a guest for a shift of a department, to be acknowledged by name (R-206).

    Without ``shift`` it is the next one; with ``shift`` and no ``day`` the next time that shift is on (the present one
    if it is on). Refuses a shift that has ended (:class:`ShiftOver`), a department the hotel does not have, a stay of
    someone else, an empty or too long text, and document or card numbers in it.
    """
    scope.need(REQUEST)
    need_place(scope, hotel, guest, department, stay)
    text, why = checked(text, "text"), checked(why, "why", needed=False)
    slot = _slot(hotel, now, shift, day)
    with unit_of_work(scope):
        row_id = uuid7()
        words, secret = wording(TABLE, guest.id, row_id, text, sensitive=is_sensitive)
        row = persist(
            ShiftInstruction(
                id=row_id, department=department, day=slot.day, shift=slot.shift, begins_at=slot.begins_at, words=words,
                text=secret, cause=sealed(TABLE, guest.id, row_id, "cause", why),
                evidence=[e.as_json() for e in evidence], source_kind=source_kind, source_id=source_id, left_at=now,
                left_by_id=scope.actor.id, left_by=scope.actor.name, left_department=own_department(scope),
                is_sensitive=is_sensitive, remove_after_stay=remove_after_stay,
                **place_values(hotel, guest, stay, room_number),
            )
        )  # fmt: skip
        _record(LEFT, scope, now, row)
    return row


def _slot(hotel: Hotel, now: datetime, shift: Shift | None, day: date | None) -> Slot:
    if shift is None:
        return slot_after(hotel, now)
    slot = next_slot_of(hotel, now, shift) if day is None else slot_of(hotel, now, day, shift)
    if slot.ends_at <= now:
        raise ShiftOver
    return slot


def _record(name: str, scope: Scope, now: datetime, row: ShiftInstruction) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="shift_instruction",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"department": row.department, "shift": str(row.shift), "day": row.day.isoformat()},
    )


def _locked(row: ShiftInstruction) -> ShiftInstruction:
    found: ShiftInstruction | None = locked(ShiftInstruction.objects.filter(guest_id=row.guest_id, id=row.id)).first()
    if found is None:
        raise NotFound
    return found


def _may(scope: Scope, row: ShiftInstruction) -> None:
    scope.need(SIGN)
    scope.need_hotel(row.hotel_id)
    need_department(scope, row.department)


def acknowledge_instruction(*, scope: Scope, now: datetime, instruction: ShiftInstruction) -> ShiftInstruction:
    """Acknowledge by name. The first one who does stands on it; a second tap changes nothing."""
    _may(scope, instruction)
    with unit_of_work(scope):
        row = _locked(instruction)
        if row.state == InstructionState.ACKNOWLEDGED:
            return row
        if row.state != InstructionState.WAITING:
            raise InstructionClosed(who=row.signed_by, state=InstructionState(row.state).label)
        _acknowledged(row, scope, now)
        row.state = InstructionState.ACKNOWLEDGED
        row.version += 1
        amend(row, "state", "acknowledged_at", "acknowledged_by", "acknowledged_by_id", "version")
        _record(ACKNOWLEDGED, scope, now, row)
    return row


def _acknowledged(row: ShiftInstruction, scope: Scope, now: datetime) -> None:
    row.acknowledged_at, row.acknowledged_by, row.acknowledged_by_id = now, scope.actor.name, scope.actor.id


def carry_out(*, scope: Scope, now: datetime, instruction: ShiftInstruction) -> ShiftInstruction:
    """Sign that it was carried out; who signs has acknowledged it too. Refuses one somebody else signed."""
    return _close(scope, now, instruction, InstructionState.DONE, CARRIED_OUT, "")


def not_carried_out(*, scope: Scope, now: datetime, instruction: ShiftInstruction, reason: str) -> ShiftInstruction:
    """Sign with a reason that it was not carried out."""
    reason = str(checked(reason, "reason", needed=False))
    if len(reason) < 2:
        raise ReasonNeeded
    return _close(scope, now, instruction, InstructionState.NOT_DONE, NOT_CARRIED_OUT, reason[:300])


def _close(
    scope: Scope, now: datetime, instruction: ShiftInstruction, state: InstructionState, act: str, reason: str
) -> ShiftInstruction:
    _may(scope, instruction)
    with unit_of_work(scope):
        row = _locked(instruction)
        if row.state == state and row.signed_by_id == scope.actor.id:
            return row
        if row.state in CLOSED:
            raise InstructionClosed(who=row.signed_by, state=InstructionState(row.state).label)
        if row.acknowledged_at is None:
            _acknowledged(row, scope, now)
        row.state, row.reason = state, reason
        row.signed_at, row.signed_by, row.signed_by_id = now, scope.actor.name, scope.actor.id
        row.version += 1
        amend(
            row,
            *("state", "reason", "signed_at", "signed_by", "signed_by_id", "version"),
            *("acknowledged_at", "acknowledged_by", "acknowledged_by_id"),
        )
        _record(act, scope, now, row)
    return row


def reopen_instruction(*, scope: Scope, now: datetime, instruction: ShiftInstruction) -> ShiftInstruction:
    """Take a signature back: it counts as acknowledged only."""
    _may(scope, instruction)
    with unit_of_work(scope):
        row = _locked(instruction)
        if row.state not in CLOSED:
            return row
        row.state, row.reason = InstructionState.ACKNOWLEDGED, ""
        row.signed_at, row.signed_by, row.signed_by_id = None, "", None
        row.version += 1
        amend(row, "state", "reason", "signed_at", "signed_by", "signed_by_id", "version")
        _record(REOPENED, scope, now, row)
    return row


def write_shift_note(*, scope: Scope, now: datetime, hotel: Hotel, department: str, slot: Slot, text: str) -> ShiftNote:
    """Write what the shift hands over apart from guests. The text is not sealed: nothing about a guest belongs in it."""
    scope.need(REQUEST)
    scope.need_hotel(hotel.id)
    need_known(hotel.id, department)
    need_department(scope, department)
    clean = str(checked(text, "text"))
    with unit_of_work(scope):
        row = persist(
            ShiftNote(
                hotel=hotel,
                department=department,
                day=slot.day,
                shift=slot.shift,
                text=clean,
                written_at=now,
                written_by_id=scope.actor.id,
                written_by=scope.actor.name,
            )
        )
        record(
            NOTED,
            scope=scope,
            now=now,
            object_type="shift_note",
            object_id=row.id,
            hotel_id=hotel.id,
            details={"department": department, "shift": str(slot.shift), "day": slot.day.isoformat()},
        )
    return row
