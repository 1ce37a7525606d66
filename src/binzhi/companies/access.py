"""Permissions of the room and the gates to its objects. Every organisation is the house's: there are no private ones."""

from typing import Any
from uuid import UUID

from django.db import models

from binzhi.companies.models import ContactPerson, Employment, Organisation
from binzhi.guests.joined import row_of
from binzhi.kernel.errors import NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope

READ = declare("companies.read", zh="查看协议客户", en="Read companies")
EDIT = declare("companies.edit", zh="维护协议客户", en="Change companies")
EXPORT = declare("companies.export", zh="导出协议客户", en="Export companies")


def visible_organisations(scope: Scope) -> models.QuerySet[Any]:
    """Return every organisation of the group (R-116): who created or looks after one makes no difference."""
    scope.need(READ)
    found: models.QuerySet[Any] = Organisation.objects.all()
    return found


def get_organisation(scope: Scope, organisation_id: UUID, *, to: str = READ) -> Organisation:
    """Return an organisation of the group, or refuse."""
    scope.need(to)
    found: Organisation | None = Organisation.objects.filter(id=organisation_id).first()
    if found is None:
        raise NotFound
    return found


def get_contact_person(scope: Scope, organisation_id: UUID, contact_id: UUID, *, to: str = READ) -> ContactPerson:
    """Return a contact person who still speaks for the organisation, or refuse."""
    scope.need(to)
    rows = ContactPerson.objects.filter(organisation_id=organisation_id, id=contact_id, ended_at__isnull=True)
    found: ContactPerson | None = rows.first()
    if found is None:
        raise NotFound
    return found


def get_employment(scope: Scope, guest_id: UUID, employment_id: UUID) -> Employment:
    """Return a position of a guest, or refuse."""
    scope.need(READ)
    found: Employment | None = row_of(Employment.objects, guest_id, employment_id)
    if found is None:
        raise NotFound
    return found
