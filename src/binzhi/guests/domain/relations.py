"""Verbs on relations: who belongs to whom, both ways, with dates of their own (R-024, R-026)."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import RELATE
from binzhi.guests.domain.field_choices import need_field
from binzhi.guests.domain.identifiers import add_date
from binzhi.guests.drafts import DateDraft
from binzhi.guests.enums import DateKind, RelationKind, opposite_of
from binzhi.guests.errors import DateStands
from binzhi.guests.fields import fields
from binzhi.guests.items import items
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, Relation
from binzhi.guests.origin import Origin
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.names import clean_name
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import seal

SAID = {"kind": choice_words(RelationKind)}
RELATED = declare_act("relate_guest", zh="登记关系：{kind}", en="Noted a relation: {kind}", said=SAID)
NOTED = declare_act(
    "change_relation", zh="修改关系备注：{kind}", en="Changed the note on a relation: {kind}", said=SAID
)
ENDED = declare_act("end_relation", zh="关系结束：{kind}", en="A relation ended: {kind}", said=SAID)
DATED = declare_act(
    "add_guest_date", zh="登记{kind}", en="Noted a date ({kind})", said={"kind": choice_words(DateKind)}
)
MINORS = "family_minors"


def relate(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    kind: RelationKind,
    other: Guest | None = None,
    other_name: str = "",
    note: str = "",
    is_minor: bool = False,
    origin: Origin | None = None,
) -> Relation:
    """Note what another person is to the guest; with a profile of the other the opposite stands there as well.

    The same relation again is returned as it stands. Refuses a guest related to itself, nobody at all, and a minor
    where the hotel has not switched that on (:class:`FieldSwitchedOff`). The name of a person without a profile and the
    note are sealed.
    """
    scope.need(RELATE)
    name = clean_name(other_name)
    if other is None and not name:
        raise BadInput(field="other_name", zh="请选择客史或填写姓名。", en="Choose a guest or enter the name.")
    if other is not None and other.id == guest.id:
        raise BadInput(field="other", zh="不能与自己建立关系。", en="A guest cannot be related to itself.")
    if len(name) > 120 or len(note) > 300:
        raise BadInput(
            field="note", zh="姓名最多120字，备注最多300字。", en="Names up to 120, notes up to 300 characters."
        )
    refuse_numbers(name)
    refuse_numbers(note)
    with unit_of_work(scope):
        if is_minor:
            need_field(scope, items()[MINORS], scope.hotel_id)
        if other is not None:
            known = Relation.objects.filter(guest_id__in=ids_of(guest), kind=kind, other_id__in=ids_of(other))
            same = known.filter(ended_at__isnull=True).first()
            if same is not None:
                return same  # type: ignore[no-any-return]  # managers of guest rows are untyped
        pair, stamp = uuid7(), (origin or Origin()).stamp(scope, now)
        mine = _row(now, guest, pair, kind, other, name if other is None else "", note.strip())
        mine.is_minor, mine.origin = is_minor, stamp
        persist(mine)
        _record(RELATED, scope, now, mine)
        if other is not None:
            theirs = _row(now, other, pair, opposite_of(kind), guest, "", note.strip())
            theirs.origin = stamp
            persist(theirs)
            _record(RELATED, scope, now, theirs)
    return mine


def _row(
    now: datetime, guest: Guest, pair: UUID, kind: RelationKind, other: Guest | None, name: str, note: str
) -> Relation:
    row_id = uuid7()
    place = {"table": "guests_relation", "guest_id": guest.id, "row_id": row_id}
    return Relation(
        guest=guest,
        id=row_id,
        pair_id=pair,
        kind=kind,
        other_id=other.id if other else None,
        other_name=seal(**place, column="other_name", plain=name) if name else None,  # type: ignore[arg-type]
        note=seal(**place, column="note", plain=note) if note else None,  # type: ignore[arg-type]
        noted_at=now,
    )


def _record(act: str, scope: Scope, now: datetime, row: Relation) -> None:
    details = {"kind": str(row.kind)}
    record(act, scope=scope, now=now, object_type="relation", object_id=row.id, guest_id=row.guest_id, details=details)


def _standing(guest: Guest, relation_id: UUID) -> Relation:
    row: Relation | None = locked(Relation.objects.filter(guest_id__in=ids_of(guest), id=relation_id)).first()
    if row is None:
        raise NotFound
    return row


def _both(row: Relation) -> list[Relation]:
    """Return a relation and the opposite row in the other's profile."""
    if row.other_id is None:
        return [row]
    return [row, *locked(Relation.objects.filter(guest_id=row.other_id, pair_id=row.pair_id))]


def change_note(*, scope: Scope, now: datetime, guest: Guest, relation_id: UUID, note: str) -> Relation:
    """Put another note on a relation, in both profiles."""
    scope.need(RELATE)
    note = note.strip()
    if len(note) > 300:
        raise BadInput(field="note", zh="备注最多300字。", en="At most 300 characters.")
    refuse_numbers(note)
    with unit_of_work(scope):
        row = _standing(guest, relation_id)
        for one in _both(row):
            one.note = (
                seal(table="guests_relation", guest_id=one.guest_id, row_id=one.id, column="note", plain=note)
                if note
                else None
            )
            amend(one, "note")
            _record(NOTED, scope, now, one)
    return row


def end_relation(*, scope: Scope, now: datetime, guest: Guest, relation_id: UUID) -> Relation:
    """Note that a relation is over, in both profiles; it stays as history. Ending it again changes nothing."""
    scope.need(RELATE)
    with unit_of_work(scope):
        row = _standing(guest, relation_id)
        if row.ended_at is None:
            for one in _both(row):
                one.ended_at, one.ended_by = now, scope.actor.name
                amend(one, "ended_at", "ended_by")
                _record(ENDED, scope, now, one)
    return row


def note_date(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    draft: DateDraft,
    origin: Origin | None = None,
    spouse: Guest | None = None,
) -> None:
    """Note a birthday or anniversary of the guest or of a person around the guest.

    A wedding day with the spouse's profile links the two as spouses and stands in both files (R-024). Refuses a second
    date of the same kind and name (:class:`DateStands`), and a wedding day or a minor's date where the hotel has not
    switched that on.
    """
    scope.need(RELATE)
    if len(draft.label) > 60:
        raise BadInput(field="label", zh="最多60字。", en="At most 60 characters.")
    if draft.kind == DateKind.OTHER and not draft.label.strip():
        raise BadInput(field="label", zh="请写明是什么纪念日。", en="Say what is kept on this day.")
    refuse_numbers(draft.label)
    with unit_of_work(scope):
        if draft.kind == DateKind.WEDDING:
            need_field(scope, fields()["wedding_day"], scope.hotel_id)
        if draft.relation_id is not None and _standing(guest, draft.relation_id).is_minor:
            need_field(scope, items()[MINORS], scope.hotel_id)
        if not add_date(scope=scope, now=now, guest=guest, draft=draft, origin=origin):
            raise DateStands(kind=str(draft.kind.label))
        details = {"kind": draft.kind.value}
        record(DATED, scope=scope, now=now, object_type="date", guest_id=guest.id, details=details)
        if spouse is not None and draft.kind == DateKind.WEDDING:
            relate(scope=scope, now=now, guest=guest, kind=RelationKind.SPOUSE, other=spouse, origin=origin)
            if add_date(scope=scope, now=now, guest=spouse, draft=draft, origin=origin):
                record(DATED, scope=scope, now=now, object_type="date", guest_id=spouse.id, details=details)
