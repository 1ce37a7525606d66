"""What a door needs: every view says which permission opens it, and the permission table is generated from that."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from binzhi.kernel.errors import NotAllowed

P = ParamSpec("P")
# Any: a view may ask for a request that already carries its scope (DeskRequest)
View = Callable[Concatenate[Any, P], HttpResponse]

PUBLIC = "public"
SIGNED_IN = "signed in"


def door(needs: str, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View[P]], View[P]]:
    """Open a view to a permission, to anyone signed in (:data:`SIGNED_IN`) or to all (:data:`PUBLIC`).

    Other methods than those named are answered with 405. Someone not signed in is sent to the sign-in page.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            if needs != PUBLIC:
                scope = getattr(request, "scope", None)
                if scope is None:
                    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
                    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
                if needs != SIGNED_IN and not scope.may(needs):
                    raise NotAllowed(permission=needs)
            return view(request, *args, **kwargs)

        marked = cast(Any, guarded)
        marked.needs, marked.methods = needs, methods
        return cast("View[P]", marked)

    return wrap


def api_door(needs: str) -> Callable[[View[P]], View[P]]:
    """Open an operation of the API to a permission; stands below the router's decorator. Who asks is ``request.auth``."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.auth.need(needs)
            return view(request, *args, **kwargs)

        marked = cast(Any, guarded)
        marked.needs = needs
        return cast("View[P]", marked)

    return wrap


GET_POST = ("GET", "HEAD", "POST")
POST = ("POST",)
