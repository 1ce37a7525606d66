"""Any small table: imported twice is imported once, the dry run foretells the counts, and an undo leaves nothing."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binzhi.audit.domain.verify import verify
from binzhi.guests.models import Guest
from binzhi.org.models import Hotel
from binzhi.stays.models import Reservation
from tests.integrations.files import GOOD_ID, table, text_file
from tests.integrations.house import House, importing_house, picture, table_counts, values

NAMES = st.sampled_from(["王建国", "陈静", "SMITH JOHN", "Smith John", "欧阳静怡", "A"])
PHONES = st.sampled_from(["", "13812345678", "13912345678", "+44 20 7946 0000", "123"])
DOCUMENTS = st.sampled_from(["", GOOD_ID, "E12345678"])
MAILS = st.sampled_from(["", "a@example.com", "x1@guest.booking.com", "nonsense"])
TEXTS = st.sampled_from(["", "高楼层", "=1+1", "allergic to nuts", "4111 1111 1111 1111"])
DAYS = st.sampled_from(["2026-03-11", "2026-03-13", "2026-02-30", ""])
NUMBERS = st.sampled_from(["", "R1", "R2", "R3"])
CARDS = st.sampled_from(["", "M1", "M2"])

GUESTS = ["姓名", "手机", "证件号码", "证件类型", "邮箱", "会员卡号", "备注"]
STAYS = ["预订号", "姓名", "手机", "证件号码", "证件类型", "抵店日期", "离店日期", "房型", "特殊要求", "同住人", "状态"]


def document(number: str) -> str:
    return "" if not number else ("身份证" if number == GOOD_ID else "护照")


@st.composite
def guest_rows(draw: st.DrawFn) -> list[object]:
    number = draw(DOCUMENTS)
    return [draw(NAMES), draw(PHONES), number, document(number), draw(MAILS), draw(CARDS), draw(TEXTS)]


@st.composite
def stay_rows(draw: st.DrawFn) -> list[object]:
    number = draw(DOCUMENTS)
    states = st.sampled_from(["", "预订", "在住", "取消", "离店"])
    return [
        draw(NUMBERS), draw(NAMES), draw(PHONES), number, document(number), draw(DAYS), draw(DAYS),
        draw(st.sampled_from(["", "DLX", "STD"])), draw(TEXTS), draw(st.sampled_from(["", "李梅", "王建国"])), draw(states),
    ]  # fmt: skip


def go_round(house: House, heads: list[str], rows: list[list[object]], kind: str, folder: Path) -> None:
    empty = (table_counts(), picture())
    path = text_file(folder, table(heads, *rows))
    foretold = house.check(path, kind)["counts"]
    first = house.run(path, kind)
    assert first.counts == foretold
    stood = (table_counts(), picture(), values(Guest), values(Reservation))
    other = text_file(folder, table([*heads, "x"], *([*r, ""] for r in rows)), name="other.csv")
    numbered = [r for r in rows if r[0]] if kind == "reservations-csv" else []
    second = house.run(path, kind)
    assert (table_counts(), picture(), values(Guest), values(Reservation)) == stood
    if numbered and len(numbered) == len(rows):
        third = house.run(other, kind)
        assert not {"new", "doubtful"} & set(third.counts), third.counts
        house.undo(third)
    if second.id != first.id:
        house.undo(second)
    house.undo(first)
    assert (table_counts(), picture()) == empty


def in_a_house(heads: list[str], rows: list[list[object]], kind: str) -> None:
    from django.db import transaction

    class Back(Exception):
        pass

    with tempfile.TemporaryDirectory() as folder:
        try:
            with transaction.atomic(), transaction.atomic(using="keys"), importing_house() as house:
                go_round(house, heads, rows, kind, Path(folder))
                assert verify().faults == []
                assert Hotel.objects.count() == 1
                raise Back
        except Back:
            pass


QUIET = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.mark.django_db(databases=["default", "keys"])
@QUIET
@given(st.lists(guest_rows(), max_size=6))
def test_any_table_of_guests(rows: list[list[object]]) -> None:
    in_a_house(GUESTS, rows or [["王建国", *[""] * 6]], "guests-csv")


@pytest.mark.django_db(databases=["default", "keys"])
@QUIET
@given(st.lists(stay_rows(), max_size=6))
def test_any_table_of_bookings(rows: list[list[object]]) -> None:
    in_a_house(
        STAYS, rows or [["R1", "王建国", "", "", "", "2026-03-11", "2026-03-13", "", "", "", ""]], "reservations-csv"
    )
