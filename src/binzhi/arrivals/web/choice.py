"""What the pages of the room share: the chosen day and department, chips, redirects after a button."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from binzhi.arrivals.access import need_department, own_departments, sees_all
from binzhi.arrivals.entries import Entry
from binzhi.arrivals.queries import DayList, departments_for
from binzhi.kernel.errors import NotFound
from binzhi.kernel.words import Words
from binzhi.ui.htmx import inside, redirect_either
from binzhi.ui.requests import DeskRequest

BUILD_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Choice:
    """The day and the department a page shows."""

    day: date
    department: str
    today: date

    @property
    def query(self) -> str:
        """The query string that leads back here."""
        return urlencode({"date": self.day.isoformat(), "department": self.department})

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.day + timedelta(days=1)

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def is_tomorrow(self) -> bool:
        return self.day == self.today + timedelta(days=1)

    @property
    def is_today(self) -> bool:
        return self.day == self.today


def choice_of(request: DeskRequest) -> Choice:
    """Read day and department; tomorrow and the reader's own part by default. Refuses another department's part."""
    if request.hotel is None:
        raise NotFound
    try:
        day = date.fromisoformat(request.GET.get("date", ""))
    except ValueError:
        day = request.business_date + timedelta(days=1)
    own = own_departments(request.scope)
    department = request.GET.get("department", "")[:32]
    if not department and not sees_all(request.scope) and len(own) == 1:
        department = next(iter(own))
    need_department(request.scope, department)
    return Choice(day, department, request.business_date)


def tabs_of(request: DeskRequest, choice: Choice, listed: DayList) -> dict[str, Any]:
    """Return the department tabs with open items of each."""
    found = departments_for(request.scope, request.hotel, listed)
    chosen = next((d for d, _ in found if d.code == choice.department), None)
    return {"tabs": found, "whole_tab": sees_all(request.scope), "chosen_department": chosen}


def back_to(request: DeskRequest, fallback: str, anchor: str = "") -> HttpResponse:
    """Send the browser back to the page a button stood on, when it is one of ours; else to ``fallback``."""
    target = request.POST.get("next", "")
    if not inside(request, target):
        target = fallback if fallback.startswith("/") else reverse(fallback)
    return redirect_either(request, f"{target}#{anchor}" if anchor and "#" not in target else target)


def chips_of(entry: Entry) -> list[tuple[str, Words | str]]:
    """Return the chips beside a guest's name: what stops first, then what warns, then who it is."""
    found: list[tuple[str, Words | str]] = [(code, words) for code, words in entry.flags if code == "do_not_rent"]
    for item, code in (("allergy", "allergy"), ("taboo", "taboo")):
        values = [p.value for p in entry.preferences if p.item == item and not p.is_proposed]
        if values:
            found.append((code, Words("、".join(v.zh for v in values), ", ".join(v.en for v in values))))
    kinds = {w.kind for w in entry.warnings}
    found += [(k, "") for k in ("complaint", "left_item", "luggage") if k in kinds]
    if entry.case.guest.vip_level:
        found.append(("vip", f"VIP {entry.case.guest.vip_level}"))
    found += [(kind, "") for kind, _on, _label in entry.occasions]
    found.append(("repeat", "") if entry.case.stays_before else ("first_stay", ""))
    return found + [(code, words) for code, words in entry.flags if code != "do_not_rent"]
