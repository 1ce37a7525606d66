"""Is it up, and can it work?"""

from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django_prometheus.exports import ExportToDjangoView

from binzhi.config import beats
from binzhi.kernel.errors import DomainError
from binzhi.ui.doors import PUBLIC, door
from binzhi.vault.master import purpose_key


@door(PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@door(PUBLIC)
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, keystore and key file can be used and a started worker lives, else 503 with what is not."""
    state: dict[str, str] = {}
    for alias in ("default", "keys"):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            state[alias] = "ok"
        except Exception as error:  # the answer names the kind of fault, not its text: it may hold an address
            state[alias] = type(error).__name__
    try:
        purpose_key("wrap")
        state["key_file"] = "ok"
    except DomainError as error:
        state["key_file"] = error.code
    state["worker"] = "ok" if beats.age("worker") is None or beats.alive("worker") else "silent"
    good = all(value == "ok" for value in state.values())
    return JsonResponse(state, status=200 if good else 503)


@door(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures of the process in Prometheus' form, to this machine only (not through a proxy)."""
    near = request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    if not near:
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer
