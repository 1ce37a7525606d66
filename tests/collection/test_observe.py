"""The verb everybody may use: exactly once, soft refusals, nothing of health kept, nobody sees what is not theirs."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.audit.models import Act
from binzhi.collection.access import visible_items
from binzhi.collection.cue_errors import (
    HealthWords,
    NoSuchSource,
    NotDuringStay,
    NothingNoticed,
    OfferClosed,
    OnlyVolunteered,
    OtherPerson,
    OutOfRange,
)
from binzhi.collection.cue_parameters import REPETITIONS
from binzhi.collection.domain.offers import decline_offer, take_offer
from binzhi.collection.enums import ItemKind, ItemState
from binzhi.collection.floor import card_of, house_list
from binzhi.guests.domain.facts import decide_fact
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.enums import FactStatus, FlagCode, SourceKind
from binzhi.guests.errors import NumbersInNote, UnknownItem, WrongValue
from binzhi.guests.models import Fact
from binzhi.kernel.errors import NotAllowed
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel
from binzhi.org.roles import roles
from binzhi.service.access import visible_tasks
from tests.builders import NOW, make_fact, make_hotel, make_staff, open_house, scope_of
from tests.collection.floors import MORNING, entries, in_house, leave, see, tasks

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel()


@pytest.fixture
def attendant(hotel: Hotel) -> Any:
    return make_staff(hotel, "housekeeping_attendant", name="李秀兰")


def test_an_entry_with_the_same_key_is_found_and_of_another_person_refused(hotel: Hotel, attendant: Any) -> None:
    stay, key = in_house(hotel), uuid4()
    first = see(attendant, stay, "cue_curtain_gap", device_key=key)
    later = see(attendant, stay, "cue_curtain_gap", device_key=key, at=MORNING + timedelta(days=1))
    assert (first.outcome, later.outcome) == ("stored", "found")
    assert later.item.id == first.item.id
    with pytest.raises(OtherPerson):
        see(make_staff(hotel, "concierge"), stay, "cue_curtain_gap", device_key=key)
    assert len(entries(hotel)) == 1


def test_the_same_cue_on_the_same_day_counts_once(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    see(attendant, stay, "cue_tea", "龙井")
    again = see(make_staff(hotel, "housekeeping_attendant"), stay, "cue_tea", " 龙井 ", at=MORNING + timedelta(hours=2))
    other = see(attendant, stay, "cue_tea", "普洱")
    assert (again.outcome, other.outcome) == ("again", "stored")
    free = see(attendant, stay, "", text="窗帘要拉严")
    assert see(attendant, stay, "", text="窗帘要拉严").item.id == free.item.id
    assert len(entries(hotel)) == 3
    assert [f.item for f in facts()] == []  # twice on one day is no habit


def facts() -> list[Fact]:
    return list(Fact.unscoped.order_by("learned_at"))


@pytest.mark.parametrize(
    ("cue", "value", "text", "refusal"),
    [
        ("", "", "", NothingNoticed),
        ("", "", "好", NothingNoticed),
        ("no_such_cue", "", "", UnknownItem),
        ("cue_temperature", "", "", WrongValue),
        ("cue_temperature", "80", "", OutOfRange),
        ("cue_pillows_used", "-1", "", OutOfRange),
        ("cue_flavour", "purple", "", WrongValue),
        ("cue_tea", "11010519491231002X", "", NumbersInNote),
        ("", "", "卡号 4111 1111 1111 1111", NumbersInNote),
        ("", "", "客人发烧了", HealthWords),
        ("", "", "He takes pills", HealthWords),
        ("cue_tea", "感冒药茶", "", HealthWords),
        ("cue_medicine", "", "床头有药", OnlyVolunteered),
        ("cue_medicine", "阿莫西林", "", OnlyVolunteered),
        ("cue_usual_order", "红茶", "", WrongValue),
    ],
)
def test_empty_impossible_and_forbidden_entries_are_refused_with_a_way_out(
    hotel: Hotel, attendant: Any, cue: str, value: str, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        see(attendant, in_house(hotel), cue, value, text=text)
    assert entries(hotel) == []


def test_words_that_only_look_like_illness_pass(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    for text in ("喜欢芍药花", "The bill was split; he will pay still water", "I'll come back at six"):
        assert see(attendant, stay, "", text=text).outcome == "stored"


def test_an_entry_lies_within_the_stay(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    with pytest.raises(NotDuringStay):
        see(attendant, stay, "cue_curtain_gap", at=MORNING - timedelta(days=9), now=MORNING)
    ahead = see(attendant, stay, "cue_curtain_gap", at=MORNING + timedelta(hours=5), now=MORNING)
    assert ahead.item.happened_at == MORNING  # a clock that runs ahead


@pytest.mark.requirement("R-156")
def test_seen_told_documented_and_inferred_are_kept_apart(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    see(attendant, stay, "cue_curtain_gap", at=MORNING - timedelta(days=1))
    see(attendant, stay, "extra_pillow", "2", source=SourceKind.STATED)
    see(attendant, stay, "", text="名片上写着总经理", source=SourceKind.SCANNED)
    see(attendant, stay, "cue_curtain_gap")
    for source in (SourceKind.INFERRED, SourceKind.IMPORTED):
        with pytest.raises(NoSuchSource):
            see(attendant, stay, "cue_tea", "龙井", source=source)
    kept = [(e.source_kind, e.kind, e.state) for e in entries(hotel)]
    assert kept[0] == ("observed", ItemKind.CUE, ItemState.STORED)
    assert kept[1] == ("stated", ItemKind.ANSWER, ItemState.COLLECTED)  # waits for the keeper
    assert kept[2][0] == "scanned"
    (habit,) = facts()
    assert (habit.source_kind, habit.status) == ("inferred", "proposed")


@pytest.mark.requirement("R-170")
def test_every_employee_may_hand_in(hotel: Hotel) -> None:
    stay = in_house(hotel)
    employees = sorted(set(roles()) - {"auditor"})  # who checks the log stands apart and hands nothing in
    for day, code in enumerate(employees):
        person = make_staff(hotel, code)
        seen = see(person, stay, "", text=f"第{day}次留意到")
        assert seen.outcome == "stored", code
    assert len(entries(hotel)) == len(employees)


@pytest.mark.requirement("R-155")
def test_a_habit_needs_the_hotels_number_of_days_and_a_declined_one_stays_declined(
    hotel: Hotel, attendant: Any
) -> None:
    stay = in_house(hotel, arrival=NOW.date() - timedelta(days=9), nights=12)
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key=REPETITIONS, value=3)
    for back, count in ((8, "2"), (7, "1"), (6, "2")):
        see(attendant, stay, "cue_pillows_used", count, at=MORNING - timedelta(days=back))
    assert facts() == []
    see(attendant, stay, "cue_pillows_used", "2", at=MORNING - timedelta(days=5))
    (habit,) = facts()
    assert (habit.item, habit.value, len(habit.evidence)) == ("extra_pillow", "2", 3)
    see(attendant, stay, "cue_pillows_used", "2", at=MORNING - timedelta(days=4))
    (habit,) = facts()
    assert len(habit.evidence) == 4  # one proposal, more evidence
    with open_house(hotel) as scope:
        decide_fact(scope=scope, now=NOW, fact=habit, status=FactStatus.REJECTED)
    see(attendant, stay, "cue_pillows_used", "2", at=MORNING - timedelta(days=3))
    assert [f.status for f in facts()] == [FactStatus.REJECTED]


def test_an_observation_that_agrees_confirms_and_one_that_differs_contests(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    known = make_fact(stay.guest, "room_temperature", "22", at=NOW - timedelta(days=200))
    see(attendant, stay, "cue_temperature", "22.0", at=MORNING - timedelta(days=2))
    assert Fact.unscoped.get(id=known.id).last_confirmed_at > NOW - timedelta(days=5)
    for back in (1, 0):
        see(attendant, stay, "cue_temperature", "26", at=MORNING - timedelta(days=back))
    warmer = Fact.unscoped.get(value="26")
    assert (warmer.status, warmer.contests) == (FactStatus.PROPOSED, known.id)
    assert Fact.unscoped.get(id=known.id).status == FactStatus.ACCEPTED  # nothing is overwritten


@pytest.mark.requirement("R-172")
def test_nothing_is_asked_of_a_guest_who_does_not_want_questions(hotel: Hotel, attendant: Any) -> None:
    from binzhi.collection.domain.clock import tell_outlets

    stay, waiter = in_house(hotel, "李志远"), make_staff(hotel, "food_beverage")
    for back in (2, 1):
        see(waiter, stay, "cue_usual_order", "红茶", at=NOW.replace(hour=7) - timedelta(days=back), place="大堂吧")
    with scope_of(attendant) as scope:
        assert len(card_of(scope, stay, now=NOW).questions) == 1
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=stay.guest, code=FlagCode.DO_NOT_ASK)
    with scope_of(attendant) as scope:
        assert card_of(scope, stay, now=NOW).questions == []
    tell_outlets(NOW.replace(hour=6, minute=45))  # a quarter of an hour before the usual time
    assert tasks(hotel) == []


def test_do_not_disturb_turns_what_means_knocking_into_a_suggestion(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=stay.guest, code=FlagCode.DO_NOT_DISTURB)
    seen = see(attendant, stay, "cue_feels_cold")
    assert [(o["code"], o["state"]) for o in seen.item.offers] == [("blanket", "open")]
    assert tasks(hotel) == []
    with scope_of(attendant) as scope:
        decline_offer(scope=scope, now=NOW, item=seen.item, code="blanket")
    with scope_of(make_staff(hotel, "housekeeping_attendant", name="邓梅")) as scope, pytest.raises(OfferClosed):
        take_offer(scope=scope, now=NOW, hotel=hotel, item=seen.item, stay=stay, code="blanket")


@pytest.mark.requirement("R-343")
@pytest.mark.requirement("R-711")
def test_the_kitchen_sees_the_task_and_nothing_of_the_observation(hotel: Hotel, attendant: Any) -> None:
    stay = in_house(hotel)
    seen = see(attendant, stay, "cue_medicine")
    with scope_of(attendant) as scope:
        take_offer(scope=scope, now=MORNING, hotel=hotel, item=seen.item, stay=stay, code="soothing_drink")
    with scope_of(make_staff(hotel, "kitchen")) as scope:
        assert not visible_items(scope).exists()
        card = card_of(scope, stay, now=NOW)
        assert (card.entries, card.offers) == ([], [])
        (juice,) = visible_tasks(scope)
        assert juice.cause is None
    for role, sees in (
        ("front_desk", True),
        ("housekeeping_supervisor", True),
        ("concierge", False),
        ("marketing", False),
    ):
        with scope_of(make_staff(hotel, role)) as scope:
            assert visible_items(scope).exists() == sees, role
            assert visible_tasks(scope).exists() == sees, role


@pytest.mark.requirement("R-164")
@pytest.mark.requirement("R-711")
def test_after_the_stay_no_table_knows_what_was_seen(hotel: Hotel, attendant: Any) -> None:
    from binzhi.collection.domain.clock import remove_after_departure

    stay = in_house(hotel)
    for cue in ("cue_medicine", "cue_unwell"):
        seen = see(attendant, stay, cue, device_key=uuid4())
        for offer in seen.item.offers:
            if offer["state"] == "open":
                with scope_of(attendant) as scope:
                    take_offer(scope=scope, now=MORNING, hotel=hotel, item=seen.item, stay=stay, code=offer["code"])
    needles = ("cue_medicine", "cue_unwell", "soothing_drink", "hot_water", "look_again", "葡萄柚", "热水", "关怀")
    assert found_in_tables("cue_medicine") == {"collection_item"}  # while the guest is here, in one place only
    leave(stay)
    remove_after_departure(NOW + timedelta(days=4))
    assert {needle: found_in_tables(needle) for needle in needles} == {needle: set() for needle in needles}
    assert Act.objects.filter(name="observe").count() == 2  # that something was handed in stays
    assert {a.details["item"] for a in Act.objects.filter(name="observe")} == {"care"}


def found_in_tables(needle: str) -> set[str]:
    """The tables that hold a text anywhere in their rows."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("django_", "auth_", "guests_search")):  # keys of the search hold no text of entries
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(needle in str(row) for row in cursor.fetchall()):
                found.add(table)
    return found


