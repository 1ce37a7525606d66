"""Several people at once: one signature per task, one acknowledgement, one task of a requirement, one link of a review."""

from collections.abc import Callable
from typing import Any

from binzhi.kernel.errors import DomainError
from binzhi.service.domain.instructions import acknowledge_instruction, leave_instruction
from binzhi.service.domain.records import feedback_to_task, record_feedback
from binzhi.service.domain.reviews import enter_review, link_review
from binzhi.service.domain.tasks import complete, request_task
from binzhi.service.enums import FeedbackKind
from binzhi.service.errors import AlreadyMadeTask, ReviewLinked, TaskClosed
from binzhi.service.models import Feedback, ServiceTask, ShiftInstruction
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL
MANY = 6


def one_of_many(work: Callable[[int], Any], refusal: type[DomainError]) -> None:
    """Only the first gets through; the others are told."""
    outcomes = together(work, threads=MANY)
    assert outcomes.count(None) == 1
    assert all(isinstance(e, refusal) for e in outcomes if e is not None)


def test_a_task_is_signed_by_one_of_many() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        task = request_task(
            scope=scope, now=NOW, hotel=hotel, guest=make_guest(), department="housekeeping", text="加毯子"
        )
    people = [make_staff(hotel, "housekeeping_attendant") for _ in range(MANY)]

    def sign(number: int) -> None:
        with scope_of(people[number]) as scope:
            complete(scope=scope, now=NOW, task=task)

    one_of_many(sign, TaskClosed)
    assert ServiceTask.unscoped.get(id=task.id).version == 2


def test_word_left_is_acknowledged_once() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        row = leave_instruction(
            scope=scope, now=NOW, hotel=hotel, guest=make_guest(), department="housekeeping", text="留灯"
        )
    people = [make_staff(hotel, "housekeeping_attendant") for _ in range(MANY)]

    def read(number: int) -> None:
        with scope_of(people[number]) as scope:
            acknowledge_instruction(scope=scope, now=NOW, instruction=row)

    assert together(read, threads=MANY) == [None] * MANY
    assert ShiftInstruction.unscoped.get(id=row.id).version == 2


def test_a_requirement_becomes_one_task() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        said = record_feedback(
            scope=scope, now=NOW, hotel=hotel, guest=make_guest(), kind=FeedbackKind.REQUIREMENT, text="高楼层"
        )

    def make(_number: int) -> None:
        with open_house(hotel) as scope:
            feedback_to_task(scope=scope, now=NOW, feedback=said, text="高楼层", department="reservations")

    one_of_many(make, AlreadyMadeTask)
    assert ServiceTask.unscoped.count() == 1


def test_a_review_is_linked_once() -> None:
    hotel, guests = make_hotel(), [make_guest() for _ in range(MANY)]
    with open_house(hotel) as scope:
        review = enter_review(scope=scope, now=NOW, hotel=hotel, site="携程", published_on=TODAY, text="好")

    def link(number: int) -> None:
        with open_house(hotel) as scope:
            link_review(scope=scope, now=NOW, review=review, guest=guests[number], stay=None)

    one_of_many(link, ReviewLinked)
    assert Feedback.unscoped.count() == 1
