"""Tasks: asked for, acknowledged, signed, refused with a reason, handed on; what is sealed stays sealed."""

from datetime import timedelta
from typing import Any

import pytest

from binzhi.audit.models import Act
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound, Stale
from binzhi.kernel.words import Words
from binzhi.org.access import scope_for
from binzhi.service.access import SIGN, get_task
from binzhi.service.domain import tasks as verbs
from binzhi.service.domain.services import log_service
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import TaskKind, TaskState, Urgency
from binzhi.service.errors import ReasonNeeded, TaskClosed, UnknownDepartment, WrongStay
from binzhi.service.lines import lines_of
from binzhi.service.models import ServiceTask
from binzhi.service.queries import board, open_tasks, waiting_for_me
from binzhi.service.texts import Evidence
from tests.builders import NOW, make_booking, make_fact, make_guest, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def ask(hotel: Any = None, guest: Any = None, **more: Any) -> ServiceTask:
    """A task for housekeeping, asked by the machine."""
    hotel = hotel or make_hotel()
    given = {"department": "housekeeping", "text": Words("加毯子一条", "One extra blanket"), **more}
    with open_house(hotel) as scope:
        return request_task(scope=scope, now=NOW, hotel=hotel, guest=guest or make_guest(), **given)


def fresh(task: ServiceTask) -> ServiceTask:
    return ServiceTask.unscoped.get(guest_id=task.guest_id, id=task.id)


@pytest.mark.requirement("R-088")
def test_a_need_is_a_dated_task_that_is_open_until_somebody_signs_it() -> None:
    task = ask(urgency=Urgency.NOW)
    assert (task.state, task.asked_at, task.due_at) == (TaskState.OPEN, NOW, NOW + timedelta(minutes=15))
    assert task.kind == TaskKind.REQUEST
    with scope_of(make_staff(task.hotel, "housekeeping_attendant", name="李梅")) as scope:
        verbs.acknowledge(scope=scope, now=NOW, task=task)
        assert [t.id for t in open_tasks(scope, task.hotel)] == [task.id]
        verbs.complete(scope=scope, now=NOW, task=task)
        assert list(open_tasks(scope, task.hotel)) == []
        done = board(scope, task.hotel, now=NOW).done
    assert [(t.signed_by, t.state) for t in done] == [("李梅", "done")]


def test_the_day_it_is_due_is_the_day_of_the_hotel() -> None:
    # 18:00 in Shanghai: this evening means 20:00 there
    assert ask().due_at == NOW + timedelta(hours=2)
    assert ask(urgency=Urgency.SOON).due_at == NOW + timedelta(hours=1)
    late = NOW + timedelta(hours=7)  # 01:00 of the 11th in Shanghai, still the 10th in UTC
    assert ask(due_at=late).open_day.isoformat() == "2026-03-11"
    with pytest.raises(BadInput):
        ask(due_at=NOW + timedelta(days=4000))


def test_a_department_the_hotel_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownDepartment):
        ask(department="moon")
    with pytest.raises(BadInput):
        ask(text="   ")
    with pytest.raises(BadInput):
        ask(text="x" * 1001)


def test_a_stay_of_someone_else_is_refused() -> None:
    hotel = make_hotel()
    with pytest.raises(WrongStay):
        ask(hotel, make_guest(), stay=make_booking(hotel, make_guest()))


def test_the_second_person_is_told_who_signed() -> None:
    task = ask()
    first, second = (make_staff(task.hotel, "housekeeping_attendant", name=n) for n in ("李梅", "王芳"))
    with scope_of(first) as scope:
        verbs.complete(scope=scope, now=NOW, task=task)
        verbs.complete(scope=scope, now=NOW, task=task)  # the same tap twice
    with scope_of(second) as scope, pytest.raises(TaskClosed) as refused:
        verbs.cannot(scope=scope, now=NOW, task=task, reason="来晚了")
    assert "李梅" in refused.value.text("zh-hans")
    assert fresh(task).version == 2
    with scope_of(second) as scope:
        verbs.reopen(scope=scope, now=NOW, task=task)
        with pytest.raises(Stale):
            verbs.complete(scope=scope, now=NOW, task=task, version=1)
    again = fresh(task)
    assert (again.state, again.signed_by, again.open_day is not None) == ("open", "", True)


def test_not_possible_and_not_needed_want_a_reason() -> None:
    task = ask()
    with scope_of(make_staff(task.hotel, "housekeeping_attendant")) as scope:
        with pytest.raises(ReasonNeeded):
            verbs.cannot(scope=scope, now=NOW, task=task, reason=" ")
        verbs.cannot(scope=scope, now=NOW, task=task, reason="毯子用完了")
    assert (fresh(task).state, fresh(task).reason) == ("not_possible", "毯子用完了")
    other = ask(task.hotel)
    with scope_of(make_staff(task.hotel, "housekeeping_attendant")) as scope:
        verbs.not_needed(scope=scope, now=NOW, task=other, reason="客人已有")
    assert fresh(other).state == "not_needed"


def test_another_department_does_not_sign_and_another_hotel_sees_nothing() -> None:
    task = ask()
    with scope_of(make_staff(task.hotel, "food_beverage")) as scope:
        with pytest.raises(NotAllowed):
            verbs.complete(scope=scope, now=NOW, task=task)
        with pytest.raises(NotFound):
            get_task(scope, task.guest_id, task.id, to=SIGN)
        assert get_task(scope, task.guest_id, task.id).id == task.id
    stranger = make_staff(make_hotel("SH01"), "housekeeping_attendant")
    with scope_of(stranger) as scope, pytest.raises(NotFound):
        get_task(scope, task.guest_id, task.id)


