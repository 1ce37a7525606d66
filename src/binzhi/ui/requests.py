"""The request as the pages see it: a scope, a hotel, a business date and one moment. For type checking only."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from binzhi.kernel.scope import Scope


class DeskRequest(HttpRequest):
    """What the scope middleware adds to a request of someone signed in."""

    scope: Scope
    hotel: Any
    hotels: list[Any]
    business_date: date
    now: datetime
    htmx: Any
