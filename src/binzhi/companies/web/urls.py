"""Addresses of the organisations; the page of one organisation is ``workbench:company``."""

from django.urls import path

from binzhi.companies.web import people, views

app_name = "companies"
urlpatterns = [
    path("", views.company_list, name="list"),
    path("new/", views.create, name="create"),
    path("export/", views.export, name="export"),
    path("people/", people.find_person, name="find_person"),
    path("find/", people.find_company, name="find_company"),
    path("<uuid:organisation_id>/edit/", views.edit, name="edit"),
    path("<uuid:organisation_id>/fields/<str:code>/", views.value, name="value"),
    path("<uuid:organisation_id>/values/<uuid:value_id>/confirm/", views.confirm, name="confirm"),
    path("<uuid:organisation_id>/archive/", views.archive, name="archive"),
    path("<uuid:organisation_id>/people/new/", people.add, name="add_person"),
    path("<uuid:organisation_id>/contacts/<uuid:contact_id>/", people.contact, name="contact"),
    path("<uuid:organisation_id>/contacts/<uuid:contact_id>/phone/", people.contact_phone, name="contact_phone"),
    path("guests/<uuid:guest_id>/panel/", people.employment_panel, name="employment_panel"),
    path("guests/<uuid:guest_id>/jobs/", people.work, name="work"),
    path("guests/<uuid:guest_id>/jobs/<uuid:employment_id>/", people.end_work, name="end_work"),
    path("guests/<uuid:guest_id>/address/<uuid:organisation_id>/", people.take_address, name="take_address"),
]
