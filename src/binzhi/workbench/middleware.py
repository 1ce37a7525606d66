"""Opens the scope of a request: who asks, in which hotel, on which business date, at which moment."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import needs_second_factor, posts_of, scope_for
from binzhi.org.domain.signin import session_alive, staff_of_token
from binzhi.org.models import Staff
from binzhi.org.queries import business_date

PASSED = "second_factor_passed"
HOTEL = "hotel_id"
API = "/api/"


class ScopeMiddleware:
    """Opens the scope of the signed-in staff member (session) or of a bearer token (API) around the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        moment = timezone.now()
        shaped: Any = request
        shaped.now = moment
        if request.path.startswith(API):
            return self._api(shaped, moment)
        user = request.user
        if not user.is_authenticated or not isinstance(user, Staff):
            return self.get_response(request)
        key = request.session.session_key or ""
        if not user.is_active or not session_alive(now=moment, staff_id=user.id, session_key=key):
            logout(request)
            return self.get_response(request)
        if self._second_factor_due(request, user):
            shaped.scope = None
            return self._to_second_factor(request)
        scope = scope_for(
            user,
            hotel_id=_uuid(request.session.get(HOTEL)),
            language=translation.get_language() or user.language,
            request_id=uuid4().hex,
            session_id=key[:8],
        )
        return self._within(shaped, scope)

    def _within(self, request: Any, scope: Scope) -> HttpResponse:
        with open_scope(scope):
            request.scope = scope
            posts = posts_of(request.user) if isinstance(request.user, Staff) else []
            hotels = {p.hotel_id: p.hotel for p in posts}
            request.hotels = sorted(hotels.values(), key=lambda h: h.code)
            request.hotel = hotels.get(scope.hotel_id) if scope.hotel_id else None
            if request.hotel is not None:
                timezone.activate(request.hotel.timezone)
                request.business_date = business_date(request.hotel, now=request.now)
            return self.get_response(request)

    def _api(self, request: Any, moment: Any) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else ""
        staff = staff_of_token(now=moment, token=token) if token else None
        if staff is None:
            request.scope = None
            return self.get_response(request)
        request.user = staff
        hotel_id = _hotel_of_query(staff, request.GET.get("hotel", ""))
        language = "en" if request.headers.get("Accept-Language", "").startswith("en") else "zh-hans"
        translation.activate(language)
        return self._within(request, scope_for(staff, hotel_id=hotel_id, language=language, request_id=uuid4().hex))

    @staticmethod
    def _second_factor_due(request: HttpRequest, user: Staff) -> bool:
        if settings.BINZHI_SECOND_FACTOR == "off" or settings.BINZHI_DEMO or request.session.get(PASSED):
            return False
        return needs_second_factor(user)

    def _to_second_factor(self, request: HttpRequest) -> HttpResponse:
        open_paths = {
            resolve_url("workbench:second_factor"),
            resolve_url("workbench:enrol"),
            resolve_url("workbench:sign_out"),
        }
        if request.path in open_paths or request.path.startswith((settings.STATIC_URL, "/i18n/")):
            return self.get_response(request)
        return HttpResponseRedirect(resolve_url("workbench:second_factor"))


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def _hotel_of_query(staff: Staff, code: str) -> UUID | None:
    return next((p.hotel_id for p in posts_of(staff) if p.hotel.code == code), None)


def unauthorised() -> JsonResponse:
    """Return the problem answer for a missing or bad token."""
    return JsonResponse(
        {"code": "token_needed", "title": "需要访问令牌 / access token needed", "status": 401},
        status=401,
        content_type="application/problem+json",
    )