def test_handed_on_to_another_department_it_is_new_there() -> None:
    task = ask()
    colleague = make_staff(task.hotel, "housekeeping_attendant", name="王芳")
    with scope_of(make_staff(task.hotel, "housekeeping_attendant")) as scope:
        verbs.acknowledge(scope=scope, now=NOW, task=task)
        verbs.hand_on(scope=scope, now=NOW, task=task, staff=colleague)
        assert (fresh(task).assignee, fresh(task).state) == ("王芳", "acknowledged")
        verbs.hand_on(scope=scope, now=NOW, task=task, department="concierge")
    row = fresh(task)
    assert (row.department, row.state, row.assignee, row.acknowledged_by) == ("concierge", "open", "", "")


def test_typed_text_lies_sealed_and_no_act_holds_it() -> None:
    task = ask(text="给客人送退烧茶", why="客人说头疼")
    row = fresh(task)
    for needle in ("退烧茶", "头疼"):
        assert needle.encode() not in bytes(row.text) + bytes(row.cause)
        assert needle not in str(list(Act.objects.values_list("details", flat=True)))
    with scope_of(make_staff(task.hotel, "housekeeping_attendant")) as scope:
        line = lines_of(scope, [row], now=NOW)[0]
    assert (line.text, line.cause) == ("给客人送退烧茶", "客人说头疼")


def sensitive(hotel: Any, department: str) -> ServiceTask:
    """Care asked for by housekeeping from another department."""
    scope = scope_for(make_staff(hotel, "housekeeping_attendant"))
    with scope_of(make_staff(hotel, "housekeeping_attendant")):
        return request_task(
            scope=scope, now=NOW, hotel=hotel, guest=make_guest(), department=department,
            text=Words("送一杯西柚汁", "Bring grapefruit juice"), why="床上有消炎药", is_sensitive=True,
        )  # fmt: skip


def seen(task: ServiceTask, role: str, *, language: str = "") -> tuple[str, str]:
    with scope_of(make_staff(task.hotel, role), language=language) as scope:
        line = lines_of(scope, [fresh(task)], now=NOW)[0]
    return line.text, line.cause


def test_the_kitchen_sees_the_task_and_not_the_cause() -> None:
    hotel = make_hotel()
    task = sensitive(hotel, "kitchen")
    assert task.words == {}
    assert seen(task, "kitchen") == ("送一杯西柚汁", "")
    assert seen(task, "kitchen", language="en") == ("Bring grapefruit juice", "")
    assert seen(task, "housekeeping_supervisor") == ("送一杯西柚汁", "床上有消炎药")  # who asked, and reads C4
    assert seen(task, "service_manager") == ("送一杯西柚汁", "床上有消炎药")
    assert seen(task, "reservations") == ("", "")  # the whole house, but no class C4
    with scope_of(make_staff(hotel, "business_centre")) as scope, pytest.raises(NotFound):
        get_task(scope, task.guest_id, task.id)


def test_who_does_the_work_sees_it_without_class_c4() -> None:
    task = sensitive(make_hotel(), "concierge")
    assert seen(task, "concierge") == ("送一杯西柚汁", "")


def test_evidence_names_the_fact_and_shows_it_as_the_role_may_see_it() -> None:
    hotel, guest = make_hotel(), make_guest()
    fact = make_fact(guest, "favourite_liquor", "绍兴黄酒")
    task = ask(hotel, guest, evidence=[Evidence("fact", fact.id)])
    assert "绍兴黄酒" not in str(task.evidence)
    with scope_of(make_staff(hotel, "food_beverage")) as scope:
        line = lines_of(scope, [fresh(task)], now=NOW)[0]
    assert [f.value for f in line.facts] == ["绍兴黄酒"]


@pytest.mark.requirement("R-038")
def test_a_service_given_is_filed_signed_and_not_charged_unless_said() -> None:
    hotel, guest = make_hotel(), make_guest()
    with scope_of(make_staff(hotel, "concierge", name="马力")) as scope:
        car = log_service(
            scope=scope, now=NOW, hotel=hotel, guest=guest, text="机场接送", kind=TaskKind.VALUE_ADDED, service="car",
            is_charged=True, given_at=NOW - timedelta(hours=2),
        )  # fmt: skip
        socks = log_service(scope=scope, now=NOW, hotel=hotel, guest=guest, text="代买车票")
    row = fresh(car)
    assert (row.state, row.service, row.is_charged, row.signed_by) == ("done", "car", True, "马力")
    assert row.signed_at == NOW - timedelta(hours=2)
    assert (fresh(socks).is_charged, fresh(socks).kind, fresh(socks).open_day) == (False, "extra_service", None)


def test_the_first_page_counts_what_waits_for_ones_own_department() -> None:
    task = ask()
    ask(task.hotel, department="concierge")
    with scope_of(make_staff(task.hotel, "housekeeping_attendant")) as scope:
        waiting = waiting_for_me(scope, task.hotel, now=NOW + timedelta(hours=3))
    assert waiting is not None
    assert (waiting.tasks, waiting.late, [t.id for t in waiting.first]) == (1, 1, [task.id])
    with scope_of(make_staff(task.hotel, "auditor")) as scope:
        assert waiting_for_me(scope, task.hotel, now=NOW) is None
