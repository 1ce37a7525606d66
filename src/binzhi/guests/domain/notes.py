"""Verbs on notes: free texts of a department, sealed at rest."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, current_unit, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import NOTE
from binzhi.guests.enums import NoteKind
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, GuestNote
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import Cell, holds, seal

NOTED = declare_act(
    "write_note", zh="写了备注({kind})", en="Wrote a note ({kind})", said={"kind": choice_words(NoteKind)}
)
SETTLED = declare_act("settle_note", zh="备注事项已跟进完毕", en="Settled the matter of a note")


def note_stands(guest: Guest, hotel_id: UUID, text: str) -> bool:
    """Tell whether a note of the hotel about the guest says the same; the texts are compared inside the vault."""
    if (guest.id, text.strip()) in current_unit().claims("note"):
        return True
    if guest.id in current_unit().memory.get("vault_new_guests", ()):
        return False
    return any(
        holds(cell=Cell("guests_note", note.guest_id, note.id, "text", bytes(note.text), "C1"), plain=text.strip())
        for note in GuestNote.objects.filter(guest_id__in=ids_of(guest), hotel_id=hotel_id)
    )


def write_note(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    hotel_id: UUID,
    department: str,
    kind: NoteKind,
    text: str,
    stay_id: UUID | None = None,
    written_at: datetime | None = None,
) -> GuestNote:
    """Write a note of a department. Refuses an empty text and one that holds document or card numbers."""
    scope.need(NOTE)
    scope.need_hotel(hotel_id)
    text = text.strip()
    if not text:
        raise BadInput(field="text", zh="请填写备注内容。", en="Write something.")
    if len(text) > 4000:
        raise BadInput(field="text", zh="最多4000字。", en="At most 4,000 characters.")
    refuse_numbers(text)
    with unit_of_work(scope) as unit:
        unit.claims("note")[guest.id, text] = True
        row_id = uuid7()
        note = persist(
            GuestNote(
                guest=guest,
                id=row_id,
                hotel_id=hotel_id,
                department=department,
                kind=kind,
                text=seal(table="guests_note", guest_id=guest.id, row_id=row_id, column="text", plain=text),
                stay_id=stay_id,
                author_id=scope.actor.id,
                author=scope.actor.name,
                written_at=written_at or now,
            )
        )
        record(
            NOTED,
            scope=scope,
            now=now,
            object_type="note",
            object_id=note.id,
            guest_id=guest.id,
            hotel_id=hotel_id,
            details={"department": department, "kind": kind.value},
        )
    return note


def settle_note(*, scope: Scope, now: datetime, note: GuestNote) -> GuestNote:
    """Note that the matter was followed up to its end; it is still shown as history."""
    scope.need(NOTE)
    with unit_of_work(scope):
        note.settled_at, note.settled_by = now, scope.actor.name
        amend(note, "settled_at", "settled_by")
        record(SETTLED, scope=scope, now=now, object_type="note", object_id=note.id, guest_id=note.guest_id)
    return note
