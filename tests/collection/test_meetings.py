"""The team information meeting: agenda, attendance, conclusions, minutes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.collection.agenda import agenda, contributions
from binzhi.collection.domain import meetings as verbs
from binzhi.collection.enums import ItemState, MeetingState
from binzhi.collection.errors import MeetingClosed, NoPresence, TooLate
from binzhi.collection.models import CollectedItem, Meeting
from binzhi.guests.models import Fact
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_staff, scope_of
from tests.collection.keeping import House, fresh, handed, here, make_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
BEGIN = NOW + timedelta(hours=1)


def planned(house: House, **values: object) -> Meeting:
    with scope_of(house.keeper) as scope:
        return verbs.plan_meeting(
            scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", planned_at=BEGIN, **values
        )  # type: ignore[arg-type]


@pytest.mark.requirement("R-153")
def test_the_agenda_is_the_teams_raw_observations_and_the_conclusion_a_preference() -> None:
    house = make_house("attendant", "keeper", "clerk")
    seen = [
        handed(house.attendant, house.stay, item="cue_pillows_used", value=value, now=NOW + timedelta(minutes=n))
        for n, value in enumerate(["2", "2", "1", "2"])
    ]
    handed(house.clerk, house.stay, item="tea", value="绿茶")
    other = here(house.hotel, "1301", guest=make_guest("赵明"))
    handed(house.attendant, other, item="cue_temperature", value="26")
    meeting = planned(house)
    with scope_of(house.keeper) as scope:
        subjects = agenda(scope, meeting, now=BEGIN)
        assert [s.guest.name for s in subjects] == ["王建国", "赵明"]
        sight = subjects[0].sights[0]
        assert [one.value for one in sight.rows] == ["2", "2", "1", "2"]
        assert (sight.target, sight.proposal) == ("extra_pillow", "2")
        assert "tea" not in {s.code for s in subjects[0].sights}  # another team's

        verbs.note_attendance(scope=scope, now=BEGIN, meeting=meeting, present={house.attendant.id, house.keeper.id})
        done = verbs.conclude(
            scope=scope, now=BEGIN, meeting=meeting, guest=house.stay.guest, item_code=sight.target, value="2",
            evidence=seen, said_by=house.attendant.id,
        )  # fmt: skip
        fact = Fact.unscoped.get(id=done.fact_id)
        assert (fact.item, fact.value, fact.channel, fact.author) == ("extra_pillow", "2", "meeting", "李秀兰")
        assert [e["id"] for e in fact.evidence] == [str(one.id) for one in seen]
        assert {fresh(one).state for one in seen} == {ItemState.STORED}
        with pytest.raises(BadInput):
            verbs.conclude(
                scope=scope, now=BEGIN, meeting=meeting, guest=other.guest, item_code="tea", value="绿茶", evidence=seen
            )


@pytest.mark.requirement("R-154")
def test_attendance_and_each_members_part_stand_in_the_minutes(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper")
    second = make_staff(house.hotel, "housekeeping_attendant", name="邓梅")
    for value in ("2", "1"):
        handed(house.attendant, house.stay, item="cue_pillows_used", value=value)
    meeting = planned(house)
    with scope_of(house.keeper) as scope:
        verbs.note_attendance(scope=scope, now=BEGIN, meeting=meeting, present={house.attendant.id})
        with pytest.raises(NoPresence, match="邓梅"):
            verbs.conclude(
                scope=scope, now=BEGIN, meeting=meeting, guest=house.stay.guest, item_code="extra_pillow", value="2",
                said_by=second.id,
            )  # fmt: skip
        verbs.conclude(
            scope=scope, now=BEGIN, meeting=meeting, guest=house.stay.guest, item_code="extra_pillow", value="2",
            said_by=house.attendant.id,
        )  # fmt: skip
        closed = verbs.close_meeting(scope=scope, now=BEGIN + timedelta(hours=1), meeting=meeting)
        assert closed.state == MeetingState.HELD
        parts = {p.member.staff: (p.member.is_present, p.handed_in, p.concluded) for p in contributions(closed)}
        assert parts == {"李秀兰": (True, 2, 1), "邓梅": (False, 0, 0), "唐芳": (False, 0, 0)}
        with pytest.raises(MeetingClosed):
            verbs.note_attendance(scope=scope, now=BEGIN, meeting=meeting, present=set())
    paper = sign_in(house.keeper).get(reverse("collection:minutes", args=[meeting.id])).content.decode()
    assert "李秀兰" in paper
    assert "额外的枕头" in paper


def test_the_next_agenda_begins_where_the_last_meeting_ended() -> None:
    house = make_house("attendant", "keeper")
    handed(house.attendant, house.stay, item="cue_pillows_used", value="2")
    first = planned(house)
    with scope_of(house.keeper) as scope:
        verbs.close_meeting(scope=scope, now=BEGIN, meeting=first)
        later = verbs.plan_meeting(
            scope=scope, now=BEGIN, hotel=house.hotel, department="housekeeping", planned_at=BEGIN + timedelta(days=7)
        )
        assert later.since == first.planned_at
        assert agenda(scope, later, now=BEGIN) == []
        CollectedItem.unscoped.update(collected_at=BEGIN + timedelta(days=1))
        assert [s.count for s in agenda(scope, later, now=BEGIN)] == [1]


def test_who_may_hold_a_meeting() -> None:
    house = make_house("attendant", "keeper")
    meeting = planned(house)
    with scope_of(house.attendant) as scope, pytest.raises(NotAllowed):
        verbs.close_meeting(scope=scope, now=BEGIN, meeting=meeting)
    waiter = make_staff(house.hotel, "food_beverage")
    with scope_of(waiter) as scope, pytest.raises(NotAllowed):
        verbs.plan_meeting(scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", planned_at=BEGIN)
    with scope_of(house.keeper) as scope:
        far = verbs.plan_meeting(
            scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", planned_at=NOW + timedelta(days=3)
        )
        with pytest.raises(TooLate):
            verbs.note_attendance(scope=scope, now=NOW, meeting=far, present=set())
        assert verbs.call_off_meeting(scope=scope, now=NOW, meeting=far).state == MeetingState.CANCELLED


def test_a_conclusion_by_the_page(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper")
    one = handed(house.attendant, house.stay, item="cue_pillows_used", value="2")
    meeting = planned(house)
    browser = sign_in(house.keeper)
    address = reverse("collection:conclude", args=[meeting.id])
    entry = {"guest": str(house.stay.guest_id), "evidence": str(one.id), "item": "extra_pillow", "value": "viel"}
    refused = browser.post(address, entry)
    assert refused.status_code == 422
    assert not Fact.unscoped.exists()
    assert browser.post(address, {**entry, "value": "2"}).status_code == 302
    assert Fact.unscoped.get().value == "2"
