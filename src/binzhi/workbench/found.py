"""What the one search box finds: guests, the people of a room, bookings by number, companies by name."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from binzhi.companies.models import Organisation
from binzhi.companies.queries import search_organisations
from binzhi.guests.domain.search import search
from binzhi.guests.incognito import show_rows
from binzhi.guests.joined import people_of
from binzhi.guests.search.find import FETCHED, Hit
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.access import READ as READ_STAYS
from binzhi.stays.models import Reservation, Stay
from binzhi.stays.queries import bookings_numbered, people_of_room
from binzhi.stays.search_marks import StayMark, last_stays, near_marks

SHOWN = 20
COMPANIES = 4
ROOM = re.compile(r"[0-9A-Za-z-]{2,12}")
BOOKING = re.compile(r"[0-9A-Za-z-]{4,24}")


@dataclass(frozen=True, slots=True)
class FoundGuest:
    """A guest found and what tells it from others of the name."""

    hit: Hit
    mark: StayMark


@dataclass(slots=True)
class Answer:
    """Everything found for a question; ``more`` tells that there are others, never how many."""

    guests: list[FoundGuest] = field(default_factory=list)
    more: bool = False
    stays: list[Stay] = field(default_factory=list)
    bookings: list[Reservation] = field(default_factory=list)
    companies: list[Organisation] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing of any kind was found."""
        return not (self.guests or self.stays or self.bookings or self.companies)


def ask(*, scope: Scope, now: datetime, hotel: Hotel, today: date, text: str, limit: int = SHOWN) -> Answer:
    """Answer the search box: of sixty guests the best are shown, those of this hotel before those of the others."""
    text = text.strip()
    if not text:
        return Answer()
    answer = Answer()
    may_stays = scope.may(READ_STAYS)
    hits = search(scope=scope, now=now, text=text, limit=FETCHED)
    answer.guests = (
        _told_apart(hits, hotel, today, limit) if may_stays else [FoundGuest(h, StayMark()) for h in hits[:limit]]
    )
    answer.more = len(hits) > limit or len(hits) == FETCHED
    if may_stays and any(c.isdigit() for c in text):
        answer.stays = people_of_room(hotel, text, today=today) if ROOM.fullmatch(text) else []
        answer.bookings = bookings_numbered(hotel, text) if BOOKING.fullmatch(text) else []
        show_rows(scope, answer.stays, answer.bookings)
    if len(text) > 1 and not any(c.isdigit() for c in text):
        answer.companies = search_organisations(scope, text, limit=COMPANIES)
    return answer


def _told_apart(hits: list[Hit], hotel: Hotel, today: date, limit: int) -> list[FoundGuest]:
    """Put who is here before who is elsewhere, and say of those shown when they are due and when they were here last."""
    asked = people_of(h.guest for n, h in enumerate(hits) if n < limit or h.is_in_house or h.is_arriving)
    marks = near_marks(hotel, asked, today=today) if asked.leads else {}
    found = sorted((FoundGuest(hit, marks.get(hit.guest.id) or StayMark()) for hit in hits), key=_order)[:limit]
    last = last_stays(people_of(f.hit.guest for f in found)) if found else {}
    for one in found:
        one.mark.last_stay = last.get(one.hit.guest.id)
    return found


def _order(found: FoundGuest) -> tuple[int, int, int, int]:
    here = 0 if found.mark.in_house else 1 if found.mark.arrival else 2
    group = 0 if found.hit.is_in_house else 1 if found.hit.is_arriving else 2
    return (found.hit.grade, here, group, -found.hit.rank)
