"""Locking a profile that is to be changed: with all profiles of its person, in one order, so that nobody waits in a circle."""

from uuid import UUID

from binzhi.audit.locks import locked
from binzhi.guests.joined import lead_of, profile_ids
from binzhi.guests.models import Guest


def locked_guest(guest: Guest) -> Guest:
    """Return the profile as it stands, locked until the transaction ends; others may meanwhile refer to it.

    One query for a profile that stands alone or leads, two for a joined one.
    """
    ids = {guest.id, *profile_ids(lead_of(guest))}
    rows: dict[UUID, Guest] = {
        g.id: g for g in locked(Guest.objects.filter(id__in=ids).order_by("id"), lets_refer=True)
    }
    return rows[guest.id]
