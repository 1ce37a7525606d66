"""Doors of exports: ask with a purpose, wait, fetch once."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from binzhi.guests.access import EXPORT
from binzhi.guests.domain.exports import ask_export, fetch_export, get_export, make_export
from binzhi.guests.enums import ExportForm, JobState
from binzhi.guests.exports import DEFAULT, columns_for
from binzhi.guests.list_tasks import write_export
from binzhi.guests.lists import ids_by
from binzhi.guests.web.lists import chosen_rules, query_of
from binzhi.kernel.errors import DomainError
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

INLINE = 200
TYPES = {
    ExportForm.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ExportForm.VCARD: ("text/vcard; charset=utf-8", "vcf"),
}


@door(EXPORT, methods=GET_POST)
def new_export(request: DeskRequest) -> HttpResponse:
    """Choose form, columns and purpose of an export of a list."""
    rules, wrong = chosen_rules(request)
    columns = columns_for(request.scope)
    picked = request.POST.getlist("column") if request.method == "POST" else list(DEFAULT)
    form = request.POST.get("form", ExportForm.XLSX.value)
    count = 0
    if not wrong:
        try:
            count = len(ids_by(request.scope, rules))
            if request.method == "POST":
                export = ask_export(
                    scope=request.scope,
                    now=request.now,
                    rules=rules,
                    form=ExportForm(form) if form in ExportForm.values else ExportForm.XLSX,
                    columns=picked,
                    purpose=request.POST.get("purpose", ""),
                )
                if export.total <= INLINE:
                    make_export(
                        scope=request.scope, now=request.now, export=export, language=get_language() or "zh-hans"
                    )
                else:
                    write_export.enqueue(str(export.id), str(request.scope.actor.id), str(request.hotel.id))
                return redirect("guests:export_wait", export_id=export.id)
        except DomainError as error:
            wrong = refusal_text(error)
    context = {
        "rules": rules, "raw": [r.stored() for r in rules], "query": query_of(rules), "count": count, "wrong": wrong,
        "columns": [(c, c.code in picked) for c in columns], "forms": ExportForm.choices, "form": form,
        "purpose": request.POST.get("purpose", ""),
    }  # fmt: skip
    return render(
        request, "guests/export_form.html", context, status=422 if wrong and request.method == "POST" else 200
    )


@door(EXPORT)
def export_wait(request: DeskRequest, export_id: UUID) -> HttpResponse:
    """Show how far an export is, and the way to fetch it."""
    export = get_export(request.scope, export_id)
    context = {
        "export": export,
        "busy": export.state in {JobState.PREPARED, JobState.WAITING, JobState.RUNNING},
        "ready": export.parcel is not None and request.now < export.ends_at,
    }
    return render_either(request, "guests/export.html", "guests/_export.html", context)


@door(EXPORT, methods=POST)
def fetch(request: DeskRequest, export_id: UUID) -> HttpResponse:
    """Give the file out, once."""
    export = get_export(request.scope, export_id)
    body = fetch_export(scope=request.scope, now=request.now, export=export)
    kind, ending = TYPES[ExportForm(export.form)]
    name = f"guests-{request.now:%Y%m%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=kind, headers=headers)
