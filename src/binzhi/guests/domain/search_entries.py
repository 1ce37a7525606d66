"""Keeps the search in step with the guests, in the transaction of the verb that changes them.

A verb says what changed (:func:`mark`, :func:`add_numbers`, :func:`be_at`); when the unit of work ends, the entries of
all guests named are written at once: old tokens out, new tokens in, the guest moves to the front of its tier.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from binzhi.audit.domain.unit import Unit, current_unit, unit_of_work
from binzhi.guests.access import EDIT
from binzhi.guests.domain import search_store as store
from binzhi.guests.enums import GuestState
from binzhi.guests.models import Guest, GuestContact, GuestDocument, GuestName, MemberCard, SearchEntry
from binzhi.guests.search.numbers import (
    NUMBERS,
    document_token,
    member_token,
    stored_contact_tokens,
)
from binzhi.guests.search.ranks import ARRIVING, IN_HOUSE, PRESENT, VIP, rank_of, tier_of
from binzhi.kernel.scope import Scope
from binzhi.kernel.search_tokens import text_tokens
from binzhi.vault.domain.sealing import Cell, derive_many

LIST = "search"
CHUNK = 500
Note = tuple[UUID, str, Any]
NEW, CHANGED, NUMBER, RECOUNT, PRESENCE, TOUCHED = "new", "changed", "number", "recount", "presence", "touched"


def _note(guest_id: UUID, kind: str, value: Any = None) -> None:
    unit = current_unit()
    unit.collected(LIST).append((guest_id, kind, value))
    unit.after_rows[LIST] = lambda: _write(unit)


def mark(guest: Guest, *, new: bool = False) -> None:
    """The words of a guest changed (names, company, VIP level), or the guest is new in this unit."""
    _note(guest.id, NEW if new else CHANGED, guest)


def add_numbers(guest_id: UUID, tokens: Sequence[str]) -> None:
    """A guest got a telephone, an e-mail address, a document or a member number."""
    if tokens:
        _note(guest_id, NUMBER, tuple(tokens))


def recount(guest_ids: Iterable[UUID]) -> None:
    """Rows of some guests went: make all their tokens anew from what stands."""
    for guest_id in guest_ids:
        _note(guest_id, RECOUNT)


def be_at(guest_id: UUID, *, in_house: bool, arriving: bool) -> None:
    """Put a guest in front who is in house or expected, or back among the others."""
    _note(guest_id, PRESENCE, IN_HOUSE if in_house else ARRIVING if arriving else 0)


def standing_in_front(guest_ids: Collection[UUID] | None = None) -> dict[UUID, tuple[bool, bool]]:
    """Return who stands in front now, as (in house, expected); all or among some."""
    found: dict[UUID, tuple[bool, bool]] = {}
    front = SearchEntry.objects.filter(rank__gte=rank_of(ARRIVING, 0))
    rows = front if guest_ids is None else front.filter(guest_id__in=guest_ids)
    for guest_id, rank in rows.values_list("guest_id", "rank"):
        found[guest_id] = (bool(tier_of(rank) & IN_HOUSE), bool(tier_of(rank) & ARRIVING))
    return found


def touch(guest_id: UUID) -> None:
    """Move a guest to the front of the tier: something happened with it."""
    _note(guest_id, TOUCHED)


def remove(guest_ids: Sequence[UUID]) -> None:
    """Take guests out of the search with the tokens they were put in with. Runs inside a unit of work."""
    unit = current_unit()
    listed = unit.collected(LIST)
    gone = set(guest_ids)
    listed[:] = [note for note in listed if note[0] not in gone]
    for start in range(0, len(guest_ids), CHUNK):
        part = list(guest_ids[start : start + CHUNK])
        store.take_out(list(store.entries_of(part).values()))
        store.drop_entries(part)


def _write(unit: Unit) -> None:
    notes: list[Note] = list(unit.collected(LIST))
    unit.collected(LIST).clear()
    by_guest: dict[UUID, list[Note]] = {}
    for note in notes:
        by_guest.setdefault(note[0], []).append(note)
    _put_on_leads(by_guest)
    new = {i for i, found in by_guest.items() if any(kind == NEW for _, kind, _ in found)}
    _write_new({i: by_guest[i] for i in by_guest if i in new})
    known = [i for i in by_guest if i not in new]
    for start in range(0, len(known), CHUNK):
        _write_known({i: by_guest[i] for i in known[start : start + CHUNK]})


def _put_on_leads(by_guest: dict[UUID, list[Note]]) -> None:
    """What changed on a joined profile changes what its person is found by: make the lead's tokens anew."""
    new = {i for i, found in by_guest.items() if any(kind == NEW for _, kind, _ in found)}
    known = [i for i in by_guest if i not in new]
    for start in range(0, len(known), CHUNK):
        part = Guest.unscoped.filter(id__in=known[start : start + CHUNK])  # unscoped: the index holds the whole group
        for guest_id, lead_id in part.filter(joined_to__isnull=False).values_list("id", "joined_to"):
            notes = by_guest.pop(guest_id)
            kept = [(lead_id, kind, value) for _, kind, value in notes if kind == PRESENCE]
            by_guest.setdefault(lead_id, []).extend([*kept, (lead_id, RECOUNT, None)])


