"""What was made from facts, told to the keepers: an item whose fact was prepared for is used (R-151)."""

from datetime import date, datetime
from uuid import UUID

from binzhi.arrivals.models import PreparationItem
from binzhi.collection.domain.filing import Use, mark_used
from binzhi.kernel.scope import open_scope
from binzhi.org.access import system_scope
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date

CHUNK = 500


def uses_of(hotel: Hotel, *, first: date) -> list[Use]:
    """Return the facts behind the preparation items of the coming days, with one query."""
    rows = PreparationItem.objects.filter(hotel=hotel, for_date__gte=first, retired=False)
    uses: list[Use] = []
    for guest_id, item_id, because in rows.values_list("guest_id", "id", "because"):
        uses += [
            Use(guest_id, UUID(str(one["id"])), "preparation", item_id)
            for one in because
            if one.get("kind") == "fact" and one.get("id")
        ]
    return uses


def note_uses(now: datetime) -> list[str]:
    """Every quarter of an hour: mark the collected items whose facts a preparation item was made from."""
    if now.minute % 15:
        return []
    done: list[str] = []
    for hotel in Hotel.objects.order_by("code"):
        with open_scope(system_scope(hotel=hotel, permissions=frozenset())) as scope:
            uses = uses_of(hotel, first=business_date(hotel, now=now))
            many = 0
            for start in range(0, len(uses), CHUNK):
                many += len(mark_used(scope=scope, now=now, uses=uses[start : start + CHUNK]))
            if many:
                done.append(f"{hotel.code}: {many} collected items are used")
    return done
