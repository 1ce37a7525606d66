"""How a refusal or a fault looks: a page for a page, a toast for a fragment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.kernel.errors import DomainError
from binzhi.ui.htmx import is_fragment


def _answer(request: HttpRequest, status: int, title: str, text: str, code: str, advice: str = "") -> HttpResponse:
    template = "ui/_toast_error.html" if is_fragment(request) else "ui/error.html"
    context = {"status": status, "title": title, "text": text, "code": code, "advice": advice}
    return render(request, template, context, status=status)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show an expected refusal: what is wrong, where, and what to do."""
    language = get_language() or "zh-hans"
    text = error.text(language)
    advice = ""
    if error.status == 404:
        title = _("Nothing found here")
        advice = _("Search for the guest or the room, or go back to the list.")
    elif error.status == 403:
        title = _("Not allowed")
    elif error.status == 422:
        title = _("Please correct the entry")
        advice = _("Go back, correct the value and save again. Nothing was stored.")
    else:
        title = _("Not done")
        advice = _("Go back and load the page again to see how things stand now.")
    return _answer(request, error.status, title, text, error.code, advice)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    text = _("Your role does not open this page. Ask the system administrator if your work needs it.")
    return _answer(request, 403, _("Not allowed"), text, "not_allowed")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a form that was open for too long."""
    text = _("This form was open for too long or was opened before you signed in. Nothing was stored.")
    return _answer(request, 403, _("Please send it again"), text, "form_expired", _("Load the page again and repeat."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    text = _("There is no page at this address, or it is outside what you may see.")
    advice = _("Search for the guest or the room, or go back to the list.")
    return _answer(request, 404, _("Nothing found here"), text, "not_found", advice)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: needs neither database nor session."""
    template = "ui/_toast_error.html" if is_fragment(request) else "500.html"
    context = {
        "status": 500,
        "title": _("Something broke"),
        "text": _("The fault was recorded. Nothing half-done was stored."),
        "code": "fault",
        "advice": _("Try again; if it happens twice, tell the system administrator the time and the page."),
    }
    return render(None, template, context, status=500)
