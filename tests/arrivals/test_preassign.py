"""Pre-assignment of rooms: wishes, status, reasons; never one room twice."""

from datetime import date, time, timedelta

import pytest

from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.domain.preassign import accept_proposals, override_room, propose_rooms
from binzhi.arrivals.errors import ReasonMissing
from binzhi.arrivals.models import PreparationItem, RoomProposal
from binzhi.guests.enums import NoteKind
from binzhi.kernel.errors import NotAllowed
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel
from binzhi.stays.domain.house import block_room, set_room_status
from binzhi.stays.enums import RoomStatus
from binzhi.stays.errors import RoomTaken
from binzhi.stays.models import Room, RoomNight, Stay
from tests.builders import (
    NOW,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    make_room,
    make_room_type,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def propose(hotel: Hotel, day: date = TOMORROW) -> dict[str, RoomProposal]:
    """Propose rooms; returns the proposals by guest name."""
    with open_house(hotel) as scope:
        propose_rooms(scope=scope, now=NOW, hotel=hotel, day=day)
        rows = RoomProposal.objects.filter(hotel=hotel, for_date=day).select_related("room", "guest")
        return {row.guest.name: row for row in rows}


def number(proposal: RoomProposal) -> str:
    return proposal.room.number if proposal.room else ""


def words(rows: list[dict[str, str]]) -> str:
    return " ".join(row["zh"] for row in rows)


@pytest.mark.requirement("R-217", "R-104")
def test_high_floor_with_sea_view_is_proposed_and_the_rest_is_said() -> None:
    hotel = make_hotel()
    make_room(hotel, "0301")
    make_room(hotel, "0302", features=["sea_view"])
    make_room(hotel, "1801", features=["sea_view"])
    make_room(hotel, "1802")
    first, second = make_guest("林海"), make_guest("何山")
    for guest in (first, second):
        make_fact(guest, "floor_height", "high")
        make_fact(guest, "view", "sea_view")
        make_booking(hotel, guest, nights=2)
    found = propose(hotel)
    rooms = sorted(number(p) for p in found.values())
    assert rooms[0] != rooms[1]
    assert "1801" in rooms
    best = next(p for p in found.values() if number(p) == "1801")
    other = next(p for p in found.values() if number(p) != "1801")
    assert words(best.reasons) == "高楼层 海景"
    assert best.unmet == []
    assert len(other.unmet) == 1
    assert words(other.unmet).startswith("未能满足")
    assert all(row["en"].isascii() for row in other.unmet)


@pytest.mark.requirement("R-217", "R-103", "R-240")
def test_favourite_room_beats_the_room_of_last_time_and_a_room_to_avoid_is_avoided() -> None:
    hotel = make_hotel()
    last, favourite, third = (make_room(hotel, n) for n in ("0801", "0802", "0803"))
    guest, other = make_guest("王建国"), make_guest("李娜")
    make_past_stay(hotel, guest, arrival=date(2025, 10, 1), room=last)
    make_fact(guest, "favourite_room", "0802")
    make_booking(hotel, guest)
    make_past_stay(hotel, other, arrival=date(2025, 10, 1), room=last)
    make_fact(other, "avoid_room", "0803")
    make_booking(hotel, other)
    found = propose(hotel)
    assert number(found["王建国"]) == favourite.number
    assert number(found["李娜"]) == last.number
    assert third.number not in {number(p) for p in found.values()}


@pytest.mark.requirement("R-071", "R-021", "R-217")
def test_unlucky_numbers_are_avoided_also_when_only_a_taboo_names_them() -> None:
    hotel = make_hotel()
    for name in ("0404", "0414", "0501", "0502"):
        make_room(hotel, name)
    one, two = make_guest("周一"), make_guest("吴二")
    make_fact(one, "unlucky_number", "4")
    make_fact(two, "taboo", "房号不要带4")
    make_booking(hotel, one)
    make_booking(hotel, two)
    found = propose(hotel)
    assert {number(p) for p in found.values()} == {"0501", "0502"}


@pytest.mark.requirement("R-222", "R-217")
def test_after_a_complaint_a_quiet_room_and_not_the_same_again() -> None:
    hotel = make_hotel()
    noisy = make_room(hotel, "0601", features=["near_lift"])
    make_room(hotel, "0610", features=["quiet", "away_from_lift"])
    guest = make_guest("陈雅琴")
    stay = make_past_stay(hotel, guest, arrival=date(2025, 12, 1), room=noisy)
    make_note(hotel, guest, "电梯声太吵", kind=NoteKind.COMPLAINT, stay=stay)
    make_booking(hotel, guest)
    proposal = propose(hotel)["陈雅琴"]
    assert number(proposal) == "0610"
    assert "安静" in words(proposal.reasons)


@pytest.mark.requirement("R-217")
def test_reserved_type_is_kept_and_an_upgrade_only_when_it_is_full_and_allowed() -> None:
    hotel = make_hotel()
    simple, suite = make_room_type(hotel, "STD", rank=1), make_room_type(hotel, "STE", rank=5)
    make_room(hotel, "0201", room_type=simple)
    make_room(hotel, "0901", room_type=suite)
    for name in ("甲", "乙"):
        make_booking(hotel, make_guest(name), room_type=simple)
    found = propose(hotel)
    assert {number(p) for p in found.values()} == {"0201", "0901"}
    upgraded = next(p for p in found.values() if number(p) == "0901")
    assert "升级 STD → STE" in words(upgraded.reasons)
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="arrivals.allow_upgrade", value=False)
    found = propose(hotel)
    assert sorted(number(p) for p in found.values()) == ["", "0201"]
    without = next(p for p in found.values() if p.room is None)
    assert "没有空闲的合适房间" in words(without.unmet)
    assert without.state == "unmet"


