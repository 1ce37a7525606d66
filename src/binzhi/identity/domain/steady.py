"""Two keepers at the same persons: the one whom the database stops to free the other simply does it again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError

from binzhi.audit.domain.unit import inside_unit

P = ParamSpec("P")
R = TypeVar("R")
TIMES = 6


def steady(work: Callable[P, R]) -> Callable[P, R]:
    """Do the work again when the database took it back as a deadlock; inside a unit the outermost caller does that."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        for left in reversed(range(TIMES)):
            try:
                return work(*args, **kwargs)
            except OperationalError as error:
                if inside_unit() or not left or "deadlock" not in str(error):
                    raise
        raise AssertionError("unreachable")

    return done
