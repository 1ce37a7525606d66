"""Doors of further names and of the state of contacts."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from binzhi.guests.access import EDIT, get_guest
from binzhi.guests.domain.contacts import confirm_contact, mark_contact_dead, prefer_contact
from binzhi.guests.domain.names import add_name, remove_name
from binzhi.guests.enums import NameKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.web.people_forms import NameForm
from binzhi.guests.web.relations import panel_of
from binzhi.kernel.errors import NotFound
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import accepted
from binzhi.ui.htmx import redirect_either
from binzhi.ui.requests import DeskRequest


@door(EDIT, methods=GET_POST)
def new_name(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Add a further name: in the document, in another script, former, alias."""
    guest = get_guest(request.scope, guest_id, to="edit")
    form = NameForm(request.POST or None, initial={"kind": request.GET.get("kind", NameKind.OTHER_SCRIPT)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        verb = partial(
            add_name,
            scope=request.scope,
            now=request.now,
            guest=guest,
            kind=NameKind(data["kind"]),
            name=data["name"],
            family_name=data["family_name"],
            given_name=data["given_name"],
            family_first=data["family_first"],
        )
        if accepted(form, verb, {"numbers_in_note": "name"}):
            messages.success(request, _("The name is noted; the guest is found by it at once."))
            return redirect_either(request, panel_of(guest_id))
    hide_from(request.scope, [guest])
    return render(request, "guests/name_form.html", {"guest": guest, "form": form}, status=422 if form.errors else 200)


@door(EDIT, methods=POST)
def drop_name(request: DeskRequest, guest_id: UUID, name_id: UUID) -> HttpResponse:
    """Remove a further name."""
    guest = get_guest(request.scope, guest_id, to="edit")
    remove_name(scope=request.scope, now=request.now, guest=guest, name_id=name_id)
    return redirect_either(request, panel_of(guest_id))


@door(EDIT, methods=POST)
def judge_contact(request: DeskRequest, guest_id: UUID, row_id: UUID) -> HttpResponse:
    """Confirm a contact, mark it dead, or use it first."""
    guest = get_guest(request.scope, guest_id, to="edit")
    verdict = request.POST.get("verdict", "")
    if verdict == "confirm":
        confirm_contact(scope=request.scope, now=request.now, guest=guest, contact_id=row_id)
    elif verdict == "dead":
        mark_contact_dead(scope=request.scope, now=request.now, guest=guest, contact_id=row_id)
    elif verdict == "prefer":
        prefer_contact(scope=request.scope, now=request.now, guest=guest, contact_id=row_id)
    else:
        raise NotFound
    return redirect_either(request, panel_of(guest_id))
