"""Addresses of the room: the phone page under floor/, everything else under collection/."""

from django.urls import include, path

from binzhi.collection.web import floor_urls, keeper_urls

app_name = "collection"
urlpatterns = [*floor_urls.urlpatterns, path("collection/", include(keeper_urls.urlpatterns))]
