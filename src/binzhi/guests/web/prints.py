"""Doors of a guest on paper: card, index card and full file, as a page or as PDF; a purpose is asked, the act recorded."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from binzhi.guests.access import PRINT, get_guest
from binzhi.guests.domain.printing import FORMS, note_print
from binzhi.guests.fields import SECTION_WORDS
from binzhi.guests.file import build_file, grouped
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import people_of
from binzhi.guests.people import relation_lines
from binzhi.guests.queries import fact_lines, facts_of, flags_of
from binzhi.kernel.errors import DomainError
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.papers import paper, to_pdf
from binzhi.ui.requests import DeskRequest

TEMPLATES = {"card": "guests/_paper_card.html", "index": "guests/_paper_card.html", "file": "guests/_paper_file.html"}


def _content(request: DeskRequest, guest_id: UUID, form: str, purpose: str) -> dict[str, Any]:
    scope, now = request.scope, request.now
    guest = get_guest(scope, guest_id)
    hide_from(scope, [guest])
    context: dict[str, Any] = {
        "guest": guest,
        "form": form,
        "hotel": request.hotel,
        "flags": flags_of(people_of([guest])).get(guest.id, []),
        "who": scope.actor.name,
        "now": now,
        "purpose": purpose,
    }
    if form == "file":
        file = build_file(scope, guest, hotel_id=request.hotel.id, now=now, today=request.business_date)
        sections = grouped([line for line in file.lines if line.values], "section")
        context["sections"] = [
            (SECTION_WORDS[code], lines) for code, lines in sections.items() if code in SECTION_WORDS
        ]
        context["relations"] = relation_lines(scope, guest, now=now, dates=False)[0]
    else:
        lines = fact_lines(scope, facts_of(guest), now=now, purpose="guest card")
        context["alerts"] = [line for line in lines if line.is_alert and line.value]
        context["lines"] = [line for line in lines if not line.is_alert and line.value and line.fact.sealed is None]
    return context


@door(PRINT, methods=GET_POST)
def ask(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Ask for form and purpose; then give the page to print, or the PDF."""
    guest = get_guest(request.scope, guest_id, to="print")
    form, wrong = request.POST.get("form", request.GET.get("form", "card")), ""
    if request.method == "POST":
        try:
            purpose = note_print(
                scope=request.scope, now=request.now, guest=guest, form=form, purpose=request.POST.get("purpose", "")
            )
        except DomainError as error:
            wrong = refusal_text(error)
        else:
            context = _content(request, guest_id, form, purpose)
            if request.POST.get("as") == "pdf":
                title = f"{_('Guest history')} {context['guest'].name}"
                body = to_pdf(paper(template=TEMPLATES[form], context=context, title=title))
                headers = {
                    "Content-Disposition": f'attachment; filename="guest-{form}.pdf"',
                    "Cache-Control": "no-store",
                }
                return HttpResponse(body, content_type="application/pdf", headers=headers)
            return render(request, "guests/paper_page.html", {**context, "inner": TEMPLATES[form]})
    hide_from(request.scope, [guest])
    context = {
        "guest": guest,
        "forms": list(FORMS),
        "form": form,
        "wrong": wrong,
        "purpose": request.POST.get("purpose", ""),
    }
    return render(request, "guests/print_form.html", context, status=422 if wrong else 200)
