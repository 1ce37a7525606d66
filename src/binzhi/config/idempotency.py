"""``Idempotency-Key`` on the API's POST requests: a retry after a lost answer changes nothing twice."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from binzhi.kernel.errors import DomainError
from binzhi.org.domain.answers import claim_answer, keep_answer, request_hash
from binzhi.org.models import Staff

MAX_KEY = 120
KEEPS_NOTHING = "/api/v1/readings"  # answers hold document numbers, and reading twice changes nothing


class IdempotencyMiddleware:
    """Answers a repeated POST from what was kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")[:MAX_KEY]
        staff = getattr(request, "user", None)
        kept = request.path.startswith("/api/") and not request.path.startswith(KEEPS_NOTHING)
        if request.method != "POST" or not key or not kept or not isinstance(staff, Staff):
            return self.get_response(request)
        desk: Any = request
        digest = request_hash(request.method, request.get_full_path(), request.body)
        try:
            row, first = claim_answer(now=desk.now, staff=staff, key=key, digest=digest)
        except DomainError as error:
            problem = {"status": error.status, "code": error.code, "title": error.text(get_language() or "zh-hans")}
            return JsonResponse(problem, status=error.status, content_type="application/problem+json")
        if not first:
            return HttpResponse(
                row.body, status=row.status, content_type=row.content_type, headers={"Idempotency-Replayed": "true"}
            )
        try:
            response = self.get_response(request)
        except Exception:
            keep_answer(row=row, status=500, body="", content_type="")
            raise
        body = response.content.decode(errors="replace")
        keep_answer(row=row, status=response.status_code, body=body, content_type=response["Content-Type"])
        return response
