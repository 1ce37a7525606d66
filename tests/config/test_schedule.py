"""What is due by the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from binzhi.arrivals.models import PlanRun
from binzhi.config import schedule
from binzhi.identity.models import GuestEvidence, Term
from tests.builders import NOW, TOMORROW, make_booking, make_guest, make_hotel

EVENING = NOW + timedelta(hours=1)  # 19:00 in Shanghai
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def booked(settings: Any, tmp_path: Any) -> Any:
    settings.BINZHI_WITNESS_FILE = tmp_path / "witness" / "chain.jsonl"
    hotel = make_hotel()
    make_booking(hotel, make_guest("王建国"), arrival=TOMORROW, nights=3)
    return hotel


@pytest.mark.requirement("R-215")
def test_tomorrows_report_is_made_once_when_its_hour_has_come(booked: Any) -> None:
    assert schedule.produce_reports(NOW - timedelta(hours=4)) == []
    assert len(schedule.produce_reports(EVENING)) == 1
    assert schedule.produce_reports(EVENING + timedelta(minutes=1)) == []
    runs = PlanRun.unscoped.filter(hotel=booked)
    assert [(run.date, run.by_schedule, run.arrivals) for run in runs] == [(TOMORROW, True, 1)]


def test_a_later_booking_refreshes_the_plan(booked: Any) -> None:
    schedule.produce_reports(EVENING)
    make_booking(booked, make_guest("李文彬"), arrival=TOMORROW, booked_at=EVENING + timedelta(minutes=5))
    assert len(schedule.produce_reports(EVENING + timedelta(minutes=6))) == 1
    assert PlanRun.unscoped.order_by("built_at").last().arrivals == 2


def test_a_job_that_fails_does_not_stop_the_others(
    booked: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_now: datetime) -> list[str]:
        raise RuntimeError("no ink")

    monkeypatch.setattr(schedule, "JOBS", [broken, schedule.write_witness])
    done = schedule.do_due(now=EVENING)
    assert [line.split(":")[0] for line in done] == ["audit witness"]
    assert "broken" in caplog.text


def test_what_guests_are_recognised_by_is_counted_and_repaired_at_night(booked: Any) -> None:
    night = datetime(2026, 3, 10, 19, 15, tzinfo=UTC)
    assert schedule.keep_recognition(night - timedelta(minutes=1)) == []
    assert schedule.keep_recognition(night) == ["recognition: 1 profiles counted, keys of 0 made anew"]
    GuestEvidence.unscoped.all().delete()  # unscoped: a test
    assert schedule.keep_recognition(night) == ["recognition: 1 profiles counted, keys of 1 made anew"]
    assert Term.objects.exists()


def test_statistics_are_counted_every_hour(booked: Any) -> None:
    schedule.keep_statistics(datetime(2026, 3, 10, 10, 8, tzinfo=UTC))
    schedule.keep_statistics(datetime(2026, 3, 10, 10, 7, tzinfo=UTC))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1")
            assert cursor.fetchone()[0] > 0


def test_every_job_runs_at_its_minute_without_anybody_signed_in(
    booked: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each job opens its own scope; all minutes of an hour in which something is due, and the fixed hours of the night."""
    monkeypatch.setattr(schedule, "call_command", lambda *args, **kwargs: None)
    day = (NOW + timedelta(days=30)).replace(hour=0, minute=0)  # the booking is over: its guest leaves the front
    moments = [day + timedelta(hours=10, minutes=m) for m in range(60)]
    moments += [day + timedelta(hours=h, minutes=m) for h in (19, 20) for m in (0, 5, 7, 10, 11, 15, 30, 45)]
    for moment in moments:
        schedule.do_due(now=moment)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
