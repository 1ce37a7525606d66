"""Doors of the profile form: change (two desks at once), and the form of address while typing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.access import EDIT, READ, get_guest
from binzhi.guests.domain.profile_forms import save_profile, standing_fact
from binzhi.guests.edits import base_of, merged, read_base
from binzhi.guests.enums import Gender
from binzhi.guests.models import Guest
from binzhi.guests.switches import fields_off
from binzhi.guests.web.profile_form import FACTS, FIELD_OF_REFUSAL, GuestForm
from binzhi.kernel.errors import DomainError
from binzhi.kernel.names import form_of_address
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest


@door(EDIT, methods=GET_POST)
def edit(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Change a guest history. Two desks at once: the second sees both values of each field and chooses; nothing is lost."""
    guest = get_guest(request.scope, guest_id, to="edit")
    form = GuestForm(request.POST or None, initial=_initial(guest), off=fields_off(request.hotel.id))
    context: dict[str, Any] = {"form": form, "guest": guest, "base": base_of(guest)}
    if request.method != "POST":
        return render(request, "guests/form.html", context)
    if form.is_valid():
        seen = request.POST.get("version", "")
        sent = request.POST.get("base", "")
        merge = merged(
            guest,
            form.typed(),
            base=read_base(sent),
            seen_version=int(seen) if seen.isdecimal() else None,
            choices={k.removeprefix("choose_"): str(v) for k, v in request.POST.items() if k.startswith("choose_")},
            language=request.scope.language,
        )
        context["base"] = sent or context["base"]
        if merge.clashes:
            return render(request, "guests/form.html", {**context, "clashes": merge.clashes}, status=409)
        try:
            _guest, changed = save_profile(
                scope=request.scope,
                now=request.now,
                guest=guest,
                draft=form.draft(merge.values),
                version=guest.version,
                origin=form.origin(),
                facts=form.facts(),
                lost=merge.mine_lost,
            )
        except DomainError as error:
            show_refusal(form, error, FIELD_OF_REFUSAL)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different, nothing was written."))
            if merge.theirs_kept:
                messages.info(request, _("Another desk changed other fields meanwhile; both changes stand."))
            return redirect("workbench:guest", guest_id=guest.id)
    return render(request, "guests/form.html", context, status=422)


def _initial(guest: Guest) -> dict[str, Any]:
    facts = {item: fact.value for item in FACTS if (fact := standing_fact(guest, item))}
    return {**GuestForm.values_of(guest), **facts}


@door(READ, methods=POST)
def salutation(request: DeskRequest) -> HttpResponse:
    """Tell the form of address that follows from what is being typed (R-139); nothing is kept."""
    said = request.POST
    gender = said.get("gender", "")
    zh, en = form_of_address(
        name=said.get("name", "").strip()[:120],
        gender=gender if gender in Gender.values else Gender.UNSPECIFIED,
        title=said.get("title", "").strip()[:40],
        position=said.get("position", "").strip()[:80],
    )
    return render(request, "guests/_salutation.html", {"zh": zh, "en": en})
