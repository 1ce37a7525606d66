"""Scenarios S06 to S11, S20, S22 and S23: from what staff notice to what is done and what is remembered."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from binzhi.arrivals.floor import STANDARD, floor_sheet
from binzhi.collection.cue_parameters import MEDICINE_ALLOWED
from binzhi.collection.domain.clock import remove_after_departure, tell_outlets
from binzhi.collection.domain.habits import answer_habit
from binzhi.collection.domain.offers import take_offer
from binzhi.collection.enums import ItemState
from binzhi.collection.models import CollectedItem
from binzhi.guests.domain.facts import decide_fact
from binzhi.guests.enums import FactStatus, SourceKind
from binzhi.guests.models import Fact
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel
from binzhi.service.domain.instructions import acknowledge_instruction
from binzhi.service.enums import Shift, TaskKind, TaskState, Urgency
from binzhi.service.models import ServiceTask, ShiftInstruction, Touchpoint
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.builders import NOW, TODAY, make_booking, make_hotel, make_staff, open_house, scope_of
from tests.collection.floors import MORNING, entries, in_house, leave, see, tasks

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel()


@pytest.fixture
def attendant(hotel: Hotel) -> Any:
    return make_staff(hotel, "housekeeping_attendant", name="李秀兰")


def facts(hotel: Hotel, item: str) -> list[Fact]:
    with open_house(hotel):
        return list(Fact.objects.filter(item=item).order_by("learned_at"))


@pytest.mark.requirement("R-347")
@pytest.mark.requirement("R-355")
def test_s06_three_signs_together_suggest_a_cot_and_nothing_is_kept_about_the_child(
    hotel: Hotel, attendant: Any
) -> None:
    stay = in_house(hotel)
    first = see(attendant, stay, "cue_baby", "chair_at_bed")
    assert first.item.offers == []  # one sign alone may be anything
    see(attendant, stay, "cue_baby", "plastic_sheet")
    third = see(attendant, stay, "cue_baby", "baby_clothes")
    offered = [o for e in entries(hotel) for o in e.offers]
    assert [(o["code"], o["state"]) for o in offered] == [("baby_cot", "open"), ("travels_with_infant", "taken")]
    assert tasks(hotel) == []  # it is a suggestion until somebody takes it
    carrier = next(e for e in entries(hotel) if e.offers)
    with scope_of(attendant) as scope:
        take_offer(scope=scope, now=MORNING, hotel=hotel, item=carrier, stay=stay, code="baby_cot")
        take_offer(scope=scope, now=MORNING, hotel=hotel, item=carrier, stay=stay, code="baby_cot")  # a second tap
    (cot,) = tasks(hotel, kind=TaskKind.REQUEST)
    assert (cot.department, cot.room_number, cot.is_proactive) == ("housekeeping", "1208", True)
    assert "婴儿床" in cot.words["zh"] and "库存" in cot.words["zh"] and "1208" in cot.words["zh"]
    (infant,) = facts(hotel, "travels_with_infant")
    assert (infant.status, infant.source_kind, infant.value) == (FactStatus.PROPOSED, SourceKind.INFERRED, "yes")
    assert len(infant.evidence) == 2  # proposed at the second sign
    assert third.outcome == "stored"
    with open_house(hotel):
        known = Fact.objects.filter(guest=stay.guest)
        assert {f.item for f in known} == {"travels_with_infant"}


@pytest.mark.requirement("R-155")
@pytest.mark.requirement("R-348")
@pytest.mark.requirement("R-353")
def test_s07_a_gap_on_two_mornings_becomes_a_turndown_wish_for_tonight_and_later_stays(
    hotel: Hotel, attendant: Any
) -> None:
    stay = in_house(hotel)
    see(attendant, stay, "cue_curtain_gap", at=MORNING - timedelta(days=1))
    assert facts(hotel, "curtain") == []
    again = see(attendant, stay, "cue_curtain_gap", at=MORNING - timedelta(hours=1), now=MORNING)
    (wish,) = facts(hotel, "curtain")
    assert (wish.status, wish.source_kind, wish.value) == (FactStatus.PROPOSED, SourceKind.INFERRED, "gap")
    assert [e["kind"] for e in wish.evidence] == ["observation", "observation"]
    assert {e["id"] for e in wish.evidence} == {str(e.id) for e in entries(hotel)}
    assert again.facts == [wish.id]
    later = TODAY + timedelta(days=40)
    make_booking(hotel, stay.guest, arrival=later)
    with open_house(hotel) as scope:
        (tonight,) = floor_sheet(hotel, TODAY)
        assert tonight.turndown == [STANDARD]  # a proposal changes nothing yet
        decide_fact(scope=scope, now=MORNING, fact=wish, status=FactStatus.ACCEPTED)
        for day in (TODAY, later):
            (row,) = floor_sheet(hotel, day)
            assert [w.zh for w in row.turndown] == ["遮光窗帘：中间留出一条缝"], day
            assert row.by_preference


@pytest.mark.requirement("R-346")
@pytest.mark.requirement("R-351")
@pytest.mark.parametrize("order", [("cue_temperature", "cue_feels_cold"), ("cue_feels_cold", "cue_temperature")])
def test_s08_a_cold_guest_gets_a_blanket_the_middle_shift_word_and_26_degrees_next_time(
    hotel: Hotel, attendant: Any, order: tuple[str, str]
) -> None:
    stay = in_house(hotel)
    for cue in order:
        see(attendant, stay, cue, "23" if cue == "cue_temperature" else "")
    (blanket,) = tasks(hotel, kind=TaskKind.REQUEST)
    assert (blanket.urgency, blanket.state) == (Urgency.NOW, TaskState.OPEN)
    assert blanket.words["zh"] == "马上给 1208 房加一条毛毯"
    with open_house(hotel):
        (word,) = ShiftInstruction.objects.filter(hotel=hotel)
    assert (word.shift, word.day, word.room_number) == (Shift.MIDDLE, TODAY, "1208")
    assert word.words["en"] == "Room 1208: set to about 26 degrees at turndown"
    assert word.left_by == "李秀兰"
    with scope_of(make_staff(hotel, "housekeeping_attendant", name="邓梅")) as scope:
        assert acknowledge_instruction(scope=scope, now=NOW, instruction=word).acknowledged_by == "邓梅"
    (warm,) = facts(hotel, "room_temperature")
    assert (warm.value, warm.status) == ("26", FactStatus.PROPOSED)
    assert facts(hotel, "extra_blanket") == []  # noticed once


@pytest.mark.requirement("R-349")
@pytest.mark.requirement("R-356")
def test_s09_a_shaver_left_on_is_a_service_with_a_note_and_no_preference(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    see(attendant, stay, "cue_appliance_running", note="王先生：剃须刀已为您关好，放在台面左侧。李秀兰")
    (service,) = tasks(hotel)
    assert (service.kind, service.state, service.is_proactive, service.is_charged) == (
        TaskKind.EXTRA_SERVICE,
        TaskState.DONE,
        True,
        False,
    )
    assert (service.signed_by, service.signed_at) == ("李秀兰", MORNING)
    with open_house(hotel):
        (note,) = Touchpoint.objects.filter(hotel=hotel)
        assert not Fact.objects.exists()
    assert (note.channel, note.direction, note.staff) == ("note", "out", "李秀兰")
    assert note.summary is not None and "剃须刀".encode() not in bytes(note.summary)


@pytest.mark.requirement("R-343")
@pytest.mark.requirement("R-711")
def test_s10_medicine_becomes_care_and_nothing_of_it_is_left_after_the_stay(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    seen = see(attendant, stay, "cue_medicine")
    assert [(o["code"], o["state"]) for o in seen.item.offers] == [("soothing_drink", "open")]
    assert (seen.item.value, seen.item.text, seen.item.sealed) == ("", None, None)
    with scope_of(attendant) as scope:
        take_offer(scope=scope, now=MORNING, hotel=hotel, item=seen.item, stay=stay, code="soothing_drink")
    (juice,) = tasks(hotel, kind=TaskKind.CARING_ACT)
    assert (juice.department, juice.is_sensitive, juice.remove_after_stay, juice.cause) == ("kitchen", True, True, None)
    assert facts(hotel, "allergy") == []
    remove_after_departure(NOW)
    (kept,) = entries(hotel)
    assert kept.item == "cue_medicine"  # the guest is still here
    leave(stay)
    remove_after_departure(NOW + timedelta(days=4))
    (kept,) = entries(hotel)
    assert (kept.item, kept.state, kept.offers, kept.tasks) == ("", ItemState.REMOVED, [], [])
    (juice,) = tasks(hotel, kind=TaskKind.CARING_ACT)
    assert (juice.text, juice.source_id, juice.evidence) == (None, None, [])
    with open_house(hotel):
        assert not Fact.objects.exists()


@pytest.mark.requirement("R-344")
@pytest.mark.requirement("R-345")
def test_s11_snacks_and_water_are_tasks_today_and_the_liking_is_observed(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    see(attendant, stay, "cue_snacks_eaten", "绿豆糕")
    see(attendant, stay, "cue_water_used", "4")
    plate, water = tasks(hotel, kind=TaskKind.REQUEST)
    assert plate.words["zh"] == "1208 房再送一份点心：绿豆糕"
    assert "共 6 瓶" in water.words["zh"] and "床头" in water.words["zh"]
    assert {plate.open_day, water.open_day} == {TODAY}
    (liking,) = facts(hotel, "snacks")
    assert (liking.value, liking.source_kind, liking.status) == ("绿豆糕", SourceKind.OBSERVED, FactStatus.ACCEPTED)


def drink_tea(hotel: Hotel, stay: Any, days: int) -> None:
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="LOBBY", name_zh="大堂吧")
        for back in range(days, 0, -1):
            at = NOW.replace(hour=7, minute=5 * back) - timedelta(days=back)  # about 15:10 in Shanghai
            record_spend(
                scope=scope,
                now=at,
                hotel=hotel,
                guest=stay.guest,
                outlet="LOBBY",
                day=at.date(),
                amount=Decimal(88),
                item="大吉岭红茶",
                stay_id=stay.id,
                at=at,
            )


@pytest.mark.requirement("R-384")
def test_s20_the_same_tea_every_afternoon_is_asked_before_the_hour_and_can_be_declined(hotel: Hotel) -> None:
    stay = in_house(hotel, "李志远", gender="male", nationality="SG")
    drink_tea(hotel, stay, 2)
    tell_outlets(NOW.replace(hour=2, minute=0))
    (habit,) = facts(hotel, "usual_order")
    assert habit.value == "大堂吧 15:00 大吉岭红茶"
    assert (habit.status, {e["kind"] for e in habit.evidence}) == (FactStatus.PROPOSED, {"spend"})
    assert tasks(hotel) == []  # too early in the day
    for _twice in range(2):
        tell_outlets(NOW.replace(hour=6, minute=35))  # 14:35
    (hint,) = tasks(hotel)
    assert hint.department == "food_beverage"
    assert "李先生，还是照旧来大吉岭红茶吗？" in hint.words["zh"]
    assert hint.due_at > NOW.replace(hour=6, minute=35)
    with scope_of(make_staff(hotel, "food_beverage")) as scope:
        answer_habit(scope=scope, now=NOW.replace(hour=7), fact=habit, likes=False)
    (hint,) = tasks(hotel)
    assert hint.state == TaskState.NOT_NEEDED
    tell_outlets(NOW.replace(hour=6, minute=45) + timedelta(days=1))
    assert len(facts(hotel, "usual_order")) == 1  # declined is remembered
    assert len(tasks(hotel)) == 1


@pytest.mark.requirement("R-384")
def test_s20_what_waiters_notice_makes_the_same_habit(hotel: Hotel) -> None:
    stay = in_house(hotel, "李志远")
    waiter = make_staff(hotel, "food_beverage")
    for back, minute in ((2, 5), (1, 40)):
        at = NOW.replace(hour=7, minute=minute) - timedelta(days=back)
        see(waiter, stay, "cue_usual_order", "红茶", at=at, place="大堂吧")
    (habit,) = facts(hotel, "usual_order")
    assert habit.value == "大堂吧 15:30 红茶"
    evening = NOW.replace(hour=13) - timedelta(days=1)
    see(waiter, stay, "cue_usual_order", "红茶", at=evening, place="行政酒廊")
    assert len(facts(hotel, "usual_order")) == 1


@pytest.mark.requirement("R-350")
def test_s22_washed_socks_are_an_extra_service_with_a_note_and_no_charge(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    see(attendant, stay, "cue_socks")
    (service,) = tasks(hotel)
    assert (service.kind, service.state, service.is_charged) == (TaskKind.EXTRA_SERVICE, TaskState.DONE, False)
    assert "不收费" in service.words["zh"]
    with open_house(hotel):
        assert Touchpoint.objects.filter(hotel=hotel, channel="note").count() == 1
        assert not Fact.objects.exists()


@pytest.mark.requirement("R-276")
@pytest.mark.requirement("R-164")
def test_s23_an_unwell_guest_gets_hot_water_a_follow_up_and_medicine_only_by_the_house_rule(
    hotel: Hotel, attendant: Any
) -> None:
    stay = in_house(hotel)
    told = see(attendant, stay, "cue_unwell", source=SourceKind.STATED)
    assert [(o["code"], o["state"]) for o in told.item.offers] == [("hot_water", "taken"), ("look_again", "taken")]
    (water,) = tasks(hotel, kind=TaskKind.CARING_ACT)
    (call,) = tasks(hotel, kind=TaskKind.FOLLOW_UP)
    assert (water.urgency, call.due_at - MORNING) == (Urgency.NOW, timedelta(minutes=60))
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key=MEDICINE_ALLOWED, value=True)
    other = in_house(hotel, "张伟", room="1209")
    asked = see(attendant, other, "cue_unwell", source=SourceKind.STATED)
    medicine = next(o for o in asked.item.offers if o["code"] == "house_medicine")
    assert medicine["state"] == "open"  # a person decides, never the program
    leave(stay)
    remove_after_departure(NOW + timedelta(days=4))
    with open_house(hotel):
        gone = CollectedItem.objects.get(guest=stay.guest)
        acts = ServiceTask.objects.filter(guest=stay.guest)
        assert (gone.item, gone.state) == ("", ItemState.REMOVED)
        assert all(t.text is None and t.words == {} for t in acts)
        assert Fact.objects.count() == 0
