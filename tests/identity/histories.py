"""Random histories of joining and parting: what a profile holds must be what it would hold had nobody ever joined it."""

import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.profile import JOINABLE, change_guest
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import ContactKind, GuestState, SourceKind
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import ContactKey, Fact, Guest, GuestContact
from binzhi.identity.domain import persons
from binzhi.identity.domain.links import end_apart, hold_apart, link_profiles, unlink_profiles
from binzhi.identity.domain.parting import part_profile
from binzhi.identity.domain.refusals import HeldApart, MergeRefused, NotJoined, StillOnePerson
from binzhi.identity.domain.steady import steady
from binzhi.identity.enums import Source
from binzhi.identity.models import Apart, Link, LinkEvent
from binzhi.kernel.scope import Scope
from binzhi.stays.models import Stay
from tests.builders import NOW

TEAS = ("龙井", "普洱", "碧螺春", "铁观音", "毛尖")
REFUSED = (HeldApart, MergeRefused, NotJoined, StillOnePerson)


@dataclass
class Book:
    """What was told of each profile, kept beside the house by the test."""

    values: dict[UUID, dict[str, str]] = field(default_factory=dict)
    facts: dict[UUID, set[UUID]] = field(default_factory=dict)
    contacts: dict[UUID, set[UUID]] = field(default_factory=dict)
    stays: dict[UUID, set[UUID]] = field(default_factory=dict)

    def know(self, guest: Guest) -> None:
        """Remember a fresh profile."""
        self.values[guest.id] = {name: str(getattr(guest, name)) for name in JOINABLE}
        self.facts[guest.id], self.contacts[guest.id], self.stays[guest.id] = set(), set(), set()


def told_company(scope: Scope, book: Book, profile_id: UUID, company: str, step: int) -> None:
    """Tell one profile a company, whether it leads, is joined or stands alone."""
    now = NOW + timedelta(minutes=step)

    @steady
    def tell() -> list[str]:
        guest = Guest.objects.get(id=profile_id)
        draft = GuestDraft(name=guest.name, company=company)
        return change_guest(scope=scope, now=now, guest=guest, draft=draft)

    if "company" in tell():
        book.values[profile_id]["company"] = company


def told_fact(scope: Scope, book: Book, profile_id: UUID, tea: str) -> None:
    """Record a fact on one profile; the same one said again is only confirmed."""
    guest = Guest.objects.get(id=profile_id)
    fact = record_fact(scope=scope, now=NOW, guest=guest, item_code="likes", value=tea, source=SourceKind.STATED)
    book.facts[fact.guest_id].add(fact.id)


def told_phone(scope: Scope, book: Book, profile_id: UUID, number: str) -> None:
    """Add a telephone to one profile, as the form does."""

    @steady
    def tell() -> None:
        guest = Guest.objects.get(id=profile_id)
        draft = GuestDraft(name=guest.name, contacts=(ContactDraft(ContactKind.MOBILE, number),))
        change_guest(scope=scope, now=NOW, guest=guest, draft=draft)

    tell()
    for row in GuestContact.objects.filter(guest_id=profile_id):
        book.contacts[profile_id].add(row.id)


def link(scope: Scope, a: UUID, b: UUID, choose: bool, step: int) -> None:
    """Join two profiles; a refusal is part of the history."""
    now = NOW + timedelta(minutes=step)
    choices = {"company": b} if choose else None
    with contextlib.suppress(REFUSED):
        link_profiles(scope=scope, now=now, guest_a=a, guest_b=b, source=Source.DESK, choices=choices)


def unlink_any(scope: Scope, pick: Random) -> None:
    """Take one standing link back."""
    rows = list(Link.objects.order_by("event_id"))
    if rows:
        event = LinkEvent.objects.filter(id=pick.choice(rows).event_id).first()
        if event is not None:
            with contextlib.suppress(REFUSED):
                unlink_profiles(scope=scope, now=NOW, event=event)


def part(scope: Scope, profile_id: UUID, *, hold: bool) -> None:
    """Take one profile out of its person."""
    with contextlib.suppress(REFUSED):
        part_profile(scope=scope, now=NOW, profile_id=profile_id, hold=hold)


def apart(scope: Scope, a: UUID, b: UUID) -> None:
    """Hold two profiles apart, or no longer."""
    low, high = min(a, b), max(a, b)
    standing = Apart.objects.filter(guest_a=low, guest_b=high).first()
    try:
        if standing is None:
            hold_apart(scope=scope, now=NOW, guest_a=a, guest_b=b, source=Source.DESK)
        else:
            event = LinkEvent.objects.get(id=standing.event_id)
            end_apart(scope=scope, now=NOW, event=event)
    except REFUSED:
        pass


def check_persons(ids: list[UUID]) -> None:
    """Every person is a connected part with one lead; every row is on its own profile."""
    _, links = persons.connected(ids)
    rows = {g.id: g for g in Guest.objects.filter(id__in=ids)}
    for whole in persons.parts(ids, links):
        leads = [i for i in whole if rows[i].joined_to is None]
        assert len(leads) == 1, whole
        lead = rows[leads[0]]
        assert set(profile_ids(lead)) == whole
        assert all(rows[i].joined_to == lead.id and rows[i].state == GuestState.JOINED for i in whole - {lead.id})
        assert lead.state == GuestState.ACTIVE and (lead.own is None) == (len(whole) == 1)
        pairs = {(a, b) for a in whole for b in whole if a < b}
        assert not pairs & set(Apart.objects.values_list("guest_a", "guest_b"))


def check_rows(book: Book) -> None:
    """What was told of a profile stands on that profile, and nothing else does."""
    ids = list(book.values)
    tables: tuple[tuple[Any, dict[UUID, set[UUID]]], ...] = (
        (Fact, book.facts),
        (GuestContact, book.contacts),
        (Stay, book.stays),
    )
    for table, kept in tables:
        found: dict[UUID, set[UUID]] = {i: set() for i in ids}
        for guest_id, row_id in table.objects.filter(guest_id__in=ids).values_list("guest_id", "id"):
            found[guest_id].add(row_id)
        assert found == kept, table.__name__
    numbers = sum(len(rows) for rows in book.contacts.values())
    assert ContactKey.objects.filter(guest_id__in=ids).count() == numbers


def part_everybody(scope: Scope) -> None:
    """Take every link back."""
    while (row := Link.objects.first()) is not None:
        unlink_profiles(scope=scope, now=NOW, event=LinkEvent.objects.get(id=row.event_id))


def check_values(book: Book) -> None:
    """After parting all, every profile says what it would say without any joining."""
    for guest in Guest.objects.filter(id__in=list(book.values)):
        assert {name: str(getattr(guest, name)) for name in JOINABLE} == book.values[guest.id]
        assert (guest.state, guest.joined_to, guest.profiles, guest.own) == (GuestState.ACTIVE, None, [], None)
