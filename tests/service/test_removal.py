"""Care that tells of health leaves with the guest (S10, S23): the act stays, what it held goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from binzhi.config.schedule import remove_care
from binzhi.kernel.words import Words
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.services import log_service, remove_after_stays
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import TaskKind
from binzhi.service.lines import lines_of
from binzhi.service.models import ServiceTask, ShiftInstruction
from binzhi.service.texts import Evidence
from binzhi.stays.domain.registration import check_out
from tests.builders import make_staff, open_house, scope_of
from tests.service.houses import House

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_what_care_held_is_removed_after_the_stay_and_not_before() -> None:
    house = House()
    about = {"now": house.now, "hotel": house.hotel, "guest": house.guest, "stay": house.stay}
    with open_house(house.hotel) as scope:
        care = log_service(
            **about, scope=scope, department="housekeeping", text=Words("送西柚汁并留言", "Grapefruit juice and a note"),
            why="床上有消炎药", kind=TaskKind.CARING_ACT, is_sensitive=True, remove_after_stay=True,
            evidence=[Evidence("observation", house.guest.id)],
        )  # fmt: skip
        waiting = request_task(
            **about, scope=scope, department="food_beverage", text="热粥", is_sensitive=True, remove_after_stay=True
        )
        left = leave_instruction(
            **about,
            scope=scope,
            department="housekeeping",
            text="问候胃痛是否好转",
            is_sensitive=True,
            remove_after_stay=True,
        )
        kept = log_service(**about, scope=scope, department="housekeeping", text="加毯子")
        assert remove_after_stays(scope=scope, now=house.now, hotel=house.hotel, today=house.today) == 0
        check_out(scope=scope, now=house.now, stay=house.stay, today=house.today)
        assert remove_after_stays(scope=scope, now=house.now, hotel=house.hotel, today=house.today) == 3
        assert remove_after_stays(scope=scope, now=house.now, hotel=house.hotel, today=house.today) == 0
    row = ServiceTask.unscoped.get(id=care.id)
    assert (row.words, row.text, row.cause, row.evidence, row.source_id) == ({}, None, None, [], None)
    assert (row.kind, row.state, row.signed_by) == ("caring_act", "done", "Binzhi")
    assert ServiceTask.unscoped.get(id=waiting.id).state == "not_needed"
    assert ShiftInstruction.unscoped.get(id=left.id).text is None
    assert ServiceTask.unscoped.get(id=kept.id).text is not None
    with scope_of(make_staff(house.hotel, "service_manager")) as scope:
        line = lines_of(scope, [row], now=house.now)[0]
    assert line.is_removed and line.text == ""


def test_the_clock_does_it_every_hour() -> None:
    house = House()
    with open_house(house.hotel) as scope:
        log_service(
            scope=scope, now=house.now, hotel=house.hotel, guest=house.arriving, text="送药", department="housekeeping",
            is_sensitive=True, remove_after_stay=True,
        )  # fmt: skip
    due = timezone.now().replace(minute=11)
    assert remove_care(due) == []  # without a stay it is kept until the next day
    assert remove_care(due + timedelta(days=1, minutes=1)) == []
    ServiceTask.unscoped.update(asked_at=due - timedelta(days=2))
    assert len(remove_care(due)) == 1
    assert ServiceTask.unscoped.get().removed_at is not None
