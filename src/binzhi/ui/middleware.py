"""Headers that every answer carries, and the way refusals become answers."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers

from binzhi.kernel.errors import DomainError
from binzhi.ui.errors import refusal
from binzhi.ui.htmx import is_fragment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers then send "Origin: null" with our own forms, and the CSRF check refuses them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()",
}

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeadersMiddleware:
    """Put the security headers on every answer, and forbid keeping any page that is not a static file."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        static_url = settings.STATIC_URL or "/static/"
        if not request.path.startswith(static_url) and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response


class NullCharacterMiddleware:
    """Refuse requests that hold the character NUL: PostgreSQL stores none, and no keyboard writes one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = f"{request.path}?{unquote(request.META.get('QUERY_STRING', ''))}"
        is_json = request.content_type == "application/json"
        if "\0" in address or (is_json and b"\\u0000" in request.body):
            problem = {
                "status": 422,
                "code": "null_character",
                "title": "含有不可用的字符 / it holds a character that cannot be kept",
            }
            return JsonResponse(problem, status=422, content_type="application/problem+json")
        return self.get_response(request)


class RefusalMiddleware:
    """Turn refusals into pages or toasts; send a fragment whose sign-in has ended to the sign-in page as a whole."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 302 and is_fragment(request):
            target = response.headers.get("Location", "")
            if target.split("?")[0] == resolve_url(settings.LOGIN_URL):
                return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an expected refusal; leave every other exception to Django."""
        if isinstance(exception, DomainError):
            return refusal(request, exception)
        return None
