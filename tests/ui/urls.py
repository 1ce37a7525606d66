"""A handful of addresses to try the interface on, without any other room."""

from pathlib import Path
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import include, path

from binzhi.kernel.errors import Stale

PIECES = (Path(__file__).parent / "pieces.html").read_text(encoding="utf-8")


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/error.html", {"title": "Page", "text": request.GET.get("q", ""), "status": 200})


def pieces(request: HttpRequest) -> HttpResponse:
    request.user = SimpleNamespace(is_authenticated=True, name_zh="周敏", name_en="Zhou Min")  # type: ignore[assignment]
    return HttpResponse(Template(PIECES).render(RequestContext(request)))


def search(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f'<a href="/?q=hit">{len(request.POST["q"])}</a>')


def refuse(request: HttpRequest) -> HttpResponse:
    raise Stale


def correct_me(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<p id="wrong">wrong</p>', status=422)


def saved(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/sign-in/?next=/desk/")


arrivals = ([path("", page, name="report"), path("board/", page, name="board")], "arrivals")
workbench = ([path("search/", search, name="search")], "workbench")

urlpatterns = [
    path("", page, name="home"),
    path("arrivals/", include(arrivals)),
    path("", include(workbench)),
    path("pieces/", pieces, name="pieces"),
    path("elsewhere/", page, name="elsewhere"),
    path("refuse/", refuse),
    path("correct/", correct_me),
    path("saved/", saved),
    path("gone/", to_sign_in),
    path("static/x.css", page),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler404 = "binzhi.ui.errors.not_found"
handler500 = "binzhi.ui.errors.server_error"
