"""Verbs that take a contact or document off a profile it was never of: it was told of another guest."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests import identifying
from binzhi.guests.access import EDIT
from binzhi.guests.domain import search_entries
from binzhi.guests.enums import ContactKind, DocumentKind
from binzhi.guests.models import ContactKey, DocumentKey, Guest, GuestContact, GuestDocument
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope

CONTACT_OUT = declare_act(
    "take_contact_off",
    zh="移走{kind}：属于另一位宾客",
    en="Took a contact off ({kind}): it is another guest's",
    said={"kind": choice_words(ContactKind)},
)
DOCUMENT_OUT = declare_act(
    "take_document_off",
    zh="移走{kind}：属于另一位宾客",
    en="Took a document off ({kind}): it is another guest's",
    said={"kind": choice_words(DocumentKind)},
)


def take_contact_off(*, scope: Scope, now: datetime, guest: Guest, contact_id: UUID) -> None:
    """Remove a contact from a profile, with what finds the guest by it. Refuses one that is not there."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row: GuestContact | None = GuestContact.objects.filter(guest_id=guest.id, id=contact_id).first()
        if row is None:
            raise NotFound
        if row.digest is not None:
            ContactKey.objects.filter(digest=bytes(row.digest), guest_id=guest.id).delete()
        _gone(CONTACT_OUT, scope, now, guest, row.id, row.kind)
        GuestContact.objects.filter(guest_id=guest.id, id=row.id).delete()
        _look_again(guest)


def take_document_off(*, scope: Scope, now: datetime, guest: Guest, document_id: UUID) -> None:
    """Remove a document from a profile; its number is free for the guest it belongs to. Refuses one that is not there."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row: GuestDocument | None = GuestDocument.objects.filter(guest_id=guest.id, id=document_id).first()
        if row is None:
            raise NotFound
        DocumentKey.objects.filter(digest=bytes(row.digest), guest_id=guest.id).delete()
        _gone(DOCUMENT_OUT, scope, now, guest, row.id, row.kind)
        GuestDocument.objects.filter(guest_id=guest.id, id=row.id).delete()
        _look_again(guest)


def _gone(act: str, scope: Scope, now: datetime, guest: Guest, row_id: UUID, kind: str) -> None:
    record(act, scope=scope, now=now, object_type="guest", object_id=row_id, guest_id=guest.id, details={"kind": kind})


def _look_again(guest: Guest) -> None:
    search_entries.recount([guest.id])
    identifying.again([guest.id])
