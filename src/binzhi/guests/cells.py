"""The sealed cell behind a kind and an id, for reveal."""

from typing import Any
from uuid import UUID

from binzhi.guests import queries
from binzhi.guests.digests import ADDRESSES
from binzhi.guests.joined import row_of
from binzhi.guests.models import Fact, Guest, GuestContact, GuestDate, GuestDocument, GuestValue, MemberCard
from binzhi.kernel.addresses import Address, read_kept
from binzhi.kernel.errors import NotFound
from binzhi.vault.domain.sealing import Cell

TABLES: dict[str, tuple[Any, Any]] = {
    "contact": (GuestContact, queries.contact_cell),
    "document": (GuestDocument, queries.document_cell),
    "date": (GuestDate, queries.date_cell),
    "member": (MemberCard, queries.member_cell),
    "fact": (Fact, queries.fact_cell),
    "value": (GuestValue, queries.value_cell),
}


def cell_of(guest_id: Guest | UUID, kind: str, row_id: UUID) -> Cell:
    """Return the sealed cell of a row of the person, or refuse; a row that is not sealed has none."""
    if kind not in TABLES:
        raise NotFound
    model, make = TABLES[kind]
    row = row_of(model.objects, guest_id, row_id)
    if row is None or (hasattr(row, "sealed") and row.sealed is None):
        raise NotFound
    cell: Cell = make(row)
    return cell


def address_in(cell: Cell, opened: str) -> Address | None:
    """Return the parts of an opened cell that holds an address (R-025), None for any other; old plain lines are read."""
    if cell.table != "guests_contact":
        return None
    rows = GuestContact.objects.filter(guest_id=cell.guest_id, id=cell.row_id, kind__in=ADDRESSES)
    return read_kept(opened) if rows.exists() else None
