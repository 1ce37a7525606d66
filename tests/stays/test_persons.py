"""Stays, spend and place in front are those of the person, whichever of its profiles they stand on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.guests.incognito import show_rows
from binzhi.guests.joined import named, people_of
from binzhi.guests.models import Guest
from binzhi.guests.search.find import find
from binzhi.identity.domain.links import link_profiles, unlink_profiles
from binzhi.identity.enums import Source
from binzhi.stays import queries
from binzhi.stays.access import get_reservation, get_stay
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.domain.registration import check_in, check_out
from binzhi.stays.enums import CodeKind
from binzhi.stays.models import Stay
from binzhi.stays.record import purchases_of, rates_of, years_of
from binzhi.stays.search_marks import last_stays, near_marks
from binzhi.stays.spending import spend_by_year
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_guest,
    make_hotel,
    make_past_stay,
    make_room,
    open_house,
)

pytestmark = pytest.mark.django_db(databases="__all__")


def again(guest: Guest) -> Guest:
    found: Guest = Guest.objects.get(id=guest.id)
    return found


@pytest.mark.requirement("R-185")
def test_history_counters_and_money_add_up_over_the_profiles() -> None:
    hotel, one, two = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    first = make_past_stay(hotel, one, arrival=date(2025, 5, 1), nights=2, rate=Decimal(500))
    second = make_past_stay(hotel, two, arrival=date(2026, 2, 1), nights=3, rate=Decimal(400))
    coming = make_booking(hotel, two, arrival=TOMORROW)
    with open_house(hotel) as scope:
        add_code(
            scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="SPA", name_zh="水疗", name_en="Spa"
        )
        for guest, stay, amount in ((one, first, 100), (two, second, 50)):
            record_spend(
                scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="SPA", day=stay.arrival, amount=Decimal(amount),
                item="按摩", stay_id=stay.id,
            )  # fmt: skip
        event = link_profiles(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK)
        for guest in (again(one), again(two)):
            total = queries.guest_counters(guest)
            assert (total.stays, total.nights, total.spend) == (2, 5, Decimal(150))
            assert (total.first_arrival, total.last_departure) == (date(2025, 5, 1), date(2026, 2, 4))
            assert [s.id for s in queries.stays_of_guest(guest)] == [coming.id, second.id, first.id]
            assert [s.id for s in queries.current_stays(guest, today=TODAY)] == [coming.id]
            assert [(y.year, y.stays, y.spend) for y in years_of(guest)] == [
                (2026, 1, Decimal(50)),
                (2025, 1, Decimal(100)),
            ]
            rates = rates_of(guest)
            assert rates is not None
            assert (rates.last, rates.lowest) == (Decimal(400), Decimal(400))
            assert purchases_of(guest).count == 2
        people = people_of([again(one)])
        assert last_stays(people) == dict.fromkeys((one.id, two.id), date(2026, 2, 4))
        assert near_marks(hotel, people, today=TODAY)[one.id].arrival == TOMORROW
        years = spend_by_year([(one.id, None, None)], today=TODAY)
        assert sum(year.outlets for year in years) == Decimal(150), "who works here is the person, not the profile"
        assert get_stay(scope, one.id, coming.id).guest_id == two.id, "a link with the lead's id finds the stay"
        assert get_reservation(scope, one.id, coming.reservation_id).guest_id == two.id
        unlink_profiles(scope=scope, now=NOW, event=event)
        assert (queries.guest_counters(again(one)).stays, queries.guest_counters(again(two)).stays) == (1, 1)
        assert queries.current_stays(again(one), today=TODAY) == []


@pytest.mark.requirement("R-185")
def test_lists_of_the_day_show_the_lead_and_find_it_by_either_name() -> None:
    hotel, one, two = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    stays = [make_booking(hotel, guest, arrival=TOMORROW) for guest in (two, make_guest("陈晓明"))]

    def shown() -> tuple[list[str], int]:
        with CaptureQueriesContext(connection) as seen:
            rows = list(queries.stays_listed(hotel, "tomorrow", today=TODAY))
            show_rows(scope, rows)
        return sorted(row.guest.name for row in rows), len(seen)

    with open_house(hotel) as scope:
        alone, cost = shown()
        assert alone == ["Wang Jianguo", "陈晓明"]
        link_profiles(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK)
        assert shown() == (["王建国", "陈晓明"], cost + (1 if again(two).joined_to else 0))
        for text in ("王建", "wang jianguo", "陈"):
            assert queries.stays_listed(hotel, "tomorrow", today=TODAY, text=text).count() == 1, text
        assert Stay.objects.filter(named("王建国")).count() == 1
        row = Stay.objects.get(id=stays[0].id)
        show_rows(scope, [row])
        assert row.guest_id == two.id, "a row keeps its profile"


@pytest.mark.requirement("R-197")
def test_the_place_in_front_follows_joining_parting_and_checking_out() -> None:
    hotel, one, two = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    stay = make_booking(hotel, two, arrival=TODAY)
    with open_house(hotel) as scope:

        def place() -> dict[str, tuple[bool, bool]]:
            hits = {h.guest.id: h for words in ("王建国", "Wang Jianguo") for h in find(scope, words)}
            return {
                name: (hits[g.id].is_in_house, hits[g.id].is_arriving)
                for name, g in (("one", one), ("two", two))
                if g.id in hits
            }

        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1208"))
        check_in(scope=scope, now=NOW, stay=Stay.objects.get(id=stay.id), today=TODAY)
        assert place() == {"one": (False, False), "two": (True, False)}
        event = link_profiles(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK)
        assert list(place().values()) == [(True, False)]
        unlink_profiles(scope=scope, now=NOW, event=event)
        assert place() == {"one": (False, False), "two": (True, False)}
        link_profiles(scope=scope, now=NOW + timedelta(hours=1), guest_a=one.id, guest_b=two.id, source=Source.DESK)
        check_out(scope=scope, now=NOW, stay=Stay.objects.get(id=stay.id), today=TODAY)
        assert list(place().values()) == [(False, False)]
