"""What is due by the clock. Each job is safe to do twice; one that fails is reported and does not stop the others."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

from binzhi.arrivals.access import READ
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.queries import is_stale, latest_run, watch
from binzhi.audit.domain.verify import witness
from binzhi.kernel.scope import open_scope
from binzhi.org.access import system_scope
from binzhi.org.models import Hotel
from binzhi.org.queries import tomorrow

log = logging.getLogger(__name__)
Job = Callable[[datetime], list[str]]


def write_witness(_now: datetime) -> list[str]:
    """Note the ends of the audit chains outside the database."""
    lines = witness(path=settings.BINZHI_WITNESS_FILE)
    return [f"audit witness: {lines} lines"] if lines else []


def produce_reports(now: datetime) -> list[str]:
    """Build tomorrow's plan of each hotel when its report is due, without anyone asking (R-215), and keep it fresh."""
    done: list[str] = []
    for hotel in Hotel.objects.order_by("code"):
        scope = system_scope(hotel=hotel, permissions=frozenset({READ}))
        with open_scope(scope):
            day = tomorrow(hotel, now=now)
            owed = watch(hotel, day, now=now)
            run = latest_run(hotel, day)
            if owed.late or (run is not None and is_stale(hotel, day, run)):
                run = build_plan(scope=scope, now=now, hotel=hotel, day=day, by_schedule=owed.late)
                done.append(f"{hotel.code}: arrivals report of {day}, {run.arrivals} guests, {run.items} items")
    return done


def tidy(now: datetime) -> list[str]:
    """Once a day at four: forget ended sessions and finished queue entries older than a fortnight."""
    if (now.hour, now.minute) != (20, 0):  # 04:00 in China; UTC here
        return []
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0)
    return ["tidied sessions and the work queue"]


JOBS: list[Job] = [produce_reports, write_witness, tidy]


def do_due(*, now: datetime) -> list[str]:
    """Do every job that is due; returns a line for each thing done."""
    done: list[str] = []
    for job in JOBS:
        try:
            done += job(now)
        except Exception:  # one job must not stop the clock
            log.exception("scheduled job %s failed", job.__name__)
    return done


def loop() -> int:
    """Do what is due at the start of every minute until a signal asks for the end."""
    end = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        end.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not end.is_set():
        close_old_connections()
        do_due(now=datetime.now(tz=UTC))
        end.wait(60 - datetime.now(tz=UTC).second)
    return 0
