"""What changed in a hotel since a page was made: one read by primary key while nothing did.

Every act moves the head of the hotel's chain, so its number is the stamp of every live page. Looking at sealed fields
is an act too; pages that refreshed at each other's looks would never rest, so looks do not count.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from binzhi.audit.models import Act, ChainHead

FAR = 400  # so many acts behind, a page is made anew whatever they were


def head_of(hotel_id: UUID) -> int:
    """Return the number of the hotel's last act."""
    found = ChainHead.objects.filter(chain_id=hotel_id).values_list("seq", flat=True).first()
    return found or 0


def has_news(
    hotel_id: UUID,
    since: int,
    *,
    objects: Collection[str] = (),
    names: Collection[str] = (),
    guests: Collection[UUID] = (),
) -> bool:
    """Tell whether an act since number ``since`` concerns a page: by kind of object, by name, or by guest shown."""
    head = head_of(hotel_id)
    if head == since:
        return False
    if head < since or head - since > FAR:
        return True
    wanted = Q(object_type__in=objects) | Q(name__in=names) | Q(guest_id__in=guests)
    return Act.objects.filter(chain_id=hotel_id, seq__gt=since, is_read=False).filter(wanted).exists()
