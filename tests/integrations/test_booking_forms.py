"""A booking that comes in with a file: web or booking form, empty entries change nothing, differing ones wait."""

from pathlib import Path

import pytest

from binzhi.guests.models import Guest, GuestValue
from binzhi.stays.models import Reservation
from tests.integrations.files import table, text_file
from tests.integrations.house import importing_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HEADS = ["预订号", "姓名", "手机", "抵店日期", "离店日期", "国籍", "渠道"]


def booking(number: str, name: str, phone: str, nationality: str, channel: str) -> list[object]:
    return [number, name, phone, "2026-03-11", "2026-03-13", nationality, channel]


@pytest.mark.requirement("R-121")
def test_a_web_booking_creates_or_matches_the_profile_and_says_it_came_by_the_web(tmp_path: Path) -> None:
    with importing_house() as house:
        rows = [
            booking("W1", "王建国", "13812345678", "CN", "WEB"),
            booking("W2", "陈静", "13912345678", "CN", "PHONE"),
        ]
        house.run(text_file(tmp_path, table(HEADS, *rows)), "reservations-csv")
        made = Guest.objects.get(name="王建国")
        assert (made.origins[""]["channel"], made.origins[""]["stage"]) == ("web", "booking")
        assert Guest.objects.get(name="陈静").origins[""]["channel"] == "booking_form"
        again = text_file(tmp_path, table(HEADS, booking("W3", "王建国", "13812345678", "", "WEB")), name="2.csv")
        house.run(again, "reservations-csv")
        assert Guest.objects.filter(name="王建国").count() == 1
        assert Reservation.objects.filter(guest=made).count() == 2


@pytest.mark.requirement("R-130")
def test_an_imported_booking_form_fills_what_is_empty_and_lets_conflicts_wait(tmp_path: Path) -> None:
    with importing_house() as house:
        first = table(HEADS, booking("W1", "王建国", "13812345678", "", "WEB"))
        house.run(text_file(tmp_path, first), "reservations-csv")
        for number, nationality in (("W2", "CN"), ("W3", ""), ("W4", "SG")):
            path = text_file(
                tmp_path,
                table(HEADS, booking(number, "王建国", "13812345678", nationality, "WEB")),
                name=f"{number}.csv",
            )
            house.run(path, "reservations-csv")
        guest = Guest.objects.get(name="王建国")
        assert guest.nationality == "CN"
        waiting = GuestValue.objects.get(guest=guest, field="nationality")
        assert (waiting.value, waiting.status, waiting.channel) == ("SG", "waiting", "web")