def _words(guest: Guest, names: Iterable[str]) -> set[str]:
    return text_tokens(
        names=(guest.name, guest.latin_name, guest.nickname, *names), places=(guest.company, guest.native_place)
    )


def _presence(notes: list[Note], standing: int) -> int:
    said = [value for _, kind, value in notes if kind == PRESENCE]
    return int(said[-1]) if said else standing


def _names_of(guest_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for guest_id, name in GuestName.objects.filter(guest_id__in=list(guest_ids)).values_list("guest_id", "name"):
        found.setdefault(guest_id, []).append(name)
    return found


def _write_new(by_guest: dict[UUID, list[Note]]) -> None:
    """Write guests made in this unit: everything is at hand, nothing is read but their further names."""
    if not by_guest:
        return
    names = _names_of(by_guest)
    turns = store.next_turns(len(by_guest))
    entries: list[store.Entry] = []
    for (guest_id, notes), turn in zip(by_guest.items(), turns, strict=True):
        guest: Guest = next(value for _, kind, value in reversed(notes) if kind in {NEW, CHANGED})
        tokens = _words(guest, names.get(guest_id, ()))
        for _, kind, value in notes:
            if kind == NUMBER:
                tokens.update(value)
        tier = _presence(notes, 0) | (VIP if guest.vip_level else 0)
        entries.append((guest_id, rank_of(tier, turn), " ".join(sorted(tokens))))
    store.put_in([(rank, tokens) for _, rank, tokens in entries])
    store.keep_entries(entries)


def _write_known(by_guest: dict[UUID, list[Note]]) -> None:
    """Write guests that stood before; one whose tokens and tier stay and that was not touched is left alone."""
    standing = store.entries_of(by_guest)
    guests = {g.id: g for g in Guest.unscoped.filter(id__in=list(by_guest))}  # unscoped: the index holds the group
    names = _names_of(by_guest)
    anew = [i for i, notes in by_guest.items() if i not in standing or any(k == RECOUNT for _, k, _ in notes)]
    numbers = numbers_of(anew)
    _add_joined({i: g for i, g in guests.items() if g.profiles}, names, numbers)
    changes: list[tuple[UUID, int, str]] = []
    for guest_id, notes in by_guest.items():
        guest = guests.get(guest_id)
        if guest is None or guest.state != GuestState.ACTIVE:
            continue
        rank, old = standing.get(guest_id, (0, ""))
        kept = numbers.get(guest_id) if guest_id in anew else {t for t in old.split(" ") if t[:1] in NUMBERS}
        tokens = _words(guest, names.get(guest_id, ())) | (kept or set())
        for _, kind, value in notes:
            if kind == NUMBER:
                tokens.update(value)
        tier = _presence(notes, tier_of(rank) & PRESENT) | (VIP if guest.vip_level else 0)
        text = " ".join(sorted(tokens))
        touched = any(kind == TOUCHED for _, kind, _ in notes)
        if text != old or tier != tier_of(rank) or touched:
            changes.append((guest_id, tier, text))
    turns = store.next_turns(len(changes)) if changes else []
    entries = [(i, rank_of(tier, turn), text) for (i, tier, text), turn in zip(changes, turns, strict=True)]
    store.take_out([standing[i] for i, _, _ in changes if i in standing])
    store.put_in([(rank, tokens) for _, rank, tokens in entries])
    store.keep_entries(entries)


def _add_joined(leads: dict[UUID, Guest], names: dict[UUID, list[str]], numbers: dict[UUID, set[str]]) -> None:
    """A person is found by the names, companies and numbers of every profile."""
    owner = {UUID(text): lead_id for lead_id, lead in leads.items() for text in lead.profiles}
    if not owner:
        return
    rows = list(Guest.unscoped.filter(id__in=list(owner)))  # unscoped: the index holds the whole group
    for profile in rows:
        names.setdefault(owner[profile.id], []).extend(
            n for n in (profile.name, profile.latin_name, profile.nickname, profile.company) if n
        )
    for lead_id, lead in leads.items():
        told = (lead.own or {}).get("values", {})
        names.setdefault(lead_id, []).extend(told[f] for f in ("name", "latin_name", "nickname") if told.get(f))
    for profile_id, further in _names_of(owner).items():
        names.setdefault(owner[profile_id], []).extend(further)
    for profile_id, tokens in numbers_of([i for i in owner if owner[i] in numbers]).items():
        numbers[owner[profile_id]].update(tokens)


def numbers_of(guest_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Make the keyed tokens of some guests from their rows; sealed numbers become digests inside the vault."""
    if not guest_ids:
        return {}
    found: dict[UUID, set[str]] = {guest_id: set() for guest_id in guest_ids}
    contacts = GuestContact.objects.filter(guest_id__in=guest_ids, is_relay=False, digest__isnull=False)
    for guest_id, kind, digest, hint in contacts.values_list("guest_id", "kind", "digest", "hint"):
        found[guest_id].update(stored_contact_tokens(kind, digest, hint))
    sealed: list[tuple[Any, str, Callable[[str], str]]] = [
        (GuestDocument, "guests_document", document_token),
        (MemberCard, "guests_member_card", member_token),
    ]
    for model, table, using in sealed:
        rows = model.objects.filter(guest_id__in=guest_ids).values_list("guest_id", "id", "number")
        cells = [Cell(table, guest_id, row_id, "number", bytes(number), "C4") for guest_id, row_id, number in rows]
        for cell, token in zip(cells, derive_many(cells=cells, using=using) if cells else [], strict=True):
            if token:
                found[cell.guest_id].add(token)
    return found


def rebuild(*, scope: Scope, empty: bool = False, progress: Callable[[int, int], None] | None = None) -> int:
    """Make the entries of all guests anew; returns how many guests there are. Other desks work on meanwhile.

    Without ``empty`` each entry is compared and only what differs is written. With it the index is emptied first (after
    damage): then the latest changed guests stand first in their tiers, and who is in house or expected keeps that place.
    """
    scope.need(EDIT)
    active = Guest.unscoped.filter(state=GuestState.ACTIVE)  # unscoped: the index holds the whole group
    present = dict(SearchEntry.objects.filter(rank__gte=rank_of(ARRIVING, 0)).values_list("guest_id", "rank"))
    with unit_of_work(scope):
        if empty:
            store.empty()
        else:
            remove(
                list(SearchEntry.objects.exclude(guest_id__in=active.values("id")).values_list("guest_id", flat=True))
            )
    ids = list(active.order_by("updated_at", "id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        with unit_of_work(scope):
            for guest_id in ids[start : start + CHUNK]:
                _note(guest_id, RECOUNT)
                if empty:
                    _note(guest_id, PRESENCE, tier_of(present.get(guest_id, 0)) & PRESENT)
        if progress is not None:
            progress(min(start + CHUNK, len(ids)), len(ids))
    return len(ids)


def merge_index(*, most: int = 20) -> int:
    """Merge pieces of the SQLite index, in steps of some milliseconds; returns the steps that had work to do."""
    for step in range(most):
        with transaction.atomic():
            if store.merge(200) < 2:
                return step
    return most


def tidy_index(*, most: int = 5000) -> int:
    """Merge the SQLite index into one piece, step by step: what was taken out is then gone from the file for good."""
    with transaction.atomic():
        store.merge(-400)
    for step in range(most):
        with transaction.atomic():
            if store.merge(400) < 2:
                return step
    return most
