"""Several people at once: one signature, one plan, one room per guest."""

from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.domain.preassign import override_room
from binzhi.arrivals.errors import AlreadySigned
from binzhi.arrivals.models import PlanDay, PlanRun, PreparationItem
from binzhi.stays.errors import RoomTaken
from binzhi.stays.models import RoomNight
from tests.arrivals.plans import all_items, one, plan
from tests.builders import (
    NOW,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_room,
    make_staff,
    open_house,
    scope_of,
)
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL


def test_a_plan_built_by_many_at_once_has_each_item_once() -> None:
    hotel = make_hotel()
    for _ in range(3):
        guest = make_guest()
        make_fact(guest, "bed_board")
        make_booking(hotel, guest, nights=2)

    def build(_number: int) -> None:
        with open_house(hotel) as scope:
            build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)

    assert together(build, threads=6) == [None] * 6
    places = [(i.stay_id, i.rule_code, i.department, i.key) for i in all_items()]
    assert len(places) == len(set(places))
    assert PlanDay.unscoped.count() == 1
    assert PlanRun.unscoped.count() == 6
    assert PlanDay.unscoped.get().revision == 6


def test_an_item_is_signed_by_one_of_many() -> None:
    hotel, guest = make_hotel(), make_guest()
    make_fact(guest, "bed_board")
    make_booking(hotel, guest)
    plan(hotel)
    item, people = one("extra_items"), [make_staff(hotel, "housekeeping_attendant") for _ in range(6)]

    def sign(number: int) -> None:
        with scope_of(people[number]) as scope:
            sign_item(scope=scope, now=NOW, item=item)

    outcomes = together(sign, threads=6)
    assert outcomes.count(None) == 1
    assert all(isinstance(e, AlreadySigned) for e in outcomes if e is not None)
    assert PreparationItem.unscoped.get(id=item.id).version == 2


def test_one_room_is_given_to_one_of_many_guests() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1208")
    stays = [make_booking(hotel, make_guest(), nights=2) for _ in range(6)]

    def give(number: int) -> None:
        with open_house(hotel) as scope:
            override_room(scope=scope, now=NOW, stay=stays[number], room=room, reason="同时")

    outcomes = together(give, threads=6)
    assert outcomes.count(None) == 1
    assert all(isinstance(e, RoomTaken) for e in outcomes if e is not None)
    assert RoomNight.objects.count() == 2
