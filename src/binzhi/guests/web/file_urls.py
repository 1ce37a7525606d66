"""Addresses of the whole file, its fields and what waits for a decision; the names stand under ``guests:``."""

from django.urls import path

from binzhi.guests.web import field_settings, file, quality

urlpatterns = [
    path("fields/", field_settings.field_settings, name="field_settings"),
    path("faults/", quality.faults, name="faults"),
    path("generic/", quality.generic, name="generic"),
    path("<uuid:guest_id>/file/", file.file_page, name="file"),
    path("<uuid:guest_id>/file/<slug:code>/", file.field, name="file_field"),
    path("<uuid:guest_id>/file/<slug:code>/history/", file.field_history, name="field_history"),
    path("<uuid:guest_id>/file/<slug:code>/confirm/", file.confirm, name="confirm_field"),
    path("<uuid:guest_id>/values/<uuid:value_id>/", file.decide, name="decide_value"),
]
