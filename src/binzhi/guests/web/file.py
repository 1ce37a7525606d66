"""Doors of the whole file: read it by section, facet or group; enter one field; see its history; decide on differing values."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binzhi.guests.access import EDIT, READ, RECORD_FACT, get_guest
from binzhi.guests.domain.facts import confirm_fact, get_fact
from binzhi.guests.domain.field_edits import enter_value, permission_for
from binzhi.guests.domain.profile import confirm_field
from binzhi.guests.domain.values import decide_value, get_waiting
from binzhi.guests.errors import ValueMoved
from binzhi.guests.fields import FACET_WORDS, GROUP_WORDS, PART_WORDS, SECTION_WORDS, Field, fields
from binzhi.guests.file import FileLine, GuestFile, build_file, grouped
from binzhi.guests.history import history_of_field
from binzhi.guests.web.value_form import ValueForm
from binzhi.guests.web.views import next_page
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.org import policy
from binzhi.org.queries import departments
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import is_fragment, redirect_either, render_either
from binzhi.ui.requests import DeskRequest

WORDS = {"section": SECTION_WORDS, "facet": FACET_WORDS, "group": GROUP_WORDS, "part": PART_WORDS}
VIEWS = (
    ("section", gettext_lazy("Five sections")),
    ("facet", gettext_lazy("Eight facets")),
    ("group", gettext_lazy("Four groups")),
    ("part", gettext_lazy("Three parts of a guest history")),
)


def _file(request: DeskRequest, guest_id: UUID) -> GuestFile:
    guest = get_guest(request.scope, guest_id)
    return build_file(request.scope, guest, hotel_id=request.hotel.id, now=request.now, today=request.business_date)


def may_edit(request: DeskRequest, field: Field) -> bool:
    """Tell whether the reader may enter a value of the field."""
    return request.scope.may(permission_for(field))


def _context(request: DeskRequest, found: GuestFile) -> dict[str, Any]:
    may = {c: policy.decide(request.scope, "reveal", field_class=c) for c in ("C1", "C2", "C3", "C4")}
    can = {"column": request.scope.may(EDIT), "fact": request.scope.may(RECORD_FACT)}
    return {"file": found, "guest": found.guest, "may": may, "can": can}


@door(READ)
def file_page(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show the whole file with origins, gaps, faults and what waits for a decision."""
    found = _file(request, guest_id)
    by = request.GET.get("by", "section")
    by = by if by in WORDS else "section"
    shares = {"section": found.completeness.sections, "group": found.completeness.groups}.get(by, {})
    groups = [
        {"code": code, "words": WORDS[by][code], "lines": lines, "share": shares.get(code)}
        for code, lines in grouped(found.lines, by).items()
        if code in WORDS[by]
    ]
    order = list(WORDS[by])
    groups.sort(key=lambda one: order.index(str(one["code"])))
    own = [
        (d, found.completeness.departments[d.code])
        for d in departments(request.hotel.id)
        if d.code in found.completeness.departments
    ]
    context = {**_context(request, found), "groups": groups, "by": by, "views": VIEWS, "departments": own}
    return render(request, "guests/file.html", context)


def _line(request: DeskRequest, guest_id: UUID, code: str) -> tuple[GuestFile, FileLine]:
    found = _file(request, guest_id)
    line = found.line(code)
    if line is None:
        raise NotFound
    return found, line


@door(READ, methods=GET_POST)
def field(request: DeskRequest, guest_id: UUID, code: str) -> HttpResponse:
    """Show one field, or enter a value of it with its rule and example at the input."""
    found, line = _line(request, guest_id, code)
    context = {**_context(request, found), "line": line}
    if request.GET.get("show") == "line":
        return render_either(request, "guests/field.html", "guests/_file_line.html", context)
    if not line.is_editable:
        raise NotFound
    request.scope.need(permission_for(line.field))
    form = ValueForm(request.POST or None, line=line)
    moved = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = enter_value(
                scope=request.scope, now=request.now, guest=found.guest, field=line.field, **form.entered()
            )
        except ValueMoved as error:
            moved = error.text(request.scope.language)
            found, line = _line(request, guest_id, code)
            again = request.POST.copy()
            again["base"] = line.values[0].raw if line.values else ""
            form = ValueForm(again, line=line)
            form.is_valid()
            context |= {"file": found, "line": line}
        except DomainError as error:
            show_refusal(form, error, {error.code: "value"})
        else:
            return _entered(request, guest_id, code, changed=changed)
    context |= {"form": form, "moved": moved}
    status = 409 if moved else 422 if form.errors else 200
    answer = 422 if status == 409 and is_fragment(request) else status  # a fragment is swapped in on 422
    return render_either(request, "guests/field_edit.html", "guests/_field_edit.html", context, status=answer)


def _entered(request: DeskRequest, guest_id: UUID, code: str, *, changed: bool) -> HttpResponse:
    said = _("Saved.") if changed else _("The same value stood already.")
    if not is_fragment(request):
        messages.success(request, said)
        return redirect_either(request, reverse("guests:file", args=[guest_id]) + f"#f-{code}")
    found, line = _line(request, guest_id, code)
    context = {**_context(request, found), "line": line, "toast": said}
    return render(request, "guests/_file_line.html", context)


@door(READ)
def field_history(request: DeskRequest, guest_id: UUID, code: str) -> HttpResponse:
    """Show what stood before in a field and what was rejected."""
    guest = get_guest(request.scope, guest_id)
    known = fields().get(code)
    if known is None or not policy.decide(request.scope, "read", field_class=known.field_class):
        raise NotFound
    may = {c: policy.decide(request.scope, "reveal", field_class=c) for c in ("C1", "C2", "C3", "C4")}
    earlier = history_of_field(request.scope, guest, known)
    context = {"guest": guest, "field": known, "earlier": earlier, "may": may}
    return render_either(request, "guests/field_history.html", "guests/_field_history.html", context)


@door(EDIT, methods=POST)
def decide(request: DeskRequest, guest_id: UUID, value_id: UUID) -> HttpResponse:
    """Take a waiting value into the profile, or keep the standing one."""
    get_guest(request.scope, guest_id, to="edit")
    value = get_waiting(request.scope, guest_id, value_id)
    known = fields().get(value.field)
    if value.sealed is not None and not (known and policy.decide(request.scope, "read", field_class=known.field_class)):
        raise NotFound
    take = request.POST.get("take") == "new"
    decide_value(scope=request.scope, now=request.now, value=value, take=take)
    messages.success(request, _("The new value is taken.") if take else _("The standing value is kept."))
    return redirect_either(request, next_page(request, reverse("guests:file", args=[guest_id])))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


@door(READ, methods=POST)
def confirm(request: DeskRequest, guest_id: UUID, code: str) -> HttpResponse:
    """Note that a value was found true again (R-208)."""
    guest = get_guest(request.scope, guest_id)
    known = fields().get(code)
    if known is None:
        raise NotFound
    request.scope.need(permission_for(known))
    if column := known.stored_as("column"):
        confirm_field(scope=request.scope, now=request.now, guest=guest, field=column)
    elif known.item_code and request.POST.get("fact"):
        fact = get_fact(request.scope, guest_id, _uuid(request.POST["fact"]))
        confirm_fact(scope=request.scope, now=request.now, fact=fact)
    else:
        raise NotFound
    return _entered(request, guest_id, code, changed=True)
