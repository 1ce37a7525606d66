"""Doors to hand guest information in, and to see what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.collection.access import COLLECT, CONVERSE, KEEP
from binzhi.collection.domain.notices import (
    Notice,
    answer_keeper,
    enter_oral_notice,
    hand_in_written,
    record_conversation,
    record_guest_feedback,
)
from binzhi.collection.enums import FeedbackSort
from binzhi.collection.models import CollectedItem
from binzhi.collection.queries import get_item, lines_of, visible_items
from binzhi.collection.web.answers import choose_guest, chosen_guest, chosen_stay, known_departments
from binzhi.collection.web.keeper_forms import ConversationForm, FeedbackForm, NoticeForm, OralForm, ReplyForm
from binzhi.guests.enums import Channel, SourceKind, Stage
from binzhi.guests.joined import ids_of, people_of
from binzhi.guests.models import Guest
from binzhi.guests.queries import flags_of
from binzhi.kernel.errors import DomainError
from binzhi.org.queries import staff_of
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

PAGE = 30
PLACES = {
    "words_needed": "text", "numbers_in_note": "text", "health_words": "text", "wrong_value": "value",
    "place_needed": "place", "reporter_needed": "reporter", "moment_ahead": "day", "field_switched_off": "item",
}  # fmt: skip


def _kinds(request: DeskRequest) -> list[tuple[str, str, str]]:
    """The notices the reader may hand in: code, label, icon."""
    found = [("written", _("Written notice"), "file-description"), ("feedback", _("Feedback of a guest"), "message-2")]
    if request.scope.may(KEEP):
        found.insert(1, ("oral", _("Oral notice"), "ear"))
    if request.scope.may(CONVERSE):
        found.append(("conversation", _("Conversation"), "messages"))
    return found


def _here(request: DeskRequest, guest: Guest) -> Stay | None:
    """The stay a notice is about: the one named, else the one in house, else the latest."""
    named = chosen_stay(request, guest)
    if named is not None:
        return named
    rows = (
        Stay.objects.filter(guest_id__in=ids_of(guest), hotel=request.hotel).select_related("room").order_by("-arrival")
    )
    stays = list(rows[:6])
    return next((s for s in stays if s.state == StayState.IN_HOUSE), None)


@door(COLLECT, methods=GET_POST)
def notice(request: DeskRequest) -> HttpResponse:
    """Hand in a notice: first whom it is about, then what (R-144, R-145, R-126, R-127, R-173)."""
    kinds = _kinds(request)
    kind = request.GET.get("kind", "written")
    kind = kind if kind in {code for code, _label, _icon in kinds} else "written"
    guest = chosen_guest(request)
    if guest is None:
        return choose_guest(
            request,
            heading=_("Whom is it about?"),
            lead=_("Type the room number or the name."),
            keep={"kind": kind, "stage": request.GET.get("stage", "")[:16]},
        )
    stay = _here(request, guest)
    form = _form(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            row = _save(request, kind, form, guest, stay)
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _said(request, row))
            if "again" in request.POST:
                return redirect(request.get_full_path())
            return redirect("collection:mine")
    context = {
        "form": form, "guest": guest, "stay": stay, "kinds": kinds, "kind": kind,
        "flags": flags_of(people_of([guest])).get(guest.id, []),
    }  # fmt: skip
    return render(request, "collection/notice.html", context, status=422 if form.errors else 200)


def _form(request: DeskRequest, kind: str) -> Any:
    stage = request.GET.get("stage", "")
    first: dict[str, Any] = {
        "day": request.business_date,
        "channel": Channel.RECEPTION,
        "stage": stage if stage in Stage.values else "",
        "source": SourceKind.STATED,
        "sort": FeedbackSort.FEEDBACK,
    }
    data = request.POST or None
    if kind == "oral":
        return OralForm(data, people=staff_of(request.hotel.id), initial=first)
    chosen = {"conversation": ConversationForm, "feedback": FeedbackForm}.get(kind, NoticeForm)
    return chosen(data, initial=first)


def _save(request: DeskRequest, kind: str, form: Any, guest: Guest, stay: Stay | None) -> CollectedItem:
    data = form.cleaned_data
    said = Notice(
        text=data["text"],
        item=data["item"],
        value=data["value"],
        source=SourceKind(data.get("source") or SourceKind.STATED),
        channel=Channel(data["channel"]),
        stage=Stage(data["stage"]) if data["stage"] else None,
        place=data["place"],
        happened_at=form.happened_at(request.hotel.timezone, request.now),
        stay=stay,
    )
    common: dict[str, Any] = {
        "scope": request.scope, "now": request.now, "hotel": request.hotel, "guest": guest, "notice": said,
    }  # fmt: skip
    if kind == "oral":
        people = {str(p.id): p for p in staff_of(request.hotel.id)}
        return enter_oral_notice(**common, reporter=people.get(data["reporter"]))
    if kind == "conversation":
        return record_conversation(**common)
    if kind == "feedback":
        return record_guest_feedback(**common, sort=FeedbackSort(data["sort"]))
    return hand_in_written(**common)


def _said(request: DeskRequest, row: CollectedItem) -> str:
    place = known_departments(request).get(row.keeper_department)
    if place is None:
        return _("Handed in. The keepers of the house look at it.")
    name = place.name_zh if request.scope.language.startswith("zh") or not place.name_en else place.name_en
    return _("Handed in. The keeper of %(department)s looks at it.") % {"department": name}


@door(COLLECT)
def mine(request: DeskRequest) -> HttpResponse:
    """Show what one handed in oneself, what became of it, and what the keeper asks."""
    rows = visible_items(request.scope).filter(collector_id=request.scope.actor.id).select_related("guest", "hotel")
    asked = list(rows.filter(asked_at__isnull=False).order_by("due_at")[:50])
    page = Paginator(rows.order_by("-collected_at", "id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(request.scope, list(page), now=request.now),
        "asked": [
            (line, ReplyForm(auto_id=f"id_{line.row.id}_%s"))
            for line in lines_of(request.scope, asked, now=request.now)
        ],
        "departments": known_departments(request),
        "now": request.now,
    }
    return render(request, "collection/mine.html", context)


@door(COLLECT, methods=GET_POST)
def answer(request: DeskRequest, guest_id: UUID, collected_id: UUID) -> HttpResponse:
    """Answer what the keeper asks about an item one handed in."""
    row = get_item(request.scope, guest_id, collected_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_keeper(scope=request.scope, now=request.now, item=row, text=form.cleaned_data["text"])
        except DomainError as error:
            show_refusal(form, error, {"numbers_in_note": "text", "health_words": "text", "words_needed": "text"})
        else:
            messages.success(request, _("Thank you: the keeper has your answer."))
            return redirect("collection:mine")
    line = lines_of(request.scope, [row], now=request.now)[0]
    return render(request, "collection/answer.html", {"form": form, "line": line}, status=422 if form.errors else 200)
