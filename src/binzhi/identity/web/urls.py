"""Addresses of the room: the keeper's queue, two persons side by side, the duplicate rate, parts of the guest page."""

from django.urls import include, path

from binzhi.identity.web import persons, queue, rate

app_name = "identity"
urlpatterns = [
    path("", queue.case_list, name="queue"),
    path("cases/<uuid:case_id>/", queue.case, name="case"),
    path("cases/<uuid:case_id>/undo/", queue.undo, name="undo"),
    path("runs/", include("binzhi.identity.web.run_urls")),
    path("duplicates/", rate.duplicates, name="duplicates"),
    path("guests/<uuid:guest_id>/joined/", persons.joined_panel, name="joined_panel"),
    path("guests/<uuid:guest_id>/same/", persons.find_same, name="same_as"),
    path("guests/<uuid:guest_id>/same/<uuid:other_id>/", persons.pair, name="pair"),
    path("guests/<uuid:guest_id>/part/<uuid:profile_id>/", persons.part, name="part"),
    path("decisions/<uuid:decision_id>/undo/", persons.end_apart_decision, name="end_apart"),
]
