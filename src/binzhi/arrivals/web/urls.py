"""Addresses of the preparation."""

from django.urls import path

from binzhi.arrivals.web import gifts, items, papers, readiness, report, rooms, rules, sheets, stay

app_name = "arrivals"
urlpatterns = [
    path("", report.report, name="report"),
    path("build/", report.build, name="build"),
    path("ahead/", report.ahead, name="ahead"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/propose/", rooms.rooms_propose, name="rooms_propose"),
    path("rooms/accept/", rooms.rooms_accept, name="rooms_accept"),
    path("rooms/<uuid:guest_id>/<uuid:stay_id>/accept/", rooms.room_accept, name="room_accept"),
    path("rooms/<uuid:guest_id>/<uuid:stay_id>/", rooms.room_choose, name="room_choose"),
    path("gifts/", gifts.gifts, name="gifts"),
    path("gifts/<uuid:guest_id>/<uuid:stay_id>/new/", gifts.gift_new, name="gift_new"),
    path("gifts/<uuid:guest_id>/<uuid:gift_id>/decide/", gifts.gift_decide, name="gift_decide"),
    path("gifts/<uuid:guest_id>/<uuid:gift_id>/deliver/", gifts.gift_deliver, name="gift_deliver"),
    path("gifts/<uuid:guest_id>/<uuid:gift_id>/print/", gifts.gift_print, name="gift_print"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.rule_new, name="rule_new"),
    path("rules/<slug:code>/", rules.rule_edit, name="rule_edit"),
    path("sheet/", sheets.sheet, name="sheet"),
    path("floor/", sheets.floor, name="floor"),
    path("duty/", sheets.duty, name="duty"),
    path("print/", papers.print_page, name="print"),
    path("pdf/", papers.pdf, name="pdf"),
    path("offline/", papers.offline, name="offline"),
    path("csv/", papers.csv, name="csv"),
    path("items/<uuid:guest_id>/<uuid:item_id>/", items.item, name="item"),
    path("items/<uuid:guest_id>/<uuid:item_id>/sign/", items.sign, name="sign"),
    path("items/<uuid:guest_id>/<uuid:item_id>/acknowledge/", items.acknowledge, name="acknowledge"),
    path("items/<uuid:guest_id>/<uuid:item_id>/impossible/", items.impossible, name="impossible"),
    path("items/<uuid:guest_id>/<uuid:item_id>/unneeded/", items.unneeded, name="unneeded"),
    path("items/<uuid:guest_id>/<uuid:item_id>/reopen/", items.reopen, name="reopen"),
    path("items/<uuid:guest_id>/<uuid:item_id>/hand/", items.hand, name="hand"),
    path("items/<uuid:guest_id>/<uuid:item_id>/opinion/", items.opinion, name="opinion"),
    path("items/<uuid:guest_id>/<uuid:item_id>/outcome/", items.outcome, name="outcome"),
    path("stays/<uuid:guest_id>/<uuid:stay_id>/", stay.stay, name="stay"),
    path("stays/<uuid:guest_id>/<uuid:stay_id>/registration/", stay.registration, name="registration"),
    path("stays/<uuid:guest_id>/<uuid:stay_id>/offer/", stay.offer, name="offer"),
    path("stays/<uuid:guest_id>/<uuid:stay_id>/offer/send/", stay.offer_send, name="offer_send"),
    path("stays/<uuid:guest_id>/<uuid:stay_id>/events/", stay.event_new, name="event_new"),
    path("events/<uuid:guest_id>/<uuid:event_id>/close/", stay.event_close, name="event_close"),
]
