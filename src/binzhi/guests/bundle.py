"""The rows of some guests read in one pass, for completeness, accuracy and specificity of lists; no sealed value is opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from binzhi.guests.enums import FactStatus, Gender, ValueStatus
from binzhi.guests.fields import Field, field_stored, fields, person_fields
from binzhi.guests.joined import people_of
from binzhi.guests.models import Fact, Guest, GuestContact, GuestDate, GuestDocument, GuestNote, GuestValue, Relation

DOCUMENT_OTHER = "other"


@dataclass(slots=True)
class Bundle:
    """The rows of one guest that tell what is known and how well."""

    guest: Guest
    contacts: list[GuestContact] = field(default_factory=list)
    documents: list[GuestDocument] = field(default_factory=list)
    dates: list[GuestDate] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    relations: int = 0
    notes: int = 0

    @property
    def filled(self) -> set[str]:
        """Return the codes of the fields that hold a value."""
        found = {f.code for f in _columns() if _is_told(self.guest, f.stored_as("column"))}
        found |= {f.code for c in self.contacts if (f := field_stored("contact", c.kind))}
        for document in self.documents:
            kept = field_stored("document", document.kind) or field_stored("document", DOCUMENT_OTHER)
            found |= {kept.code} if kept else set()
        found |= {f.code for d in self.dates if d.relation_id is None and (f := field_stored("date", d.kind))}
        items = {fact.item for fact in self.facts}
        found |= {f.code for f in fields().values() if f.item_code and f.item_code in items}
        return found | ({"family"} if self.relations else set())


def _columns() -> list[Field]:
    return [f for f in person_fields() if f.stored_as("column")]


def _is_told(guest: Guest, column: str) -> bool:
    value = getattr(guest, column)
    return bool(value) and value != Gender.UNSPECIFIED


def bundles_of(guests: Iterable[Guest]) -> dict[UUID, Bundle]:
    """Return the rows of some persons by the ids given, with seven queries whatever their number.

    A guest given as a joined profile is answered with its person's lead (one query more when that is not given).
    """
    asked = {guest.id: guest for guest in guests}
    people = people_of(asked.values())
    of_lead = {lead.id: Bundle(lead) for lead in people.persons}
    found, ids = people.spread(of_lead), people.ids
    for contact in GuestContact.objects.filter(guest_id__in=ids).defer("value"):
        found[contact.guest_id].contacts.append(contact)
    for document in GuestDocument.objects.filter(guest_id__in=ids).defer("number", "digest"):
        found[document.guest_id].documents.append(document)
    for one in GuestDate.objects.filter(guest_id__in=ids).defer("value"):
        found[one.guest_id].dates.append(one)
    for fact in Fact.objects.filter(guest_id__in=ids, status=FactStatus.ACCEPTED).defer("sealed", "evidence"):
        found[fact.guest_id].facts.append(fact)
    waiting = GuestValue.objects.filter(guest_id__in=ids, status=ValueStatus.WAITING)
    for guest_id, code in waiting.values_list("guest_id", "field"):
        found[guest_id].waiting.append(code)
    relations = Relation.objects.filter(guest_id__in=ids, ended_at__isnull=True).values_list("guest_id")
    for guest_id, number in relations.annotate(n=Count("id")):
        found[guest_id].relations += number
    for guest_id, number in GuestNote.objects.filter(guest_id__in=ids).values_list("guest_id").annotate(n=Count("id")):
        found[guest_id].notes += number
    return {guest_id: bundle for guest_id, bundle in found.items() if guest_id in asked}
