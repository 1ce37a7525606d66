"""Addresses of imports."""

from django.urls import path

from binzhi.integrations.web import batch, steps

app_name = "integrations"
urlpatterns = [
    path("", batch.batches, name="batches"),
    path("new/", steps.new, name="new"),
    path("entries/", batch.entries, name="entries"),
    path("<uuid:batch_id>/", batch.show, name="batch"),
    path("<uuid:batch_id>/columns/", steps.columns, name="map"),
    path("<uuid:batch_id>/check/", steps.check, name="check"),
    path("<uuid:batch_id>/run/", steps.run, name="run"),
    path("<uuid:batch_id>/progress/", batch.progress, name="progress"),
    path("<uuid:batch_id>/refused.csv", batch.refused, name="refused"),
    path("<uuid:batch_id>/undo/", batch.undo, name="undo"),
]
