"""Verbs on the state of contacts: found right again, dead (R-208), or the one to use first (R-032)."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import EDIT
from binzhi.guests.enums import ContactKind, ContactState
from binzhi.guests.errors import ContactDead
from binzhi.guests.joined import ids_of, profile_ids
from binzhi.guests.models import Guest, GuestContact
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope

SAID = {"kind": choice_words(ContactKind)}
CONFIRMED = declare_act("confirm_contact", zh="确认{kind}有效", en="Confirmed a contact ({kind})", said=SAID)
DEAD = declare_act("mark_contact_dead", zh="标记{kind}已失效", en="Marked a contact as dead ({kind})", said=SAID)

PREFERRED = declare_act(
    "prefer_contact", zh="将一项{kind}设为首选", en="Made a contact the preferred one ({kind})", said=SAID
)


def _contact(guest: Guest, contact_id: UUID) -> GuestContact:
    row: GuestContact | None = locked(GuestContact.objects.filter(guest_id__in=ids_of(guest), id=contact_id)).first()
    if row is None:
        raise NotFound
    return row


def confirm_contact(*, scope: Scope, now: datetime, guest: Guest, contact_id: UUID) -> GuestContact:
    """Note that a contact was found right today; a dead one lives again."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row = _contact(guest, contact_id)
        row.confirmed_on, row.state = now.date(), ContactState.IN_USE
        amend(row, "confirmed_on", "state")
        _record(CONFIRMED, scope, now, row)
    return row


def mark_contact_dead(*, scope: Scope, now: datetime, guest: Guest, contact_id: UUID) -> GuestContact:
    """Note that a contact is no longer reached (a letter came back, the number is not in service); it is kept."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row = _contact(guest, contact_id)
        row.state, row.is_preferred = ContactState.DEAD, False
        amend(row, "state", "is_preferred")
        _record(DEAD, scope, now, row)
    return row


def prefer_contact(*, scope: Scope, now: datetime, guest: Guest, contact_id: UUID) -> GuestContact:
    """Use this contact first among those of its kind; the one before loses the sign. Refuses a dead one (:class:`ContactDead`)."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row = _contact(guest, contact_id)
        if row.state == ContactState.DEAD:
            raise ContactDead(kind=str(row.get_kind_display()))
        for one in locked(
            GuestContact.objects.filter(guest_id__in=profile_ids(guest), kind=row.kind, is_preferred=True)
        ):
            if one.id != row.id:
                one.is_preferred = False
                amend(one, "is_preferred")
        if not row.is_preferred:
            row.is_preferred = True
            amend(row, "is_preferred")
            _record(PREFERRED, scope, now, row)
    return row


def _record(act: str, scope: Scope, now: datetime, row: GuestContact) -> None:
    details = {"kind": row.kind}
    record(act, scope=scope, now=now, object_type="contact", object_id=row.id, guest_id=row.guest_id, details=details)
