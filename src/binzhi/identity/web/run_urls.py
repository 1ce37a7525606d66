"""Addresses of the runs over the whole file, below ``runs/``."""

from django.urls import path

from binzhi.identity.web import runs

urlpatterns = [
    path("", runs.runs, name="runs"),
    path("start/", runs.start, name="run_start"),
    path("<uuid:run_id>/", runs.show, name="run"),
    path("<uuid:run_id>/progress/", runs.progress, name="run_progress"),
    path("<uuid:run_id>/resume/", runs.resume, name="run_resume"),
    path("<uuid:run_id>/undo/", runs.undo, name="run_undo"),
    path("<uuid:run_id>/groups.csv", runs.groups_table, name="run_groups"),
]
