"""``GuestOwned``: every row about a guest carries the guest first in its key, so that it can be spread by guest later."""

from typing import Any

from django.db import models

from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import current_scope


class GuestOwnedManager(models.Manager[Any]):
    """Rows about guests; raises :class:`ScopeMissing` without an open scope. Tables with a hotel show its rows only."""

    def get_queryset(self) -> models.QuerySet[Any]:
        scope = current_scope()
        rows = super().get_queryset()
        if any(f.name == "hotel" for f in self.model._meta.fields):
            allowed = models.Q(hotel_id__in=scope.readable_hotel_ids)
            if self.model._meta.get_field("hotel").null:
                allowed |= models.Q(hotel_id__isnull=True)
            rows = rows.filter(allowed)
        return rows


class GuestOwned(models.Model):
    """A row about one guest; primary key (guest_id, id). ``guest_id`` of a row never changes."""

    guest_id: Any
    guest = models.ForeignKey("guests.Guest", on_delete=models.CASCADE, related_name="+", db_index=False)
    id = models.UUIDField(default=uuid7, editable=False)
    pk = models.CompositePrimaryKey("guest_id", "id")

    objects: Any = GuestOwnedManager()
    unscoped: Any = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
