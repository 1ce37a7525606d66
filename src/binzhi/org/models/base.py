"""What every hotel-owned table inherits: a manager that refuses without a scope and shows only its hotels."""

from typing import Any, TypeVar

from django.db import models

from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import current_scope

M = TypeVar("M", bound=models.Model)


class Rooted(models.Model):
    """A row with a UUIDv7 key made in Python."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class HotelManager(models.Manager[M]):
    """Rows of the hotels the current scope may read; raises :class:`ScopeMissing` without one."""

    def get_queryset(self) -> models.QuerySet[M]:
        scope = current_scope()
        return super().get_queryset().filter(hotel_id__in=scope.readable_hotel_ids)


class GroupManager(models.Manager[M]):
    """Rows of the group of the current scope; raises :class:`ScopeMissing` without one."""

    def get_queryset(self) -> models.QuerySet[M]:
        scope = current_scope()
        return super().get_queryset().filter(group_id=scope.group_id)


class HotelOwned(Rooted):
    """A row that belongs to one hotel."""

    hotel_id: Any
    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+")

    objects: Any = HotelManager()
    unscoped: Any = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
