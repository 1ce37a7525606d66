"""The business record: each stay with its times, room, rate, reason and source; sums by year; every purchase."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.guests.models import Guest
from binzhi.org.models import Hotel, Staff
from binzhi.stays.domain.booking import book_reservation
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import CodeKind, ReservationState
from binzhi.stays.models import Reservation, Stay
from binzhi.stays.record import purchases_of, rates_of, years_of
from tests.builders import NOW, TODAY, everything, make_guest, make_hotel, make_room_type, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Staff], Client]


def stayed(
    hotel: Hotel, guest: Guest, day: date, *, nights: int, rate: str, spend: str = "", purpose: str = ""
) -> Stay:
    """A finished stay with one purchase."""
    scope = everything(hotel)
    with open_house(hotel):
        make_room_type(hotel, "DLK")
        draft = ReservationDraft(
            arrival=day,
            departure=day + timedelta(days=nights),
            rate=Decimal(rate),
            room_type="DLK",
            purpose=purpose,
            source="WEB",
            state=ReservationState.CHECKED_OUT,
        )
        row = book_reservation(scope=scope, now=NOW, hotel=hotel, guest=guest, draft=draft)
        stay = Stay.objects.get(reservation_id=row.id)
        if spend:
            record_spend(
                scope=scope,
                now=NOW,
                hotel=hotel,
                guest=guest,
                outlet="BAR",
                item="苏打水",
                day=day,
                amount=Decimal(spend),
                stay_id=stay.id,
            )
    return stay


@pytest.fixture
def house() -> Hotel:
    hotel = make_hotel()
    with open_house(hotel):
        for kind, code, zh in ((CodeKind.OUTLET, "BAR", "大堂吧"), (CodeKind.SOURCE, "WEB", "网络预订")):
            add_code(
                scope=everything(hotel), now=NOW, hotel_id=hotel.id, kind=kind, code=code, name_zh=zh, name_en=code
            )
    return hotel


@pytest.fixture
def guest(house: Hotel) -> Guest:
    guest = make_guest("王建国")
    stayed(house, guest, date(2025, 3, 1), nights=2, rate="620", spend="88", purpose="business")
    stayed(house, guest, date(2025, 9, 1), nights=3, rate="580", spend="12.50")
    stayed(house, guest, date(2026, 5, 4), nights=1, rate="700", spend="300")
    return guest


@pytest.mark.requirement("R-078", "R-079", "R-083", "R-085", "R-086")
def test_sums_by_year_rates_and_purchases(house: Hotel, guest: Guest) -> None:
    with open_house(house):
        years = {y.year: (y.stays, y.nights, y.spend, y.stay_spend) for y in years_of(guest.id)}
        rates, bought = rates_of(guest.id), purchases_of(guest.id)
    assert years == {
        2026: (1, 1, Decimal("300.00"), Decimal("300.00")),
        2025: (2, 5, Decimal("100.50"), Decimal("50.25")),
    }
    assert rates is not None
    assert (rates.last, rates.lowest, rates.lowest_on) == (Decimal(700), Decimal(580), date(2025, 9, 1))
    assert (bought.count, bought.last_on) == (3, date(2026, 5, 4))
    assert [s.day for s in bought.latest] == sorted((s.day for s in bought.latest), reverse=True)


@pytest.mark.requirement("R-077", "R-080", "R-081", "R-082", "R-084")
def test_each_stay_shows_times_grade_reason_and_source(house: Hotel, guest: Guest, sign_in: SignIn) -> None:
    with open_house(house):
        Stay.objects.filter(guest=guest, arrival=date(2025, 3, 1)).update(
            checked_in_at=NOW.replace(hour=6, minute=21), checked_out_at=NOW.replace(hour=3, minute=47)
        )
    url = reverse("workbench:guest_history", args=[guest.id])
    html = sign_in(make_staff(house, "front_desk")).get(url).content.decode()
    for text in ("2025-03-01", "14:21", "2025-03-03", "11:47", "商务", "网络预订", "大堂吧", "苏打水", "¥88.00", "DLK"):
        assert text in html, text


@pytest.mark.requirement("R-082")
def test_the_reason_of_a_stay_is_chosen_at_booking_and_stays_on_a_change(house: Hotel, sign_in: SignIn) -> None:
    guest = make_guest("李明")
    with open_house(house):
        make_room_type(house, "DLK")
    browser = sign_in(make_staff(house, "reservations"))
    form = {
        "arrival": TODAY.isoformat(),
        "departure": (TODAY + timedelta(days=1)).isoformat(),
        "room_type": "DLK",
        "rooms": "1",
        "adults": "1",
        "children": "0",
        "babies": "0",
        "purpose": "meeting",
        "position_unknown": "on",
        "state": "booked",
    }
    answer = browser.post(f"{reverse('stays:book')}?guest={guest.id}", {**form, "guest": str(guest.id)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with open_house(house):
        row = Reservation.objects.get(guest=guest)
    assert row.purpose == "meeting"
    assert "会议" in browser.get(answer.headers["Location"]).content.decode()


@pytest.mark.requirement("R-083")
def test_the_booking_clerk_sees_last_and_lowest_rate(house: Hotel, guest: Guest, sign_in: SignIn) -> None:
    html = sign_in(make_staff(house, "reservations")).get(f"{reverse('stays:book')}?guest={guest.id}").content.decode()
    assert "¥700.00" in html and "¥580.00" in html and "2025-09-01" in html
    other = make_guest("新客")
    html = sign_in(make_staff(house, "sales")).get(f"{reverse('stays:book')}?guest={other.id}").content.decode()
    assert "¥580.00" not in html
