"""Check-in: it asks the rooms above the stay what stands in its way, so it stands in the workbench."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binzhi.arrivals.access import READ as READ_ARRIVALS
from binzhi.arrivals.domain.readiness import blocking_items, refuse_if_blocked
from binzhi.arrivals.report import department_words, entry_of_stay
from binzhi.guests.access import NOTE
from binzhi.guests.domain.notes import write_note
from binzhi.guests.enums import NoteKind
from binzhi.guests.joined import lead_of, people_of
from binzhi.guests.queries import flags_of
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import DomainError
from binzhi.stays.access import CHECK_IN, get_reservation, get_stay
from binzhi.stays.domain.registration import check_in as check_in_stay
from binzhi.stays.enums import RoomStatus
from binzhi.stays.models import Stay
from binzhi.stays.queries import held_for, requests_cell
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.sealing import read_many

READY = (RoomStatus.CLEAN, RoomStatus.INSPECTED)


class CheckInForm(forms.Form):
    """What the guest answers at the desk."""

    needs = forms.CharField(
        label=gettext_lazy("Other needs"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stands as a note of the front office in the guest history."),
    )

    def clean_needs(self) -> str:
        """Refuse document and card numbers before anything is done."""
        text: str = self.cleaned_data["needs"]
        try:
            refuse_numbers(text)
        except DomainError as error:
            raise forms.ValidationError(refusal_text(error)) from error
        return text


@door(CHECK_IN, methods=GET_POST)
def check_in(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Prompt the desk through the check-in, and check in; an unsigned allergy or taboo stops it."""
    stay = get_stay(request.scope, guest_id, stay_id, to=CHECK_IN)
    form = CheckInForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            refuse_if_blocked(request.scope, stay, request.now)
            check_in_stay(scope=request.scope, now=request.now, stay=stay, today=request.business_date)
            _note_needs(request, stay, form.cleaned_data["needs"])
        except DomainError as error:
            refusal = refusal_text(error)
        else:
            number = stay.room.number if stay.room else ""
            messages.success(request, _("%(name)s is in room %(room)s.") % {"name": stay.guest.name, "room": number})
            return redirect("stays:reservation", stay.host_guest_id, stay.reservation_id)
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "workbench/check_in.html", _prompt(request, stay, form, refusal), status=status)


def _note_needs(request: DeskRequest, stay: Stay, text: str) -> None:
    if text.strip() and request.scope.may(NOTE):
        write_note(
            scope=request.scope,
            now=request.now,
            guest=stay.guest,
            hotel_id=stay.hotel_id,
            department="front_office",
            kind=NoteKind.GENERAL,
            text=text,
            stay_id=stay.id,
        )


def _prompt(request: DeskRequest, stay: Stay, form: CheckInForm, refusal: str) -> dict[str, Any]:
    """Gather what the desk says and hands over (R-260 to R-267)."""
    booking = get_reservation(request.scope, stay.host_guest_id, stay.reservation_id, to=CHECK_IN)
    cell = requests_cell(booking)
    entry = None
    if request.scope.may(READ_ARRIVALS):
        blocking_items(request.scope, stay, request.now)  # plans a walk-in, so that what stops it can be signed here
        entry = entry_of_stay(request.scope, now=request.now, hotel=request.hotel, stay=stay)
    return {
        "stay": stay,
        "guest": lead_of(stay.guest),
        "booking": booking,
        "form": form,
        "refusal": refusal,
        "entry": entry,
        "stopping": entry.stopping if entry else [],
        "departments": department_words(request.hotel),
        "greeting": greeting(timezone.localtime(request.now).hour),
        "requests": read_many(scope=request.scope, now=request.now, cells=[cell], purpose="check-in")[0]
        if cell
        else "",
        "held": held_for(stay.guest),
        "flags": flags_of(people_of([stay.guest])).get(stay.guest_id, []),
        "room_ready": stay.room is not None and stay.room.status in READY,
        "too_early": stay.arrival > request.business_date,
    }


def greeting(hour: int) -> str:
    """Return the greeting for the time of day (R-260)."""
    if 5 <= hour < 12:
        return _("Good morning")
    if 12 <= hour < 18:
        return _("Good afternoon")
    return _("Good evening")
