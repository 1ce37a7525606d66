"""Doors of the room board: status with one tap, rooms out of use."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.guests.incognito import show_rows
from binzhi.kernel.errors import DomainError
from binzhi.stays import queries
from binzhi.stays.access import READ, ROOM_STATUS, get_block, get_room
from binzhi.stays.domain.house import block_room, set_room_status, unblock_room
from binzhi.stays.enums import RoomStatus
from binzhi.stays.features import features
from binzhi.stays.models import RoomBlock
from binzhi.stays.web.answers import done_or_why
from binzhi.stays.web.forms import BlockForm, StatusForm
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.htmx import is_fragment, render_either
from binzhi.ui.requests import DeskRequest


def _shown(tile: queries.RoomTile, wanted: str) -> bool:
    if wanted == "vacant":
        return not tile.guests
    if wanted == "leaving":
        return tile.leaves_today
    if wanted == "arriving":
        return bool(tile.arriving)
    return not wanted or tile.room.status == wanted


def _tiles(request: DeskRequest, room_id: UUID | None = None) -> list[queries.RoomTile]:
    """Return the tiles of the house or of one room, incognito guests under their alias."""
    tiles = queries.room_board(request.hotel, request.business_date, room_id=room_id)
    show_rows(request.scope, *(tile.guests for tile in tiles), *(tile.arriving for tile in tiles))
    return tiles


@door(READ)
def room_board(request: DeskRequest) -> HttpResponse:
    """Show the rooms by floor; a poll with the standing stamp is answered with nothing (204)."""
    stamp = queries.board_stamp(request.hotel, request.business_date)
    if is_fragment(request) and request.GET.get("since") == stamp:
        return HttpResponse(status=204)
    wanted, floor = request.GET.get("show", ""), request.GET.get("floor", "")
    tiles = _tiles(request)
    floors: dict[tuple[str, int], list[queries.RoomTile]] = {}
    for tile in tiles:
        if _shown(tile, wanted) and floor in {"", str(tile.room.floor)}:
            floors.setdefault((tile.room.building, tile.room.floor), []).append(tile)
    counts: dict[str, int] = dict.fromkeys(RoomStatus.values, 0)
    for tile in tiles:
        counts[tile.room.status] += 1
    context: dict[str, Any] = {
        "floors": [(building, floor, rooms) for (building, floor), rooms in floors.items()],
        "counts": [(status, counts[status]) for status in RoomStatus.values],
        "total": len(tiles),
        "occupied": sum(1 for tile in tiles if tile.guests),
        "shown": wanted,
        "floor": floor,
        "all_floors": sorted({tile.room.floor for tile in tiles}),
        "stamp": stamp,
        "may_change": request.scope.may(ROOM_STATUS),
    }
    return render_either(request, "stays/rooms.html", "stays/_board.html", context)


@door(ROOM_STATUS, methods=POST)
def room_status(request: DeskRequest, room_id: UUID) -> HttpResponse:
    """Change the status of a room; answers with its tile."""
    room = get_room(request.scope, room_id, to=ROOM_STATUS)
    form = StatusForm(request.POST)
    if form.is_valid():
        status = RoomStatus(form.cleaned_data["status"])
        set_room_status(scope=request.scope, now=request.now, room=room, status=status)
    if is_fragment(request) and request.POST.get("from") != "room":
        tiles = _tiles(request, room_id)
        return render(request, "stays/_tile.html", {"tile": tiles[0] if tiles else None, "may_change": True})
    messages.success(request, _("Room %(room)s is changed.") % {"room": room.number})
    return redirect("stays:room", room_id)


@door(READ, methods=GET_POST)
def room(request: DeskRequest, room_id: UUID) -> HttpResponse:
    """Show one room: status, guests, blocks; a POST takes it out of use for some nights."""
    row = get_room(request.scope, room_id)
    initial = {"first_night": request.business_date, "last_night": request.business_date}
    form = BlockForm(request.POST or None, initial=initial)
    if request.method == "POST":
        request.scope.need(ROOM_STATUS)
        if form.is_valid():
            try:
                block_room(scope=request.scope, now=request.now, room=row, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error, {"departure_before_arrival": "last_night", "room_taken": "first_night"})
            else:
                messages.success(request, _("The room is out of use on these nights."))
                return redirect("stays:room", room_id)
    tiles = _tiles(request, row.id)
    past = queries.guests_of_room(request.hotel, row.number, limit=8)
    show_rows(request.scope, past)
    context = {
        "room": row,
        "tile": tiles[0] if tiles else None,
        "form": form,
        "blocks": RoomBlock.objects.filter(room=row, last_night__gte=request.business_date).order_by("first_night"),
        "past": past,
        "features": [features()[code] for code in {*row.features, *row.room_type.features} if code in features()],
        "statuses": RoomStatus.choices,
        "may_change": request.scope.may(ROOM_STATUS),
    }
    return render(request, "stays/room.html", context, status=422 if form.errors else 200)


@door(ROOM_STATUS, methods=POST)
def end_block(request: DeskRequest, block_id: UUID) -> HttpResponse:
    """Put a room back into use."""
    block = get_block(request.scope, block_id)
    done_or_why(
        request,
        lambda: unblock_room(scope=request.scope, now=request.now, block=block),
        _("The room is in use again."),
    )
    return redirect("stays:room", block.room_id)
