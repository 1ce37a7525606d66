"""The search as its doors ask it, numbers included, without the log."""

from binzhi.guests.models import Guest
from binzhi.guests.search.find import find
from binzhi.kernel.scope import Scope


def search_guests(scope: Scope, text: str, *, limit: int = 20) -> list[Guest]:
    """Return the guests found, best first."""
    return [hit.guest for hit in find(scope, text, limit=limit)]
