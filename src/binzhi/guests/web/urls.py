"""Addresses of the guest file."""

from django.urls import path

from binzhi.guests.web import views

app_name = "guests"
urlpatterns = [
    path("", views.guest_list, name="list"),
    path("new/", views.create, name="create"),
    path("<uuid:guest_id>/edit/", views.edit, name="edit"),
    path("<uuid:guest_id>/facts/new/", views.add_fact, name="add_fact"),
    path("<uuid:guest_id>/facts/<uuid:fact_id>/", views.judge_fact, name="judge_fact"),
    path("<uuid:guest_id>/notes/new/", views.add_note, name="add_note"),
    path("<uuid:guest_id>/notes/<uuid:note_id>/settle/", views.settle, name="settle_note"),
    path("<uuid:guest_id>/flags/", views.flags, name="flags"),
    path("<uuid:guest_id>/reveal/<str:kind>/<uuid:row_id>/", views.reveal_field, name="reveal"),
]
