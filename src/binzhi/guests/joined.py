"""Profiles of one person: what is kept on each is read through the person, whichever profile a row stands on.

A joined profile names its lead (``Guest.joined_to``), the lead lists its profiles (``Guest.profiles``); rows never move.
Reads of one person ask for the rows of :func:`ids_of`; reads of many take :class:`People`, made from the guests at hand,
and answer under the id of every profile. Lists that show a guest beside a row call :func:`put_leads`, which
``incognito.show_rows`` does together with the aliases. See decision record 0015.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q

from binzhi.guests.models import Guest

T = TypeVar("T")


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

    def profiles_of(self, profile_id: UUID) -> list[UUID]:
        """Return the ids of all profiles of the person a profile belongs to."""
        lead = self.leads.get(profile_id)
        return profile_ids(lead) if lead is not None else [profile_id]

    def spread(self, by_lead: dict[UUID, T]) -> dict[UUID, T]:
        """Return what was gathered under the leads under the id of every profile of each person (one object, shared)."""
        return {one: value for lead_id, value in by_lead.items() for one in self.profiles_of(lead_id)}

    def gather(self, rows: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
        """Return rows given with the profile each stands on as lists: all rows of a person under every one of its ids."""
        found: dict[UUID, list[T]] = {}
        for profile_id, row in rows:
            found.setdefault(self.lead_id(profile_id), []).append(row)
        return self.spread(found)

    def merge(self, rows: Iterable[tuple[UUID, T]], join: Callable[[T, T], T]) -> dict[UUID, T]:
        """Return one value per person, joined from those of its profiles (sum, latest …), under every one of its ids."""
        found: dict[UUID, T] = {}
        for profile_id, value in rows:
            lead_id = self.lead_id(profile_id)
            found[lead_id] = join(found[lead_id], value) if lead_id in found else value
        return self.spread(found)

    def all_of(self, profile_ids: Iterable[UUID]) -> set[UUID]:
        """Return these profiles with all others of their persons; what is true of one profile is true of the person."""
        return {one for profile_id in profile_ids for one in self.profiles_of(profile_id)}


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


Whose = Guest | UUID | People | Iterable[UUID]


def people_among(whose: People | Iterable[UUID]) -> People:
    """Return persons as given, or those behind ids; ids cost a query, so whoever holds the guests gives :func:`people_of`."""
    if isinstance(whose, People):
        return whose
    wanted = list(whose)
    return people_by_id(wanted) if wanted else People()


def people_meant(whose: Whose) -> People:
    """Return the persons meant by a loaded guest (no query unless it is joined under another), persons or ids."""
    if isinstance(whose, Guest):
        return people_of([whose])
    return people_among([whose] if isinstance(whose, UUID) else whose)


def ids_of(whose: Whose) -> list[UUID]:
    """Return the ids of all profiles of the persons meant, for ``guest_id__in``.

    Of a loaded guest without a query (one when it is joined under another), of ids with one or two.
    """
    if isinstance(whose, Guest):
        return profile_ids(lead_of(whose))
    if isinstance(whose, People):
        return whose.ids
    wanted = [whose] if isinstance(whose, UUID) else list(whose)
    return sorted({*wanted, *people_by_id(wanted).ids}) if wanted else []


def leads_in(rows: Any) -> Any:
    """Return a query of the persons some rows are about, for ``id__in``: the guest of each, or its lead when it is joined."""
    own = rows.order_by().values("guest_id")
    return own.union(Guest.objects.filter(joined_to__isnull=False, id__in=own).order_by().values("joined_to"))


def people_of_rows(rows: Iterable[Any]) -> People:
    """Return the persons some rows are about; no query where their ``guest`` is loaded and none is joined under another."""
    rows = list(rows)
    loaded = [row._state.fields_cache.get("guest") for row in rows]
    missing = {row.guest_id for row, guest in zip(rows, loaded, strict=True) if guest is None}
    found = [guest for guest in loaded if guest is not None]
    return people_of([*found, *(Guest.objects.filter(id__in=missing) if missing else ())])


def named(text: str) -> Q:
    """Return the condition that the guest of a row, or the person it belongs to, has a name that begins so."""
    low = text.strip().lower()
    starts = {"name": text, "pinyin": low, "latin_key": low}
    own, lead = Q(), Q()
    for column, start in starts.items():
        own |= Q(**{f"guest__{column}__startswith": start})
        lead |= Q(**{f"{column}__startswith": start})
    return own | Q(guest__joined_to__in=Guest.objects.filter(lead, own__isnull=False).values("id"))


def row_of(rows: Any, whose: Guest | UUID, row_id: UUID) -> Any:
    """Return a row of a person by its id, on whichever profile it stands, or None; links on pages name the lead.

    One query when it stands on the profile named; the others are asked only when it does not.
    """
    profile = whose.id if isinstance(whose, Guest) else whose
    found = rows.filter(guest_id=profile, id=row_id).first()
    if found is not None:
        return found
    others = [one for one in ids_of(whose) if one != profile]
    return rows.filter(guest_id__in=others, id=row_id).first() if others else None


def lead_of(guest: Guest) -> Guest:
    """Return the lead of a profile's person; the profile itself when it leads or stands alone (then no query)."""
    if guest.joined_to is None:
        return guest
    lead: Guest | None = Guest.objects.filter(id=guest.joined_to).first()
    return lead or guest


def show_guest(row: Any, guest: Guest) -> None:
    """Let a row show a guest in memory without giving it to that guest: its own ``guest_id`` stays."""
    row._state.fields_cache["guest"] = guest


def put_leads(rows: Iterable[object]) -> None:
    """Let rows with a loaded ``guest`` show the lead of its person, in memory; ``guest_id`` of the row stays its own.

    One query when one of the guests is joined under another, else none.
    """
    found = [row for row in rows if getattr(row, "guest", None) is not None and row.guest.joined_to is not None]  # type: ignore[attr-defined]  # rows of any table with a guest
    if not found:
        return
    people = people_of([row.guest for row in found])  # type: ignore[attr-defined]  # as above
    for row in found:
        show_guest(row, people.lead(row.guest_id))  # type: ignore[attr-defined]  # as above
