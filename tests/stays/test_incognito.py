"""A guest who stays incognito is called by the alias on the room board, the room and the booking."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name
from binzhi.guests.enums import FlagCode, NameKind
from binzhi.org.models import Staff
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.models import Stay
from tests.builders import NOW, TODAY, make_booking, make_guest, make_hotel, make_room, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Staff], Client]


@pytest.mark.parametrize(("role", "sees"), [("housekeeping_attendant", "周晓"), ("front_desk", "林青霞")])
def test_board_room_and_booking_use_the_alias_for_who_does_not_need_the_name(
    role: str, sees: str, sign_in: SignIn
) -> None:
    hotel, guest = make_hotel(), make_guest("林青霞")
    room = make_room(hotel, "1208")
    make_booking(hotel, guest, arrival=TODAY, nights=2)
    with open_house(hotel) as scope:
        stay = Stay.objects.get(guest=guest)
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="周晓")
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.INCOGNITO)
    browser = sign_in(make_staff(hotel, role))
    pages = (
        reverse("stays:rooms"),
        reverse("stays:room", args=[room.id]),
        reverse("stays:reservation", args=[stay.host_guest_id, stay.reservation_id]),
    )
    for address in pages:
        html = browser.get(address).content.decode()
        assert sees in html, address
        assert "林青霞" not in html or sees == "林青霞", address
