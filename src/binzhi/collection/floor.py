"""Reads of the phone page: who is in the house by room, who was in a room at a moment, the card of a guest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from binzhi.collection.access import visible_items
from binzhi.collection.cue_errors import NobodyInRoom, SeveralInRoom
from binzhi.collection.cue_rules import CueForm, Offer, form_of, is_care, rules_of
from binzhi.collection.models import CollectedItem
from binzhi.collection.said import CARE_WORDS, value_words
from binzhi.guests.access import READ as READ_GUESTS
from binzhi.guests.enums import FactStatus, FlagCode, SourceKind
from binzhi.guests.items import Item, items
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact, Guest, GuestFlag
from binzhi.guests.queries import FactLine, fact_lines, facts_of
from binzhi.kernel.masking import mask_name
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org import policy
from binzhi.org.models import Hotel
from binzhi.stays.enums import CodeKind, StayState
from binzhi.stays.models import HotelCode, Stay
from binzhi.stays.queries import in_house
from binzhi.vault.domain.sealing import Cell, read_many

GUEST = Words("宾客", "Guest")
QUIET = (FlagCode.DO_NOT_DISTURB, FlagCode.DO_NOT_ASK)


@dataclass(frozen=True, slots=True)
class Person:
    """A guest in the house as the reader may see him."""

    stay: Stay
    salutation: Words
    name: str
    flags: tuple[str, ...]

    @property
    def room(self) -> str:
        """The room number."""
        return self.stay.room.number if self.stay.room else ""

    def as_json(self, language: str) -> dict[str, Any]:
        """Return what a phone may keep while the network is away: no alert, no value of a sealed field."""
        room = self.stay.room
        return {
            "stay": str(self.stay.id),
            "guest": str(self.stay.guest_id),
            "room": self.room,
            "floor": room.floor if room else 0,
            "who": self.salutation.text(language),
            "quiet": FlagCode.DO_NOT_DISTURB in self.flags,
            "unasked": FlagCode.DO_NOT_ASK in self.flags,
        }


def person_of(scope: Scope, stay: Stay, flags: list[str], guest: Guest) -> Person:
    """Return a guest as the reader may see him: no name without the right to guest histories or against incognito."""
    if not scope.may(READ_GUESTS) or FlagCode.INCOGNITO in flags:
        return Person(stay, GUEST, "", tuple(f for f in flags if f in QUIET))
    masked = mask_name(guest.name)
    salutation = Words(guest.salutation_zh or masked, guest.salutation_en or guest.salutation_zh or masked)
    full = policy.decide(scope, "read", field_class="C2")
    return Person(stay, salutation, guest.name if full else masked, tuple(flags))


def _flags(people: People) -> dict[UUID, list[str]]:
    return people.gather(GuestFlag.objects.filter(guest_id__in=people.ids).values_list("guest_id", "code"))


def house_list(scope: Scope, hotel: Hotel) -> list[Person]:
    """Return who is in the house, by room number (two queries)."""
    stays = list(in_house(hotel).filter(room__isnull=False))
    known = people_of(s.guest for s in stays)
    flags = _flags(known)
    people = [person_of(scope, s, flags.get(s.guest_id, []), known.lead(s.guest_id)) for s in stays]
    return sorted(people, key=lambda p: (len(p.room), p.room, p.stay.role != "primary"))


def outlets_of(hotel: Hotel) -> list[str]:
    """Return the names of the outlets in use."""
    rows = HotelCode.objects.filter(hotel=hotel, kind=CodeKind.OUTLET, is_active=True)
    return list(rows.order_by("code").values_list("name_zh", flat=True)[:40])


def person_in(scope: Scope, stay: Stay) -> Person:
    """Return the guest of one stay as the reader may see him."""
    people = people_of([stay.guest])
    return person_of(scope, stay, _flags(people).get(stay.guest_id, []), people.lead(stay.guest_id))


def stays_in_room(hotel: Hotel, number: str, at: datetime) -> list[Stay]:
    """Return who was in a room at a moment: now in the house, or gone since."""
    day = at.astimezone(ZoneInfo(hotel.timezone)).date()
    here = Q(state=StayState.IN_HOUSE) | Q(state=StayState.DEPARTED, checked_out_at__gte=at)
    found = Stay.objects.filter(here, hotel=hotel, room__number__iexact=number.strip()[:12], arrival__lte=day)
    return list(found.select_related("guest", "room", "hotel").order_by("role", "id")[:6])


def stay_in_room(hotel: Hotel, number: str, at: datetime, guest_id: UUID | None = None) -> Stay:
    """Return the one stay of a room at a moment; refuses nobody and, unless the guest is named, more than one."""
    found = stays_in_room(hotel, number, at)
    if guest_id is not None:
        found = [s for s in found if guest_id in (s.guest_id, s.guest.joined_to)]
    if not found:
        raise NobodyInRoom(room=number.strip()[:12])
    if len(found) > 1:
        raise SeveralInRoom(room=number.strip()[:12])
    return found[0]


@dataclass(frozen=True, slots=True)
class Question:
    """A habit that waits for a decision, worded as a question to the guest."""

    fact: Fact
    words: Words
    days: int


@dataclass(frozen=True, slots=True)
class OfferLine:
    """What a rule offers or did, in words."""

    code: str
    state: str
    words: Words
    why: Words
    note: Words
    by: str
    guest_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in words; a matter of health is named as such and no more."""

    item: CollectedItem
    words: Words
    value: Words
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the phone once the guest is chosen."""

    person: Person
    alerts: list[FactLine]
    offers: list[OfferLine]
    questions: list[Question]
    entries: list[Entry]


def card_of(scope: Scope, stay: Stay, *, now: datetime) -> Card:
    """Gather the card of a guest; sealed alerts are read through the vault, which logs it."""
    person = person_in(scope, stay)
    rows = list(
        visible_items(scope).filter(guest_id=stay.guest_id, stay_id=stay.id).order_by("-happened_at", "-id")[:30]
    )
    if not scope.may(READ_GUESTS):
        mine = [r for r in rows if r.collector_id == scope.actor.id]
        return Card(person, [], [], [], entry_lines(scope, mine, now=now))
    facts = facts_of(stay.guest, with_proposed=True)
    alert = [f for f in facts if f.status == FactStatus.ACCEPTED and (i := items().get(f.item)) and i.alert]
    waiting = [f for f in facts if f.status == FactStatus.PROPOSED and f.source_kind == SourceKind.INFERRED]
    asked = FlagCode.DO_NOT_ASK not in person.flags
    return Card(
        person,
        [line for line in fact_lines(scope, alert, now=now, purpose="floor card") if line.value is not None],
        [line for row in rows for line in offer_lines(row) if line.state == "open"],
        [q for f in waiting if asked and (q := question_of(f)) is not None],
        entry_lines(scope, rows[:8], now=now),
    )


def question_of(fact: Fact) -> Question | None:
    """Put a proposed habit as a question; sealed ones are not asked on the floor."""
    item = items().get(fact.item)
    if item is None or item.is_sealed:
        return None
    value = value_words(item, fact.value)
    yes = item.value == "yes"
    words = Words(
        f"{item.words.zh}，对吗？" if yes else f"{item.words.zh}：{value.zh}，以后都这样吗？",
        f"{item.words.en}: is that so?" if yes else f"{item.words.en}: {value.text('en')}, every time?",
    )
    return Question(fact, words, len({e.get("at", "")[:10] for e in fact.evidence}))


def offer_lines(item: CollectedItem) -> list[OfferLine]:
    """Return what the rules of an entry offered and did, in words."""
    return [
        OfferLine(
            entry["code"],
            entry["state"],
            Words(entry.get("zh", ""), entry.get("en", "")),
            Words(entry.get("why_zh", ""), entry.get("why_en", "")),
            Words(entry.get("note_zh", ""), entry.get("note_en", "")),
            entry["by"],
            item.guest_id,
            item.id,
        )
        for entry in item.offers
        if entry.get("zh")
    ]


def text_cell(item: CollectedItem) -> Cell:
    """Return the sealed free line of an entry; class C1 for whoever may see the entry."""
    return Cell("collection_item", item.guest_id, item.id, "text", bytes(item.text or b""), "C1", "observation")


def entry_lines(scope: Scope, rows: list[CollectedItem], *, now: datetime) -> list[Entry]:
    """Put entries into words; free lines are opened for their department, their author and the whole house."""
    whole = "*" in scope.departments
    mine = [
        r for r in rows if r.text and (whole or r.department in scope.departments or r.collector_id == scope.actor.id)
    ]
    opened: dict[UUID, str] = {}
    if mine:
        texts = read_many(scope=scope, now=now, cells=[text_cell(r) for r in mine], purpose="observations")
        opened = {r.id: t or "" for r, t in zip(mine, texts, strict=True)}
    return [_entry(row, opened.get(row.id, "")) for row in rows]


def _entry(row: CollectedItem, text: str) -> Entry:
    item = items().get(row.item)
    if is_care(row.item):
        return Entry(row, CARE_WORDS, Words("", ""), "")
    words = item.words if item else Words("文字记录", "Free line")
    value = value_words(item, row.value) if item and item.value != "yes" else Words("", "")
    return Entry(row, words, value, text)


@dataclass(frozen=True, slots=True)
class Chip:
    """A cue as a chip on the phone."""

    item: Item
    form: CueForm
    note: Offer | None

    @property
    def presets(self) -> list[Words]:
        """The presets of its value."""
        return list(self.form.presets)

    @property
    def numbers(self) -> list[int]:
        """A few numbers around the usual one, to be tapped."""
        low = max(self.form.low, self.form.start - 2)
        return list(range(low, min(self.form.high, low + 4) + 1))


def chips() -> dict[str, list[Chip]]:
    """Return the cues by tab: the departments they serve; matters of health stand apart under ``care``."""
    found: dict[str, list[Chip]] = {"housekeeping": [], "food_beverage": [], "care": []}
    for item in items().values():
        if item.kind != "cue":
            continue
        noted = next((o for r in rules_of(item.code) for o in r.offers if o.do == "service" and o.note.zh), None)
        chip = Chip(item, form_of(item.code), noted)
        tab = "care" if is_care(item.code) else next((d for d in item.departments if d in found), "housekeeping")
        found[tab].append(chip)
    return found
