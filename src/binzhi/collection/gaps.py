"""What a panel may offer at a desk, and what could be obtained before arrival (R-123 to R-128, R-143, R-172)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.collection.enums import EnquiryState, ItemState
from binzhi.collection.models import CollectedItem, Enquiry, PanelAnswer
from binzhi.collection.parameters import PANEL_SIZE, RUSH_COUNT, RUSH_MINUTES, number_of
from binzhi.collection.questions import Question, choose, is_column, questions
from binzhi.collection.wordings import words_of_code
from binzhi.guests.enums import FactStatus, FlagCode, Gender, Stage
from binzhi.guests.joined import People, ids_of, people_of, put_leads
from binzhi.guests.models import Fact, Guest, GuestContact, GuestFlag
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.queries import departments
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

QUIET = {FlagCode.DO_NOT_DISTURB: "quiet", FlagCode.DO_NOT_ASK: "quiet"}
AHEAD = 7


@dataclass(slots=True)
class Panel:
    """What a desk may ask now; ``why_not`` says why it offers nothing: rush, quiet (flags), full (no gaps)."""

    guest: Guest
    stage: Stage
    stay: Stay | None = None
    offers: list[Question] = field(default_factory=list)
    why_not: str = ""


def panel_for(*, hotel: Hotel, guest: Guest, stage: Stage, now: datetime, stay: Stay | None = None) -> Panel:
    """Return the two or three gaps worth asking for politely, or none with the reason (R-172)."""
    panel = Panel(guest, stage, stay)
    flags = set(GuestFlag.objects.filter(guest_id__in=ids_of(guest)).values_list("code", flat=True))
    if flags & set(QUIET):
        panel.why_not = "quiet"
    elif stage == Stage.CHECK_IN and is_rush(hotel, now):
        panel.why_not = "rush"
    else:
        today = now.astimezone(ZoneInfo(hotel.timezone)).date()
        panel.offers = choose(
            stage=stage,
            nights=stay.nights if stay else 1,
            known=known_codes([guest]).get(guest.id, set()),
            resting=_resting(guest, today),
            served={d.code for d in departments(hotel.id)},
            size=number_of(hotel.id, PANEL_SIZE),
        )
        panel.why_not = "" if panel.offers else "full"
    return panel


def is_rush(hotel: Hotel, now: datetime) -> bool:
    """Tell whether more guests than the hotel's number checked in within its last minutes."""
    since = now - timedelta(minutes=number_of(hotel.id, RUSH_MINUTES))
    rows = Stay.objects.filter(hotel=hotel, state=StayState.IN_HOUSE, checked_in_at__gt=since, checked_in_at__lte=now)
    return bool(rows.count() > number_of(hotel.id, RUSH_COUNT))


def known_codes(guests: Collection[Guest]) -> dict[UUID, set[str]]:
    """Return what is known, proposed or waiting of each person, by the id of each profile, with two queries."""
    people = people_of(guests)
    ids, found = people.ids, people.spread({lead.id: set[str]() for lead in people.persons})
    facts = Fact.objects.filter(guest_id__in=ids, status__in=[FactStatus.ACCEPTED, FactStatus.PROPOSED])
    for guest_id, item in facts.values_list("guest_id", "item"):
        found[guest_id].add(item)
    waiting = CollectedItem.objects.filter(guest_id__in=ids, state__in=[ItemState.COLLECTED, ItemState.SORTED])
    for guest_id, item in waiting.exclude(item="").values_list("guest_id", "item"):
        found[guest_id].add(item)
    for guest in people.persons:
        for code in questions():
            column = is_column(code)
            if column and getattr(guest, column) not in {"", Gender.UNSPECIFIED}:
                found[guest.id].add(code)
        if guest.confirmation_method:
            found[guest.id].add("confirmation_method")
    return found


def _resting(guest: Guest, today: date) -> set[str]:
    rows = PanelAnswer.objects.filter(guest_id__in=ids_of(guest), not_before__gt=today)
    return set(rows.values_list("item", flat=True))


@dataclass(frozen=True, slots=True)
class Missing:
    """A coming stay and what could be obtained before it begins."""

    stay: Stay
    gaps: list[Words]
    codes: list[str]
    asked: frozenset[str]
    reachable: bool
    is_quiet: bool

    @property
    def asking(self) -> list[tuple[str, Words]]:
        """Code and words of what may be asked for."""
        return [(code, words_of_code(code)) for code in self.codes]


CONTACT = Words("联系方式", "a contact")


def missing_before_arrival(scope: Scope, hotel: Hotel, *, today: date, days: int = AHEAD) -> list[Missing]:
    """Return the coming guests with what is missing of them, repeat guests and early arrivals first (R-143)."""
    found: Any = Stay.objects.filter(
        hotel=hotel, state=StayState.EXPECTED, arrival__gt=today, arrival__lte=today + timedelta(days=days)
    )
    stays = list(found.select_related("guest", "room_type").order_by("arrival", "eta", "id")[:200])
    put_leads(stays)
    people = people_of(s.guest for s in stays)
    known = known_codes(people.persons)
    reached = GuestContact.objects.filter(guest_id__in=people.ids)
    contacts = people.all_of(reached.values_list("guest_id", flat=True))
    flagged = GuestFlag.objects.filter(guest_id__in=people.ids, code__in=list(QUIET))
    quiet = people.all_of(flagged.values_list("guest_id", flat=True))
    asked = _asked(people)
    served = {d.code for d in departments(hotel.id)}
    rows = []
    for stay in stays:
        wanted = choose(
            stage=Stage.BOOKING, nights=stay.nights, known=known[stay.guest_id], resting=(), served=served, size=4
        )
        gaps, codes = [_label(q) for q in wanted], [q.item for q in wanted]
        if stay.guest_id not in contacts:
            gaps.insert(0, CONTACT)
        if gaps:
            rows.append(
                Missing(
                    stay, gaps, codes, frozenset(asked.get(stay.guest_id, ())), stay.guest_id in contacts,
                    stay.guest_id in quiet,
                )
            )  # fmt: skip
    return rows


def _label(question: Question) -> Words:
    return words_of_code(question.item)


def _asked(people: People) -> dict[UUID, list[str]]:
    rows = Enquiry.objects.filter(guest_id__in=people.ids, state=EnquiryState.OPEN)
    return people.gather(rows.values_list("guest_id", "item"))
