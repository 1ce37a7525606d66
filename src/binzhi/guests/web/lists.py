"""Doors of lists: filter, save, search notes, change many, mailing check, days of the year."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binzhi.guests.access import READ, SEARCH
from binzhi.guests.calendar import day_lines, kept_between, kinds_for
from binzhi.guests.domain.lists import remove_list, save_list
from binzhi.guests.enums import DateKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import people_of
from binzhi.guests.list_fields import OPS, all_fields, fields_for
from binzhi.guests.lists import Rule, get_list, guests_by, ids_by, read_rules, saved_lists, search_notes
from binzhi.guests.mailing import FAULTS, Fault, faults_of
from binzhi.guests.models import Guest
from binzhi.guests.queries import flags_of
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

PAGE = 30


def raw_rules(data: QueryDict) -> list[tuple[str, str, str]]:
    """Return the conditions of an address or form as typed: ``f``, ``o`` and ``v`` in step."""
    fields, ops, values = data.getlist("f"), data.getlist("o"), data.getlist("v")
    size = min(len(fields), 12)
    return [(fields[n], ops[n] if n < len(ops) else "", values[n] if n < len(values) else "") for n in range(size)]


def query_of(rules: list[Rule]) -> str:
    """Return conditions as part of an address."""
    parts = [(name, text) for rule in rules for name, text in zip("fov", rule.stored(), strict=True)]
    return urlencode(parts)


def grouped(request: DeskRequest) -> list[tuple[str, list[Any]]]:
    """Return the fields the reader may filter by, grouped for the select."""
    words = {
        "profile": _("Profile"),
        "contact": _("Contact, dates, people"),
        "stays": _("Stays"),
        "facts": _("Preferences and facts"),
    }
    found: dict[str, list[Any]] = {code: [] for code in words}
    for field in fields_for(request.scope):
        found.setdefault(field.group, []).append(field)
    return [(words.get(code, code), fields) for code, fields in found.items() if fields]


def condition_row(code: str, op: str, value: str) -> dict[str, Any]:
    """Return what a row of the filter builder shows."""
    field = all_fields().get(code)
    ops = [(o, OPS[o]) for o in field.ops] if field else []
    chosen = op if field and op in field.ops else (ops[0][0] if ops else "")
    return {
        "code": code,
        "field": field,
        "ops": ops,
        "op": chosen,
        "value": value,
        "needs_value": chosen not in {"known", "unknown"},
    }


def chosen_rules(request: DeskRequest) -> tuple[list[Rule], str]:
    """Return the conditions of the address (of a saved list when named) and what is wrong with them."""
    data = request.POST if request.method == "POST" else request.GET
    raw: Any = raw_rules(data)
    if not raw and (named := data.get("list", "")):
        raw = get_list(request.scope, _uuid(named)).rules
    try:
        return read_rules(request.scope, raw), ""
    except DomainError as error:
        return [], refusal_text(error)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


@door(SEARCH)
def lists(request: DeskRequest) -> HttpResponse:
    """Filter guests by any field the role may see; the same number of queries at one and at thirty rows."""
    rules, wrong = chosen_rules(request)
    number = max(int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdecimal() else 1, 1)
    start = (number - 1) * PAGE
    found = [] if wrong else list(guests_by(request.scope, rules)[start : start + PAGE + 1])
    guests = found[:PAGE]
    flags = flags_of(people_of(guests))
    hide_from(request.scope, guests)
    raw = raw_rules(request.GET) or [(r.field.code, r.op, r.value) for r in rules]
    rows = [condition_row(*one) for one in raw if one[0]]
    named = request.GET.get("list", "")
    context = {
        "rows": [*rows, condition_row("", "", "")] if len(rows) < 8 else rows,
        "groups": grouped(request),
        "rules": rules,
        "wrong": wrong,
        "guests": [(g, flags.get(g.id, [])) for g in guests],
        "number": number,
        "more": len(found) > PAGE,
        "query": query_of(rules),
        "saved": saved_lists(request.scope),
        "named": named,
        "current": next((s for s in saved_lists(request.scope) if str(s.id) == named), None) if named else None,
    }
    return render_either(request, "guests/lists.html", "guests/_lists.html", context, status=422 if wrong else 200)


@door(SEARCH)
def list_rule(request: DeskRequest) -> HttpResponse:
    """Return one row of the filter builder, fitted to the field that was chosen."""
    (code, op, value), *_rest = raw_rules(request.GET) or [("", "", "")]
    field = all_fields().get(code)
    if field is not None and field not in fields_for(request.scope):
        raise NotFound
    context = {"row": condition_row(code, op, value if field else ""), "groups": grouped(request)}
    return render(request, "guests/_list_rule.html", context)


@door(SEARCH, methods=POST)
def keep_list(request: DeskRequest) -> HttpResponse:
    """Save the conditions under a name."""
    rules = read_rules(request.scope, raw_rules(request.POST))
    row = save_list(
        scope=request.scope,
        now=request.now,
        name=request.POST.get("name", ""),
        rules=rules,
        is_shared=request.POST.get("shared") == "1",
    )
    messages.success(request, _("The list is saved."))
    return redirect(f"{reverse('guests:lists')}?list={row.id}")


@door(SEARCH, methods=POST)
def drop_list(request: DeskRequest, list_id: UUID) -> HttpResponse:
    """Remove a saved list."""
    remove_list(scope=request.scope, now=request.now, row=get_list(request.scope, list_id))
    messages.success(request, _("The list is removed; its guests stay."))
    return redirect("guests:lists")


@door(SEARCH, methods=GET_POST)
def note_search(request: DeskRequest) -> HttpResponse:
    """Look for a word in the notes the role may read. The word comes by POST and stands in no address and no log."""
    rules, wrong = chosen_rules(request)
    hits, guests, word = None, [], request.POST.get("word", "")
    if request.method == "POST" and not wrong:
        try:
            hits = search_notes(request.scope, word, rules, now=request.now)
        except DomainError as error:
            wrong = refusal_text(error)
        else:
            by_id = {g.id: g for g in Guest.objects.filter(id__in=hits.ids[:100], state="active")}
            guests = [by_id[i] for i in hits.ids[:100] if i in by_id]
            hide_from(request.scope, guests)
    context = {
        "rules": rules,
        "raw": [r.stored() for r in rules],
        "hits": hits,
        "guests": guests,
        "word": word,
        "wrong": wrong,
    }
    return render(request, "guests/note_search.html", context, status=422 if wrong else 200)


@door(SEARCH)
def mailing(request: DeskRequest) -> HttpResponse:
    """Show the faults of a list that would embarrass a guest, before any mailing is sent."""
    rules, wrong = chosen_rules(request)
    faults: list[Fault] = []
    counts: dict[str, int] = {}
    checked = 0
    if not wrong:
        try:
            ids = ids_by(request.scope, rules)
        except DomainError as error:
            wrong = refusal_text(error)
        else:
            faults, checked = faults_of(request.scope, ids), len(ids)
    only = request.GET.get("fault", "")
    for fault in faults:
        for code in fault.codes:
            counts[code] = counts.get(code, 0) + 1
    shown = [f for f in faults if not only or only in f.codes]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    hide_from(request.scope, [f.guest for f in page])
    context = {
        "rules": rules, "query": query_of(rules), "wrong": wrong, "page": page, "only": only, "checked": checked,
        "counts": [(code, FAULTS[code], counts[code]) for code in FAULTS if code in counts], "faulty": len(faults),
    }  # fmt: skip
    return render(request, "guests/mailing.html", context)


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


@door(READ)
def calendar(request: DeskRequest) -> HttpResponse:
    """Show whose birthday or anniversary is in a period; one read is logged for the page that is shown."""
    first = _day(request.GET.get("first", ""), request.business_date)
    last = _day(request.GET.get("last", ""), first + timedelta(days=6))
    kinds = kinds_for(request.scope)
    wanted = [k for k in kinds if k.value in request.GET.getlist("kind")] or kinds
    wrong, page, lines = "", None, []
    try:
        kept = kept_between(request.scope, first, last, wanted)
    except DomainError as error:
        wrong = refusal_text(error)
    else:
        page = Paginator(kept, 200 if "print" in request.GET else PAGE).get_page(request.GET.get("page"))
        purpose = f"calendar {first.isoformat()} to {last.isoformat()}"
        lines = day_lines(request.scope, list(page), now=request.now, purpose=purpose)
    by_day: dict[date, list[Any]] = {}
    for line in lines:
        by_day.setdefault(line.day, []).append(line)
    context = {
        "first": first, "last": last, "kinds": kinds, "wanted": wanted, "wrong": wrong, "page": page,
        "days": list(by_day.items()), "all_kinds": list(DateKind), "now": request.now,
        "periods": [
            (_("Today"), request.business_date, request.business_date),
            (_("Seven days"), request.business_date, request.business_date + timedelta(days=6)),
            (_("Thirty days"), request.business_date, request.business_date + timedelta(days=29)),
        ],
    }  # fmt: skip
    return render(request, "guests/calendar_print.html" if "print" in request.GET else "guests/calendar.html", context)
