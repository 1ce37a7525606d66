"""The phone page: the shell that works without the network, the list of the house, sending entries, the guest's card."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from binzhi.collection.access import COLLECT
from binzhi.collection.answers import answer_of
from binzhi.collection.cue_errors import NothingNoticed, OtherPerson, SeveralInRoom
from binzhi.collection.domain.observe import observe
from binzhi.collection.floor import chips, house_list, outlets_of, person_in, stay_in_room, stays_in_room
from binzhi.collection.icons import icon_png
from binzhi.guests.enums import SourceKind
from binzhi.kernel.errors import BadInput, DomainError
from binzhi.org.departments import department_words
from binzhi.stays.models import Stay
from binzhi.ui.doors import POST, PUBLIC, door
from binzhi.ui.requests import DeskRequest

KEPT_FOR = timedelta(hours=12)
CARE_TAB = "care"
WORKER = ("collection/outbox.js", "collection/worker.js")


def _language() -> str:
    return get_language() or "zh-hans"


@door(COLLECT)
def floor(request: DeskRequest) -> HttpResponse:
    """Show the shell: keypad, chips, tray. It holds no guest, so that the device may keep it."""
    tabs = [
        {"code": code, "words": _tab_words(code), "chips": found, "own": code in request.scope.departments}
        for code, found in chips().items()
    ]
    if not any(tab["own"] for tab in tabs):
        tabs[0]["own"] = True
    context = {"tabs": tabs, "strings": _strings(), "staff": str(request.user.pk), "house": _house_url()}
    return render(request, "collection/floor.html", context)


def _tab_words(code: str) -> str:
    return pgettext("phone", "Care") if code == CARE_TAB else department_words(code, _language())


def _house_url() -> str:
    return reverse("collection:floor_house")


def _strings() -> dict[str, str]:
    """What the script says; it holds no word of its own."""
    return {
        "online": _("Connected"),
        "offline": _("No network: entries wait on this device"),
        "waiting": _("Waiting"),
        "sent": _("Sent"),
        "noted": _("Noted."),
        "kept": _("Kept on this device, it is sent as soon as the network is back."),
        "again": _("Noted already today; it counts once."),
        "others": _("{n} entries of a colleague wait for that person to sign in"),
        "signIn": _("You are signed out. Your entries are safe; sign in to send them."),
        "stale": _("List of {time}, without network"),
        "noList": _("No list on this device. Type the room number; the entry finds its guest when it is sent."),
        "nobody": _("Nobody in the house by this number"),
        "unknown": _("Room {room}, guest found when sent"),
        "useCare": _("Use Care instead"),
        "discard": _("Discard"),
        "otherRoom": _("Choose another room"),
        "retry": _("Send again"),
        "take": _("Do it"),
        "decline": _("Not needed"),
        "done": _("That is all"),
        "doneN": _("Done ({n})"),
        "because": _("Because"),
        "did": _("Arranged"),
        "suggested": _("Suggested"),
        "proposed": _("A habit is proposed, with what was noticed"),
        "confirmed": _("Agrees with what is known"),
        "quiet": _("Do not disturb"),
        "unasked": _("Do not ask questions"),
        "allFloors": _("All floors"),
        "level": _("Floor {n}"),
        "notSaved": _("This device cannot keep entries. Stay connected and do not close the page."),
    }


@door(COLLECT)
def floor_house(request: DeskRequest) -> HttpResponse:
    """Answer who is in the house by room, who is signed in and until when the device may keep it (no sealed value)."""
    people = house_list(request.scope, request.hotel) if request.hotel else []
    body = {
        "staff": str(request.user.pk),
        "hotel": request.hotel.code if request.hotel else "",
        "csrf": get_token(request),
        "at": request.now.isoformat(),
        "until": (request.now + KEPT_FOR).isoformat(),
        "rooms": [person.as_json(_language()) for person in people],
        "outlets": outlets_of(request.hotel) if request.hotel else [],
    }
    return JsonResponse(body)


def problem(error: DomainError, **more: Any) -> JsonResponse:
    """Answer a refusal: stable code, what to do."""
    body = {"status": error.status, "code": error.code, "title": error.text(_language()), **more}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


@door(COLLECT, methods=POST)
def floor_send(request: DeskRequest) -> HttpResponse:
    """Take one entry of a device; sent again it is found. The verb is the one of the API."""
    try:
        entry = _entry(request)
        stay = _stay_of(request, entry)
        seen = observe(
            scope=request.scope,
            now=request.now,
            hotel=request.hotel,
            guest=stay.guest,
            stay=stay,
            cue=entry["cue"],
            value=entry["value"],
            text=entry["text"],
            place=entry["place"],
            note=entry["note"],
            room_number=entry["room"],
            happened_at=entry["at"],
            device_key=entry["key"],
            source=SourceKind(entry["source"]),
        )
    except SeveralInRoom as error:
        return problem(error, people=_people(request, entry))
    except DomainError as error:
        return problem(error)
    answer = answer_of(seen)
    answer["stay"] = stay.id
    return JsonResponse(answer, status=201 if seen.outcome == "stored" else 200)


def _entry(request: DeskRequest) -> dict[str, Any]:
    """Read an entry; refuses one of another shape and one that somebody else made on the device."""
    try:
        raw = json.loads(request.body)
        entry: dict[str, Any] = {
            name: str(raw.get(name) or "") for name in ("room", "cue", "value", "text", "place", "note", "source")
        }
        entry["source"] = entry["source"] or SourceKind.OBSERVED.value
        entry["key"] = UUID(str(raw["key"]))
        entry["guest"] = UUID(str(raw["guest"])) if raw.get("guest") else None
        entry["stay"] = UUID(str(raw["stay"])) if raw.get("stay") else None
        entry["at"] = datetime.fromisoformat(str(raw["at"]))
        if entry["at"].tzinfo is None or entry["source"] not in SourceKind.values:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(field="entry", zh="记录的格式不对，请更新页面。", en="wrong shape; reload the page.") from error
    if str(raw.get("staff", "")) != str(request.user.pk):
        raise OtherPerson
    if not entry["cue"] and not entry["text"].strip():
        raise NothingNoticed
    return entry


def _stay_of(request: DeskRequest, entry: dict[str, Any]) -> Stay:
    """Return the stay an entry names, or the one that was in its room at its moment."""
    if entry["stay"] and entry["guest"]:
        row: Stay | None = (
            Stay.objects.select_related("room", "guest", "hotel")
            .filter(guest_id=entry["guest"], id=entry["stay"], hotel=request.hotel)
            .first()
        )
        if row is not None:
            return row
    return stay_in_room(request.hotel, entry["room"], min(entry["at"], request.now), entry["guest"])


def _people(request: DeskRequest, entry: dict[str, Any]) -> list[dict[str, Any]]:
    stays = stays_in_room(request.hotel, entry["room"], min(entry["at"], request.now))
    return [person_in(request.scope, s).as_json(_language()) for s in stays]


@door(PUBLIC)
def floor_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker of the phone page; it may control that page only."""
    parts = [_source(name) for name in WORKER]
    shell = json.dumps([staticfiles_storage.url(name) for name in SHELL_FILES])
    text = "\n".join([f"const SHELL = {shell};", f'const VERSION = "{_version(parts)}";', *parts])
    return HttpResponse(
        text,
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": reverse("collection:floor"), "Cache-Control": "no-cache"},
    )


