"""Who is at the terminal: by room, by the caller's number, by booking, by name."""

from dataclasses import dataclass
from datetime import date, datetime

from binzhi.guests.access import SEARCH
from binzhi.guests.domain.search import search
from binzhi.guests.joined import people_of, put_leads
from binzhi.guests.models import Guest
from binzhi.guests.search.numbers import CONTACT
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.service.cards import current_stays
from binzhi.service.enums import Sign
from binzhi.stays.models import Stay
from binzhi.stays.queries import bookings_numbered, people_of_room

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A guest it may be, how we know, and the stay. Sure: an exact hit that needs no choosing."""

    guest: Guest
    sign: Sign
    stay: Stay | None
    is_sure: bool = False


def find_guests(scope: Scope, hotel: Hotel, text: str, *, now: datetime, today: date) -> list[Candidate]:
    """Return who it may be, guests in house first; nobody for an empty text.

    A telephone number is looked up by keyed index, exactly, and only for roles that read contacts (class C2): a hit
    tells whose number it is, and the look-up is logged.
    """
    text = text.encode(errors="ignore").decode().strip()[:60]  # half a pair of signs is none
    if not text:
        return []
    exact = (
        _by_room(hotel, text, today) or _by_caller(scope, hotel, text, now, today) or _by_booking(hotel, text, today)
    )
    return exact or _by_name(scope, hotel, text, now, today)


def _by_room(hotel: Hotel, text: str, today: date) -> list[Candidate]:
    stays = [s for s in people_of_room(hotel, text, today=today) if s.state == "in_house"]
    put_leads(stays)
    sure = len({s.guest.id for s in stays}) == 1
    return [Candidate(s.guest, Sign.ROOM, s, is_sure=sure) for s in sorted(stays, key=lambda s: s.role != "primary")]


def _by_caller(scope: Scope, hotel: Hotel, text: str, now: datetime, today: date) -> list[Candidate]:
    if sum(ch.isdigit() for ch in text) < 7 or not scope.may(SEARCH):
        return []
    guests = [hit.guest for hit in search(scope=scope, now=now, text=text, limit=SHOWN) if hit.by == CONTACT]
    return _with_stays(hotel, guests, Sign.CALLER, today, is_sure=len(guests) == 1)


def _by_booking(hotel: Hotel, text: str, today: date) -> list[Candidate]:
    rows = bookings_numbered(hotel, text)
    put_leads(rows)
    guests = list({r.guest.id: r.guest for r in rows}.values())
    return _with_stays(hotel, guests, Sign.BOOKING, today, is_sure=len(guests) == 1)


def _by_name(scope: Scope, hotel: Hotel, text: str, now: datetime, today: date) -> list[Candidate]:
    if not scope.may(SEARCH):
        return []
    guests = [hit.guest for hit in search(scope=scope, now=now, text=text, limit=20)]
    return _with_stays(hotel, guests, Sign.SEARCH, today, is_sure=False)[:SHOWN]


def _with_stays(hotel: Hotel, guests: list[Guest], sign: Sign, today: date, *, is_sure: bool) -> list[Candidate]:
    stays = current_stays(hotel, people_of(guests), today) if guests else {}
    found = [Candidate(g, sign, stays.get(g.id), is_sure=is_sure) for g in guests]
    return sorted(found, key=lambda c: (c.stay is None, c.stay.state != "in_house" if c.stay else True))
