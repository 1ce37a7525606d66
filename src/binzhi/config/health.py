"""Is it up, and can it work?"""

from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse

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
