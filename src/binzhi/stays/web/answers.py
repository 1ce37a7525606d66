"""How the doors of the room answer a tap: done, or why not, on the page it came from."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from binzhi.kernel.errors import DomainError, NotAllowed, NotFound
from binzhi.ui.forms import refusal_text


def done_or_why(request: HttpRequest, verb: Callable[[], object], done: str) -> bool:
    """Run a verb; say that it is done or why it is not. What may not be seen or done at all is still refused."""
    try:
        verb()
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        messages.error(request, refusal_text(error))
        return False
    messages.success(request, done)
    return True
