"""The API: one router per room, bearer tokens, problem answers with a stable code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from binzhi.arrivals.api import router as arrivals_router
from binzhi.collection.api import router as observations_router
from binzhi.collection.keeper_api import router as collection_router
from binzhi.companies.api import router as organisations_router
from binzhi.guests.api import router as guests_router
from binzhi.guests.api_parts import router as guest_parts_router
from binzhi.guests.api_profile import router as profile_router
from binzhi.guests.people_api import router as people_router
from binzhi.guests.scan_api import router as readings_router
from binzhi.identity.api import router as identity_router
from binzhi.integrations.api import router as imports_router
from binzhi.kernel.errors import DomainError
from binzhi.service.api import router as service_router
from binzhi.service.api_records import router as service_records_router
from binzhi.service.api_terminal import router as service_terminal_router
from binzhi.stays.api import router as levels_router


class TokenAuth(HttpBearer):
    """A bearer token; the scope was opened by the middleware."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return getattr(request, "scope", None)


api = NinjaAPI(
    title="Binzhi",
    version="1",
    auth=TokenAuth(),
    description="Guest history and arrivals of a hotel. Errors are problem JSON with a stable code in both languages.",
    urls_namespace="api",
)
api.add_router("/arrivals", arrivals_router)
api.add_router("/guests", people_router)
api.add_router("/guests", guests_router)
api.add_router("/guests", profile_router)
api.add_router("/guests", guest_parts_router)
api.add_router("/guests", levels_router)
api.add_router("/readings", readings_router)
api.add_router("/identity", identity_router)
api.add_router("/organisations", organisations_router)
api.add_router("/service", service_router)
api.add_router("/service", service_records_router)
api.add_router("/service", service_terminal_router)
api.add_router("/imports", imports_router)
api.add_router("/observations", observations_router)
api.add_router("/collection", collection_router)


def _problem(
    request: HttpRequest, status: int, code: str, title: str, detail: Any = None, members: Any = None
) -> HttpResponse:
    body: dict[str, Any] = {**(members or {}), "status": status, "code": code, "title": title}
    if detail is not None:
        body["detail"] = detail
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(DomainError)
def domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refusal with its code."""
    said = error.text(get_language() or "zh-hans")
    return _problem(request, error.status, error.code, said, members=error.members())


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a missing or bad token."""
    return _problem(request, 401, "token_needed", "需要有效的访问令牌 / a valid access token is needed")


@api.exception_handler(ValidationError)
def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request of the wrong shape, naming the place and never echoing the value."""
    places = [{"where": [str(p) for p in e["loc"]], "what": e["msg"]} for e in error.errors]
    return _problem(request, 422, "wrong_shape", "请求格式有误 / the request has the wrong shape", places)
