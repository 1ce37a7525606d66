"""Doors of the paper register."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from binzhi.guests.access import PAPER, get_guest
from binzhi.guests.domain.paper_files import check_file, get_file, issue_file, register_file, remove_file, return_file
from binzhi.guests.errors import PaperOff
from binzhi.guests.incognito import hide_from, show_rows
from binzhi.guests.paper_queries import issues_of, keeps_paper, register
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import DayInput, show_refusal
from binzhi.ui.requests import DeskRequest

PAGE = 30


class FileForm(forms.Form):
    """A paper file to register."""

    mark = forms.CharField(label=_("File mark"), max_length=40, help_text=_("As written on the spine: KH-2026-0147"))
    location = forms.CharField(label=_("Location"), max_length=80, help_text=_("Room, cabinet, shelf"))
    keeper = forms.CharField(label=_("Keeper"), max_length=120)


class IssueForm(forms.Form):
    """Who takes a file, what for, until when."""

    to = forms.CharField(label=_("Issued to"), max_length=120)
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    due = forms.DateField(label=_("Due back on"), required=False, widget=DayInput())


def _open(request: DeskRequest) -> None:
    if not keeps_paper(request.hotel.id):
        raise PaperOff


@door(PAPER)
def papers(request: DeskRequest) -> HttpResponse:
    """List the paper files: all, those out, those overdue."""
    _open(request)
    only = request.GET.get("show", "")
    rows = register(request.scope, request.hotel.id, only=only, today=request.business_date)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    show_rows(request.scope, page)
    late = register(request.scope, request.hotel.id, only="overdue", today=request.business_date).count()
    context = {"page": page, "only": only, "late": late, "today": request.business_date}
    return render(request, "guests/papers.html", context)


@door(PAPER, methods=GET_POST)
def new_paper(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Register a paper file of a guest."""
    _open(request)
    guest = get_guest(request.scope, guest_id, to="paper")
    form = FileForm(request.POST or None, initial={"keeper": request.scope.actor.name})
    if request.method == "POST" and form.is_valid():
        try:
            row = register_file(
                scope=request.scope, now=request.now, guest=guest, hotel_id=request.hotel.id, **form.cleaned_data
            )
        except DomainError as error:
            show_refusal(form, error, {"paper_taken": "mark"})
        else:
            messages.success(request, _t("The paper file is registered."))
            return redirect("guests:paper", guest_id=guest_id, paper_id=row.id)
    hide_from(request.scope, [guest])
    return render(request, "guests/paper_form.html", {"form": form, "guest": guest}, status=422 if form.errors else 200)


@door(PAPER, methods=GET_POST)
def paper_file(request: DeskRequest, guest_id: UUID, paper_id: UUID) -> HttpResponse:
    """Show a paper file with its issues; issue it."""
    row = get_file(request.scope, guest_id, paper_id)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        due: date | None = form.cleaned_data["due"]
        try:
            issue_file(
                scope=request.scope,
                now=request.now,
                today=request.business_date,
                guest_id=guest_id,
                file_id=paper_id,
                to=form.cleaned_data["to"],
                purpose=form.cleaned_data["purpose"],
                due=due,
            )
        except DomainError as error:
            show_refusal(form, error, {"paper_out": "to"})
        else:
            messages.success(request, _t("The file is issued."))
            return redirect("guests:paper", guest_id=guest_id, paper_id=paper_id)
    show_rows(request.scope, [row])
    context = {"file": row, "form": form, "issues": issues_of(row.guest_id, paper_id), "today": request.business_date}
    return render(request, "guests/paper.html", context, status=422 if form.errors else 200)


@door(PAPER, methods=POST)
def paper_step(request: DeskRequest, guest_id: UUID, paper_id: UUID) -> HttpResponse:
    """Take a file back, note that it was compared, or strike it off."""
    step = request.POST.get("step", "")
    scope, now, today = request.scope, request.now, request.business_date
    if step == "return":
        return_file(scope=scope, now=now, today=today, guest_id=guest_id, file_id=paper_id)
    elif step == "check":
        check_file(scope=scope, now=now, today=today, guest_id=guest_id, file_id=paper_id)
    elif step == "remove":
        remove_file(scope=scope, now=now, guest_id=guest_id, file_id=paper_id)
        return redirect("guests:papers")
    else:
        raise NotFound
    return redirect("guests:paper", guest_id=guest_id, paper_id=paper_id)
