"""Addresses of the guest file."""

from django.urls import include, path

from binzhi.guests.web import edit, held, new_guest, scans, views

app_name = "guests"
urlpatterns = [
    path("", views.guest_list, name="list"),
    path("", include("binzhi.guests.web.people_urls")),
    path("", include("binzhi.guests.web.file_urls")),
    path("held/", held.held, name="held"),
    path("new/", new_guest.create, name="create"),
    path("new/matches/", new_guest.matches, name="matches"),
    path("salutation/", edit.salutation, name="salutation"),
    path("scan/", scans.start, name="scan"),
    path("scan/photo/", scans.photo, name="scan_photo"),
    path("scan/text/", scans.text, name="scan_text"),
    path("scan/file/", scans.file, name="scan_file"),
    path("scan/by-hand/", scans.by_hand, name="scan_by_hand"),
    path("scan/listen/", scans.listen, name="scan_listen"),
    path("scan/<uuid:reading_id>/", scans.review, name="scan_review"),
    path("scan/<uuid:reading_id>/state/", scans.state, name="scan_state"),
    path("scan/<uuid:reading_id>/whose/", scans.aim, name="scan_aim"),
    path("scan/<uuid:reading_id>/forget/", scans.drop, name="scan_drop"),
    path("<uuid:guest_id>/edit/", edit.edit, name="edit"),
    path("facts/value/", views.fact_value, name="fact_value"),
    path("<uuid:guest_id>/facts/new/", views.add_fact, name="add_fact"),
    path("<uuid:guest_id>/facts/<uuid:fact_id>/", views.judge_fact, name="judge_fact"),
    path("<uuid:guest_id>/notes/new/", views.add_note, name="add_note"),
    path("<uuid:guest_id>/notes/<uuid:note_id>/settle/", views.settle, name="settle_note"),
    path("<uuid:guest_id>/flags/", views.flags, name="flags"),
    path("<uuid:guest_id>/reveal/<str:kind>/<uuid:row_id>/", views.reveal_field, name="reveal"),
]
