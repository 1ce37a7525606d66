"""Verbs on contact persons: who speaks for an organisation, who is the main one, who reports to whom."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.companies.access import EDIT
from binzhi.companies.cells import CONTACTS, PHONE_CLASS
from binzhi.companies.domain.values import open_organisation, touch
from binzhi.companies.errors import AlreadyContact, NotAContact, ReportingCircle
from binzhi.companies.models import ContactPerson, Organisation
from binzhi.guests.errors import WrongContact
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.masking import mask_phone
from binzhi.kernel.phones import normalise_phone
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import seal

ADDED = declare_act("add_contact_person", zh="登记为单位“{name}”的联系人", en="Made a contact person of “{name}”")
CHANGED = declare_act(
    "change_contact_person", zh="修改单位“{name}”的联系人资料", en="Changed a contact person of “{name}”"
)
REMOVED = declare_act(
    "remove_contact_person", zh="不再是单位“{name}”的联系人", en="No longer a contact person of “{name}”"
)
CHOSEN = declare_act("choose_main_contact", zh="定为单位“{name}”的主要联系人", en="Made the main contact of “{name}”")
PLACED = declare_act("set_reporting_line", zh="更新单位“{name}”的汇报关系", en="Changed a reporting line of “{name}”")


def _standing(organisation_id: UUID) -> dict[UUID, ContactPerson]:
    rows = ContactPerson.objects.filter(organisation_id=organisation_id, ended_at__isnull=True).select_related("guest")
    return {row.id: row for row in rows}


def _seal_phone(scope: Scope, row: ContactPerson, phone: str) -> None:
    """Put a phone on the row, sealed under the guest's key; nothing for an empty one."""
    policy.require(scope, "read", field_class=PHONE_CLASS)
    number = normalise_phone(phone)
    if number is None:
        raise WrongContact(kind="电话 / phone")
    row.phone = seal(table=CONTACTS, guest_id=row.guest_id, row_id=row.id, column="phone", plain=number)
    row.phone_hint = mask_phone(number)


def _role(text: str) -> str:
    text = text.strip()
    if len(text) > 80 or "\x00" in text:
        raise BadInput(field="role", zh="最多 80 个字。", en="At most 80 characters.")
    refuse_numbers(text)
    return text


def add_contact_person(
    *,
    scope: Scope,
    now: datetime,
    organisation: Organisation,
    guest: Guest,
    role: str = "",
    phone: str = "",
    superior_id: UUID | None = None,
    main: bool = False,
) -> ContactPerson:
    """Make a guest a contact person of an organisation (R-063); the first one is the main contact.

    Refuses someone who is one already, a wrong phone, and a superior who is no contact person here.
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(organisation.id)
        standing = _standing(current.id)
        if {row.guest_id for row in standing.values()} & set(ids_of(guest)):
            raise AlreadyContact(name=guest.name)
        if superior_id is not None and superior_id not in standing:
            raise NotAContact
        row = ContactPerson(
            guest_id=guest.id,
            id=uuid7(),
            organisation_id=current.id,
            role=_role(role),
            superior_id=superior_id,
            added_at=now,
            added_by=scope.actor.name,
        )
        if phone.strip():
            _seal_phone(scope, row, phone)
        persist(row)
        if main or current.main_contact_id not in standing:
            current.main_contact_id = row.id
        touch(current, now, "main_contact_id")
        _log(scope, now, ADDED, current, row)
    return row


def change_contact_person(
    *, scope: Scope, now: datetime, contact: ContactPerson, role: str, phone: str | None = None
) -> None:
    """Change role and phone of a contact person. ``None`` leaves the phone, "" takes it away."""
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(contact.organisation_id)
        row = _one(current, contact.id)
        row.role = _role(role)
        if phone is not None and phone.strip():
            _seal_phone(scope, row, phone)
        elif phone is not None:
            policy.require(scope, "read", field_class=PHONE_CLASS)
            row.phone, row.phone_hint = None, ""
        amend(row, "role", "phone", "phone_hint")
        touch(current, now)
        _log(scope, now, CHANGED, current, row)


def _one(organisation: Organisation, contact_id: UUID) -> ContactPerson:
    row = _standing(organisation.id).get(contact_id)
    if row is None:
        raise NotFound
    return row


def remove_contact_person(*, scope: Scope, now: datetime, contact: ContactPerson) -> None:
    """End a contact person; those who reported to them report to their superior. The row stays as history."""
    scope.need(EDIT)
    with unit_of_work(scope):
        end_contact(scope, now, open_organisation(contact.organisation_id), contact.id)


def end_contact(scope: Scope, now: datetime, organisation: Organisation, contact_id: UUID) -> None:
    """End a contact person inside an open unit (also when somebody leaves the organisation)."""
    standing = _standing(organisation.id)
    row = standing.pop(contact_id, None)
    if row is None:
        raise NotFound
    row.ended_at, row.ended_by = now, scope.actor.name
    amend(row, "ended_at", "ended_by")
    for other in standing.values():
        if other.superior_id == row.id:
            other.superior_id = row.superior_id
            amend(other, "superior_id")
    if organisation.main_contact_id == row.id:
        organisation.main_contact_id = None
    touch(organisation, now, "main_contact_id")
    _log(scope, now, REMOVED, organisation, row)


def choose_main_contact(*, scope: Scope, now: datetime, contact: ContactPerson) -> None:
    """Make somebody the main contact; there is never more than one."""
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(contact.organisation_id)
        row = _one(current, contact.id)
        if current.main_contact_id != row.id:
            current.main_contact_id = row.id
            touch(current, now, "main_contact_id")
            _log(scope, now, CHOSEN, current, row)


def set_reporting_line(*, scope: Scope, now: datetime, contact: ContactPerson, superior_id: UUID | None) -> None:
    """Set whom a contact person reports to; None: nobody (R-040). Refuses a circle and somebody of another house."""
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(contact.organisation_id)
        standing = _standing(current.id)
        row = standing.get(contact.id)
        if row is None:
            raise NotFound
        if superior_id is not None and superior_id not in standing:
            raise NotAContact
        above, seen = superior_id, set[UUID]()
        while above is not None and above not in seen:
            if above == row.id:
                superior = standing[superior_id] if superior_id else row
                raise ReportingCircle(superior=superior.guest.name, name=row.guest.name)
            seen.add(above)
            above = standing[above].superior_id if above in standing else None
        if row.superior_id != superior_id:
            row.superior_id = superior_id
            amend(row, "superior_id")
            touch(current, now)
            _log(scope, now, PLACED, current, row)


def _log(scope: Scope, now: datetime, act: str, organisation: Organisation, row: ContactPerson) -> None:
    record(
        act,
        scope=scope,
        now=now,
        object_type="contact_person",
        object_id=row.id,
        guest_id=row.guest_id,
        details={"name": organisation.name},
    )
