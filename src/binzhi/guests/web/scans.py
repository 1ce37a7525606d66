"""Doors of scanning: choose a way, wait, compare and confirm. Nothing reaches a profile before somebody confirmed it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.guests import ocr
from binzhi.guests.access import CREATE, EDIT, SCAN, SCAN_CARD, get_guest
from binzhi.guests.domain.scan_confirm import Confirmed, confirm_reading
from binzhi.guests.domain.scans import (
    About,
    aim_reading,
    await_reader,
    drop_reading,
    expect_photos,
    get_reading,
    need_scan,
    open_reading,
    take_reading,
)
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.errors import MatchFound, SameNameFound
from binzhi.guests.models import DocumentReading, Guest
from binzhi.guests.scan_files import drop_folder
from binzhi.guests.scan_kinds import ReadingKind, ReadingState, ReadingWay
from binzhi.guests.scan_offer import lines_of, owners_of
from binzhi.guests.scan_reading import Reading, made, read_file, read_text
from binzhi.guests.tasks import read_photos
from binzhi.guests.web.known import known_guests
from binzhi.guests.web.scan_forms import ReviewForm
from binzhi.kernel.errors import DomainError, NotAllowed
from binzhi.kernel.words import pick
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.parcel import ParcelClosed

PHOTOS = (ReadingKind.ID_CARD, ReadingKind.PASSPORT, ReadingKind.BUSINESS_CARD)
LARGEST_FILE = 64 * 1024


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def about_of(request: DeskRequest) -> About:
    """Return whom the reading is for, from the address or the form; an unknown guest is nobody."""
    given = request.POST if request.method == "POST" else request.GET
    guest_id = _uuid(given.get("guest"))
    if guest_id is not None:
        guest_id = get_guest(request.scope, guest_id).id
    back = given.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return About(guest_id, _uuid(given.get("stay")), back[:200] if safe else "")


def _may(request: DeskRequest, kind: str) -> bool:
    try:
        need_scan(request.scope, kind)
    except NotAllowed:
        return False
    return True


def _first_kind(request: DeskRequest) -> ReadingKind:
    return next((kind for kind in PHOTOS if _may(request, kind)), ReadingKind.BUSINESS_CARD)


@door(SCAN_CARD)
def start(request: DeskRequest) -> HttpResponse:
    """Choose what is scanned and how."""
    return render(request, "guests/scan.html", _start(request))


def _start(request: DeskRequest, *, refusal: str = "") -> dict[str, Any]:
    about = about_of(request)
    return {
        "about": about,
        "guest": get_guest(request.scope, about.guest_id) if about.guest_id else None,
        "kinds": [kind for kind in PHOTOS if _may(request, kind)],
        "may_read_documents": _may(request, ReadingKind.READER),
        "has_ocr": ocr.is_installed(),
        "missing": ocr.OcrMissing().text(get_language() or "zh-hans"),
        "refusal": refusal,
        "folder": str(drop_folder()),
        "user": request.user.get_username(),
        "waiting": list(_own_readings(request)[:8]),
    }


def _own_readings(request: DeskRequest) -> Any:
    mine = DocumentReading.objects.filter(staff_id=request.scope.actor.id, ends_at__gt=request.now)
    return mine.order_by("-created_at")


def _refused(request: DeskRequest, error: DomainError) -> HttpResponse:
    return render(request, "guests/scan.html", _start(request, refusal=refusal_text(error)), status=error.status)


def _to(row: DocumentReading) -> HttpResponse:
    return redirect("guests:scan_review", reading_id=row.id)


@door(SCAN_CARD, methods=POST)
def photo(request: DeskRequest) -> HttpResponse:
    """Take one or two photos in; they are read in the background."""
    kind = request.POST.get("kind", "")
    files = [*request.FILES.getlist("front"), *request.FILES.getlist("back")]
    try:
        row = expect_photos(
            scope=request.scope,
            now=request.now,
            hotel_id=request.hotel.id,
            kind=ReadingKind(kind) if kind in PHOTOS else _first_kind(request),
            photos=[f.read(ocr.LARGEST_BYTES + 1) for f in files],
            about=about_of(request),
        )
    except DomainError as error:
        return _refused(request, error)
    read_photos.enqueue(str(row.id), str(request.scope.actor.id), str(request.hotel.id))
    return _to(row)


def _taken(request: DeskRequest, reading: Reading, way: ReadingWay) -> DocumentReading:
    return take_reading(
        scope=request.scope,
        now=request.now,
        hotel_id=request.hotel.id,
        reading=reading,
        way=way,
        about=about_of(request),
    )


@door(SCAN, methods=POST)
def text(request: DeskRequest) -> HttpResponse:
    """Take what a scanner typed, on any page, or somebody pasted."""
    try:
        need_scan(request.scope, ReadingKind.READER)
        reading = read_text(request.POST.get("text", ""), on=timezone.localdate())
        return _to(_taken(request, reading, ReadingWay.KEYBOARD))
    except DomainError as error:
        return _refused(request, error)


@door(SCAN, methods=POST)
def file(request: DeskRequest) -> HttpResponse:
    """Take the file of a card reader."""
    given = request.FILES.get("file")
    try:
        need_scan(request.scope, ReadingKind.READER)
        reading = read_file(given.read(LARGEST_FILE) if given else b"", on=timezone.localdate())
        return _to(_taken(request, reading, ReadingWay.FILE))
    except DomainError as error:
        return _refused(request, error)


@door(SCAN_CARD, methods=POST)
def by_hand(request: DeskRequest) -> HttpResponse:
    """Open the same form empty: everything a scanner reads can be typed (R-134)."""
    card = request.POST.get("kind") == ReadingKind.BUSINESS_CARD or not _may(request, ReadingKind.READER)
    reading = made(ReadingKind.BUSINESS_CARD if card else ReadingKind.TYPED, {})
    return _to(_taken(request, reading, ReadingWay.HAND))


@door(SCAN, methods=POST)
def listen(request: DeskRequest) -> HttpResponse:
    """Wait for the next file in the common folder."""
    row = await_reader(scope=request.scope, now=request.now, hotel_id=request.hotel.id, about=about_of(request))
    return _to(row)


@door(SCAN_CARD)
def state(request: DeskRequest, reading_id: UUID) -> HttpResponse:
    """Answer the waiting page: 204 while nothing changed, else load the page anew."""
    try:
        row = get_reading(request.scope, reading_id, request.now)
    except ParcelClosed:
        return HttpResponse(status=410, headers={"HX-Redirect": reverse("guests:scan")})
    if row.state in {ReadingState.QUEUED, ReadingState.WAITING}:
        return HttpResponse(status=204)
    return HttpResponse(status=200, headers={"HX-Redirect": reverse("guests:scan_review", args=[row.id])})


@door(SCAN_CARD, methods=POST)
def drop(request: DeskRequest, reading_id: UUID) -> HttpResponse:
    """Forget what was read."""
    row = get_reading(request.scope, reading_id, request.now)
    drop_reading(scope=request.scope, row=row)
    messages.info(request, _("What was read is forgotten."))
    return redirect(row.back_to or reverse("guests:scan"))


@door(SCAN_CARD, methods=POST)
def aim(request: DeskRequest, reading_id: UUID) -> HttpResponse:
    """Choose whose file it is: a guest that was found, or a new one."""
    row = get_reading(request.scope, reading_id, request.now)
    guest_id = _uuid(request.POST.get("guest"))
    if guest_id is not None:
        guest_id = get_guest(request.scope, guest_id).id
    return _to(aim_reading(scope=request.scope, now=request.now, row=row, guest_id=guest_id))


@door(SCAN_CARD, methods=GET_POST)
def review(request: DeskRequest, reading_id: UUID) -> HttpResponse:
    """Show what was read beside what stands; confirm, correct, or let it go."""
    row = get_reading(request.scope, reading_id, request.now)
    if row.state in {ReadingState.QUEUED, ReadingState.WAITING}:
        return render(request, "guests/scan_wait.html", {"row": row, "folder": str(drop_folder())})
    if row.state == ReadingState.FAILED:
        reason = pick(str(row.fault.get("zh", "")), str(row.fault.get("en", "")), get_language() or "zh-hans")
        return render(request, "guests/scan_failed.html", {"row": row, "reason": reason})
    reading = open_reading(request.scope, row, request.now)
    guest = get_guest(request.scope, row.guest_id) if row.guest_id else None
    owners = owners_of(request.scope, reading)
    belongs_to_other = owners.document is not None and (guest is None or guest.id != owners.document.id)
    lines = lines_of(request.scope, reading, guest)
    form = ReviewForm(request.POST or None, lines=lines, guest=guest)
    known: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        request.scope.need(EDIT if guest else CREATE)
        taken = guest.id if guest else _uuid(request.POST.get("choose"))
        said = request.POST
        try:
            saved = confirm_reading(
                scope=request.scope,
                now=request.now,
                row=row,
                confirmed=Confirmed(
                    form.values(), form.replacing(), said.get("reason", ""), bool(said.get("sure_other"))
                ),
                guest_id=taken,
            )
        except (MatchFound, SameNameFound) as error:
            known = known_guests(request, error, GuestDraft(name=form.values()["name"]))
        except DomainError as error:
            form.show(error)
        else:
            return _done(request, row, saved, was_known=taken is not None)
    context = {
        "row": row,
        "reading": reading,
        "form": form,
        "rows": form.rows(),
        "guest": guest,
        "owner": owners.document if belongs_to_other else None,
        "others": [one for one in owners.others if guest is None],
        "doubts": [d for d in reading.doubts if not d.startswith("unsure:")],
        "unsure": any(d.startswith("unsure:") for d in reading.doubts),
        "by_hand": row.way == ReadingWay.HAND,
        "is_card": row.kind == ReadingKind.BUSINESS_CARD,
        "differs": any(line.verdict == "differs" for line in lines),
        "may_save": request.scope.may(EDIT if guest else CREATE),
        **known,
    }
    status = 422 if form.errors else 409 if known else 200
    return render(request, "guests/scan_review.html", context, status=status)


def _done(request: DeskRequest, row: DocumentReading, guest: Guest, *, was_known: bool) -> HttpResponse:
    said = _("Added to the guest history.") if was_known else _("The guest history is created.")
    messages.success(request, said)
    return redirect(row.back_to or reverse("workbench:guest", args=[guest.id]))
