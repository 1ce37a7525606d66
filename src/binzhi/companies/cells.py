"""Sealed cells of the room: restricted values under the organisation's own key, phones under the guest's."""

from binzhi.companies.fields import org_fields
from binzhi.companies.models import ContactPerson, OrganisationValue
from binzhi.vault.domain.sealing import Cell

VALUES, CONTACTS, PHONE_CLASS = "companies_value", "companies_contact_person", "C2"


def value_cell(row: OrganisationValue) -> Cell:
    """Return the sealed cell of a restricted value; the key stands under the organisation's id."""
    field = org_fields().get(row.field)
    field_class = field.field_class if field else "C4"
    label = field.words.zh if field else row.field
    return Cell(VALUES, row.organisation_id, row.id, "sealed", bytes(row.sealed or b""), field_class, label)


def phone_cell(row: ContactPerson) -> Cell:
    """Return the sealed cell of a contact person's phone."""
    return Cell(CONTACTS, row.guest_id, row.id, "phone", bytes(row.phone or b""), PHONE_CLASS, "contact phone")
