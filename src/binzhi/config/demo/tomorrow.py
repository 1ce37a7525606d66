"""Tomorrow of the demo: builds the plan of both hotels and reads the report of the whole house."""

from datetime import date, datetime, time
from random import Random

from binzhi.arrivals.report import ArrivalsReport, arrivals_report
from binzhi.config.demo.begun import ask_gifts, begin_work
from binzhi.config.demo.build import Step, builder_scope
from binzhi.config.demo.world import ZONE
from binzhi.config.schedule import analyse
from binzhi.kernel.scope import open_scope
from binzhi.org.models import Group, Hotel
from binzhi.org.queries import business_date, tomorrow


def present(day: str) -> datetime:
    """Return the moment in which the demo lives."""
    return datetime.combine(date.fromisoformat(day), time(0, 30), tzinfo=ZONE)


def prepare(day: str, *, seed: int, step: Step) -> None:
    """Build the plans of today and tomorrow in every hotel, propose rooms, and let the house begin to work on them."""
    hotels = list(Hotel.objects.order_by("code"))
    scope, now = builder_scope(Group.objects.get(), hotels), present(day)
    draw = Random(seed)  # noqa: S311  invented data, drawn the same way every time
    with open_scope(scope):
        for n, hotel in enumerate(hotels):
            step("编制次日抵店准备", "Planning tomorrow's arrivals", n, len(hotels))
            today, next_day = business_date(hotel, now=now), tomorrow(hotel, now=now)
            begin_work(scope, now, hotel, today, draw, share=0.9)
            begin_work(scope, now, hotel, next_day, draw, share=0.4)
            ask_gifts(now, hotel, next_day)
    analyse()
    step("编制次日抵店准备", "Planning tomorrow's arrivals", len(hotels), len(hotels))


def read(day: str) -> list[ArrivalsReport]:
    """Return the report of tomorrow by the hotels' business date, the city hotel first."""
    hotels = list(Hotel.objects.order_by("-code"))
    scope, now = builder_scope(Group.objects.get(), hotels), present(day)
    with open_scope(scope):
        return [arrivals_report(scope, now=now, hotel=hotel, day=tomorrow(hotel, now=now)) for hotel in hotels]
