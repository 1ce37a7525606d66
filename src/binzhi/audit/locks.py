"""The one lock helper, because SQLite silently ignores ``select_for_update`` (its writers are serial anyway)."""

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def locked(queryset: models.QuerySet[M], *, lets_refer: bool = False) -> models.QuerySet[M]:
    """Return the queryset locking its rows until the transaction ends; to be called inside one.

    With ``lets_refer`` others may meanwhile insert rows that refer to these.
    """
    return queryset.select_for_update(no_key=lets_refer)
