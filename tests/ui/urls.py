"""A handful of addresses to try the interface on, without any other room."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path

from binzhi.kernel.errors import Stale


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/error.html", {"title": "Page", "text": request.GET.get("q", ""), "status": 200})


def refuse(request: HttpRequest) -> HttpResponse:
    raise Stale


def to_sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/sign-in/?next=/desk/")


arrivals = ([path("", page, name="report"), path("board/", page, name="board")], "arrivals")

urlpatterns = [
    path("", page, name="home"),
    path("arrivals/", include(arrivals)),
    path("elsewhere/", page, name="elsewhere"),
    path("refuse/", refuse),
    path("gone/", to_sign_in),
    path("static/x.css", page),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler404 = "binzhi.ui.errors.not_found"
handler500 = "binzhi.ui.errors.server_error"
