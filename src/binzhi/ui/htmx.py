"""One view, two answers: the whole page, or only the fragment that HTMX asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether only a part of the page is wanted (not a boosted link, not the restoring of history)."""
    headers = request.headers
    if headers.get("HX-Request") != "true":
        return False
    return headers.get("HX-Boosted") != "true" and headers.get("HX-History-Restore-Request") != "true"


def render_either(
    request: HttpRequest,
    page_template: str,
    fragment_template: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the fragment for HTMX and the page for everyone else; caches must tell the two apart."""
    chosen = fragment_template if is_fragment(request) else page_template
    response = render(request, chosen, context, status=status)
    response["Vary"] = ", ".join(filter(None, [response.get("Vary"), "HX-Request"]))
    return response


def inside(request: HttpRequest, target: str) -> bool:
    """Tell whether an address is one of our own pages."""
    return bool(target) and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def redirect_either(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to another page, also when a fragment was asked for."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
