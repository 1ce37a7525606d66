"""The report: history guests first, each reader only their part, past days as they stood."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.domain.produce import ensure_plan
from binzhi.arrivals.formats import to_json
from binzhi.arrivals.models import PreparationItem
from binzhi.arrivals.report import arrivals_report, entry_of_stay
from binzhi.guests.enums import NoteKind, SourceKind
from binzhi.kernel.errors import NotAllowed
from binzhi.org.domain.house import close_business_day
from binzhi.stays.domain.booking import cancel_reservation
from binzhi.stays.models import Stay
from tests.arrivals.plans import entry, plan, read, texts
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    make_room,
    make_staff,
    open_house,
    reservation_of,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.requirement("R-213", "R-216")
def test_scenario_s32_history_guests_come_first_the_most_frequent_before_all() -> None:
    hotel = make_hotel()
    new, known, regular = make_guest("新客"), make_guest("有喜好"), make_guest("常客")
    make_booking(hotel, new)
    make_fact(known, "bed_board")
    make_booking(hotel, known)
    for month in (8, 9, 10):
        make_past_stay(hotel, regular, arrival=date(2025, month, 1))
    make_booking(hotel, regular)
    plan(hotel)
    report = read(make_staff(hotel, "front_desk"), hotel)
    assert [e.case.guest.name for e in report.entries] == ["常客", "有喜好", "新客"]
    assert report.listed.with_history == 2
    assert [e.stay_number for e in report.entries] == [4, 1, 1]


@pytest.mark.requirement("R-213", "R-214")
def test_an_entry_says_who_what_why_until_when_and_by_whom() -> None:
    hotel, guest = make_hotel(), make_guest("王建国", vip_level="V2", birthday="1968-03-12")
    make_past_stay(hotel, guest, arrival=date(2025, 11, 2), room=make_room(hotel, "1108"))
    make_fact(guest, "extra_pillow", "2", source=SourceKind.OBSERVED, at=NOW - timedelta(days=100))
    make_fact(guest, "tea", "龙井", source=SourceKind.INFERRED)
    make_fact(guest, "room_temperature", "26", at=NOW - timedelta(days=500))
    make_note(hotel, guest, "空调太吵", kind=NoteKind.COMPLAINT)
    make_booking(hotel, guest, nights=2, special_requests="开发票")
    plan(hotel)
    found = entry(read(make_staff(hotel, "guest_relations"), hotel), "王建国")
    by_item = {p.item: p for p in found.preferences}
    pillow = by_item["extra_pillow"]
    assert (pillow.value.zh, pillow.source, pillow.author) == ("2 个", "observed", "Binzhi")
    assert pillow.confirmed_at == NOW - timedelta(days=100)
    assert by_item["tea"].is_proposed
    assert by_item["room_temperature"].is_stale
    assert [(w.kind, w.text.zh) for w in found.warnings] == [("complaint", "空调太吵")]
    assert [(kind, on) for kind, on, _ in found.occasions] == [("birthday", date(2026, 3, 12))]
    assert found.case.last is not None
    assert (found.case.last.room, found.salutation.zh) == ("1108", "王先生")
    assert "开发票" in texts(found)
    assert "VIP V2" in texts(found)
    line = next(line for line in found.lines if line.item.rule_code == "extra_items")
    assert line.why.zh == "额外的枕头：2 个"


@pytest.mark.requirement("R-214")
def test_each_department_sees_its_part_only() -> None:
    hotel, guest = make_hotel(), make_guest("陈雅琴")
    make_fact(guest, "bed_board")
    make_fact(guest, "favourite_liquor", "茅台")
    make_fact(guest, "office_service", "fax")
    make_booking(hotel, guest)
    plan(hotel)
    housekeeper, clerk = make_staff(hotel, "housekeeping_attendant"), make_staff(hotel, "front_desk")
    own = entry(read(housekeeper, hotel), "陈雅琴")
    assert {line.item.department for line in own.lines} == {"housekeeping"}
    assert {p.item for p in own.preferences} == {"bed_board"}
    whole = entry(read(clerk, hotel), "陈雅琴")
    assert {"bed_board", "favourite_liquor", "office_service"} == {p.item for p in whole.preferences}
    assert entry(read(clerk, hotel, department="food_beverage"), "陈雅琴").preferences[0].item == "favourite_liquor"
    with pytest.raises(NotAllowed):
        read(housekeeper, hotel, department="food_beverage")
    with pytest.raises(NotAllowed):
        read(make_staff(hotel, "marketing"), hotel)


@pytest.mark.requirement("R-214", "R-096")
def test_an_allergy_reaches_those_who_may_read_it_and_is_hidden_from_others() -> None:
    hotel, guest = make_hotel(), make_guest("欧阳娜娜")
    make_fact(guest, "allergy", "花生", department="food_beverage")
    make_booking(hotel, guest)
    plan(hotel)
    for role in ("kitchen", "housekeeping_attendant", "front_desk"):
        assert "花生" in texts(entry(read(make_staff(hotel, role), hotel), "欧阳娜娜")), role
    for role in ("reservations", "general_manager", "concierge", "sales"):
        staff = make_staff(hotel, role)
        with scope_of(staff):
            assert "花生" not in str(to_json(read(staff, hotel))), role
    assert "花生" not in str(list(PreparationItem.unscoped.values()))


@pytest.mark.requirement("R-213")
def test_a_past_day_is_shown_as_it_stood_without_cancelled_bookings() -> None:
    hotel = make_hotel()
    stayed, cancelled = make_guest("来过"), make_guest("取消过")
    day = date(2026, 2, 1)
    make_past_stay(hotel, stayed, arrival=date(2025, 6, 1))
    make_fact(stayed, "bed_board", at=NOW - timedelta(days=100))
    make_fact(stayed, "tea", "龙井", at=NOW)  # learned later than that day
    make_past_stay(hotel, stayed, arrival=day)
    gone = make_booking(hotel, cancelled, arrival=day)
    with open_house(hotel) as scope:
        cancel_reservation(scope=scope, now=NOW, reservation=reservation_of(gone), today=TODAY)
        assert ensure_plan(scope=scope, now=NOW, hotel=hotel, day=day) is None
    report = read(make_staff(hotel, "front_desk"), hotel, day)
    assert [e.case.guest.name for e in report.entries] == ["来过"]
    assert report.is_past
    assert not report.planned
    assert {p.item for p in report.entries[0].preferences} == {"bed_board"}
    assert "硬板床" in texts(report.entries[0])
    assert report.entries[0].stay_number == 2
    assert PreparationItem.unscoped.count() == 0


def test_a_day_that_was_planned_keeps_its_items_when_it_is_over() -> None:
    hotel, guest = make_hotel(), make_guest("张伟")
    make_fact(guest, "bed_board")
    make_booking(hotel, guest)
    plan(hotel)
    with open_house(hotel) as scope:
        for n in (1, 2):
            close_business_day(scope=scope, now=NOW, hotel=hotel, next_date=TODAY + timedelta(days=n))
    report = read(make_staff(hotel, "front_desk"), hotel)
    assert report.is_past
    assert report.planned
    assert "硬板床" in texts(report.entries[0])


@pytest.mark.requirement("R-241")
def test_the_welcome_back_prompt_names_stays_last_stay_who_served_and_three_wishes() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    past = make_past_stay(hotel, guest, arrival=date(2025, 11, 2), room=make_room(hotel, "1108"))
    Stay.unscoped.filter(id=past.id).update(served_by="陈静")
    known = {
        "travels_with_computer": "yes",
        "office_service": "fax",
        "in_room_dining": "06:30",
        "booking_method": "phone",
    }
    for item, value in known.items():
        make_fact(guest, item, value)
    make_fact(guest, "allergy", "花生")
    stay = make_booking(hotel, guest, nights=3)
    plan(hotel)
    with scope_of(make_staff(hotel, "front_desk")) as scope:
        found = entry_of_stay(scope, now=NOW, hotel=hotel, stay=Stay.objects.select_related("guest").get(id=stay.id))
    assert (found.stay_number, found.case.last.served_by if found.case.last else "") == (2, "陈静")
    wishes = {p.item for p in found.welcome}
    assert len(found.welcome) == 3
    assert "allergy" not in wishes
    assert {"in_room_dining"} < wishes


def test_queries_of_the_report_are_fixed_for_one_and_thirty_guests() -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")

    def count(more: int) -> int:
        for _ in range(more):
            guest = make_guest()
            make_past_stay(hotel, guest, arrival=date(2025, 10, 1))
            make_fact(guest, "allergy", "花生")
            make_fact(guest, "bed_board")
            make_note(hotel, guest, "太吵", kind=NoteKind.COMPLAINT)
            make_booking(hotel, guest, nights=2)
        with open_house(hotel) as scope:
            build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        with scope_of(clerk) as scope, CaptureQueriesContext(connection) as seen:
            report = arrivals_report(scope, now=NOW, hotel=hotel, day=TOMORROW)
        assert len(report.entries) in {1, 30}
        return len(seen)

    assert count(1) == count(29)
