"""Whose record needs special attention, and what is missing in the files of those who arrive soon (R-142, R-143)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from binzhi.guests.completeness import Completeness
from binzhi.guests.enums import UNPLEASANT, DateKind, FlagCode
from binzhi.guests.fields import Field
from binzhi.guests.joined import People, people_of, put_leads
from binzhi.guests.models import Guest, GuestDate, GuestNote
from binzhi.guests.quality import checked
from binzhi.guests.queries import flags_of
from binzhi.guests.switches import fields_off
from binzhi.kernel.calendar import PartialDate, age_on
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import declare_parameter, parameter
from binzhi.stays import queries as stays
from binzhi.stays.enums import StayState
from binzhi.stays.models import Reservation, Stay
from binzhi.vault.domain.sealing import Cell, derive_many

LONG, FREQUENT, ELDERLY = 7, 5, 70
AHEAD = 7  # days looked ahead
MOST = 200  # arrivals on one page
DEFAULT = "vip,complaint_last,needs_attention,first_stay,long_stay,with_children,elderly,incognito"
TYPES = declare_parameter(
    "workbench.attention_types",
    kind="text",
    default=DEFAULT,
    zh="需要特别注意的客人类型(代码，按次序)",
    en="Guest types needing attention (codes, in order)",
)


@lru_cache(maxsize=1)
def catalogue_types() -> dict[str, Words]:
    """Return the types of guests by code."""
    text = files("binzhi.guests.catalogue").joinpath("attention.toml").read_text(encoding="utf-8")
    return {row["code"]: Words(row["zh"], row["en"]) for row in tomllib.loads(text)["type"]}


def types_of(hotel_id: UUID) -> list[str]:
    """Return the types a hotel watches, in its order; unknown codes are passed over."""
    chosen = [code.strip() for code in str(parameter(hotel_id, TYPES)).split(",")]
    return [code for code in dict.fromkeys(chosen) if code in catalogue_types()]


@dataclass(slots=True)
class Gap:
    """An arriving guest with the types that apply, the figures of the file and what is missing."""

    stay: Stay
    guest: Guest
    types: list[str]
    completeness: Completeness
    accuracy: int | None
    rank: int

    @property
    def words(self) -> list[Words]:
        """Return the types in words."""
        return [catalogue_types()[code] for code in self.types]

    @property
    def before(self) -> list[Field]:
        """Return what can be asked before the guest comes: what may be said in conversation or a letter (R-143)."""
        return [f for f in self.completeness.missing if f.is_polite]

    @property
    def at_desk(self) -> list[Field]:
        """Return what is only learned from documents at the desk."""
        return [f for f in self.completeness.missing if not f.is_polite]


def gaps_of_arrivals(hotel: Hotel, *, now: datetime, today: date, days: int = AHEAD) -> list[Gap]:
    """Return those who arrive within some days: the watched types first in the hotel's order, then the emptiest files.

    A fixed number of queries whatever the number of arrivals; at most ``MOST`` stays.
    """
    last = today + timedelta(days=days)
    found = Stay.objects.filter(hotel=hotel, arrival__gte=today, arrival__lte=last, state=StayState.EXPECTED)
    coming = list(found.select_related("guest").order_by("arrival", "id")[:MOST])
    put_leads(coming)
    people = people_of(s.guest for s in coming)
    off = fields_off(hotel.id)
    figures = checked(people.persons, now=now, off=off)
    order = types_of(hotel.id)
    known = _types(coming, people, order, today)
    gaps = []
    for stay in coming:
        figure, types = figures[stay.guest.id], known[stay.id]
        rank = min((order.index(code) for code in types), default=len(order))
        gaps.append(Gap(stay, stay.guest, types, figure.completeness, figure.accuracy.score, rank))
    return sorted(gaps, key=lambda g: (g.rank, g.completeness.total.percent or 0, g.stay.arrival))


def _types(coming: list[Stay], people: People, order: list[str], today: date) -> dict[UUID, list[str]]:
    """Tell which watched types apply to each stay."""
    counters = stays.counters(people)
    flags = {g: {f.code for f in rows} for g, rows in flags_of(people).items()}
    open_notes = GuestNote.objects.filter(guest_id__in=people.ids, kind__in=UNPLEASANT, settled_at__isnull=True)
    unhappy = people.all_of(open_notes.values_list("guest_id", flat=True))
    bookings: dict[UUID, Reservation] = stays.reservations_of(coming)
    old = people.all_of(_elderly(people.ids, today)) if "elderly" in order else set()
    result = {}
    for stay in coming:
        stayed = counters[stay.guest_id].stays if stay.guest_id in counters else 0
        booking = bookings.get(stay.reservation_id)
        own = flags.get(stay.guest_id, set())
        applies: dict[str, Any] = {
            "vip": stay.guest.vip_level,
            "complaint_last": stay.guest_id in unhappy,
            "needs_attention": FlagCode.NEEDS_ATTENTION in own,
            "first_stay": stayed == 0,
            "long_stay": stay.nights >= LONG or FlagCode.LONG_STAY in own,
            "with_children": booking is not None and booking.children + booking.babies > 0,
            "elderly": stay.guest_id in old,
            "incognito": FlagCode.INCOGNITO in own,
            "frequent": stayed >= FREQUENT,
        }
        result[stay.id] = [code for code in order if applies.get(code)]
    return result


def _elderly(guest_ids: Iterable[UUID], today: date) -> set[UUID]:
    """Return who is seventy or older; computed in the vault, only yes or no comes out."""
    rows = GuestDate.objects.filter(
        guest_id__in=list(guest_ids), kind=DateKind.BIRTHDAY, relation_id__isnull=True, is_lunar=False
    )
    born = list(rows)
    cells = [Cell("guests_date", r.guest_id, r.id, "value", bytes(r.value), "C3") for r in born]

    def using(text: str) -> str:
        age = age_on(PartialDate.parse(text), today)
        return "yes" if age is not None and age >= ELDERLY else ""

    return {r.guest_id for r, said in zip(born, derive_many(cells=cells, using=using), strict=True) if said}
