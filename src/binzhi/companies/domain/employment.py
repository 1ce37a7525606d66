"""Verbs on work: who works or worked where, as what, from when to when. The profile's columns stay in step."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.companies.access import READ, get_employment
from binzhi.companies.domain.contacts import end_contact
from binzhi.companies.domain.keys import names_of
from binzhi.companies.domain.values import open_organisation
from binzhi.companies.errors import AlreadyLeft, NoAddress, WrongSpan
from binzhi.companies.models import ContactPerson, Employment, Organisation
from binzhi.companies.names import name_key
from binzhi.companies.queries import company_address
from binzhi.guests.access import EDIT
from binzhi.guests.domain.identifiers import add_contact
from binzhi.guests.domain.locking import locked_guest
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import ContactKind, SourceKind
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin, own_department
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope

EMPLOYED = declare_act(
    "employ_guest", zh="登记任职：{name} {position}", en="Works at {name}: {position}", personal=("position",)
)
LEFT = declare_act("leave_employment", zh="任职结束：{name}", en="No longer works at {name}")
ADDRESS_TAKEN = declare_act(
    "take_company_address", zh="用单位“{name}”的地址作通讯地址", en="Took the address of “{name}” as mailing address"
)


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _position(text: str) -> str:
    text = text.strip()
    if len(text) > 80 or "\x00" in text:
        raise BadInput(field="position", zh="最多 80 个字。", en="At most 80 characters.")
    return text


def _open_rows(guest: Guest) -> list[Employment]:
    return list(Employment.objects.filter(guest_id=guest.id, is_over=False).order_by("id"))


def _lock(guest_id: UUID) -> Guest:
    guest: Guest | None = locked(Guest.objects.filter(id=guest_id), lets_refer=True).first()
    if guest is None:
        raise NotFound
    return guest


def employ(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    organisation: Organisation,
    position: str = "",
    started_on: date | None = None,
    origin: Origin | None = None,
    beside: bool = False,
) -> Employment:
    """Note that a guest works at an organisation in a position (R-030, R-052).

    What the guest held before ends on ``started_on`` (today, when it is not known) and stays as history, unless the new
    position is held ``beside`` it. The same position again is confirmed instead. The profile's company and position follow,
    by the profile's own verb. Refuses a beginning after today or before that of a position it ends (:class:`WrongSpan`).
    """
    scope.need(EDIT)
    scope.need(READ)
    origin = origin or Origin()
    with unit_of_work(scope):
        guest = _lock(guest.id)
        current = open_organisation(organisation.id)
        position = _position(position)
        if started_on is not None and started_on > _today(now):
            raise WrongSpan
        standing = _open_rows(guest)
        same = next((r for r in standing if r.organisation_id == current.id and r.position == position), None)
        if same is not None:
            return _confirm(same, now, started_on)
        before = [r for r in standing if not beside or r.organisation_id == current.id]
        _keep_typed_employer(scope, now, guest, current, started_on, known=bool(standing), beside=beside)
        for row in before:
            _close(row, started_on, now)
        stamp = _stamp(scope, now, origin)
        row = _row(guest, current, position=position, started_on=started_on, **stamp)
        persist(row)
        if len(before) == len(standing):
            _follow(scope, now, guest, current.name, position, origin)
        _log(scope, now, EMPLOYED, row, name=current.name, position=position)
    return row


def _stamp(scope: Scope, now: datetime, origin: Origin) -> dict[str, object]:
    return {
        "source_kind": origin.source,
        "channel": origin.channel or "",
        "author_id": scope.actor.id,
        "author": scope.actor.name,
        "department": origin.department or own_department(scope),
        "learned_at": origin.learned_at or now,
        "last_confirmed_at": origin.learned_at or now,
        "confidence": origin.sureness,
    }


def _row(guest: Guest, organisation: Organisation | None, **values: object) -> Employment:
    values.setdefault("employer", organisation.name if organisation else "")
    organisation_id = organisation.id if organisation else None
    return Employment(guest_id=guest.id, id=uuid7(), organisation_id=organisation_id, **values)


def _confirm(row: Employment, now: datetime, started_on: date | None) -> Employment:
    row.last_confirmed_at = now
    row.started_on = row.started_on or started_on
    return amend(row, "last_confirmed_at", "started_on")


def _keep_typed_employer(
    scope: Scope,
    now: datetime,
    guest: Guest,
    organisation: Organisation,
    ended_on: date | None,
    *,
    known: bool,
    beside: bool,
) -> None:
    """A company typed in the profile before any was linked becomes history too, when it is another one or position."""
    typed = guest.company.strip()
    if known or beside or not typed or name_key(typed) in {name_key(name) for _use, name in names_of(organisation)}:
        return
    stamp = _stamp(scope, now, Origin(source=SourceKind.STATED))
    stamp["author"], stamp["author_id"] = guest.created_by, None
    stamp["learned_at"] = stamp["last_confirmed_at"] = guest.created_at
    persist(_row(guest, None, employer=typed[:160], position=guest.position, ended_on=ended_on, is_over=True, **stamp))


def _close(row: Employment, ended_on: date | None, now: datetime) -> None:
    if ended_on is not None and (ended_on > _today(now) or (row.started_on is not None and ended_on < row.started_on)):
        raise WrongSpan
    row.is_over, row.ended_on = True, ended_on or _today(now)
    amend(row, "is_over", "ended_on")


def _follow(scope: Scope, now: datetime, guest: Guest, company: str, position: str, origin: Origin) -> None:
    """Bring the profile's company and position in step."""
    draft = GuestDraft(name=guest.name, company=company, position=position)
    change_guest(scope=scope, now=now, guest=guest, draft=draft, origin=origin)


