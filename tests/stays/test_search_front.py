"""Who is in house or expected stands first among the found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from binzhi.guests.queries import search_guests
from binzhi.guests.search.find import find
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.booking import cancel_reservation
from binzhi.stays.domain.presence import refresh_front
from binzhi.stays.domain.registration import check_in, check_out
from binzhi.stays.models import Stay
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
    reservation_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.requirement("R-197")
def test_in_house_before_expected_before_vip_before_the_latest() -> None:
    hotel = make_hotel()
    living, coming, vip, plain = (make_guest("王伟", company=str(n)) for n in range(4))
    later = make_guest("王伟", company="later")
    make_past_stay(hotel, plain, arrival=TODAY - timedelta(days=300))
    with open_house(hotel) as scope:
        from binzhi.guests.domain.profile import change_guest
        from binzhi.guests.drafts import GuestDraft

        change_guest(scope=scope, now=NOW, guest=vip, draft=GuestDraft(name="王伟", vip_level="A"))
        stay = make_booking(hotel, living, arrival=TODAY)
        make_booking(hotel, coming, arrival=TOMORROW)
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, "1208"))
        check_in(scope=scope, now=NOW, stay=Stay.objects.get(guest_id=living.id), today=TODAY)
        assert [g.id for g in search_guests(scope, "wangwei")] == [living.id, coming.id, vip.id, later.id, plain.id]
        first, second = find(scope, "王伟")[:2]
        assert first.is_in_house and not first.is_arriving and second.is_arriving and not second.is_in_house

        check_out(scope=scope, now=NOW, stay=Stay.objects.get(guest_id=living.id), today=TODAY)
        assert [g.id for g in search_guests(scope, "ww")] == [coming.id, vip.id, living.id, later.id, plain.id]
        booked = reservation_of(Stay.objects.get(guest_id=coming.id))
        cancel_reservation(scope=scope, now=NOW, reservation=booked, today=TODAY)
        assert [g.id for g in search_guests(scope, "ww")] == [vip.id, coming.id, living.id, later.id, plain.id]


def test_an_expected_guest_comes_in_front_when_the_day_is_near() -> None:
    hotel = make_hotel()
    coming = make_guest("王伟")
    make_booking(hotel, coming, arrival=TODAY + timedelta(days=9))
    other = make_guest("王伟")
    with open_house(hotel) as scope:
        assert [g.id for g in search_guests(scope, "王伟")] == [other.id, coming.id]
        assert refresh_front(scope=scope, now=NOW) == 0
        assert refresh_front(scope=scope, now=NOW + timedelta(days=8)) == 1
        assert [g.id for g in search_guests(scope, "王伟")] == [coming.id, other.id]
        assert refresh_front(scope=scope, now=NOW + timedelta(days=8)) == 0, "safe to do twice"
        assert refresh_front(scope=scope, now=timezone.now() + timedelta(days=900)) == 1
        assert not find(scope, "王伟")[0].is_arriving