SHELL_FILES = (
    "ui/tokens.css",
    "ui/base.css",
    "ui/components.css",
    "ui/work.css",
    "ui/mark.svg",
    "ui/js/trusted.js",
    "ui/js/theme.js",
    "ui/js/shell.js",
    "ui/js/dialog.js",
    "ui/js/toast.js",
    "ui/js/shortcuts.js",
    "ui/vendor/htmx.min.js",
    "collection/floor.css",
    "collection/outbox.js",
    "collection/floor.js",
)


def _source(name: str) -> str:
    path = finders.find(name)
    if path is None:  # collected: the finders know no package folder any more
        with staticfiles_storage.open(name) as stored:
            return str(stored.read().decode())
    with open(str(path), encoding="utf-8") as script:
        return script.read()


def _version(parts: list[str]) -> str:
    import hashlib

    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]


@door(PUBLIC)
def floor_manifest(request: HttpRequest) -> HttpResponse:
    """Describe the page, so that it can be put on the start screen of a phone."""
    icon = reverse("collection:floor_icon")
    body = {
        "id": reverse("collection:floor"),
        "name": _("Binzhi floor"),
        "short_name": _("Binzhi"),
        "start_url": reverse("collection:floor"),
        "scope": reverse("collection:floor"),
        "display": "standalone",
        "lang": _language(),
        "background_color": "#FBFAF7",
        "theme_color": "#2F5D62",
        "icons": [
            {"src": icon, "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
            {"src": settings.STATIC_URL + "ui/mark.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        content_type="application/manifest+json",
        headers={"Cache-Control": "public, max-age=3600"},
    )


@door(PUBLIC)
def floor_icon(request: HttpRequest) -> HttpResponse:
    """Serve the picture of the page, drawn by the program."""
    return HttpResponse(icon_png(192), content_type="image/png", headers={"Cache-Control": "public, max-age=604800"})
