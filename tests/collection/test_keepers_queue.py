"""From a notice to the guest page: hand in, the keeper of the department, the front office, five states."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.collection.domain import queue as verbs
from binzhi.collection.domain.filing import Use, mark_used
from binzhi.collection.domain.keepers import assign_keeper, release_keeper
from binzhi.collection.domain.notices import (
    Notice,
    answer_keeper,
    enter_oral_notice,
    hand_in_written,
    record_conversation,
    record_guest_feedback,
    words_of,
)
from binzhi.collection.enums import FeedbackSort, ItemState
from binzhi.collection.errors import (
    AlreadyDecided,
    KeeperStands,
    NoKeeperRole,
    NotHere,
    NotYourQueue,
    PlaceNeeded,
    ReasonNeeded,
    ReporterNeeded,
    TooLate,
    WordsNeeded,
)
from binzhi.collection.figures import overdue, procedure
from binzhi.collection.models import CollectedItem, Keeper
from binzhi.collection.queries import lines_of, queue_items, waiting_for
from binzhi.config.used import note_uses
from binzhi.guests.domain.facts import confirm_fact, decide_fact
from binzhi.guests.enums import Channel, FactStatus, SourceKind, Stage
from binzhi.guests.errors import NumbersInNote, WrongValue
from binzhi.guests.models import Fact, Guest, GuestNote, GuestValue
from binzhi.kernel.errors import NotAllowed
from binzhi.org.models import Staff
from binzhi.service.models import Feedback
from tests.builders import NOW, TODAY, make_booking, make_fact, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.collection.keeping import House, fresh, handed, make_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def acts() -> list[str]:
    return list(Act.objects.order_by("seq").values_list("name", flat=True))


def through(house: House, item: CollectedItem, **values: Any) -> CollectedItem:
    """The keeper and then the front office accept an item."""
    with scope_of(house.keeper) as scope:
        ready = verbs.sort_item(scope=scope, now=NOW, item=item)
    with scope_of(house.clerk) as scope:
        return verbs.store_item(scope=scope, now=NOW, item=ready, **values)


@pytest.mark.requirement("R-145", "R-147", "R-149", "R-151")
def test_from_a_written_notice_to_the_guest_page(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper", "clerk")
    item = handed(house.attendant, house.stay, text="客人把羽绒枕放到柜子里了")
    assert (item.keeper_department, item.is_draft, item.state) == ("housekeeping", True, ItemState.COLLECTED)
    assert not Fact.unscoped.exists()
    with scope_of(house.clerk) as scope, pytest.raises(NotYourQueue):
        verbs.sort_item(scope=scope, now=NOW, item=item)
    with scope_of(house.keeper) as scope:
        ready = verbs.accept_item(scope=scope, now=NOW, item=item)
        assert (ready.state, ready.is_draft) == (ItemState.SORTED, False)
        with pytest.raises(NotAllowed):
            verbs.store_item(scope=scope, now=NOW, item=ready)
    assert not Fact.unscoped.exists()
    with scope_of(house.clerk) as scope:
        stored = verbs.accept_item(scope=scope, now=NOW, item=ready)
    assert [s["state"] for s in stored.steps] == ["collected", "sorted", "stored"]
    assert [s["by"] for s in stored.steps] == ["李秀兰", "唐芳", "陈静"]
    fact = Fact.unscoped.get()
    assert (fact.item, fact.value, fact.author, fact.status) == ("pillow_kind", "buckwheat", "李秀兰", "accepted")
    assert fact.evidence[0]["id"] == str(item.id)
    assert "荞麦枕" in sign_in(house.clerk).get(reverse("workbench:guest", args=[house.stay.guest_id])).content.decode()


@pytest.mark.requirement("R-151")
def test_updated_and_used_are_noted_with_who_and_when() -> None:
    house = make_house("attendant", "keeper", "clerk")
    first = through(house, handed(house.attendant, house.stay))
    fact = Fact.unscoped.get()
    with open_house(house.hotel) as scope:
        confirm_fact(scope=scope, now=NOW, fact=fact)
    assert fresh(first).state == ItemState.UPDATED
    with open_house(house.hotel) as scope:
        use = Use(house.stay.guest_id, fact.id, "preparation", fact.id)
        assert len(mark_used(scope=scope, now=NOW, uses=[use])) == 1
        assert mark_used(scope=scope, now=NOW, uses=[use]) == []
    used = fresh(first)
    assert used.state == ItemState.USED
    assert [s["state"] for s in used.steps] == ["collected", "sorted", "stored", "updated", "used"]
    assert all(s["by"] and s["at"] for s in used.steps)


@pytest.mark.requirement("R-151")
def test_a_preparation_item_made_from_the_fact_marks_it_used() -> None:
    from binzhi.arrivals.domain.plan import build_plan

    house = make_house("attendant", "keeper", "clerk")
    stored = through(house, handed(house.attendant, house.stay))
    make_booking(house.hotel, house.stay.guest, arrival=TODAY + timedelta(days=7), nights=2)
    with open_house(house.hotel) as scope:
        build_plan(scope=scope, now=NOW, hotel=house.hotel, day=TODAY + timedelta(days=7))
    assert fresh(stored).state == ItemState.STORED
    assert note_uses(NOW) == ["BJ01: 1 collected items are used"]
    assert fresh(stored).state == ItemState.USED
    assert fresh(stored).tasks[0]["kind"] == "preparation"
    assert note_uses(NOW) == []


@pytest.mark.requirement("R-144")
def test_an_oral_notice_names_the_reporter_and_goes_to_his_department() -> None:
    house = make_house("attendant", "keeper", "clerk")
    notice = Notice(text="客人说房间有点冷", stay=house.stay)
    with scope_of(house.clerk) as scope:
        item = enter_oral_notice(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, notice=notice, reporter=house.attendant
        )
        assert (item.reporter, item.collector, item.keeper_department) == ("李秀兰", "陈静", "housekeeping")
        assert item.text
        assert "冷".encode() not in bytes(item.text)
        assert words_of(scope, NOW, item) == "客人说房间有点冷"
        with pytest.raises(ReporterNeeded):
            enter_oral_notice(scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, notice=notice)
    with scope_of(house.attendant) as scope, pytest.raises(NotAllowed):
        enter_oral_notice(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, notice=notice, reporter=house.keeper
        )


@pytest.mark.requirement("R-119", "R-120", "R-121")
@pytest.mark.parametrize("channel", [Channel.RECEPTION, Channel.TELEPHONE, Channel.WEB])
def test_the_channel_stands_on_the_item_and_on_the_fact(channel: Channel) -> None:
    house = make_house("attendant", "keeper", "clerk")
    item = through(house, handed(house.attendant, house.stay, channel=channel, stage=Stage.BOOKING, place="前台"))
    fact = Fact.unscoped.get()
    assert (item.channel, fact.channel, fact.stage, fact.place) == (channel, channel, "booking", "前台")


@pytest.mark.requirement("R-173")
def test_a_conversation_names_date_and_place_and_needs_a_guest_who_is_here() -> None:
    house = make_house("lobby", "attendant")
    common = {"now": NOW, "hotel": house.hotel}
    said = Notice(item="favourite_dish", value="清蒸鱼", happened_at=NOW - timedelta(hours=2), place="大堂吧")
    with scope_of(house.lobby) as scope:
        item = record_conversation(scope=scope, guest=house.stay.guest, notice=said, **common)
        assert (item.place, item.source_kind, item.stay_id) == ("大堂吧", SourceKind.STATED, house.stay.id)
        assert item.happened_at == NOW - timedelta(hours=2)
        with pytest.raises(PlaceNeeded):
            record_conversation(
                scope=scope, guest=house.stay.guest, notice=Notice(text="聊天", happened_at=NOW), **common
            )
        with pytest.raises(PlaceNeeded):
            record_conversation(scope=scope, guest=house.stay.guest, notice=Notice(text="聊天", place="大堂"), **common)
        with pytest.raises(NotHere):
            record_conversation(scope=scope, guest=make_guest("不在店"), notice=said, **common)
    with scope_of(house.attendant) as scope, pytest.raises(NotAllowed):
        record_conversation(scope=scope, guest=house.stay.guest, notice=said, **common)


@pytest.mark.requirement("R-126", "R-127")
@pytest.mark.parametrize(
    ("stage", "sort", "kind"),
    [
        (Stage.CHECK_IN, FeedbackSort.FEEDBACK, "opinion"),
        (Stage.CHECK_OUT, FeedbackSort.FEEDBACK, "opinion"),
        (Stage.CHECK_OUT, FeedbackSort.NEED, "requirement"),
        (Stage.CHECK_OUT, FeedbackSort.SUGGESTION, "suggestion"),
    ],
)
def test_the_service_centre_records_feedback_needs_and_suggestions(stage: Stage, sort: FeedbackSort, kind: str) -> None:
    house = make_house("centre")
    with scope_of(house.centre) as scope:
        item = record_guest_feedback(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, sort=sort,
            notice=Notice(text="早餐品种可以多一些", stage=stage, stay=house.stay),
        )  # fmt: skip
    assert (item.stage, item.said_as, item.department) == (stage, sort, "customer_service")
    assert Feedback.unscoped.get().kind == kind
    assert item.facts == [{"kind": "feedback", "id": str(Feedback.unscoped.get().id)}]


@pytest.mark.requirement("R-146")
def test_designated_keepers_own_the_queue_and_their_history_stays() -> None:
    house = make_house("attendant", "keeper", "manager", "clerk")
    other = make_staff(house.hotel, "housekeeping_supervisor", name="郑敏")
    with scope_of(house.manager) as scope:
        keeper = assign_keeper(scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", staff=other)
        with pytest.raises(KeeperStands):
            assign_keeper(scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", staff=other)
        with pytest.raises(NoKeeperRole):
            assign_keeper(scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", staff=house.attendant)
        assign_keeper(scope=scope, now=NOW, hotel=house.hotel, department="", staff=house.clerk)
    item = handed(house.attendant, house.stay)
    with scope_of(house.keeper) as scope, pytest.raises(NotYourQueue, match="郑敏"):
        verbs.sort_item(scope=scope, now=NOW, item=item)
    with scope_of(other) as scope:
        assert waiting_for(scope, now=NOW).mine == 1
    with scope_of(house.manager) as scope:
        release_keeper(scope=scope, now=NOW, keeper=keeper)
    with scope_of(house.keeper) as scope:
        verbs.sort_item(scope=scope, now=NOW, item=item)
    row = Keeper.unscoped.get(id=keeper.id)
    assert (row.staff, row.ended_by, row.ended_at) == ("郑敏", "方睿", NOW)
    assert {"assign_keeper", "release_keeper"} <= set(acts())


@pytest.mark.requirement("R-147")
def test_a_department_without_keepers_hands_in_to_the_house() -> None:
    house = make_house("kitchen", "clerk", "attendant", "keeper")
    item = handed(house.kitchen, house.stay, item="favourite_dish", value="清蒸鱼")
    assert item.keeper_department == ""
    with scope_of(house.keeper) as scope, pytest.raises(NotYourQueue):
        verbs.sort_item(scope=scope, now=NOW, item=item)
    with scope_of(house.clerk) as scope:
        assert verbs.sort_item(scope=scope, now=NOW, item=item).state == ItemState.SORTED
    assert handed(house.attendant, house.stay).keeper_department == "housekeeping"


@pytest.mark.requirement("R-148")
def test_the_four_operations_are_logged(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper", "clerk")
    item = handed(house.attendant, house.stay, item="", value="", text="喜欢荞麦枕")
    sign_in(house.keeper).get(reverse("collection:item", args=[item.guest_id, item.id]))
    with scope_of(house.keeper) as scope:
        verbs.correct_item(scope=scope, now=NOW, item=item, code="pillow_kind", value="buckwheat")
    through(house, fresh(item))
    named = [name for name in acts() if name in {"hand_in_item", "obtain_item", "correct_item", "file_item"}]
    assert named == ["hand_in_item", "obtain_item", "correct_item", "file_item"]
    assert Fact.unscoped.get().value == "buckwheat"
    words = [str(a.details) for a in Act.objects.all()]
    assert not any("荞麦" in w for w in words)


@pytest.mark.requirement("R-150")
def test_marketing_classifies_and_sorts_whatever_was_collected() -> None:
    house = make_house("attendant", "marketing")
    item = handed(house.attendant, house.stay, item="", value="", text="喜欢荞麦枕")
    with scope_of(house.marketing) as scope:
        assert queue_items(scope, now=NOW).count() == 1
        verbs.correct_item(scope=scope, now=NOW, item=item, code="pillow_kind", value="buckwheat")
        assert verbs.sort_item(scope=scope, now=NOW, item=item).state == ItemState.SORTED
        with pytest.raises(NotAllowed):
            verbs.store_item(scope=scope, now=NOW, item=fresh(item))
        assert scope.may("guests.create")


def test_what_one_keeper_decided_another_is_told() -> None:
    house = make_house("attendant", "keeper")
    item = handed(house.attendant, house.stay)
    seen = fresh(item)
    with scope_of(house.keeper) as scope:
        verbs.reject_item(scope=scope, now=NOW, item=item, reason="重复提交")
        with pytest.raises(AlreadyDecided, match="唐芳"):
            verbs.sort_item(scope=scope, now=NOW, item=seen)
        with pytest.raises(ReasonNeeded):
            verbs.reject_item(scope=scope, now=NOW, item=handed(house.attendant, house.stay, value="latex"), reason=" ")


def test_the_collector_answers_what_the_keeper_asks() -> None:
    house = make_house("attendant", "keeper")
    item = handed(house.attendant, house.stay, item="", value="", text="枕头")
    with scope_of(house.keeper) as scope:
        verbs.ask_collector(scope=scope, now=NOW, item=item, question="是哪种枕头？")
        assert queue_items(scope, now=NOW, tab="mine").count() == 0
        assert lines_of(scope, [fresh(item)], now=NOW)[0].question == "是哪种枕头？"
    with scope_of(house.attendant) as scope:
        assert waiting_for(scope, now=NOW).questions == 1
        answer_keeper(scope=scope, now=NOW, item=item, text="荞麦枕")
        assert words_of(scope, NOW, fresh(item)) == "枕头\n荞麦枕"
    with scope_of(house.keeper) as scope:
        assert queue_items(scope, now=NOW, tab="mine").count() == 1


def test_a_differing_value_waits_or_replaces_and_the_loser_stays() -> None:
    house = make_house("attendant", "keeper", "clerk")
    old = make_fact(house.stay.guest, "pillow_kind", "down")
    item = handed(house.attendant, house.stay)
    with scope_of(house.clerk) as scope:
        line = lines_of(scope, [item], now=NOW)[0]
        assert line.conflicts
        assert line.standing[0].zh == "羽绒枕"
    through(house, item)
    assert Fact.unscoped.get(value="buckwheat").status == FactStatus.PROPOSED
    second = through(house, handed(house.attendant, house.stay, value="latex"), replaces=True)
    assert second.state == ItemState.UPDATED
    assert Fact.unscoped.get(value="latex").status == FactStatus.ACCEPTED
    assert Fact.unscoped.get(id=old.id).status == FactStatus.SUPERSEDED


def test_an_equal_value_confirms_what_stands() -> None:
    house = make_house("attendant", "keeper", "clerk")
    old = make_fact(house.stay.guest, "pillow_kind", "buckwheat")
    assert through(house, handed(house.attendant, house.stay)).state == ItemState.UPDATED
    assert Fact.unscoped.count() == 1
    assert Fact.unscoped.get().confidence > old.confidence


def test_a_profile_field_is_filled_and_a_conflict_waits() -> None:
    house = make_house("attendant", "keeper", "clerk")
    through(house, handed(house.attendant, house.stay, item="position", value="财政局局长"))
    guest = Guest.unscoped.get(id=house.stay.guest_id)
    assert guest.position == "财政局局长"
    assert guest.origins["position"]["by"] == "李秀兰"
    through(house, handed(house.attendant, house.stay, item="position", value="处长"))
    assert Guest.unscoped.get(id=guest.id).position == "财政局局长"
    assert GuestValue.unscoped.get(field="position").value == "处长"


def test_words_become_a_note_of_the_department() -> None:
    house = make_house("attendant", "keeper", "clerk")
    through(house, handed(house.attendant, house.stay, item="", value="", text="喜欢靠窗看书"))
    assert GuestNote.unscoped.get().department == "housekeeping"


def test_bad_notices_are_refused() -> None:
    house = make_house("attendant")
    common = {"now": NOW, "hotel": house.hotel, "guest": house.stay.guest}
    with scope_of(house.attendant) as scope:
        for notice, refusal in [
            (Notice(), WordsNeeded),
            (Notice(text="身份证 11010519491231002X"), NumbersInNote),
            (Notice(item="pillow_kind", value="feathers"), WrongValue),
            (Notice(text="明天的事", happened_at=NOW + timedelta(minutes=1)), TooLate),
        ]:
            with pytest.raises(refusal):
                hand_in_written(scope=scope, notice=notice, **common)
    assert not CollectedItem.unscoped.exists()


@pytest.mark.requirement("R-152")
def test_every_step_has_a_deadline_and_the_late_are_named(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper", "clerk", "manager")
    with scope_of(house.manager) as scope:
        assign_keeper(scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", staff=house.keeper)
    item = handed(house.attendant, house.stay)
    assert item.due_at == NOW + timedelta(hours=24)
    with scope_of(house.manager):
        assert overdue(house.hotel, now=NOW + timedelta(hours=23)) == []
        late = overdue(house.hotel, now=NOW + timedelta(hours=25))
        assert [(one.step, one.people) for one in late] == [("sort", ["唐芳"])]
    with scope_of(house.keeper) as scope:
        ready = verbs.sort_item(scope=scope, now=NOW, item=item)
    assert ready.due_at == NOW + timedelta(hours=48)
    with scope_of(house.manager):
        late = overdue(house.hotel, now=NOW + timedelta(hours=49))
        assert [one.step for one in late] == ["store"]
        steps = {s.code: s for s in procedure(house.hotel, now=NOW + timedelta(hours=49))}
        assert (steps["sort"].people, steps["sort"].hours, steps["store"].late) == (["唐芳"], 24, 1)
    page = sign_in(house.manager).get(reverse("collection:late")).content.decode()
    assert "王建国" in page  # the clock of the page runs years after the test's now
    assert "唐芳" in page
    with open_house(house.hotel) as scope:
        decide_fact(scope=scope, now=NOW, fact=make_fact(make_guest(), "tea", "绿茶"), status=FactStatus.REJECTED)


def test_another_hotel_sees_nothing(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper")
    item = handed(house.attendant, house.stay)
    stranger = sign_in(make_staff(make_hotel("SH01"), "front_desk"))
    assert stranger.get(reverse("collection:item", args=[item.guest_id, item.id])).status_code == 404
    assert stranger.post(reverse("collection:accept", args=[item.guest_id, item.id])).status_code == 404
    assert "王建国" not in stranger.get(reverse("collection:queue") + "?tab=open").content.decode()
