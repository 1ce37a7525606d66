"""Observations over the API: the verb of the phone page."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from binzhi.collection.access import COLLECT, visible_items
from binzhi.collection.answers import answer_of
from binzhi.collection.domain.observe import observe
from binzhi.collection.enums import ItemKind
from binzhi.collection.floor import entry_lines, stay_in_room
from binzhi.collection.said import CARE
from binzhi.guests.access import READ as READ_GUESTS
from binzhi.guests.enums import SourceKind
from binzhi.guests.joined import ids_of
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.access import get_hotel, my_hotel
from binzhi.stays.models import Stay
from binzhi.ui.doors import api_door

router = Router(tags=["observations"])
SOURCES = {"observed": SourceKind.OBSERVED, "stated": SourceKind.STATED, "documented": SourceKind.SCANNED}
NOTICED = (ItemKind.CUE, ItemKind.ANSWER)


class WordsOut(Schema):
    """Words in both languages."""

    zh: str
    en: str


class OfferOut(Schema):
    """What the rules suggest or did: ``open``, ``taken`` or ``declined``."""

    code: str
    state: str
    text: WordsOut
    why: WordsOut
    note: WordsOut


class ProposalOut(Schema):
    """A fact made or proposed of it."""

    id: UUID
    item: str
    status: str
    source: str


class ObservedOut(Schema):
    """What became of an entry: ``stored``, ``found`` (sent before) or ``again`` (noted already today)."""

    id: UUID
    guest: UUID
    outcome: str
    item: str
    state: str
    message: WordsOut
    offers: list[OfferOut]
    proposals: list[ProposalOut]


class ObservationIn(Schema):
    """Something noticed or told. Where: the guest's stay, or the room number at that moment."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"room": "1208", "item": "cue_temperature", "value": "23", "source": "observed"}]
        }
    }

    room: str = Field("", max_length=12)
    guest: UUID | None = None
    stay: UUID | None = None
    item: str = Field("", max_length=48)
    value: str = Field("", max_length=300)
    text: str = Field("", max_length=500)
    place: str = Field("", max_length=60)
    note: str = Field("", max_length=500)
    source: Literal["observed", "stated", "documented"] = "observed"
    happened_at: datetime | None = None
    device_key: UUID | None = None


class ObservationOut(Schema):
    """An entry; ``item`` is ``care`` for a matter of health, ``text`` is null where the reader may not read it."""

    id: UUID
    guest: UUID
    stay: UUID | None
    room: str
    item: str
    value: str
    text: str | None
    source: str
    department: str
    collector: str
    happened_at: datetime
    state: str


class ObservationList(Schema):
    """Entries, newest first; ``next`` is the id to go on from."""

    items: list[ObservationOut]
    next: UUID | None


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    return scope


@router.post("", response={201: ObservedOut, 200: ObservedOut}, summary="Hand in an observation")
@api_door(COLLECT)
def create(request: HttpRequest, body: ObservationIn, hotel: Annotated[str, Query(max_length=16)] = "") -> Any:
    """Hand in what was noticed or told, exactly once by ``device_key``; 200 when it was there already.

    What the rules do by themselves is done in the same transaction; what they suggest stands in ``offers``.
    """
    scope, now = _scope(request), request.now  # type: ignore[attr-defined]  # set by the scope middleware
    place = get_hotel(scope, hotel) if hotel else my_hotel(scope)
    moment = body.happened_at
    if moment is not None and moment.tzinfo is None:
        raise BadInput(field="happened_at", zh="请带时区。", en="give it with its time zone.")
    stay = _stay(place, body, min(moment or now, now))
    seen = observe(
        scope=scope,
        now=now,
        hotel=place,
        guest=stay.guest,
        stay=stay,
        cue=body.item,
        value=body.value,
        text=body.text,
        place=body.place,
        note=body.note,
        room_number=body.room,
        happened_at=moment,
        device_key=body.device_key,
        source=SOURCES[body.source],
    )
    return Status(201 if seen.outcome == "stored" else 200, answer_of(seen))


def _stay(hotel: Any, body: ObservationIn, at: datetime) -> Stay:
    if body.stay is not None:
        rows = Stay.objects.select_related("room", "guest", "hotel").filter(id=body.stay, hotel=hotel)
        row: Stay | None = rows.filter(guest_id__in=ids_of(body.guest)).first() if body.guest else None
        if row is None:
            raise NotFound
        return row
    if not body.room:
        raise BadInput(field="room", zh="请填房号，或住店记录与宾客。", en="give the room, or the stay and its guest.")
    return stay_in_room(hotel, body.room, at, body.guest)


@router.get("", response=ObservationList, summary="Observations, newest first")
@api_door(READ_GUESTS)
def listed(
    request: HttpRequest,
    guest: UUID | None = None,
    stay: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Any:
    """Return what was noticed, as the reader may see it; matters of health only for those they concern."""
    scope = _scope(request)
    rows = visible_items(scope).filter(kind__in=NOTICED)
    for name, wanted in (("guest_id", guest), ("stay_id", stay)):
        if wanted is not None:
            rows = rows.filter(Q(**{name: wanted}))
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows.order_by("-id")[: limit + 1])
    lines = entry_lines(scope, found[:limit], now=request.now)  # type: ignore[attr-defined]
    items = [
        {
            "id": line.item.id,
            "guest": line.item.guest_id,
            "stay": line.item.stay_id,
            "room": line.item.room_number,
            "item": CARE if line.item.removes_on else line.item.item,
            "value": line.item.value,
            "text": line.text or None,
            "source": line.item.source_kind,
            "department": line.item.department,
            "collector": line.item.collector,
            "happened_at": line.item.happened_at,
            "state": line.item.state,
        }
        for line in lines
    ]
    return {"items": items, "next": found[limit - 1].id if len(found) > limit else None}
