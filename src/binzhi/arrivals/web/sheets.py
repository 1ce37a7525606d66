"""Doors of the short sheets: my own, the floor's, and the duty list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.arrivals.access import READ, SIGN, need_department, own_departments, sees_all
from binzhi.arrivals.domain.duty import duty_of, enter_duty_list
from binzhi.arrivals.floor import floor_sheet
from binzhi.arrivals.queries import DayList, Row, Tally, items_of_person, stays_by_id
from binzhi.arrivals.report import entries_for
from binzhi.arrivals.web.choice import chips_of, choice_of
from binzhi.arrivals.web.forms import DutyForm
from binzhi.kernel.errors import NotAllowed
from binzhi.org.queries import departments, staff_of
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.requests import DeskRequest


def _person(request: DeskRequest) -> UUID | None:
    """Whose sheet: one's own, or a colleague's for those who see the whole house."""
    chosen = request.GET.get("staff", "")
    if not chosen:
        return request.scope.actor.id
    if not sees_all(request.scope):
        raise NotAllowed(permission=READ)
    return UUID(chosen) if len(chosen) == 36 else request.scope.actor.id


@door(READ)
def sheet(request: DeskRequest) -> HttpResponse:
    """Show the short preparation sheet of one employee: the guests to meet and what to do (R-236)."""
    choice, person = choice_of(request), _person(request)
    items = items_of_person(request.scope, request.hotel, choice.day, person) if person else []
    stays = stays_by_id(request.hotel, choice.day)
    wanted = list(dict.fromkeys(i.stay_id for i in items if i.stay_id in stays))
    listed = DayList(request.hotel, choice.day, [], None, {}, Tally())
    rows = [Row(stays[s], has_history=True) for s in wanted]
    entries = entries_for(request.scope, now=request.now, listed=listed, rows=rows)
    mine = {i.id for i in items}
    cards = [
        {"entry": e, "chips": chips_of(e), "lines": [line for line in e.lines if line.item.id in mine]} for e in entries
    ]
    context = {
        "choice": choice,
        "cards": cards,
        "count": len(items),
        "people": staff_of(request.hotel.id) if sees_all(request.scope) else [],
        "person": str(person or ""),
        "now": request.now,
        "may_sign": request.scope.may(SIGN),
    }
    return render(request, "arrivals/sheet.html", context)


@door(READ)
def floor(request: DeskRequest) -> HttpResponse:
    """Show cleaning, turndown and laundry of every room of the date."""
    choice = choice_of(request)
    rows = floor_sheet(request.hotel, choice.day)
    floors = sorted({r.stay.room.floor for r in rows if r.stay.room})
    chosen = request.GET.get("floor", "")
    if chosen.lstrip("-").isdigit():
        rows = [r for r in rows if r.stay.room and r.stay.room.floor == int(chosen)]
    return render(request, "arrivals/floor.html", {"choice": choice, "rows": rows, "floors": floors, "floor": chosen})


@door(SIGN, methods=GET_POST)
def duty(request: DeskRequest) -> HttpResponse:
    """Enter who of a department is on and off duty on a date (R-232)."""
    choice = choice_of(request)
    own = sorted(own_departments(request.scope))
    department = choice.department or (own[0] if own else "food_beverage")
    need_department(request.scope, department)
    known = duty_of(request.hotel, department, choice.day)
    names = [s.name for s in staff_of(request.hotel.id, department)]
    start = {
        "on": "\n".join(d.name for d in known if d.is_on) if known else "\n".join(names),
        "off": "\n".join(d.name for d in known if not d.is_on),
    }
    form = DutyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        enter_duty_list(
            scope=request.scope,
            now=request.now,
            hotel=request.hotel,
            department=department,
            day=choice.day,
            on=form.cleaned_data["on"].splitlines(),
            off=form.cleaned_data["off"].splitlines(),
        )
        messages.success(request, _("The duty list is kept."))
        return redirect(f"{reverse('arrivals:duty')}?date={choice.day.isoformat()}&department={department}")
    shown = [d for d in departments(request.hotel.id) if sees_all(request.scope) or d.code in own]
    context = {"form": form, "choice": choice, "department": department, "departments": shown, "known": known}
    return render(request, "arrivals/duty.html", context)
