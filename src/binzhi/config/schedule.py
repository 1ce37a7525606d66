"""What is due by the clock. Each job is safe to do twice; one that fails is reported and does not stop the others."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections

from binzhi.arrivals.domain.produce import produce_daily, refresh_plans
from binzhi.audit.domain.verify import witness
from binzhi.collection.domain.clock import remove_after_departure, tell_outlets
from binzhi.config.used import note_uses
from binzhi.guests.access import EDIT as EDIT_GUESTS
from binzhi.guests.domain.days import rebuild_days
from binzhi.guests.domain.exports import drop_ended_exports
from binzhi.guests.domain.search_entries import merge_index, tidy_index
from binzhi.guests.tasks import tidy_readings
from binzhi.identity.domain.cases import refresh_stakes
from binzhi.identity.domain.keys import look_at_keys
from binzhi.identity.domain.keys import rebuild as rebuild_keys
from binzhi.identity.domain.terms import refresh_terms
from binzhi.integrations.domain.batches import drop_waiting_files
from binzhi.kernel.scope import open_scope
from binzhi.org.access import system_scope
from binzhi.org.models import Hotel
from binzhi.stays.domain.presence import refresh_front

log = logging.getLogger(__name__)
Job = Callable[[datetime], list[str]]


def write_witness(_now: datetime) -> list[str]:
    """Note the ends of the audit chains outside the database."""
    lines = witness(path=settings.BINZHI_WITNESS_FILE)
    return [f"audit witness: {lines} lines"] if lines else []


def produce_reports(now: datetime) -> list[str]:
    """Build tomorrow's plan of each hotel when its report is due (R-215), and keep built plans fresh."""
    done: list[str] = []
    for hotel in Hotel.objects.order_by("code"):
        run = produce_daily(hotel, now=now)
        for one in [*([run] if run is not None else []), *refresh_plans(hotel, now=now)]:
            done.append(f"{hotel.code}: plan of {one.date}, {one.arrivals} guests, {one.items} items")
    return done


def analyse() -> None:
    """Let SQLite count its rows, so that it picks the right index; PostgreSQL does so by itself."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


def keep_statistics(now: datetime) -> list[str]:
    """Count the rows anew every hour; a matter of milliseconds."""
    if now.minute != 7:
        return []
    analyse()
    return []


def tidy(now: datetime) -> list[str]:
    """Once a day at four: forget ended sessions, finished queue entries older than a fortnight, files nobody imported."""
    if (now.hour, now.minute) != (20, 0):  # 04:00 in China; UTC here
        return []
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0)
    files = drop_waiting_files(now=now)
    return [f"tidied sessions and the work queue, {files} waiting files"]


def keep_lists(now: datetime) -> list[str]:
    """Every five minutes remove exports nobody fetched in time; at night index days of the year that are not indexed yet."""
    done: list[str] = []
    if now.minute % 5 == 0:
        dropped = drop_ended_exports(now=now)
        done += [f"exports: {dropped} removed unfetched"] if dropped else []
    if (now.hour, now.minute) == (19, 45):  # 03:45 in China; UTC here
        hotel = Hotel.objects.order_by("code").first()
        if hotel is not None:
            scope = system_scope(hotel=hotel, permissions=frozenset({EDIT_GUESTS}))
            with open_scope(scope):
                made = rebuild_days(scope=scope)
            done += [f"days of the year: {made} indexed"] if made else []
    return done


def keep_search(now: datetime) -> list[str]:
    """Every minute merge what the search index has gathered; hourly bring expected guests in front; make one of it at night."""
    merge_index()
    done: list[str] = []
    if now.minute == 5:
        hotel = Hotel.objects.order_by("code").first()
        moved = 0
        if hotel is not None:
            with open_scope(system_scope(hotel=hotel, permissions=frozenset())) as scope:
                moved = refresh_front(scope=scope, now=now)
        done += [f"search: {moved} guests moved to or from the front"] if moved else []
    if (now.hour, now.minute) == (19, 30):  # 03:30 in China; UTC here
        tidy_index()
    return done


def weigh_pairs(now: datetime) -> list[str]:
    """Once a day weigh the merge keeper's queue anew: who arrives today comes in front."""
    hotel = Hotel.objects.order_by("code").first() if (now.hour, now.minute) == (20, 10) else None  # 04:10 in China
    if hotel is None:
        return []
    scope = system_scope(hotel=hotel, permissions=frozenset())
    with open_scope(scope):
        moved = refresh_stakes(scope=scope, now=now)
    return [f"suspected duplicates: {moved} weighed anew"] if moved else []


def keep_recognition(now: datetime) -> list[str]:
    """At night make keys anew where they are missing or of an older version, then count how often values occur."""
    if (now.hour, now.minute) != (19, 15):  # 03:15 in China; UTC here
        return []
    hotel = Hotel.objects.order_by("code").first()
    if hotel is None:
        return []
    with open_scope(system_scope(hotel=hotel, permissions=frozenset({EDIT_GUESTS}))) as scope:
        made = 0 if look_at_keys().is_fine else rebuild_keys(scope=scope)
        counted = refresh_terms(scope=scope)
    return [f"recognition: {counted} profiles counted, keys of {made} made anew"]


def remove_care(now: datetime) -> list[str]:
    """Every hour, empty matters of health of stays that are over (S10, S23)."""
    return remove_after_departure(now) if now.minute == 11 else []


JOBS: list[Job] = [
    produce_reports,
    write_witness,
    keep_statistics,
    tidy,
    tidy_readings,
    keep_search,
    keep_lists,
    keep_recognition,
    weigh_pairs,
    remove_care,
    tell_outlets,
    note_uses,
]


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