def leave(
    *, scope: Scope, now: datetime, guest_id: UUID, employment_id: UUID, ended_on: date | None = None
) -> Employment:
    """Note that a guest no longer holds a position; the row stays with its dates.

    The profile shows the newest position still held, or none. Who leaves the organisation altogether also stops being its
    contact person. Refuses a position that is over and an end before the beginning or after today.
    """
    scope.need(EDIT)
    scope.need(READ)
    with unit_of_work(scope):
        guest = _lock(guest_id)
        row = get_employment(scope, guest_id, employment_id)
        if row.is_over:
            raise AlreadyLeft
        _close(row, ended_on, now)
        left = _open_rows(guest)
        if guest.company == row.employer and guest.position == row.position:
            last = left[-1] if left else None
            origin = Origin(source=SourceKind.STATED)
            _follow(scope, now, guest, last.employer if last else "", last.position if last else "", origin)
        if row.organisation_id and not any(r.organisation_id == row.organisation_id for r in left):
            _end_contact_of(scope, now, guest, row.organisation_id)
        _log(scope, now, LEFT, row, name=row.employer)
    return row


def _end_contact_of(scope: Scope, now: datetime, guest: Guest, organisation_id: UUID) -> None:
    rows = ContactPerson.objects.filter(guest_id=guest.id, organisation_id=organisation_id, ended_at__isnull=True)
    contact = rows.first()
    if contact is not None:
        end_contact(scope, now, open_organisation(organisation_id, archived=True), contact.id)


def correct_dates(
    *, scope: Scope, now: datetime, guest_id: UUID, employment_id: UUID, started_on: date | None, ended_on: date | None
) -> Employment:
    """Correct the dates of a position; an end only for one that is over."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row = get_employment(scope, _lock(guest_id).id, employment_id)
        today = _today(now)
        ahead = any(day is not None and day > today for day in (started_on, ended_on))
        if ahead or (started_on and ended_on and started_on > ended_on) or (ended_on and not row.is_over):
            raise WrongSpan
        row.started_on, row.ended_on = started_on, ended_on
        amend(row, "started_on", "ended_on")
        _log(scope, now, EMPLOYED, row, name=row.employer, position=row.position)
    return row


def take_company_address(*, scope: Scope, now: datetime, guest: Guest, organisation: Organisation) -> bool:
    """Give a guest the company's address as mailing address (R-053); False when it stands there already."""
    scope.need(EDIT)
    scope.need(READ)
    with unit_of_work(scope):
        address = company_address(organisation.id)
        if not address.kept():
            raise NoAddress
        kept = replace(address, street=f"{address.street} {organisation.name}".strip()).kept()
        draft = ContactDraft(ContactKind.MAILING_ADDRESS, kept)
        added = add_contact(scope=scope, now=now, guest=locked_guest(guest), draft=draft, source=SourceKind.STATED)
        if added:
            details = {"name": organisation.name}
            record(
                ADDRESS_TAKEN, scope=scope, now=now, object_type="guest", object_id=guest.id, guest_id=guest.id,
                details=details,
            )  # fmt: skip
    return added


def _log(scope: Scope, now: datetime, act: str, row: Employment, **details: str) -> None:
    record(
        act,
        scope=scope,
        now=now,
        object_type="employment",
        object_id=row.id,
        guest_id=row.guest_id,
        details=details,
    )