@pytest.mark.requirement("R-217")
def test_rooms_out_of_order_blocked_or_held_on_a_later_night_are_not_proposed() -> None:
    hotel = make_hotel()
    broken, blocked, held, free = (make_room(hotel, n) for n in ("0701", "0702", "0703", "0704"))
    later = make_booking(hotel, make_guest("后到"), arrival=TOMORROW + timedelta(days=2))
    with open_house(hotel) as scope:
        set_room_status(scope=scope, now=NOW, room=broken, status=RoomStatus.OUT_OF_ORDER)
        night = TOMORROW + timedelta(days=1)
        block_room(scope=scope, now=NOW, room=blocked, first_night=night, last_night=night, reason="维修")
        override_room(scope=scope, now=NOW, stay=later, room=held, reason="测试")
    make_booking(hotel, make_guest("住三晚"), nights=3)
    assert number(propose(hotel)["住三晚"]) == free.number


@pytest.mark.requirement("R-217")
def test_rooms_of_one_booking_lie_together() -> None:
    hotel = make_hotel()
    for floor in (3, 4, 5):
        for place in range(1, 7):
            make_room(hotel, f"0{floor}0{place}")
    family = make_guest("欧阳静怡")
    make_fact(family, "favourite_room", "0503")
    make_booking(hotel, family, rooms=3)
    with open_house(hotel) as scope:
        rows = propose_rooms(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        numbers = sorted(number(row) for row in rows)
    assert numbers[0][:2] == numbers[2][:2] == "05"
    assert int(numbers[2]) - int(numbers[0]) == 2
    assert "0503" in numbers


@pytest.mark.requirement("R-217")
def test_accepting_assigns_through_room_nights_signs_the_item_and_refuses_a_room_given_away() -> None:
    hotel = make_hotel()
    room, other = make_room(hotel, "1001"), make_room(hotel, "1002")
    guest = make_guest("王建国")
    make_fact(guest, "favourite_room", "1001")
    stay = make_booking(hotel, guest, nights=2)
    late = make_booking(hotel, make_guest("抢房"), nights=1)
    clerk = make_staff(hotel, "front_desk")
    with scope_of(clerk) as scope:
        build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        propose_rooms(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        fresh = Stay.objects.select_related("room").get(guest_id=late.guest_id, id=late.id)
        override_room(scope=scope, now=NOW, stay=fresh, room=room, reason="客人坚持")
        accepted, refused = accept_proposals(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        assert (accepted, [n for n, _ in refused]) == (0, ["1001"])
        assert isinstance(refused[0][1], RoomTaken)
        assert RoomNight.objects.count() == 1
        propose_rooms(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        accepted, refused = accept_proposals(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        assert (accepted, refused) == (1, [])
        given = Stay.objects.select_related("room").get(guest_id=guest.id, id=stay.id)
        assert given.room == other
        item = PreparationItem.objects.get(rule_code="room_by_history")
        assert (item.state, item.signed_by_id) == ("done", clerk.id)


@pytest.mark.requirement("R-217")
def test_choosing_another_room_needs_a_reason_and_the_right() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1101")
    stay = make_booking(hotel, make_guest("李娜"))
    with open_house(hotel) as scope, pytest.raises(ReasonMissing):
        override_room(scope=scope, now=NOW, stay=stay, room=room, reason=" ")
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope, pytest.raises(NotAllowed):
        propose_rooms(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)


def test_early_arrival_gets_a_clean_room() -> None:
    hotel = make_hotel()
    dirty, _clean = make_room(hotel, "0101"), make_room(hotel, "0102")
    with open_house(hotel) as scope:
        set_room_status(scope=scope, now=NOW, room=Room.objects.get(id=dirty.id), status=RoomStatus.DIRTY)
    make_booking(hotel, make_guest("早到"), eta=time(9, 0))
    assert number(propose(hotel)["早到"]) == "0102"
