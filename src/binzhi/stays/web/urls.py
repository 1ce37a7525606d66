"""Addresses of the room."""

from django.urls import path

from binzhi.stays.web import desk, levels, property, reservations, rooms

app_name = "stays"
BOOKING = "<uuid:guest_id>/<uuid:reservation_id>/"
STAY = "<uuid:guest_id>/stay/<uuid:stay_id>/"
urlpatterns = [
    path("", reservations.list_reservations, name="list"),
    path("book/", reservations.book, name="book"),
    path("pick-guest/", reservations.pick_guest, name="pick_guest"),
    path("rooms/", rooms.room_board, name="rooms"),
    path("rooms/<uuid:room_id>/", rooms.room, name="room"),
    path("rooms/<uuid:room_id>/status/", rooms.room_status, name="room_status"),
    path("rooms/blocks/<uuid:block_id>/end/", rooms.end_block, name="end_block"),
    path("property/", property.property_list, name="property"),
    path("property/take-in/", property.take_in, name="take_in"),
    path("property/<uuid:guest_id>/<uuid:property_id>/hand-over/", property.hand_over, name="hand_over"),
    path("levels/<uuid:guest_id>/", levels.level, name="level"),
    path("levels/<uuid:guest_id>/set/", levels.change_level, name="change_level"),
    path("night-audit/", desk.night_audit, name="night_audit"),
    path(BOOKING, reservations.reservation, name="reservation"),
    path(f"{BOOKING}change/", reservations.change, name="change"),
    path(f"{BOOKING}cancel/", reservations.cancel, name="cancel"),
    path(f"{BOOKING}guests/", reservations.add_guest, name="add_guest"),
    path(f"{BOOKING}confirm/", reservations.confirm, name="confirm"),
    path(f"{BOOKING}letter/", reservations.letter, name="letter"),
    path(f"{BOOKING}no-show/", desk.no_show, name="no_show"),
    path(f"{STAY}room/", desk.choose_room, name="choose_room"),
    path(f"{STAY}room/release/", desk.release, name="release_room"),
    path(f"{STAY}check-out/", desk.check_out, name="check_out"),
    path(f"{STAY}spend/", desk.spend, name="spend"),
]
