"""Verbs on what the house remembers: facts, notes, flags."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, current_unit, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import FLAG, NOTE, RECORD_FACT
from binzhi.guests.enums import FactStatus, FlagCode, NoteKind, SourceKind
from binzhi.guests.errors import UnknownItem, WrongValue
from binzhi.guests.items import Item, items
from binzhi.guests.models import Fact, Guest, GuestFlag, GuestNote
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import Cell, holds, seal


def _item_words(code: str, language: str) -> str:
    item = items().get(code)
    return item.words.text(language) if item else code


ITEM = {"item": _item_words}
RECORDED = declare_act(
    "record_fact",
    zh="记录“{item}”({source})",
    en='Recorded "{item}" ({source})',
    said={**ITEM, "source": choice_words(SourceKind)},
)
CONFIRMED = declare_act("confirm_fact", zh="再次确认“{item}”", en='Confirmed "{item}" again', said=ITEM)
DECIDED = declare_act(
    "decide_fact",
    zh="“{item}”改为{status}",
    en='"{item}" is now {status}',
    said={**ITEM, "status": choice_words(FactStatus)},
)
NOTED = declare_act(
    "write_note", zh="写了备注({kind})", en="Wrote a note ({kind})", said={"kind": choice_words(NoteKind)}
)
SETTLED = declare_act("settle_note", zh="备注事项已跟进完毕", en="Settled the matter of a note")
FLAGGED = declare_act(
    "set_flag", zh="设置标记“{code}”", en='Set the flag "{code}"', said={"code": choice_words(FlagCode)}
)
UNFLAGGED = declare_act(
    "clear_flag", zh="取消标记“{code}”", en='Cleared the flag "{code}"', said={"code": choice_words(FlagCode)}
)

SURE = {
    SourceKind.SCANNED: 100,
    SourceKind.STATED: 95,
    SourceKind.OBSERVED: 70,
    SourceKind.IMPORTED: 70,
    SourceKind.INFERRED: 50,
}


def _number(item: Item, value: str) -> Decimal | None:
    if item.value != "number":
        return None
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise WrongValue(item=item.words.zh, reason_zh="请填数字。", reason_en="enter a number.") from error
    if not number.is_finite() or abs(number) >= 1_000_000:
        raise WrongValue(item=item.words.zh, reason_zh="数字过大。", reason_en="the number is too large.")
    return number.quantize(Decimal("0.01"))


def _checked(item: Item, value: str) -> str:
    value = value.strip()
    if item.value == "yes":
        return value or "yes"
    if not value:
        raise WrongValue(item=item.words.zh, reason_zh="请填写内容。", reason_en="enter a value.")
    if len(value) > 300:
        raise WrongValue(item=item.words.zh, reason_zh="最多300字。", reason_en="at most 300 characters.")
    if item.value == "choice" and value not in {code for code, _ in item.choices}:
        raise WrongValue(item=item.words.zh, reason_zh="请从列表中选择。", reason_en="choose from the list.")
    if item.value == "text":
        refuse_numbers(value)
    return value


def check_fact(item_code: str, value: str) -> None:
    """Refuse an item outside the catalogue and a value that does not fit it; writes nothing."""
    item = items().get(item_code)
    if item is None:
        raise UnknownItem(item=item_code)
    _number(item, _checked(item, value))


def fact_stands(guest: Guest, item_code: str, value: str) -> bool:
    """Tell whether the guest has an accepted fact that says the same."""
    if (guest.id, item_code, value.strip()) in current_unit().claims("fact"):
        return True
    sealed_item = items()[item_code].field_class not in {"C0", "C1"}
    return not _is_fresh(guest) and _standing(guest, item_code, value.strip(), sealed_item) is not None


def note_stands(guest: Guest, hotel_id: UUID, text: str) -> bool:
    """Tell whether a note of the hotel about the guest says the same; the texts are compared inside the vault."""
    if (guest.id, text.strip()) in current_unit().claims("note"):
        return True
    if _is_fresh(guest):
        return False
    return any(
        holds(cell=Cell("guests_note", guest.id, note.id, "text", bytes(note.text), "C1"), plain=text.strip())
        for note in GuestNote.objects.filter(guest=guest, hotel_id=hotel_id)
    )


def _is_fresh(guest: Guest) -> bool:
    return guest.id in current_unit().memory.get("vault_new_guests", ())


def record_fact(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    item_code: str,
    value: str,
    source: SourceKind,
    hotel_id: UUID | None = None,
    department: str = "",
    place: str = "",
    stage: str = "",
    stay_id: UUID | None = None,
    confidence: int | None = None,
    valid_until: date | None = None,
    learned_at: datetime | None = None,
) -> Fact:
    """Record one fact or preference with its origin. An equal standing fact is confirmed instead of doubled.

    A different value stands beside the old one until someone decides; nothing is overwritten. Inferred facts start as
    proposed. Refuses an item outside the catalogue and a value that does not fit it.
    """
    scope.need(RECORD_FACT)
    item = items().get(item_code)
    if item is None:
        raise UnknownItem(item=item_code)
    value = _checked(item, value)
    number = _number(item, value)
    learned = learned_at or now
    with unit_of_work(scope) as unit:
        sealed_item = item.field_class not in {"C0", "C1"}
        unit.claims("fact")[guest.id, item_code, value] = True
        if guest.id not in unit.memory.get("vault_new_guests", ()):
            standing = _standing(guest, item_code, value, sealed_item)
            if standing is not None:
                return confirm_fact(scope=scope, now=now, fact=standing)
        row_id = uuid7()
        fact = persist(
            Fact(
                guest=guest,
                id=row_id,
                hotel_id=hotel_id,
                item=item_code,
                value="" if sealed_item else value,
                sealed=_sealed_value(guest, row_id, value) if sealed_item else None,
                number=None if sealed_item else number,
                department=department or _own_department(scope),
                place=place[:60],
                stage=stage[:16],
                stay_id=stay_id,
                valid_until=valid_until or _fades_on(item, learned),
                **_origin(scope, source, learned, confidence),
            )
        )
        details = {"item": item_code, "source": source.value}
        record(
            RECORDED, scope=scope, now=now, object_type="fact", object_id=fact.id, guest_id=guest.id, details=details
        )
    return fact


def _origin(scope: Scope, source: SourceKind, learned: datetime, confidence: int | None) -> dict[str, Any]:
    """Return who learned it, how, when and how sure; inferred facts wait for a decision."""
    return {
        "source_kind": source,
        "author_id": scope.actor.id,
        "author": scope.actor.name,
        "learned_at": learned,
        "last_confirmed_at": learned,
        "confidence": SURE[source] if confidence is None else max(0, min(100, confidence)),
        "status": FactStatus.PROPOSED if source == SourceKind.INFERRED else FactStatus.ACCEPTED,
    }


def _sealed_value(guest: Guest, row_id: UUID, value: str) -> bytes:
    return seal(table="guests_fact", guest_id=guest.id, row_id=row_id, column="sealed", plain=value)


def _fades_on(item: Item, learned: datetime) -> date | None:
    """Return the day after which nobody relies on the fact any more, for items that fade."""
    return (learned + timedelta(days=item.fades_after_days)).date() if item.fades_after_days else None


def _standing(guest: Guest, item_code: str, value: str, sealed_item: bool) -> Fact | None:
    """Return the accepted fact that says the same."""
    rows = Fact.objects.filter(guest=guest, item=item_code, status=FactStatus.ACCEPTED)
    if not sealed_item:
        same: Fact | None = rows.filter(value=value).first()
        return same
    for fact in rows:
        cell = Cell("guests_fact", guest.id, fact.id, "sealed", bytes(fact.sealed or b""), "C4")
        if fact.sealed is not None and holds(cell=cell, plain=value):
            return fact  # type: ignore[no-any-return]  # managers of guest rows are untyped
    return None


def _own_department(scope: Scope) -> str:
    own = sorted(scope.departments - {"*"})
    return own[0] if own else ""


def get_fact(scope: Scope, guest_id: UUID, fact_id: UUID) -> Fact:
    """Return a fact of a guest, or refuse."""
    fact: Fact | None = Fact.objects.filter(guest_id=guest_id, id=fact_id).first()
    if fact is None:
        raise NotFound
    return fact


def confirm_fact(*, scope: Scope, now: datetime, fact: Fact) -> Fact:
    """Note that the fact was found true again; its age starts anew and it grows surer."""
    scope.need(RECORD_FACT)
    with unit_of_work(scope):
        fact.last_confirmed_at, fact.confidence = now, min(100, fact.confidence + 5)
        item = items().get(fact.item)
        if item is not None and item.fades_after_days:
            fact.valid_until = (now + timedelta(days=item.fades_after_days)).date()
        amend(fact, "last_confirmed_at", "confidence", "valid_until")
        record(
            CONFIRMED,
            scope=scope,
            now=now,
            object_type="fact",
            object_id=fact.id,
            guest_id=fact.guest_id,
            details={"item": fact.item},
        )
    return fact


def decide_fact(
    *, scope: Scope, now: datetime, fact: Fact, status: FactStatus, replaced_by: UUID | None = None
) -> Fact:
    """Accept, reject or supersede a fact; it stays in the history."""
    scope.need(RECORD_FACT)
    with unit_of_work(scope):
        fact.status, fact.replaced_by = status, replaced_by
        amend(fact, "status", "replaced_by")
        record(
            DECIDED,
            scope=scope,
            now=now,
            object_type="fact",
            object_id=fact.id,
            guest_id=fact.guest_id,
            details={"item": fact.item, "status": status.value},
        )
    return fact


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


def set_flag(*, scope: Scope, now: datetime, guest: Guest, code: FlagCode, reason: str = "") -> GuestFlag:
    """Set a flag; setting it again changes nothing."""
    scope.need(FLAG)
    with unit_of_work(scope) as unit:
        claimed: GuestFlag | None = unit.claims("flag").get((guest.id, code))
        fresh = guest.id in unit.memory.get("vault_new_guests", ())
        standing = claimed or (None if fresh else GuestFlag.objects.filter(guest=guest, code=code).first())
        if standing is not None:
            return standing
        row_id = uuid7()
        sealed = (
            seal(table="guests_flag", guest_id=guest.id, row_id=row_id, column="reason", plain=reason.strip()[:300])
            if reason.strip()
            else None
        )
        flag = persist(GuestFlag(guest=guest, id=row_id, code=code, reason=sealed, set_at=now, set_by=scope.actor.name))
        record(
            FLAGGED,
            scope=scope,
            now=now,
            object_type="flag",
            object_id=row_id,
            guest_id=guest.id,
            details={"code": code.value},
        )
    return flag


def clear_flag(*, scope: Scope, now: datetime, guest: Guest, code: FlagCode) -> bool:
    """Clear a flag; False when it was not set."""
    scope.need(FLAG)
    with unit_of_work(scope):
        gone, _ = GuestFlag.objects.filter(guest=guest, code=code).delete()
        if gone:
            record(
                UNFLAGGED,
                scope=scope,
                now=now,
                object_type="flag",
                guest_id=guest.id,
                details={"code": code.value},
            )
    return bool(gone)
