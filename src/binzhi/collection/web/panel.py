"""Doors of the capture panels at booking, check-in and check-out (R-123 to R-128, R-172), and of the registration form."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binzhi.collection.access import COLLECT
from binzhi.collection.domain.panels import answer_panel
from binzhi.collection.domain.registration import REGISTERED_CONTACTS, register_guest
from binzhi.collection.enums import PanelReply
from binzhi.collection.gaps import panel_for
from binzhi.collection.questions import Question
from binzhi.collection.web.answers import chosen_stay
from binzhi.collection.web.keeper_forms import value_widget
from binzhi.collection.wordings import words_of_code
from binzhi.guests.access import EDIT, READ, get_guest
from binzhi.guests.enums import Channel, Gender, Stage
from binzhi.guests.models import Guest
from binzhi.guests.queries import identity_of
from binzhi.guests.web.address_field import AddressField
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.stays.access import CHECK_IN, get_stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.htmx import is_fragment
from binzhi.ui.requests import DeskRequest

CHANNEL_OF = {Stage.BOOKING: Channel.TELEPHONE}


def _stage(text: str) -> Stage:
    return Stage(text) if text in Stage.values else Stage.CHECK_IN


def _guest(request: DeskRequest, guest_id: UUID) -> Guest:
    """Return the guest; whoever hands in without reading guest histories finds no panel."""
    if not request.scope.may(READ):
        raise NotFound
    return get_guest(request.scope, guest_id)


@door(COLLECT)
def panel(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Offer two or three polite gaps for the stage, or say why none; the including pages load this fragment."""
    guest = _guest(request, guest_id)
    return _panel(request, guest, _stage(request.GET.get("stage", "")))


def _panel(
    request: DeskRequest, guest: Guest, stage: Stage, *, failed: str = "", error: str = "", said: str = ""
) -> HttpResponse:
    stay = chosen_stay(request, guest)
    found = panel_for(hotel=request.hotel, guest=guest, stage=stage, now=request.now, stay=stay)
    context: dict[str, Any] = {
        "panel": found,
        "rows": [_row(question, request, failed) for question in found.offers],
        "failed": failed,
        "error": error,
        "said": said,
        "stay_id": stay.id if stay else "",
        "may_feedback": stage in {Stage.CHECK_IN, Stage.CHECK_OUT},
        "is_page": not is_fragment(request),
    }
    name = "collection/_panel.html" if is_fragment(request) else "collection/panel.html"
    return render(request, name, context, status=422 if error else 200)


def _row(question: Question, request: DeskRequest, failed: str) -> dict[str, Any]:
    value = request.POST.get("value", "")[:300] if question.item == failed else None
    widget = value_widget(question.item)
    box = widget.render("value", value or None, {"id": f"ask-{question.item}"})
    return {"question": question, "label": words_of_code(question.item), "box": box}


@door(COLLECT, methods=POST)
def panel_answer(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Store an answer with its stage, or that the guest is to be asked later or did not want to say."""
    guest = _guest(request, guest_id)
    stage = _stage(request.POST.get("stage", ""))
    item = request.POST.get("item", "")[:48]
    wanted = request.POST.get("reply", "")
    reply = PanelReply(wanted) if wanted in PanelReply.values else PanelReply.ANSWERED
    try:
        answer_panel(
            scope=request.scope,
            now=request.now,
            hotel=request.hotel,
            guest=guest,
            item=item,
            stage=stage,
            reply=reply,
            value=request.POST.get("value", ""),
            stay=chosen_stay(request, guest),
            channel=CHANNEL_OF.get(stage, Channel.RECEPTION),
        )
    except DomainError as error:
        if error.status == 403:
            raise
        return _panel(request, guest, stage, failed=item, error=refusal_text(error))
    said = {
        PanelReply.ANSWERED: _("Noted."),
        PanelReply.LATER: _("Asked again at another time."),
        PanelReply.DECLINED: _("Nobody asks for it again soon."),
    }[reply]
    return _panel(request, guest, stage, said=said)


class RegistrationForm(forms.Form):
    """The registration form as the guest filled it in; what is known stands in it, an empty entry changes nothing."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    latin_name = forms.CharField(label=gettext_lazy("Latin name"), max_length=120, required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Gender.choices, required=False)
    nationality = forms.RegexField(regex=r"^[A-Za-z]{2}$", label=gettext_lazy("Nationality"), required=False)
    native_place = forms.CharField(label=gettext_lazy("Native place"), max_length=80, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=160, required=False)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=80, required=False)
    mobile = forms.CharField(label=gettext_lazy("Mobile"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    address = AddressField(label=gettext_lazy("Home address"), required=False)


@door(CHECK_IN, methods=GET_POST)
def registration(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Enter the registration form once: it fills the guest overview; what differs waits for a decision (R-129)."""
    stay = get_stay(request.scope, guest_id, stay_id, to=CHECK_IN)
    guest = get_guest(request.scope, guest_id)
    if not request.scope.may(EDIT):  # the night clerk checks in, the day fills in the form
        raise NotFound
    names = ("name", "latin_name", "gender", "nationality", "native_place", "company", "position")
    form = RegistrationForm(request.POST or None, initial={name: getattr(guest, name) for name in names})
    if request.method == "POST" and form.is_valid():
        values = {name: str(form.cleaned_data[name]) for name in (*names, *REGISTERED_CONTACTS)}
        try:
            filled = register_guest(scope=request.scope, now=request.now, stay=stay, guest=guest, values=values)
        except DomainError as error:
            show_refusal(form, error, {"wrong_contact": "mobile"})
        else:
            if filled.waiting:
                messages.warning(request, _("Filled in. What differs from the guest history waits for a decision."))
            else:
                messages.success(request, _("The guest overview is filled in."))
            return redirect("workbench:guest", guest_id)
    context = {"form": form, "guest": guest, "stay": stay, "known": identity_of(request.scope, guest)}
    return render(request, "collection/registration.html", context, status=422 if form.errors else 200)
