"""What the tests of the preparation share: building a plan and finding its items."""

from datetime import date, datetime

from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.entries import ArrivalsReport, Entry
from binzhi.arrivals.models import PlanRun, PreparationItem
from binzhi.arrivals.report import arrivals_report
from binzhi.org.models import Hotel, Staff
from tests.builders import NOW, TOMORROW, open_house, scope_of


def plan(hotel: Hotel, day: date = TOMORROW, *, now: datetime = NOW) -> PlanRun:
    """Build the plan of a date as the machine."""
    with open_house(hotel) as scope:
        return build_plan(scope=scope, now=now, hotel=hotel, day=day)


def all_items(**wanted: object) -> list[PreparationItem]:
    """Items of any department."""
    return list(PreparationItem.unscoped.filter(**wanted).order_by("department", "rule_code", "key"))


def one(rule: str, department: str = "") -> PreparationItem:
    """The one item of a rule, in a department when several have one."""
    found = all_items(rule_code=rule, **({"department": department} if department else {}))
    assert len(found) == 1, [(i.rule_code, i.department) for i in found]
    return found[0]


def rules_of(guest_id: object) -> set[str]:
    """The codes of the rules that made items for a guest."""
    return {i.rule_code for i in all_items(guest_id=guest_id, retired=False)}


def read(staff: Staff, hotel: Hotel, day: date = TOMORROW, department: str = "") -> ArrivalsReport:
    """The report as a staff member sees it."""
    with scope_of(staff) as scope:
        return arrivals_report(scope, now=NOW, hotel=hotel, day=day, department=department)


def entry(report: ArrivalsReport, name: str) -> Entry:
    """The entry of a guest."""
    return next(e for e in report.entries if e.case.guest.name == name)


def texts(entry_: Entry) -> str:
    """All item texts of an entry, one per line."""
    return "\n".join(line.text.zh for line in entry_.lines)
