"""Production of the report by schedule, and who opened it (R-215)."""

from datetime import date, datetime

from binzhi.arrivals.access import READ, own_departments
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.models import PlanRun, ReportOpening
from binzhi.arrivals.queries import is_stale, latest_run, watch
from binzhi.arrivals.wordings import DEPARTMENT
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import system_scope
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date, tomorrow

OPENED = declare_act(
    "open_report",
    zh="{department} 打开了 {date} 抵店报告",
    en="{department} opened the report of {date}",
    said=DEPARTMENT,
)


def produce_daily(hotel: Hotel, *, now: datetime) -> PlanRun | None:
    """Build tomorrow's plan when its hour has come, once a day, without anyone asking; None when nothing was due."""
    with open_scope(system_scope(hotel=hotel, permissions=frozenset({READ}))) as scope:
        day = tomorrow(hotel, now=now)
        owed = watch(hotel, day, now=now)
        if owed.produced or now < owed.due_at:
            return None
        return build_plan(scope=scope, now=now, hotel=hotel, day=day, by_schedule=True)


def refresh_plans(hotel: Hotel, *, now: datetime) -> list[PlanRun]:
    """Bring the plans of today and tomorrow up to date when bookings or facts changed; for the worker."""
    runs = []
    with open_scope(system_scope(hotel=hotel, permissions=frozenset({READ}))) as scope:
        for day in (business_date(hotel, now=now), tomorrow(hotel, now=now)):
            run = latest_run(hotel, day)
            if run is not None and is_stale(hotel, day, run):
                runs.append(build_plan(scope=scope, now=now, hotel=hotel, day=day))
    return runs


def ensure_plan(*, scope: Scope, now: datetime, hotel: Hotel, day: date, fresh: bool = False) -> PlanRun | None:
    """Build the plan of a date that has none (or, if ``fresh``, one that lags behind); None for a past date."""
    if day < business_date(hotel, now=now):
        return latest_run(hotel, day)
    run = latest_run(hotel, day)
    if run is None or (fresh and is_stale(hotel, day, run)):
        return build_plan(scope=scope, now=now, hotel=hotel, day=day)
    return run


def note_opening(*, scope: Scope, now: datetime, hotel: Hotel, day: date, department: str = "") -> None:
    """Note that somebody of a department opened the report of a date; the first time only."""
    if scope.actor.kind != "staff":
        return
    opened = {department} if department and department in own_departments(scope) else own_departments(scope)
    known = set(
        ReportOpening.objects.filter(hotel=hotel, date=day, staff=scope.actor.name).values_list("department", flat=True)
    )
    fresh = sorted(opened - known)
    if not fresh:
        return
    with unit_of_work(scope):
        for code in fresh:
            persist(
                ReportOpening(
                    hotel=hotel,
                    date=day,
                    department=code,
                    staff_id=scope.actor.id,
                    staff=scope.actor.name,
                    opened_at=now,
                )
            )
            record(
                OPENED,
                scope=scope,
                now=now,
                object_type="plan",
                hotel_id=hotel.id,
                details={"department": code, "date": day.isoformat()},
            )
