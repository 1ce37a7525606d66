"""One step for a person of an organisation: the guest found or new, the position, the contact person, all or nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from binzhi.audit.domain.unit import unit_of_work
from binzhi.companies.access import EDIT
from binzhi.companies.domain.contacts import add_contact_person
from binzhi.companies.domain.employment import employ
from binzhi.companies.models import Organisation
from binzhi.guests.domain.registering import register_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import GuestKind
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What the person is for the organisation."""

    position: str = ""
    started_on: date | None = None
    is_contact: bool = True
    role: str = ""
    phone: str = field(default="", repr=False)
    superior_id: UUID | None = None
    main: bool = False


def add_person(
    *,
    scope: Scope,
    now: datetime,
    organisation: Organisation,
    guest: Guest | None,
    new_name: str = "",
    person: NewPerson,
    origin: Origin | None = None,
    reason: str = "",
    sure_other: bool = False,
) -> Guest:
    """Add a person in one transaction: a new guest history when none was chosen, the position, the contact person.

    Somebody who is no contact person is noted as working there. Refuses what the single verbs refuse, and a new person
    who seems to be known without a decision (``reason``, ``sure_other``: see :func:`register_guest`).
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        if guest is None:
            if not new_name.strip():
                raise BadInput(field="new_name", zh="请选择或填写一位人员。", en="Choose or name a person.")
            draft = GuestDraft(name=new_name, kind=GuestKind.NON_RESIDENT)
            guest = register_guest(scope=scope, now=now, draft=draft, reason=reason, sure_other=sure_other)
        if person.position.strip() or not person.is_contact:
            employ(
                scope=scope,
                now=now,
                guest=guest,
                organisation=organisation,
                position=person.position,
                started_on=person.started_on,
                origin=origin,
            )
        if person.is_contact:
            add_contact_person(
                scope=scope,
                now=now,
                organisation=organisation,
                guest=guest,
                role=person.role,
                phone=person.phone,
                superior_id=person.superior_id,
                main=person.main,
            )
    return guest
