"""The plan of a date: what the rules make of what is known, who does it, until when."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.enums import Period
from binzhi.arrivals.errors import PastPlan
from binzhi.arrivals.models import PreparationItem
from binzhi.audit.models import Act
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.notes import settle_note
from binzhi.guests.enums import FactStatus, FlagCode, NoteKind, SourceKind
from binzhi.guests.models import Fact
from binzhi.stays.domain.booking import cancel_reservation
from binzhi.stays.domain.consumption import hand_over_property, hold_property
from binzhi.stays.enums import PropertyKind, ReservationState
from tests.arrivals.plans import all_items, one, plan, rules_of
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_company,
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
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.requirement("R-213", "R-117", "R-118", "R-383")
def test_scenario_s01_the_three_habits_of_wang_jianguo_become_items_with_owner_and_hour() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    attendant = make_staff(hotel, "housekeeping_attendant", name="李梅")
    make_staff(hotel, "business_centre", name="沈薇")
    make_staff(hotel, "food_beverage", name="宋涛")
    for item, value in (("travels_with_computer", "yes"), ("office_service", "fax"), ("in_room_dining", "06:30")):
        make_fact(guest, item, value)
    make_booking(hotel, guest, nights=3, eta=time(15, 30))
    plan(hotel)
    desk, faxes, breakfast = one("computer_desk"), one("office_service"), one("in_room_dining")
    assert "插座" in desk.text_zh
    assert "网线" in desk.text_zh
    assert (desk.department, desk.assignee, desk.assignee_id) == ("housekeeping", "李梅", attendant.id)
    assert (faxes.department, faxes.assignee) == ("business_centre", "沈薇")
    assert "传真" in faxes.text_zh
    assert (breakfast.department, breakfast.assignee) == ("food_beverage", "宋涛")
    assert "06:30" in breakfast.text_zh
    arrival = datetime.combine(TOMORROW, time(15, 30), SHANGHAI)
    assert all(i.due_at < arrival and i.period == Period.BEFORE for i in (desk, faxes, breakfast))
    assert desk.because[0]["zh"] == "带着自己的袖珍电脑旅行"
    assert desk.because[0]["source"] == "stated"


def test_building_again_changes_nothing_keeps_signatures_and_adds_what_is_new() -> None:
    hotel, guest = make_hotel(), make_guest("李娜")
    make_fact(guest, "bed_board")
    make_booking(hotel, guest)
    first = plan(hotel)
    assert first.added > 0
    clerk = make_staff(hotel, "housekeeping_supervisor", name="张桂芳")
    with scope_of(clerk) as scope:
        sign_item(scope=scope, now=NOW, item=one("extra_items"))
    again = plan(hotel)
    assert (again.added, again.changed, again.retired) == (0, 0, 0)
    assert one("extra_items").signed_by == "张桂芳"
    make_fact(guest, "extra_pillow", "2")
    later = plan(hotel)
    assert later.added == 1
    assert {i.state for i in all_items(rule_code="extra_items")} == {"open", "done"}


def test_a_fact_that_goes_withdraws_its_open_item_and_a_grown_one_asks_for_a_new_signature() -> None:
    hotel, guest = make_hotel(), make_guest("周立群")
    fact = make_fact(guest, "bed_board")
    make_fact(guest, "favourite_beverage", "乌龙茶")
    make_booking(hotel, guest)
    plan(hotel)
    with scope_of(make_staff(hotel, "food_beverage")) as scope:
        sign_item(scope=scope, now=NOW, item=one("dining_bar"))
    make_fact(guest, "favourite_liquor", "绍兴黄酒")
    Fact.unscoped.filter(id=fact.id).update(status=FactStatus.REJECTED)
    run = plan(hotel)
    withdrawn = one("extra_items")
    assert (withdrawn.state, withdrawn.retired) == ("unneeded", True)
    reopened = one("dining_bar")
    assert (reopened.state, reopened.signed_by) == ("open", "")
    assert "绍兴黄酒" in reopened.text_zh
    assert run.retired >= 1
    assert Act.objects.filter(name="reopen_changed_item").count() == 1
    Fact.unscoped.filter(id=fact.id).update(status=FactStatus.ACCEPTED)
    plan(hotel)
    assert (one("extra_items").state, one("extra_items").retired) == ("open", False)


def test_cancelled_bookings_leave_the_plan() -> None:
    hotel, guest = make_hotel(), make_guest("取消")
    make_fact(guest, "bed_board")
    stay = make_booking(hotel, guest)
    plan(hotel)
    with open_house(hotel) as scope:
        cancel_reservation(scope=scope, now=NOW, reservation=reservation_of(stay), today=TODAY)
    run = plan(hotel)
    assert run.arrivals == 0
    assert all(i.retired for i in all_items())


def test_proposed_and_faded_facts_make_no_items() -> None:
    hotel, guest = make_hotel(), make_guest("郑爽")
    make_fact(guest, "bed_board", source=SourceKind.INFERRED)
    make_fact(guest, "room_temperature", "26", at=NOW - timedelta(days=800))
    make_booking(hotel, guest)
    plan(hotel)
    assert not {"extra_items", "room_temperature"} & rules_of(guest.id)


@pytest.mark.requirement("R-219", "R-225")
def test_scenario_s33_luggage_and_a_watch_left_behind_are_announced_and_close_when_handed_over() -> None:
    hotel, guest = make_hotel(), make_guest("何静")
    past = make_past_stay(hotel, guest, arrival=date(2025, 12, 1))
    make_booking(hotel, guest)
    with open_house(hotel) as scope:
        kinds = ((PropertyKind.LUGGAGE, "棕色皮箱", "礼宾部 3 架"), (PropertyKind.LEFT_ITEM, "手表", "保险柜"))
        held = [
            hold_property(
                scope=scope, now=NOW, hotel=hotel, guest=guest, kind=k, description=d, held_on=past.departure, place=p
            )
            for k, d, p in kinds
        ]
    plan(hotel)
    assert "棕色皮箱" in one("luggage_reminder", "front_office").text_zh
    assert "礼宾部 3 架" in one("luggage_reminder", "concierge").text_zh
    assert "手表" in one("left_item_claim", "front_office").text_zh
    assert "手表" in one("left_item_claim", "housekeeping").text_zh
    with open_house(hotel) as scope:
        for row in held:
            hand_over_property(scope=scope, now=NOW, held=row)
    plan(hotel)
    assert all(i.retired for i in all_items(rule_code__in=["luggage_reminder", "left_item_claim"]))


@pytest.mark.requirement("R-222")
def test_scenario_s34_the_complaint_of_last_time_reaches_front_office_housekeeping_and_the_department() -> None:
    hotel, guest = make_hotel(), make_guest("冯国强")
    past = make_past_stay(hotel, guest, arrival=date(2025, 12, 1))
    note = make_note(hotel, guest, "隔壁太吵", kind=NoteKind.COMPLAINT, department="food_beverage", stay=past)
    make_booking(hotel, guest)
    plan(hotel)
    found = {(i.rule_code, i.department) for i in all_items(rule_code__startswith="unhappy")}
    assert found == {
        ("unhappy_desk", "front_office"),
        ("unhappy_room", "housekeeping"),
        ("unhappy_department", "food_beverage"),
        ("unhappy_follow_up", "guest_relations"),
    }
    assert one("unhappy_follow_up").period == Period.DURING
    assert "隔壁" not in one("unhappy_desk").text_zh  # the story stays sealed
    other = make_guest("旧事")
    old = make_note(hotel, other, "很久以前", kind=NoteKind.UNHAPPY, at=NOW - timedelta(days=900))
    make_past_stay(hotel, other, arrival=date(2025, 12, 1))
    make_booking(hotel, other)
    with open_house(hotel) as scope:
        settle_note(scope=scope, now=NOW, note=old)
        settle_note(scope=scope, now=NOW, note=note)
    plan(hotel)
    assert not {r for r in rules_of(other.id) if r.startswith("unhappy")}  # settled, and not of the last stay
    assert "unhappy_desk" in rules_of(guest.id)  # settled, but of the last stay


@pytest.mark.requirement("R-221")
def test_scenario_s04_a_wedding_day_in_the_stay_and_a_birthday_of_someone_in_house() -> None:
    hotel = make_hotel()
    couple = make_guest("Luc Verbruggen", wedding="2009-03-13")
    make_booking(hotel, couple, nights=5, eta=time(16, 0))
    inside = make_guest("在住", birthday="1980-03-12")
    make_booking(hotel, inside, arrival=date(2026, 3, 8), nights=6, state=ReservationState.IN_HOUSE)
    make_booking(hotel, make_guest("无关", birthday="1980-06-01"), nights=2)
    plan(hotel)
    wedding = {i.rule_code: i for i in all_items(guest_id=couple.id, rule_code__startswith="wedding")}
    assert set(wedding) == {"wedding_flowers", "wedding_card", "wedding_evening"}
    assert wedding["wedding_evening"].department == "food_beverage"
    assert all("3月13日" in i.text_zh and "2009" not in i.text_zh + str(i.because) for i in wedding.values())
    assert {i.period for i in wedding.values()} == {Period.DURING}
    assert "勿致电房间" in wedding["wedding_flowers"].text_zh
    assert wedding["wedding_flowers"].due_at.astimezone(SHANGHAI).date() == date(2026, 3, 13)
    assert "birthday" in rules_of(inside.id)
    assert rules_of(inside.id) == {"birthday"}
    assert len(all_items(rule_code="birthday")) == 1
    assert Act.objects.filter(name="read_sealed_fields", actor_kind="system").count() == 1


@pytest.mark.requirement("R-223", "R-224", "R-226", "R-227", "R-352", "R-353")
def test_housekeeping_items_from_supplies_extras_laundry_cleaning_and_turndown() -> None:
    hotel, guest = make_hotel(), make_guest("顾曼君")
    known = {
        "room_supplies": "荞麦茶包",
        "bathroom_supplies": "无香沐浴露",
        "extra_pillow": "2",
        "multi_socket": "yes",
        "laundry_care": "衬衫不浆",
        "laundry_collect_time": "08:30",
        "cleaning_time": "14:00",
        "curtain": "gap",
        "turndown_time": "20:30",
        "room_temperature": "26",
    }
    for item, value in known.items():
        make_fact(guest, item, value)
    make_booking(hotel, guest, nights=2)
    plan(hotel)
    supplies = " ".join(i.text_zh for i in all_items(rule_code="room_supplies"))
    assert "荞麦茶包" in supplies
    assert "无香沐浴露" in supplies
    extras = [i.text_zh for i in all_items(rule_code="extra_items")]
    assert "放入房间：额外的枕头：2 个" in extras
    assert "放入房间：多功能插座" in extras
    assert "26 °C" in one("room_temperature").text_zh
    laundry, cleaning, turndown = one("laundry"), one("cleaning"), one("turndown")
    assert "衬衫不浆" in laundry.text_zh
    assert "08:30" in laundry.text_zh
    assert "14:00" in cleaning.text_zh
    assert "中间留出一条缝" in turndown.text_zh
    assert "不按标准程序" in turndown.text_zh
    assert {laundry.period, cleaning.period, turndown.period} == {Period.DURING}
    assert {i.department for i in (laundry, cleaning, turndown)} == {"housekeeping"}


@pytest.mark.requirement("R-228", "R-451")
def test_scenario_s49_a_rate_that_differs_from_the_agreement_is_flagged_to_sales() -> None:
    hotel, guest = make_hotel(), make_guest("罗海燕")
    firm = make_company(hotel, "HONGYUAN", agreed_rate=Decimal("500.00"))
    make_past_stay(hotel, guest, arrival=date(2025, 11, 1), rate=Decimal("480.00"), source="")
    make_booking(hotel, guest, rate=Decimal("560.00"), company=firm)
    right = make_guest("价格相符")
    make_booking(hotel, right, rate=Decimal("500.00"), company=firm)
    plan(hotel)
    wrong = one("rate_against_agreement", "sales")
    assert "500.00" in wrong.text_zh
    assert "560.00" in wrong.text_zh
    assert "480.00→560.00" in one("differs_from_last").text_zh
    assert "rate_against_agreement" not in rules_of(right.id)


@pytest.mark.requirement("R-229", "R-230")
def test_sales_people_meet_guests_by_hour_and_nobody_meets_two_at_once() -> None:
    hotel = make_hotel()
    firm = make_company(hotel, "HONGYUAN", agreed_rate=Decimal("500.00"))
    for name in ("韩磊", "任凯"):
        make_staff(hotel, "sales", name=name)
    for place, eta in enumerate((time(14, 0), time(14, 10), time(18, 0))):
        make_booking(hotel, make_guest(f"协议客{place}"), eta=eta, company=firm, nights=2)
    plan(hotel)
    meets = sorted(all_items(rule_code="meet_guest"), key=lambda i: i.due_at)
    assert meets[0].assignee != meets[1].assignee
    assert all(i.assignee in {"韩磊", "任凯"} for i in meets)
    assert "14:00" in meets[0].text_zh
    calls = all_items(rule_code="sales_call")
    assert len(calls) == 3
    assert {c.period for c in calls} == {Period.DURING}
    assert all(c.due_at.astimezone(SHANGHAI).date() == TOMORROW + timedelta(days=1) for c in calls)


@pytest.mark.requirement("R-231", "R-233", "R-234", "R-235")
def test_dining_is_planned_reviewed_confirmed_per_position_and_followed_up() -> None:
    hotel, guest = make_hotel(), make_guest("陈伯涛")
    known = {
        "taste": "light",
        "favourite_dish": "松鼠鳜鱼",
        "favourite_liquor": "绍兴黄酒",
        "table_setting": "左手摆筷",
        "dining_atmosphere": "临窗安静",
        "diet": "清真",
    }
    for item, value in known.items():
        make_fact(guest, item, value)
    make_booking(hotel, guest, nights=2)
    plan(hotel)
    assert "临窗安静" in one("dining_plan").text_zh
    posts = {i.post: i for i in all_items(rule_code__in=["dining_kitchen", "dining_service", "dining_bar"])}
    assert set(posts) == {"kitchen", "service", "bar"}
    assert posts["kitchen"].department == "kitchen"
    assert "松鼠鳜鱼" in posts["kitchen"].text_zh
    assert "清淡" in posts["kitchen"].text_zh
    assert "绍兴黄酒" in posts["bar"].text_zh
    assert "{value}" in posts["service"].text_zh  # the diet is sealed and only filled in for those who may read it
    assert "清真" not in str([i.because for i in posts.values()])
    review = one("dining_review")
    assert "（6 条）" in review.text_zh
    assert review.due_at.astimezone(SHANGHAI).date() == TODAY
    assert one("dining_follow_up").period == Period.DURING


@pytest.mark.requirement("R-240")
def test_the_room_of_the_last_stay_is_offered_as_a_question_when_it_is_free() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1208")
    guest, rival = make_guest("王建国"), make_guest("同房")
    for arrival in (date(2025, 9, 1), date(2025, 11, 1)):
        make_past_stay(hotel, guest, arrival=arrival, room=room)
    make_past_stay(hotel, rival, arrival=date(2025, 10, 1), room=room)
    make_booking(hotel, guest, nights=2)
    make_booking(hotel, rival, nights=2)
    plan(hotel)
    offer = one("last_room_offered")
    assert offer.guest_id == guest.id  # the regular, not both
    assert "1208" in offer.text_zh
    assert offer.text_zh.endswith("可以吗？」")


def test_flags_requests_children_and_hours_make_items() -> None:
    hotel = make_hotel()
    quiet, early, family = make_guest("勿扰"), make_guest("早到"), make_guest("一家")
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=quiet, code=FlagCode.DO_NOT_DISTURB)
        set_flag(scope=scope, now=NOW, guest=quiet, code=FlagCode.DO_NOT_RENT)
    make_booking(hotel, quiet, special_requests="需要发票")
    make_booking(hotel, early, eta=time(9, 15))
    make_booking(hotel, family, eta=time(23, 0), children=2, babies=1, nights=9)
    plan(hotel)
    assert {"do_not_disturb", "do_not_rent", "special_request"} <= rules_of(quiet.id)
    assert one("do_not_rent").blocks_check_in
    assert "发票" not in one("special_request", "front_office").text_zh
    assert "early_arrival" in rules_of(early.id)
    assert {"late_arrival", "children", "baby_on_board", "long_stay", "first_stay"} <= rules_of(family.id)


def test_further_rooms_of_a_booking_get_the_room_items_once_each_and_the_person_items_once() -> None:
    hotel, guest = make_hotel(), make_guest("团长")
    make_fact(guest, "allergy", "花生")
    make_fact(guest, "favourite_liquor", "茅台")
    make_booking(hotel, guest, rooms=3)
    plan(hotel)
    assert len(all_items(rule_code="allergy_room")) == 3
    assert len(all_items(rule_code="allergy_kitchen")) == 1
    assert len(all_items(rule_code="dining_bar")) == 1


def test_a_day_that_is_over_is_not_planned_again() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope, pytest.raises(PastPlan):
        build_plan(scope=scope, now=NOW, hotel=hotel, day=TODAY - timedelta(days=1))


def test_the_number_of_queries_does_not_grow_with_the_guests() -> None:
    hotel = make_hotel()

    def add(count: int) -> int:
        for _ in range(count):
            guest = make_guest(birthday="1980-03-12")
            make_fact(guest, "bed_board")
            make_fact(guest, "allergy", "花生")
            make_past_stay(hotel, guest, arrival=date(2025, 10, 1))
            make_booking(hotel, guest, nights=3)
        PreparationItem.unscoped.all().delete()
        with open_house(hotel) as scope, CaptureQueriesContext(connection) as seen:
            build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        return sum(q["sql"].startswith("SELECT") for q in seen.captured_queries)  # rows are inserted by the batch

    few = add(1)
    assert add(29) <= few
