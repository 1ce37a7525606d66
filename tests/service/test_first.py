"""The two verbs other rooms call."""

from datetime import timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.kernel.words import Words
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.tasks import complete, request_task
from binzhi.service.enums import Shift, TaskKind, Urgency
from binzhi.service.errors import ShiftOver, TaskClosed, UnknownDepartment
from binzhi.service.texts import Evidence
from tests.builders import NOW, make_booking, make_fact, make_guest, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_first() -> None:
    hotel, guest = make_hotel(), make_guest()
    fact = make_fact(guest, "bed_board")
    stay = make_booking(hotel, guest)
    with open_house(hotel) as scope:
        task = request_task(
            scope=scope,
            now=NOW,
            hotel=hotel,
            guest=guest,
            stay=stay,
            department="housekeeping",
            text=Words("加毯子一条", "One extra blanket"),
            urgency=Urgency.NOW,
            evidence=[Evidence("fact", fact.id)],
        )
        assert task.words == {"zh": "加毯子一条", "en": "One extra blanket"}
        assert task.text is None
        assert task.due_at == NOW + timedelta(minutes=15)
        typed = request_task(
            scope=scope,
            now=NOW,
            hotel=hotel,
            guest=guest,
            department="housekeeping",
            text="送热水",
            why="胃痛",
            is_sensitive=True,
        )
        assert "送热水".encode() not in bytes(typed.text)
        with pytest.raises(UnknownDepartment):
            request_task(scope=scope, now=NOW, hotel=hotel, guest=guest, department="moon", text="x")
        row = leave_instruction(
            scope=scope, now=NOW, hotel=hotel, guest=guest, department="housekeeping", text="26度", shift=Shift.MIDDLE
        )
        assert row.begins_at <= NOW
        with pytest.raises(ShiftOver):
            leave_instruction(
                scope=scope,
                now=NOW,
                hotel=hotel,
                guest=guest,
                department="housekeeping",
                text="26度",
                shift=Shift.MORNING,
                day=row.day,
            )
    a, b = (make_staff(hotel, "housekeeping_attendant") for _ in range(2))
    with open_house(hotel) as scope:
        complete(scope=scope, now=NOW, task=task)
    assert Act.objects.filter(object_id=task.id).count() == 2
