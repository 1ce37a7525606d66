"""Addresses of the phone page and of observations."""

from django.urls import path

from binzhi.collection.web import floor, observations

urlpatterns = [
    path("floor/", floor.floor, name="floor"),
    path("floor/house/", floor.floor_house, name="floor_house"),
    path("floor/send/", floor.floor_send, name="floor_send"),
    path("floor/worker.js", floor.floor_worker, name="floor_worker"),
    path("floor/manifest.webmanifest", floor.floor_manifest, name="floor_manifest"),
    path("floor/icon.png", floor.floor_icon, name="floor_icon"),
    path("floor/<uuid:guest_id>/<uuid:stay_id>/", observations.floor_card, name="floor_card"),
    path("floor/<uuid:guest_id>/<uuid:collected_id>/offers/<slug:code>/", observations.floor_offer, name="floor_offer"),
    path("floor/<uuid:guest_id>/habits/<uuid:fact_id>/", observations.floor_habit, name="floor_habit"),
    path("collection/<uuid:guest_id>/observations/", observations.observations_panel, name="observations_panel"),
    path("collection/<uuid:guest_id>/observations/new/", observations.note_observation, name="note_observation"),
]
