"""What is said between guests and house: communications, feedback, service cards, online reviews."""

from datetime import timedelta
from typing import Any

import pytest

from binzhi.audit.models import Act
from binzhi.guests.errors import NumbersInNote
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.service.domain import records as verbs
from binzhi.service.domain.reviews import enter_review, link_review, unlink_review
from binzhi.service.domain.services import log_service
from binzhi.service.enums import Channel, Direction, FeedbackKind, SourceOf, TaskKind, TouchKind
from binzhi.service.errors import AlreadyMadeTask, ReviewLinked, WrongStay
from binzhi.service.models import Feedback, OnlineReview, ServiceTask, Touchpoint
from binzhi.service.queries import history_of, suggest_stays, talks
from binzhi.service.records import feedback_lines, touch_lines
from tests.builders import (
    NOW,
    TODAY,
    make_guest,
    make_hotel,
    make_past_stay,
    make_room,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


class Desk:
    """A hotel, a guest, and somebody who writes down what is said."""

    def __init__(self) -> None:
        self.hotel = make_hotel()
        self.guest = make_guest("王建国")
        self.clerk = make_staff(self.hotel, "front_desk", name="陈静")

    def say(self, kind: FeedbackKind, **more: Any) -> Feedback:
        with scope_of(self.clerk) as scope:
            return verbs.record_feedback(scope=scope, now=NOW, hotel=self.hotel, guest=self.guest, kind=kind, **more)

    def talk(self, summary: str, **more: Any) -> Touchpoint:
        with scope_of(self.clerk) as scope:
            return verbs.log_touchpoint(
                scope=scope, now=NOW, hotel=self.hotel, guest=self.guest, summary=summary, **more
            )


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.requirement("R-094")
def test_a_communication_keeps_direction_channel_time_person_and_a_sealed_summary(desk: Desk) -> None:
    row = desk.talk(
        "来电问早餐时间", channel=Channel.PHONE, direction=Direction.IN, happened_at=NOW - timedelta(minutes=20)
    )
    desk.talk("已回信确认", channel=Channel.LETTER, direction=Direction.OUT)
    row.refresh_from_db()
    assert (row.channel, row.direction, row.staff, row.happened_at) == (
        "phone",
        "in",
        "陈静",
        NOW - timedelta(minutes=20),
    )
    assert "早餐".encode() not in bytes(row.summary)
    assert "早餐" not in str(list(Act.objects.values_list("details", flat=True)))
    with scope_of(desk.clerk) as scope:
        found = touch_lines(scope, history_of(scope, desk.guest.id).touchpoints, now=NOW)
    assert [one.summary for one in found] == ["已回信确认", "来电问早餐时间"]


def test_a_communication_of_tomorrow_or_with_a_card_number_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.talk("x", happened_at=NOW + timedelta(minutes=1))
    with pytest.raises(NumbersInNote):
        desk.talk("卡号 4111 1111 1111 1111")
    assert not Touchpoint.unscoped.exists()


@pytest.mark.requirement("R-095")
def test_encounters_can_be_looked_through_by_the_employee_concerned(desk: Desk) -> None:
    waiter, other = make_staff(desk.hotel, "food_beverage", name="宋涛"), make_staff(desk.hotel, "food_beverage")
    row = desk.talk("客人碰倒酒杯，宋涛安慰", kind=TouchKind.INTERACTION, staff=waiter, department="food_beverage")
    desk.talk("点菜", kind=TouchKind.INTERACTION, staff=other, department="food_beverage")
    with scope_of(make_staff(desk.hotel, "service_manager")) as scope:
        assert [t.id for t in talks(scope, desk.hotel, staff_id=waiter.id)] == [row.id]
    assert (row.staff, row.recorded_by) == ("宋涛", "陈静")
    with scope_of(make_staff(desk.hotel, "concierge")) as scope:
        assert not talks(scope, desk.hotel, staff_id=waiter.id).exists()  # another department's


def test_a_sensitive_summary_is_for_class_c4_only(desk: Desk) -> None:
    row = desk.talk("客人说在服用药物", is_sensitive=True)
    for role, shown in (("front_desk", "客人说在服用药物"), ("concierge", ""), ("reservations", "")):
        with scope_of(make_staff(desk.hotel, role)) as scope:
            assert touch_lines(scope, [row], now=NOW)[0].summary == shown, role


@pytest.mark.requirement("R-090", "R-091")
def test_suggestions_and_opinions_are_kinds_of_their_own(desk: Desk) -> None:
    for kind in (FeedbackKind.SUGGESTION, FeedbackKind.OPINION):
        row = desk.say(kind, text="大堂可增设充电处")
        assert row.kind == kind
        assert "充电".encode() not in bytes(row.text)
        with pytest.raises(BadInput):
            desk.say(kind, text=" ")
    with scope_of(desk.clerk) as scope:
        kinds = [r.kind for r in history_of(scope, desk.guest.id).feedback]
    assert sorted(kinds) == ["opinion", "suggestion"]


@pytest.mark.requirement("R-108")
def test_what_came_of_an_opinion_stands_beside_it(desk: Desk) -> None:
    row = desk.say(FeedbackKind.OPINION, text="空调太响")
    with scope_of(desk.clerk) as scope:
        verbs.settle_feedback(scope=scope, now=NOW, feedback=row, outcome="已换房并致歉")
        line = feedback_lines(scope, history_of(scope, desk.guest.id).feedback, now=NOW)[0]
    assert (line.text, line.outcome, line.row.settled_by) == ("空调太响", "已换房并致歉", "陈静")


@pytest.mark.requirement("R-092")
def test_a_requirement_becomes_a_task_in_one_step_and_only_once(desk: Desk) -> None:
    row = desk.say(FeedbackKind.REQUIREMENT, text="下次要高楼层")
    with scope_of(desk.clerk) as scope:
        task = verbs.feedback_to_task(scope=scope, now=NOW, feedback=row, text="预留高楼层", department="reservations")
        with pytest.raises(AlreadyMadeTask):
            verbs.feedback_to_task(scope=scope, now=NOW, feedback=row, text="预留高楼层", department="reservations")
    assert ServiceTask.unscoped.get().id == task.id
    assert (task.source_kind, task.source_id, task.department) == ("feedback", row.id, "reservations")
    row.refresh_from_db()
    assert row.task_id == task.id


@pytest.mark.requirement("R-087")
def test_a_satisfaction_score_is_about_one_transaction_or_service(desk: Desk) -> None:
    with scope_of(desk.clerk) as scope:
        service = log_service(
            scope=scope, now=NOW, hotel=desk.hotel, guest=desk.guest, text="洗衣两件", kind=TaskKind.VALUE_ADDED
        )
    row = desk.say(FeedbackKind.SATISFACTION, score=4, about_kind=SourceOf.TASK, about_id=service.id)
    assert (row.score, row.about_id) == (4, service.id)
    with pytest.raises(BadInput):
        desk.say(FeedbackKind.SATISFACTION, score=4)
    with pytest.raises(BadInput):
        desk.say(FeedbackKind.SATISFACTION, about_kind=SourceOf.TASK, about_id=service.id)
    for score in (0, 6):
        with pytest.raises(BadInput):
            desk.say(FeedbackKind.SATISFACTION, score=score, about_kind=SourceOf.TASK, about_id=service.id)


@pytest.mark.requirement("R-093")
def test_a_service_review_has_score_and_text(desk: Desk) -> None:
    row = desk.say(FeedbackKind.REVIEW, score=5, scores={"service": 5, "food": 4}, text="服务周到")
    assert (row.score, row.scores) == (5, {"service": 5, "food": 4})
    with pytest.raises(BadInput):
        desk.say(FeedbackKind.REVIEW, text="服务周到")
    with pytest.raises(BadInput):
        desk.say(FeedbackKind.REVIEW, score=5, scores={"moon": 5})


@pytest.mark.requirement("R-165")
def test_the_praise_of_a_service_card_reaches_the_employee(desk: Desk) -> None:
    maid = make_staff(desk.hotel, "housekeeping_attendant", name="李秀兰")
    row = desk.say(FeedbackKind.SERVICE_CARD, text="李秀兰服务热情", employee=maid)
    task = ServiceTask.unscoped.get()
    assert (task.kind, task.assignee, task.department) == ("message", "李秀兰", "housekeeping")
    assert row.task_id == task.id
    again = desk.say(FeedbackKind.SERVICE_CARD, text="餐厅的先生很好", department="food_beverage")
    assert ServiceTask.unscoped.get(id=again.task_id).department == "food_beverage"
    with pytest.raises(BadInput):
        desk.say(FeedbackKind.SERVICE_CARD, text="很好")


@pytest.mark.requirement("R-089")
def test_after_sales_service_stands_in_the_history_of_a_guest_who_left(desk: Desk) -> None:
    make_past_stay(desk.hotel, desk.guest, arrival=TODAY - timedelta(days=20))
    with scope_of(desk.clerk) as scope:
        log_service(
            scope=scope, now=NOW, hotel=desk.hotel, guest=desk.guest, text="寄出遗留的书", kind=TaskKind.AFTER_SALES
        )
        given = history_of(scope, desk.guest.id).given
    assert [t.kind for t in given] == ["after_sales"]


def review(hotel: Any, text: str, **more: Any) -> OnlineReview:
    with open_house(hotel) as scope:
        given = {"site": "携程", "published_on": TODAY, "pseudonym": "月月", **more}
        return enter_review(scope=scope, now=NOW, hotel=hotel, text=text, **given)


@pytest.mark.requirement("R-166")
def test_a_review_names_nobody_until_someone_confirms_who_wrote_it(desk: Desk) -> None:
    room = make_room(desk.hotel, "4401")
    stay = make_past_stay(desk.hotel, desk.guest, arrival=TODAY - timedelta(days=5), room=room)
    row = review(desk.hotel, "我住在迎宾楼4401房，服务很好", score=5, scores={"service": 5, "room": 4})
    assert (row.site, row.pseudonym, row.scores) == ("携程", "月月", {"service": 5, "room": 4})
    assert len(suggest_in(desk.hotel, row)) == 1
    assert row.linked_guest is None
    assert not Feedback.unscoped.exists()
    with scope_of(make_staff(desk.hotel, "guest_relations")) as scope:
        kept = link_review(scope=scope, now=NOW, review=row, guest=desk.guest, stay=stay)
        with pytest.raises(ReviewLinked):
            link_review(scope=scope, now=NOW, review=row, guest=desk.guest, stay=stay)
    assert (kept.guest_id, kept.stay_id, kept.kind, kept.score) == (desk.guest.id, stay.id, "online_review", 5)
    with scope_of(make_staff(desk.hotel, "guest_relations")) as scope:
        unlink_review(scope=scope, now=NOW, review=row)
    assert not Feedback.unscoped.exists()
    assert OnlineReview.unscoped.get().linked_guest is None


def suggest_in(hotel: Any, row: OnlineReview) -> list[Any]:
    with open_house(hotel):
        return suggest_stays(row)


@pytest.mark.requirement("R-167")
def test_the_stay_is_suggested_from_the_room_the_review_mentions(desk: Desk) -> None:
    room, other = make_room(desk.hotel, "4401"), make_room(desk.hotel, "4402")
    near = make_past_stay(desk.hotel, desk.guest, arrival=TODAY - timedelta(days=5), room=room)
    far = make_past_stay(desk.hotel, make_guest(), arrival=TODAY - timedelta(days=60), room=room)
    make_past_stay(desk.hotel, make_guest(), arrival=TODAY - timedelta(days=5), room=other)
    make_past_stay(desk.hotel, make_guest(), arrival=TODAY - timedelta(days=300), room=room)
    found = suggest_in(desk.hotel, review(desk.hotel, "住迎宾楼4401房，赞"))
    assert [s.stay.id for s in found] == [near.id, far.id]
    assert found[0].reasons == ("room", "date")
    assert suggest_in(desk.hotel, review(desk.hotel, "很好的酒店")) == []
    assert suggest_in(desk.hotel, review(desk.hotel, "电话44010000没人接")) == []


def test_a_review_is_linked_to_the_right_guest_by_the_right_people_only(desk: Desk) -> None:
    row = review(desk.hotel, "好")
    stay = make_past_stay(desk.hotel, make_guest(), arrival=TODAY - timedelta(days=5))
    with scope_of(make_staff(desk.hotel, "service_manager")) as scope, pytest.raises(WrongStay):
        link_review(scope=scope, now=NOW, review=row, guest=desk.guest, stay=stay)
    with scope_of(desk.clerk) as scope, pytest.raises(NotAllowed):
        link_review(scope=scope, now=NOW, review=row, guest=desk.guest, stay=None)
    for wrong in ({"score": 6}, {"published_on": TODAY + timedelta(days=1)}, {"site": " "}, {"scores": {"x": 3}}):
        with pytest.raises(BadInput):
            review(desk.hotel, "好", **wrong)
