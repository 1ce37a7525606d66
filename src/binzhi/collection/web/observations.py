"""The card of a guest on the phone, taking offers, answers to habits, the guest page's panel and its form."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from binzhi.collection.access import COLLECT, get_item, visible_items
from binzhi.collection.domain.habits import answer_habit
from binzhi.collection.domain.observe import AGAIN, observe
from binzhi.collection.domain.offers import decline_offer, take_offer
from binzhi.collection.enums import ItemKind
from binzhi.collection.floor import card_of, chips, entry_lines, offer_lines, question_of
from binzhi.collection.said import value_words
from binzhi.guests.access import READ as READ_GUESTS
from binzhi.guests.access import get_guest
from binzhi.guests.domain.facts import get_fact
from binzhi.guests.enums import FactStatus, SourceKind
from binzhi.guests.items import Item, items
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest

PER_PAGE = 12
NOTICED = (ItemKind.CUE, ItemKind.ANSWER)


def _stay(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> Stay:
    row: Stay | None = (
        Stay.objects.select_related("room", "guest", "hotel")
        .filter(guest_id=guest_id, id=stay_id, hotel=request.hotel)
        .first()
    )
    if row is None:
        raise NotFound
    return row


@door(COLLECT)
def floor_card(request: DeskRequest, guest_id: UUID, stay_id: UUID) -> HttpResponse:
    """Show what the attendant should know before the door: do not disturb, alerts, open suggestions, questions."""
    stay = _stay(request, guest_id, stay_id)
    return render(request, "collection/_floor_card.html", {"card": card_of(request.scope, stay, now=request.now)})


@door(COLLECT, methods=POST)
def floor_offer(request: DeskRequest, guest_id: UUID, collected_id: UUID, code: str) -> HttpResponse:
    """Take or decline what an entry suggests, with one tap."""
    item = get_item(request.scope, guest_id, collected_id)
    if request.POST.get("answer") == "no":
        item = decline_offer(scope=request.scope, now=request.now, item=item, code=code)
    else:
        stay = _stay(request, guest_id, item.stay_id) if item.stay_id else None
        item = take_offer(
            scope=request.scope,
            now=request.now,
            hotel=request.hotel,
            item=item,
            stay=stay,
            code=code,
            note=request.POST.get("note", "")[:500],
        )
    line = next(one for one in offer_lines(item) if one.code == code)
    return render(request, "collection/_offer.html", {"offer": line, "just": True})


@door(READ_GUESTS, methods=POST)
def floor_habit(request: DeskRequest, guest_id: UUID, fact_id: UUID) -> HttpResponse:
    """Keep what the guest answered to a question worded from a habit."""
    get_guest(request.scope, guest_id)
    fact = get_fact(request.scope, guest_id, fact_id)
    if fact.source_kind != SourceKind.INFERRED:
        raise NotFound
    likes = request.POST.get("answer") != "no"
    answered = answer_habit(scope=request.scope, now=request.now, fact=fact, likes=likes)
    return render(request, "collection/_habit.html", {"question": question_of(answered), "fact": answered})


@door(READ_GUESTS)
def observations_panel(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show what was noticed about a guest, what it suggests and which habits wait, as a panel of the guest page."""
    guest = get_guest(request.scope, guest_id)
    ids = ids_of(guest)
    rows = visible_items(request.scope).filter(guest_id__in=ids, kind__in=NOTICED).order_by("-happened_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    waiting = Fact.objects.filter(guest_id__in=ids, status=FactStatus.PROPOSED, source_kind=SourceKind.INFERRED)
    context = {
        "guest": guest,
        "page": page,
        "entries": entry_lines(request.scope, listed, now=request.now),
        "offers": [line for row in listed for line in offer_lines(row) if line.state == "open"],
        "questions": [q for f in waiting.order_by("-learned_at") if (q := question_of(f)) is not None],
        "may_note": Stay.objects.filter(guest_id__in=ids, hotel=request.hotel, state=StayState.IN_HOUSE).exists(),
    }
    return render_either(request, "collection/observations.html", "collection/observations_panel.html", context)


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    language = get_language() or "zh-hans"
    groups = [
        (_tab(code), [(c.item.code, c.item.words.text(language)) for c in found]) for code, found in chips().items()
    ]
    wishes = [
        (i.code, i.words.text(language))
        for i in items().values()
        if i.kind == "preference" and not i.is_sealed and not i.is_switched
    ]
    return [("", [("", _("Free line"))]), *groups, (str(_("Said by the guest")), wishes)]


def _tab(code: str) -> str:
    names = {
        "housekeeping": _("Noticed in the room"),
        "food_beverage": _("Noticed at table"),
        "care": pgettext("phone", "Care"),
    }
    return str(names[code])


class ObservationForm(forms.Form):
    """What was noticed or said, on the desktop."""

    item = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    value = forms.CharField(
        label=gettext_lazy("Value"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "observation-values", "autocomplete": "off"}),
        help_text=gettext_lazy("A number, a word or one of the choices; leave it empty where yes is meant."),
    )
    text = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("No document numbers, no illness. What was seen or said, not what you conclude."),
    )
    place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=60)
    source = forms.ChoiceField(
        label=gettext_lazy("How it is known"),
        choices=[
            (SourceKind.OBSERVED.value, gettext_lazy("I saw it")),
            (SourceKind.STATED.value, gettext_lazy("The guest told me")),
            (SourceKind.SCANNED.value, gettext_lazy("It stands on a paper")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = _choices()  # type: ignore[attr-defined]  # a choice field


def value_code(item: Item | None, typed: str) -> str:
    """Return the code of a choice that was typed in words."""
    if item is None or item.value != "choice":
        return typed
    for code, words in item.choices:
        if typed.strip().lower() in {code.lower(), words.zh.lower(), words.en.lower()}:
            return code
    return typed


@door(READ_GUESTS, methods=GET_POST)
def note_observation(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Hand in an observation or an answer about a guest from the desktop; the verb is the phone's."""
    guest = get_guest(request.scope, guest_id)
    stay = (
        Stay.objects.select_related("room", "hotel")
        .filter(guest_id__in=ids_of(guest), hotel=request.hotel, state=StayState.IN_HOUSE)
        .order_by("-arrival")
        .first()
    )
    form = ObservationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            seen = observe(
                scope=request.scope,
                now=request.now,
                hotel=request.hotel,
                guest=guest,
                stay=stay,
                cue=data["item"],
                value=value_code(items().get(data["item"]), data["value"]),
                text=data["text"],
                place=data["place"],
                source=SourceKind(data["source"]),
            )
        except DomainError as error:
            form.add_error(None, refusal_text(error))
        else:
            messages.success(request, _noted(seen.outcome))
            return redirect(reverse("workbench:guest", args=[guest.id]))
    context = {"form": form, "guest": guest, "stay": stay, "choices": _choice_hints()}
    return render(request, "collection/note.html", context, status=422 if form.errors else 200)


def _noted(outcome: str) -> str:
    return _("Noted already today; it counts once.") if outcome == AGAIN else _("Noted.")


def _choice_hints() -> list[tuple[str, str]]:
    """Return the words of every choice, for the list under the value."""
    language = get_language() or "zh-hans"
    found = []
    for code in (c.item.code for group in chips().values() for c in group):
        item = items()[code]
        found += [(words.text(language), item.words.text(language)) for _code, words in item.choices]
        found += [(value_words(item, p.zh).text(language), item.words.text(language)) for p in _presets(code)]
    return found


def _presets(code: str) -> list[Any]:
    return next((c.presets for group in chips().values() for c in group if c.item.code == code), [])
