"""Addresses of the room: the phone page under floor/, everything else under collection/."""

from binzhi.collection.web import floor_urls

app_name = "collection"
urlpatterns = [*floor_urls.urlpatterns]
