"""Tomorrow of the demo: builds the plan of both hotels and reads the report of the whole house."""

from datetime import date, datetime, time

from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.report import ArrivalsReport, arrivals_report
from binzhi.config.demo.build import Step, builder_scope
from binzhi.config.demo.world import ZONE
from binzhi.kernel.scope import open_scope
from binzhi.org.models import Group, Hotel
from binzhi.org.queries import tomorrow


def present(day: str) -> datetime:
    """Return the moment in which the demo lives."""
    return datetime.combine(date.fromisoformat(day), time(0, 30), tzinfo=ZONE)


def prepare(day: str, *, step: Step) -> None:
    """Build tomorrow's plan in every hotel."""
    hotels = list(Hotel.objects.order_by("code"))
    scope, now = builder_scope(Group.objects.get(), hotels), present(day)
    with open_scope(scope):
        for n, hotel in enumerate(hotels):
            step("编制次日抵店准备", "Planning tomorrow's arrivals", n, len(hotels))
            build_plan(scope=scope, now=now, hotel=hotel, day=tomorrow(hotel, now=now))
    step("编制次日抵店准备", "Planning tomorrow's arrivals", len(hotels), len(hotels))


def read(day: str) -> list[ArrivalsReport]:
    """Return the report of tomorrow by the hotels' business date, the city hotel first."""
    hotels = list(Hotel.objects.order_by("-code"))
    scope, now = builder_scope(Group.objects.get(), hotels), present(day)
    with open_scope(scope):
        return [arrivals_report(scope, now=now, hotel=hotel, day=tomorrow(hotel, now=now)) for hotel in hotels]
