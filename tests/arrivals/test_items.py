"""Signing: with time and name, once, by the right department, in one's own name where it stops a check-in."""

from datetime import timedelta

import pytest

from binzhi.arrivals.access import get_item
from binzhi.arrivals.domain.items import (
    acknowledge_item,
    hand_item_to,
    mark_impossible,
    mark_outcome,
    mark_unneeded,
    record_opinion,
    reopen_item,
    sign_item,
)
from binzhi.arrivals.domain.readiness import blocking_items, readiness, refuse_if_blocked
from binzhi.arrivals.enums import Outcome, Readiness
from binzhi.arrivals.errors import AlreadySigned, CheckInBlocked, NeedsNamedSign, ReasonMissing
from binzhi.arrivals.models import PlanDay
from binzhi.arrivals.queries import due_soon, stamp
from binzhi.audit.models import Act
from binzhi.guests.enums import NoteKind
from binzhi.guests.models import GuestNote
from binzhi.kernel.errors import NotAllowed, NotFound, Stale
from binzhi.org.models import Hotel
from binzhi.stays.models import Stay
from tests.arrivals.plans import all_items, one, plan
from tests.builders import (
    NOW,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def bed_board() -> Hotel:
    """A hotel whose only guest of tomorrow wants a hard bed."""
    hotel, guest = make_hotel(), make_guest("张伟")
    make_fact(guest, "bed_board")
    make_booking(hotel, guest, nights=2)
    plan(hotel)
    return hotel


@pytest.mark.requirement("R-237")
def test_an_item_goes_from_open_over_acknowledged_to_signed_with_person_and_time() -> None:
    hotel = bed_board()
    attendant = make_staff(hotel, "housekeeping_attendant", name="李梅")
    with scope_of(attendant) as scope:
        item = acknowledge_item(scope=scope, now=NOW, item=one("extra_items"))
        assert (item.state, item.acknowledged_by) == ("acknowledged", "李梅")
        acknowledge_item(scope=scope, now=NOW, item=item)
        item = sign_item(scope=scope, now=NOW + timedelta(hours=1), item=item)
        assert (item.state, item.signed_by, item.signed_by_id) == ("done", "李梅", attendant.id)
        assert item.signed_at == NOW + timedelta(hours=1)
        sign_item(scope=scope, now=NOW + timedelta(hours=2), item=item)  # a second tap changes nothing
    assert one("extra_items").signed_at == NOW + timedelta(hours=1)
    assert Act.objects.filter(name="sign_item").count() == 1
    with scope_of(make_staff(hotel, "housekeeping_supervisor")) as scope:
        with pytest.raises(AlreadySigned):
            sign_item(scope=scope, now=NOW, item=one("extra_items"))
        reopened = reopen_item(scope=scope, now=NOW, item=one("extra_items"))
    assert (reopened.state, reopened.signed_by, reopened.signed_at) == ("open", "", None)


@pytest.mark.requirement("R-237")
def test_open_items_show_before_the_hour_of_arrival_most_urgent_first() -> None:
    hotel = bed_board()
    late = NOW + timedelta(days=1)
    with scope_of(make_staff(hotel, "front_desk")) as scope:
        urgent = due_soon(scope, hotel, TOMORROW, now=late, within=timedelta(hours=2))
        assert [i.due_at for i in urgent] == sorted(i.due_at for i in urgent)
        assert "extra_items" in {i.rule_code for i in urgent}
        assert due_soon(scope, hotel, TOMORROW, now=NOW - timedelta(days=1), within=timedelta(hours=1)) == []
    with scope_of(make_staff(hotel, "concierge")) as scope:
        assert due_soon(scope, hotel, TOMORROW, now=late, within=timedelta(hours=2)) == []


@pytest.mark.requirement("R-237")
def test_not_possible_and_not_needed_are_said_with_a_reason() -> None:
    hotel = bed_board()
    with scope_of(make_staff(hotel, "housekeeping_attendant", name="李梅")) as scope:
        with pytest.raises(ReasonMissing):
            mark_impossible(scope=scope, now=NOW, item=one("extra_items"), reason=" ")
        item = mark_impossible(scope=scope, now=NOW, item=one("extra_items"), reason="床板借完")
        assert (item.state, item.reason, item.signed_by) == ("impossible", "床板借完", "李梅")
        reopen_item(scope=scope, now=NOW, item=item)
        item = mark_unneeded(scope=scope, now=NOW, item=one("extra_items"), reason="客人说不用")
        assert item.state == "unneeded"
        assert mark_outcome(scope=scope, now=NOW, item=item, outcome=Outcome.MISSED).outcome == "missed"


@pytest.mark.requirement("R-214", "R-237")
def test_another_department_neither_sees_nor_signs() -> None:
    hotel = bed_board()
    item = one("extra_items")
    with scope_of(make_staff(hotel, "business_centre")) as scope:
        with pytest.raises(NotFound):
            get_item(scope, item.guest_id, item.id)
        with pytest.raises(NotAllowed):
            sign_item(scope=scope, now=NOW, item=item)
    with scope_of(make_staff(hotel, "marketing")) as scope, pytest.raises(NotAllowed):
        sign_item(scope=scope, now=NOW, item=item)
    with scope_of(make_staff(make_hotel("SH01"), "housekeeping_attendant")) as scope, pytest.raises(NotFound):
        get_item(scope, item.guest_id, item.id)


def test_two_pages_open_at_once_do_not_overwrite_each_other() -> None:
    hotel = bed_board()
    item = one("extra_items")
    with scope_of(make_staff(hotel, "housekeeping_supervisor")) as scope:
        acknowledge_item(scope=scope, now=NOW, item=item)
        with pytest.raises(Stale):
            sign_item(scope=scope, now=NOW, item=item, version=item.version)


def allergic() -> tuple[Hotel, Stay]:
    """A guest of tomorrow with a peanut allergy, planned."""
    hotel, guest = make_hotel(), make_guest("欧阳娜娜")
    make_fact(guest, "allergy", "花生")
    stay = make_booking(hotel, guest)
    plan(hotel)
    return hotel, stay


@pytest.mark.requirement("R-096")
def test_an_allergy_stops_the_check_in_until_named_persons_signed() -> None:
    hotel, stay = allergic()
    with open_house(hotel) as scope:
        assert {i.department for i in blocking_items(scope, stay, NOW)} == {"housekeeping", "kitchen"}
        with pytest.raises(CheckInBlocked) as refused:
            refuse_if_blocked(scope, stay, NOW)
        assert "花生" not in refused.value.text("zh-hans")
        with pytest.raises(NeedsNamedSign):  # the machine is nobody
            sign_item(scope=scope, now=NOW, item=one("allergy_room"))
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope, pytest.raises(NeedsNamedSign):
        sign_item(scope=scope, now=NOW, item=one("allergy_room"))
    with scope_of(make_staff(hotel, "housekeeping_supervisor")) as scope:
        sign_item(scope=scope, now=NOW, item=one("allergy_room"))
    with scope_of(make_staff(hotel, "kitchen")) as scope:
        mark_impossible(scope=scope, now=NOW, item=one("allergy_kitchen"), reason="厨房无法保证")
        assert [i.rule_code for i in blocking_items(scope, stay, NOW)] == ["allergy_kitchen"]  # still stopped
        reopen_item(scope=scope, now=NOW, item=one("allergy_kitchen"))
        sign_item(scope=scope, now=NOW, item=one("allergy_kitchen"))
        refuse_if_blocked(scope, stay, NOW)


@pytest.mark.requirement("R-021")
def test_a_taboo_stops_a_walk_in_that_was_never_planned() -> None:
    hotel, guest = make_hotel(), make_guest("林美珍")
    make_fact(guest, "taboo", "不要白色的花")
    stay = make_booking(hotel, guest)
    assert all_items() == []
    with open_house(hotel) as scope:
        assert [i.rule_code for i in blocking_items(scope, stay, NOW)] == ["taboo_checked"]
        assert blocking_items(scope, make_booking(hotel, make_guest("无忌")), NOW) == []


@pytest.mark.requirement("R-213")
def test_a_guest_is_green_only_when_every_item_before_arrival_is_signed() -> None:
    hotel, stay = allergic()
    items = all_items(stay_id=stay.id)
    assert readiness(items) == Readiness.BLOCKED
    with scope_of(make_staff(hotel, "service_manager")) as scope:
        for item in items:
            if item.blocks_check_in:
                sign_item(scope=scope, now=NOW, item=item)
        assert readiness(all_items(stay_id=stay.id)) == Readiness.OPEN
        for item in all_items(stay_id=stay.id, period="before", state="open"):
            sign_item(scope=scope, now=NOW, item=item)
    assert readiness(all_items(stay_id=stay.id)) == Readiness.READY


@pytest.mark.requirement("R-229")
def test_an_item_is_handed_to_a_named_colleague() -> None:
    hotel = bed_board()
    colleague = make_staff(hotel, "housekeeping_attendant", name="邓梅")
    with scope_of(make_staff(hotel, "housekeeping_supervisor")) as scope:
        item = hand_item_to(scope=scope, now=NOW, item=one("extra_items"), staff=colleague)
    assert (item.assignee, item.assignee_id) == ("邓梅", colleague.id)


@pytest.mark.requirement("R-230", "R-235")
def test_what_the_guest_said_is_recorded_and_signs_the_follow_up() -> None:
    hotel, guest = make_hotel(), make_guest("李文彬")
    make_fact(guest, "favourite_dish", "清蒸石斑")
    make_booking(hotel, guest, nights=2)
    plan(hotel)
    with scope_of(make_staff(hotel, "food_beverage")) as scope:
        record_opinion(
            scope=scope, now=NOW, item=one("dining_follow_up"), guest=guest, text="上菜再快一点", kind=NoteKind.OPINION
        )
        note = GuestNote.objects.get(guest=guest)
    assert (note.department, note.kind) == ("food_beverage", "opinion")
    assert one("dining_follow_up").state == "done"


def test_every_change_moves_the_stamp_of_the_day() -> None:
    hotel = bed_board()
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        before = stamp(hotel, TOMORROW)
        assert stamp(hotel, TOMORROW) == before
        acknowledge_item(scope=scope, now=NOW, item=one("extra_items"))
        assert stamp(hotel, TOMORROW) != before
        assert PlanDay.objects.get(hotel=hotel, date=TOMORROW).revision == 2
