"""Shifts: which one is on, word left for another, acknowledged by name, handed over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from binzhi.kernel.errors import BadInput
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel
from binzhi.service.domain import instructions as verbs
from binzhi.service.domain.records import log_touchpoint
from binzhi.service.domain.services import log_service
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import Shift
from binzhi.service.errors import InstructionClosed, ReasonNeeded, ShiftOver
from binzhi.service.models import ShiftInstruction
from binzhi.service.queries import handover, instructions_for, waiting_for_me
from binzhi.service.shifts import slot_after, slot_now
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.service.houses import live

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def shanghai(hour: int, minute: int = 0, day: int = 10) -> datetime:
    """A moment of the hotel's clock."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def leave(hotel: Hotel, shift: Shift | None = None, **more: object) -> ShiftInstruction:
    with open_house(hotel) as scope:
        return verbs.leave_instruction(
            scope=scope, now=NOW, hotel=hotel, guest=make_guest(), department="housekeeping",
            text="开夜床时调到26度", shift=shift, **more,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "day", "shift"),
    [
        (shanghai(7), date(2026, 3, 10), Shift.MORNING),
        (shanghai(14, 59), date(2026, 3, 10), Shift.MORNING),
        (shanghai(15), date(2026, 3, 10), Shift.MIDDLE),
        (shanghai(23), date(2026, 3, 10), Shift.NIGHT),
        (shanghai(6, 59), date(2026, 3, 9), Shift.NIGHT),
        (shanghai(0, day=11), date(2026, 3, 10), Shift.NIGHT),
    ],
)
def test_the_night_shift_belongs_to_the_day_on_which_it_begins(now: datetime, day: date, shift: Shift) -> None:
    slot = slot_now(make_hotel(), now)
    assert (slot.day, slot.shift) == (day, shift)
    assert slot.begins_at <= now < slot.ends_at


def test_a_hotel_sets_its_own_hours() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="service.shift_middle", value=19)
    assert slot_now(hotel, shanghai(18)).shift == Shift.MORNING
    assert slot_after(hotel, shanghai(18)).begins_at == shanghai(19)


@pytest.mark.requirement("R-206")
def test_word_goes_to_the_next_shift_unless_one_is_named() -> None:
    hotel = make_hotel()
    assert leave(hotel).shift == Shift.NIGHT  # it is 18:00, the middle shift is on
    assert leave(hotel, Shift.MIDDLE).day == TODAY
    assert leave(hotel, Shift.MORNING).day == TODAY + timedelta(days=1)
    with pytest.raises(ShiftOver):
        leave(hotel, Shift.MORNING, day=TODAY)
    with pytest.raises(BadInput):
        leave(hotel, Shift.MORNING, day=TODAY + timedelta(days=900))


@pytest.mark.requirement("R-206")
def test_word_is_acknowledged_by_name_and_stands_out_until_then() -> None:
    hotel = make_hotel()
    row = leave(hotel)
    began = row.begins_at + timedelta(minutes=1)
    with scope_of(make_staff(hotel, "housekeeping_attendant", name="李梅")) as scope:
        waiting = waiting_for_me(scope, hotel, now=NOW)
        assert waiting is not None
        assert (waiting.instructions, waiting.overdue) == (1, 0)
        waiting = waiting_for_me(scope, hotel, now=began)
        assert waiting is not None
        assert waiting.overdue == 1
        read = verbs.acknowledge_instruction(scope=scope, now=began, instruction=row)
        assert (read.acknowledged_by, read.state) == ("李梅", "acknowledged")
        verbs.carry_out(scope=scope, now=began, instruction=row)
    other = make_staff(hotel, "housekeeping_attendant")
    with scope_of(other) as scope:
        with pytest.raises(InstructionClosed):
            verbs.not_carried_out(scope=scope, now=began, instruction=row, reason="没有时间")
        verbs.reopen_instruction(scope=scope, now=began, instruction=row)
        with pytest.raises(ReasonNeeded):
            verbs.not_carried_out(scope=scope, now=began, instruction=row, reason="")
        last = verbs.not_carried_out(scope=scope, now=began, instruction=row, reason="客人谢绝打扰")
    assert (last.state, last.reason, last.acknowledged_by) == ("not_done", "客人谢绝打扰", "李梅")


def test_what_nobody_carried_out_stays_with_the_following_shifts() -> None:
    hotel = make_hotel()
    row = leave(hotel, Shift.MIDDLE)
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        night = slot_after(hotel, NOW)
        assert [r.id for r in instructions_for(scope, hotel, night, department="")] == [row.id]
        verbs.carry_out(scope=scope, now=NOW, instruction=row)
        assert instructions_for(scope, hotel, night, department="") == []


@pytest.mark.requirement("R-206")
def test_the_next_shift_reads_what_happened_to_each_guest() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    stay = live(hotel, guest, "1208", now=NOW - timedelta(hours=5), today=TODAY)
    with open_house(hotel) as scope:
        about = {"scope": scope, "hotel": hotel, "guest": guest, "stay": stay, "department": "housekeeping"}
        log_service(**about, now=NOW - timedelta(hours=4), text="加了一条毯子")
        log_touchpoint(**about, now=NOW - timedelta(hours=1), summary="客人说夜里冷")
        request_task(**about, now=NOW, text="再送一壶热水")
        verbs.write_shift_note(
            scope=scope,
            now=NOW,
            hotel=hotel,
            department="housekeeping",
            slot=slot_now(hotel, NOW),
            text="8楼吸尘器送修",
        )
    night = slot_after(hotel, NOW)
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope:
        found = handover(scope, hotel, now=night.begins_at, department="housekeeping", slot=night)
        other = handover(scope, hotel, now=night.begins_at, department="kitchen", slot=night)
    assert [g.stay.room.number for g in found.guests] == ["1208"]
    assert (len(found.guests[0].tasks), len(found.guests[0].touchpoints)) == (1, 1)
    assert len(found.open) == 1
    assert [n.text for n in found.notes] == ["8楼吸尘器送修"]
    assert (other.guests, other.open, other.notes) == ([], [], [])