def test_a_role_without_guest_histories_sees_rooms_and_no_names(hotel: Hotel) -> None:
    stay = in_house(hotel, "王建国")
    make_fact(stay.guest, "allergy", "花生")
    with scope_of(make_staff(hotel, "system_administrator")) as scope:
        (person,) = house_list(scope, hotel)
        assert (person.room, person.salutation.zh, person.name) == ("1208", "宾客", "")
        card = card_of(scope, stay, now=NOW)
        assert (card.alerts, card.questions) == ([], [])
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        (person,) = house_list(scope, hotel)
        assert (person.salutation.zh, person.name) == ("王先生", "王**")
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=stay.guest, code=FlagCode.INCOGNITO)
        assert house_list(scope, hotel)[0].name == ""


def test_one_or_thirty_guests_cost_the_same_queries(hotel: Hotel) -> None:
    in_house(hotel, room="1101")
    counts = []
    with open_house(hotel) as scope:
        for many in (1, 30):
            if many == 30:
                for n in range(29):
                    in_house(hotel, room=f"12{n:02d}")
            with CaptureQueriesContext(connection) as captured:
                assert len(house_list(scope, hotel)) == many
            counts.append(len(captured))
    assert counts[0] == counts[1] == 2


def test_another_hotel_is_out_of_reach(hotel: Hotel) -> None:
    stay = in_house(hotel)
    other = make_hotel("SH01")
    with pytest.raises(NotAllowed):
        see(make_staff(other, "housekeeping_attendant"), stay, "cue_curtain_gap")
