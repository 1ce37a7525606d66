"""Profiles of one person: what is kept on each is read through the person, whichever profile a row stands on.

A joined profile names its lead (``Guest.joined_to``), the lead lists its profiles (``Guest.profiles``); rows never move.
Reads ask for the rows of :func:`profile_ids` and put them on the lead with :class:`People`. See decision record 0015.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from binzhi.guests.models import Guest


def profile_ids(guest: Guest) -> list[UUID]:
    """Return the ids of a guest and of the profiles joined under it; no query."""
    return [guest.id, *(UUID(text) for text in guest.profiles)]


def is_joined(guest: Guest) -> bool:
    """Tell whether the profile is one of several of its person."""
    return guest.joined_to is not None or bool(guest.profiles)


@dataclass(slots=True)
class People:
    """The persons behind some profiles: ``ids`` of all their profiles, and who leads each."""

    leads: dict[UUID, Guest] = field(default_factory=dict)  # profile -> the person's lead

    @property
    def ids(self) -> list[UUID]:
        """Return the ids of all profiles of these persons, sorted."""
        return sorted(self.leads)

    @property
    def persons(self) -> list[Guest]:
        """Return the leads, each once, in order of their ids."""
        once = {lead.id: lead for lead in self.leads.values()}
        return [once[i] for i in sorted(once)]

    def lead(self, profile_id: UUID) -> Guest:
        """Return the lead of the person a profile belongs to."""
        return self.leads[profile_id]

    def lead_id(self, profile_id: UUID) -> UUID:
        """Return the id of the lead; of a profile that is not among these persons its own."""
        lead = self.leads.get(profile_id)
        return lead.id if lead is not None else profile_id


def people_of(guests: Iterable[Guest]) -> People:
    """Return the persons behind loaded profiles; one query when one of them is joined under another, else none."""
    found = {guest.id: guest for guest in guests}
    missing = {g.joined_to for g in found.values() if g.joined_to is not None} - found.keys()
    known = found | {g.id: g for g in (Guest.objects.filter(id__in=missing) if missing else ())}
    people = People()
    for guest in found.values():
        lead = known.get(guest.joined_to, guest) if guest.joined_to is not None else guest
        for profile_id in profile_ids(lead):
            people.leads[profile_id] = lead
    return people


def people_by_id(guest_ids: Iterable[UUID]) -> People:
    """Return the persons behind some ids; one query, two when one of them is joined under another."""
    return people_of(Guest.objects.filter(id__in=list(guest_ids)))


def lead_of(guest: Guest) -> Guest:
    """Return the lead of a profile's person; the profile itself when it leads or stands alone (then no query)."""
    if guest.joined_to is None:
        return guest
    lead: Guest | None = Guest.objects.filter(id=guest.joined_to).first()
    return lead or guest


def put_leads(rows: Iterable[object]) -> None:
    """Let rows with a loaded ``guest`` show the lead of its person, in memory; ``guest_id`` of the row stays its own.

    One query when one of the guests is joined under another, else none.
    """
    found = [row for row in rows if getattr(row, "guest", None) is not None and row.guest.joined_to is not None]  # type: ignore[attr-defined]  # rows of any table with a guest
    if not found:
        return
    people = people_of([row.guest for row in found])  # type: ignore[attr-defined]  # as above
    for row in found:
        row._state.fields_cache["guest"] = people.lead(row.guest_id)  # type: ignore[attr-defined]  # the relation, not the key
