"""Setting up a house through its pages, from an empty hotel to the first booking (R-169)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.org.models import Department, Hotel, Setting, Staff
from binzhi.org.parameters import parameter
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.enums import StayState
from binzhi.stays.models import HotelCode, Reservation, Room, RoomType, Stay
from binzhi.stays.parameters import HOLD_UNTIL
from tests.builders import (
    NOW,
    PASSWORD,
    TODAY,
    make_booking,
    make_guest,
    make_hotel,
    make_room,
    make_room_type,
    make_staff,
    open_house,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
HOUSE = [
    "workbench:house",
    "workbench:house_departments",
    "workbench:house_parameters",
    "workbench:house_room_types",
    "workbench:house_rooms",
    "workbench:house_codes",
]


def errors_of(answer: object) -> list[str]:
    return list(answer.context["form"].errors)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", HOUSE)
def test_the_house_opens_to_its_administrators_only(sign_in: SignIn, name: str) -> None:
    hotel = make_hotel()
    for role, status in (("system_administrator", 200), ("general_manager", 200), ("front_desk", 403)):
        assert sign_in(make_staff(hotel, role)).get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", ["house_department", "house_room_type", "house_room", "house_code"])
def test_the_things_of_another_hotel_are_not_there(sign_in: SignIn, name: str) -> None:
    here, there = make_hotel(), make_hotel("SH01")
    room = make_room(there, "1001", room_type=make_room_type(there))
    things = {
        "house_department": Department.unscoped.filter(hotel=there).first(),
        "house_room_type": room.room_type,
        "house_room": room,
        "house_code": HotelCode.unscoped.create(hotel=there, kind="source", code="X", name_zh="X"),
    }
    thing = things[name]
    assert thing is not None
    url = reverse(f"workbench:{name}", args=[thing.id])
    assert sign_in(make_staff(there, "system_administrator")).get(url).status_code == 200
    assert sign_in(make_staff(here, "system_administrator")).get(url).status_code == 404
    gone = reverse(f"workbench:{name}", args=[uuid4()])
    assert sign_in(make_staff(here, "system_administrator")).get(gone).status_code == 404


@pytest.mark.requirement("R-169")
def test_from_an_empty_hotel_to_the_first_guest_in_house(sign_in: SignIn, settings: object) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator"))
    steps = {address: count for address, _, count in admin.get(reverse("workbench:house")).context["steps"]}
    assert (steps["workbench:house_rooms"], steps["workbench:house_room_types"]) == (0, 0)

    admin.post(reverse("workbench:house_departments"), {"code": "spa", "name_zh": "水疗部", "name_en": "Spa"})
    types = reverse("workbench:house_room_types")
    admin.post(
        types, {"code": "DLX", "name_zh": "豪华大床", "name_en": "Deluxe", "rank": 1, "feature_codes": ["high_floor"]}
    )
    kind = RoomType.unscoped.get()
    rooms = reverse("workbench:house_rooms")
    admin.post(rooms, {"numbers": "1001-1020", "room_type": str(kind.id), "floor": "", "building": ""})
    assert (Room.unscoped.count(), set(Room.unscoped.values_list("floor", flat=True))) == (20, {10})
    code = {"code": "DIRECT", "name_zh": "酒店直订", "name_en": ""}
    admin.post(f"{reverse('workbench:house_codes')}?kind=source", code)
    hired = admin.post(
        reverse("workbench:staff_hire"),
        {"name": "周敏", "username": "zhou", "role": "front_desk", "department": "", "language": "zh-hans"},
    )
    assert [s[2] > 0 for s in admin.get(reverse("workbench:house")).context["steps"]] == [True] * 5

    desk = Client()
    first = hired.context["password"]
    desk.post("/sign-in/", {"username": "zhou", "password": first})
    desk.post(reverse("workbench:account"), {"present": first, "password": PASSWORD})
    desk.post("/sign-in/", {"username": "zhou", "password": PASSWORD})
    desk.post(reverse("guests:create"), {"name": "王建国", "gender": "male"})
    guest_id = str(desk.post(reverse("stays:pick_guest"), {"q": "王建国"}).context["found"][0].id)
    booked = desk.post(
        f"{reverse('stays:book')}?guest={guest_id}",
        {
            "arrival": str(TODAY), "departure": str(TODAY + timedelta(days=1)), "room_type": "DLX", "source": "DIRECT",
            "rooms": 1, "adults": 1, "children": 0, "babies": 0, "state": "booked",
            "position_unknown": "on",
        },
    )  # fmt: skip
    assert booked.status_code == 302, booked.content.decode()
    stay = Stay.unscoped.get()
    room = Room.unscoped.get(number="1007")
    desk.post(reverse("stays:choose_room", args=[stay.guest_id, stay.id]), {"room": str(room.id)})
    desk.post(reverse("workbench:check_in", args=[stay.guest_id, stay.id]), {"needs": ""})
    stay = Stay.unscoped.get()
    assert (stay.state, stay.room_id, Reservation.unscoped.get().state) == (StayState.IN_HOUSE, room.id, "in_house")


def test_hotel_data_are_changed_and_wrong_ones_shown_at_their_field(sign_in: SignIn) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator"))
    values = {"name_zh": "滨江店", "name_en": "Riverside", "currency": "CNY", "check_in_hour": 15, "check_out_hour": 12}
    assert errors_of(admin.post(reverse("workbench:house"), {**values, "currency": "12"})) == ["currency"]
    admin.post(reverse("workbench:house"), values)
    row = Hotel.objects.get(id=hotel.id)
    assert (row.name_zh, row.check_in_hour) == ("滨江店", 15)


def test_departments_are_renamed_and_put_out_of_use(sign_in: SignIn) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator"))
    row = Department.unscoped.get(hotel=hotel, code="marketing")
    url = reverse("workbench:house_department", args=[row.id])
    assert admin.get(url).context["form"].initial["is_active"]
    admin.post(url, {"name_zh": "市场公关部", "name_en": "Marketing"})
    row.refresh_from_db()
    assert (row.name_zh, row.is_active) == ("市场公关部", False)
    taken = {"code": "sales", "name_zh": "x", "name_en": ""}
    assert errors_of(admin.post(reverse("workbench:house_departments"), taken)) == ["code"]


def test_a_taken_number_or_a_wrong_range_is_shown_at_the_field(sign_in: SignIn) -> None:
    hotel = make_hotel()
    kind = make_room(hotel, "1001").room_type
    admin = sign_in(make_staff(hotel, "system_administrator"))
    for numbers in ("1000-1003", "1009-1001", "x"):
        answer = admin.post(
            reverse("workbench:house_rooms"),
            {"numbers": numbers, "room_type": str(kind.id), "floor": "", "building": ""},
        )
        assert (answer.status_code, errors_of(answer)) == (422, ["numbers"]), numbers
    assert Room.unscoped.count() == 1


def test_a_room_with_a_guest_ahead_stays_in_the_house(sign_in: SignIn) -> None:
    hotel = make_hotel()
    room, stay = make_room(hotel, "1001"), make_booking(hotel, make_guest(), arrival=TODAY + timedelta(days=3650))
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=room)
    admin = sign_in(make_staff(hotel, "system_administrator"))
    url = reverse("workbench:house_room", args=[room.id])
    values = {"room_type": str(room.room_type_id), "floor": 9, "feature_codes": ["quiet"]}
    assert errors_of(admin.post(url, values)) == ["is_active"]
    admin.post(url, {**values, "is_active": "on"})
    room.refresh_from_db()
    assert (room.floor, room.features, room.is_active) == (9, ["quiet"], True)


def test_codes_have_kinds_and_companies_have_rates(sign_in: SignIn) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator"))
    url = f"{reverse('workbench:house_codes')}?kind=company"
    values = {"code": "HY", "name_zh": "宏远贸易", "name_en": "", "agreed_rate": "688"}
    admin.post(url, values)
    assert errors_of(admin.post(url, values)) == ["code"]
    assert "agreed_rate" not in admin.get(f"{reverse('workbench:house_codes')}?kind=outlet").context["form"].fields
    row = HotelCode.unscoped.get()
    assert (row.kind, row.agreed_rate) == ("company", Decimal(688))
    admin.post(reverse("workbench:house_code", args=[row.id]), {"name_zh": "宏远", "agreed_rate": "700"})
    row.refresh_from_db()
    assert (row.code, row.name_zh, row.agreed_rate, row.is_active) == ("HY", "宏远", Decimal(700), False)


def test_a_parameter_is_set_and_its_past_is_shown(sign_in: SignIn) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator", name="吴晓"))
    url = reverse("workbench:house_parameters")
    wrong = admin.post(url, {"key": HOLD_UNTIL, f"{HOLD_UNTIL}-value": "26"})
    assert (wrong.status_code, Setting.unscoped.count()) == (422, 0)
    for value in ("16", "20", "20"):
        admin.post(url, {"key": HOLD_UNTIL, f"{HOLD_UNTIL}-value": value})
    assert (parameter(hotel.id, HOLD_UNTIL), Setting.unscoped.count()) == (20, 2)
    history = admin.get(url).context["history"]
    assert [(row.value, row.set_by) for row, _ in history] == [(20, "吴晓"), (16, "吴晓")]


def test_the_pages_need_as_many_queries_for_thirty_rows_as_for_one(sign_in: SignIn) -> None:
    hotel = make_hotel()
    admin = sign_in(make_staff(hotel, "system_administrator"))
    make_room(hotel, "1001")
    urls = [reverse(name) for name in ("workbench:house_rooms", "workbench:house_room_types", "workbench:staff")]

    def measured() -> list[int]:
        counts = []
        for url in urls:
            admin.get(url)
            with CaptureQueriesContext(connection) as caught:
                admin.get(url)
            counts.append(len(caught))
        return counts

    one = measured()
    for n in range(2, 31):
        make_room(hotel, f"10{n:02d}")
        make_room_type(hotel, f"T{n}")
        make_staff(hotel, "concierge")
    assert measured() == one
    assert PASSWORD not in admin.get(urls[2]).content.decode()
