"""From the rows of profiles to what the engine reads, inside the vault: clear values never leave the functions here."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from binzhi.guests.domain.joining import own_of
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, GuestKind, GuestState, NameKind
from binzhi.guests.identifying import BIRTH, CHANGED, CITY, DOCUMENT, EMAIL, NEW, PHONE, Note
from binzhi.guests.models import Guest, GuestContact, GuestDate, GuestDocument, GuestName
from binzhi.identity.engine.evidence import Document, Profile
from binzhi.kernel.addresses import read_kept
from binzhi.vault.domain.sealing import Cell, derive_many

OWN_PHONES = (ContactKind.MOBILE.value, ContactKind.PHONE.value)
PLACES = (ContactKind.ADDRESS.value, ContactKind.MAILING_ADDRESS.value)
OF_CONTACT = dict.fromkeys(OWN_PHONES, PHONE) | {ContactKind.EMAIL.value: EMAIL} | dict.fromkeys(PLACES, CITY)
Told = dict[str, list[Any]]


def is_recognised(guest: Guest) -> bool:
    """Tell whether a profile is somebody: not a placeholder of a nameless row, not withdrawn."""
    return guest.kind != GuestKind.PLACEHOLDER and guest.state != GuestState.WITHDRAWN


def profile_of(guest: Guest, told: Mapping[str, Sequence[Any]], names: Sequence[str] = ()) -> Profile:
    """Return a profile for the engine from its own plain values and what it holds sealed."""
    own = own_of(guest).values
    others = (own.get("latin_name", ""), *names)
    return Profile(
        name=own["name"],
        other_names=tuple(dict.fromkeys(n for n in others if n and n != own["name"])),
        sex=_sex(own.get("gender", "")),
        birth=next((b for b in told.get(BIRTH, ()) if len(b) == 10), ""),
        documents=tuple(Document(*one) for one in told.get(DOCUMENT, ())),
        phones=tuple(dict.fromkeys(told.get(PHONE, ()))),
        emails=tuple(dict.fromkeys(told.get(EMAIL, ()))),
        company=own.get("company", ""),
        city=next(iter(told.get(CITY, ())), ""),
        nationality=own.get("nationality", ""),
    )


def _sex(gender: str) -> str:
    return gender if gender in {"male", "female"} else ""


def profile_of_draft(draft: GuestDraft) -> Profile:
    """Return what a draft says, as typed: half a number is no evidence and does no harm."""
    birth = next((d.value for d in draft.dates if d.kind == DateKind.BIRTHDAY and d.relation_id is None), "")
    own = [c for c in draft.contacts if not c.is_relay]
    return Profile(
        name=draft.name,
        other_names=tuple(n for n in (draft.latin_name,) if n),
        sex=_sex(draft.gender.value if draft.gender else ""),
        birth=birth if len(birth) == 10 else "",
        documents=tuple(Document(d.kind.value, d.country, d.number) for d in draft.documents),
        phones=tuple(c.value for c in own if c.kind.value in OWN_PHONES),
        emails=tuple(c.value for c in own if c.kind == ContactKind.EMAIL),
        company=draft.company or "",
        city=next((read_kept(c.value).city for c in own if c.kind.value in PLACES), ""),
        nationality=draft.nationality or "",
    )


def new_profiles(notes: Mapping[UUID, Sequence[Note]], names: Mapping[UUID, Sequence[str]]) -> dict[UUID, Profile]:
    """Return the profiles made in this unit from what was told of them: nothing is read and nothing opened."""
    found: dict[UUID, Profile] = {}
    for guest_id, said in notes.items():
        guest: Guest = next(n.value for n in reversed(said) if n.kind in {NEW, CHANGED} and n.value is not None)
        if not is_recognised(guest):
            continue
        told: Told = {}
        for note in said:
            if note.kind not in {NEW, CHANGED}:
                told.setdefault(note.kind, []).append(note.value)
        found[guest_id] = profile_of(guest, told, names.get(guest_id, ()))
    return found


def names_of(guest_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the further names of guests; an invented alias is none."""
    rows = GuestName.unscoped.filter(guest_id__in=list(guest_ids))  # unscoped: keys are kept for the whole group
    found: dict[UUID, list[str]] = {}
    for guest_id, name in rows.exclude(kind=NameKind.ALIAS).order_by("id").values_list("guest_id", "name"):
        found.setdefault(guest_id, []).append(name)
    return found


def standing_profiles(guest_ids: Collection[UUID]) -> dict[UUID, Profile]:
    """Return profiles as they stand, their sealed values opened in here; six queries for any number of guests."""
    ids = list(guest_ids)
    rows = Guest.unscoped.filter(id__in=ids)  # unscoped: keys are kept for the whole group
    guests = {g.id: g for g in rows if is_recognised(g)}
    told: dict[UUID, Told] = {guest_id: {} for guest_id in guests}
    cells: list[Cell] = []
    places: list[tuple[str, Any]] = []
    contacts = GuestContact.unscoped.filter(guest_id__in=ids, is_relay=False)  # unscoped: as above
    for contact in contacts.filter(kind__in=list(OF_CONTACT)).order_by("id"):
        cells.append(Cell("guests_contact", contact.guest_id, contact.id, "value", bytes(contact.value), "C4"))
        places.append((OF_CONTACT[contact.kind], contact))
    for paper in GuestDocument.unscoped.filter(guest_id__in=ids).order_by("id"):  # unscoped: as above
        cells.append(Cell("guests_document", paper.guest_id, paper.id, "number", bytes(paper.number), "C4"))
        places.append((DOCUMENT, paper))
    born = GuestDate.unscoped.filter(guest_id__in=ids, kind=DateKind.BIRTHDAY)  # unscoped: as above
    for day in born.filter(relation_id__isnull=True, is_lunar=False).order_by("id"):
        cells.append(Cell("guests_date", day.guest_id, day.id, "value", bytes(day.value), "C4"))
        places.append((BIRTH, day))
    _open_into(told, cells, places)
    names = names_of(ids)
    return {i: profile_of(guest, told[i], names.get(i, ())) for i, guest in guests.items()}


def _open_into(told: dict[UUID, Told], cells: list[Cell], places: list[tuple[str, Any]]) -> None:
    opened: list[str] = []

    def note(text: str) -> str:
        opened.append(text)
        return "x"

    marks = derive_many(cells=cells, using=note) if cells else []
    values = iter(opened)
    for (kind, row), mark in zip(places, marks, strict=True):
        text = next(values) if mark else ""
        if not text or row.guest_id not in told:
            continue
        if kind == CITY:
            text = read_kept(text).city
        value = (row.kind, row.country, text) if kind == DOCUMENT else text
        if text:
            told[row.guest_id].setdefault(kind, []).append(value)
