"""Opens the scope of a request: who asks, in which hotel, on which business date, at which moment."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import needs_second_factor, posts_of, scope_for
from binzhi.org.domain.signin import session_alive, staff_of_token
from binzhi.org.models import Post, Staff
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
        if user.password_is_first and not self._among(request, "workbench:account", "workbench:sign_out"):
            return HttpResponseRedirect(resolve_url("workbench:account"))
        posts = posts_of(user)
        scope = scope_for(
            user,
            posts=posts,
            hotel_id=_uuid(request.session.get(HOTEL)),
            language=translation.get_language() or user.language,
            request_id=uuid4().hex,
            session_id=key[:8],
        )
        return self._within(shaped, scope, posts)

    def _within(self, request: Any, scope: Scope, posts: list[Post]) -> HttpResponse:
        with open_scope(scope):
            request.scope = scope
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
        posts = posts_of(staff)
        wanted = request.GET.get("hotel", "")
        hotel_id = next((p.hotel_id for p in posts if p.hotel.code == wanted), None)
        language = "en" if request.headers.get("Accept-Language", "").startswith("en") else "zh-hans"
        translation.activate(language)
        scope = scope_for(staff, hotel_id=hotel_id, language=language, request_id=uuid4().hex, posts=posts)
        return self._within(request, scope, posts)

    @staticmethod
    def _second_factor_due(request: HttpRequest, user: Staff) -> bool:
        if settings.BINZHI_SECOND_FACTOR == "off" or settings.BINZHI_DEMO or request.session.get(PASSED):
            return False
        return needs_second_factor(user)

    def _to_second_factor(self, request: HttpRequest) -> HttpResponse:
        if self._among(request, "workbench:second_factor", "workbench:enrol", "workbench:sign_out"):
            return self.get_response(request)
        return HttpResponseRedirect(resolve_url("workbench:second_factor"))

    @staticmethod
    def _among(request: HttpRequest, *names: str) -> bool:
        """Tell whether the request goes to one of these pages, or to what every page needs."""
        if request.path.startswith((settings.STATIC_URL, "/i18n/")):
            return True
        return request.path in {resolve_url(name) for name in names}


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
