"""Which keeper an item goes to first, who may decide on it, and until when (R-146, R-147, R-149, R-152)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from binzhi.audit.domain.unit import current_unit, inside_unit
from binzhi.collection.access import CONSOLIDATE, KEEP
from binzhi.collection.enums import ItemState
from binzhi.collection.models import CollectedItem, Keeper
from binzhi.collection.parameters import SORT_HOURS, STORE_HOURS, number_of
from binzhi.kernel.scope import Scope
from binzhi.org.models import Post
from binzhi.org.roles import roles

HOUSE = ""  # the queue of the house: items of departments without a keeper of their own
SORTERS = "marketing"  # classifies and sorts whatever was collected


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who keeps what in one hotel now."""

    designated: dict[str, list[Keeper]]
    able: frozenset[str]  # departments in which somebody's post includes keeping

    def home_of(self, department: str) -> str:
        """Return the queue an item of a department goes to first: its own keeper's, else the house's."""
        return department if department in self.designated or department in self.able else HOUSE

    def people(self, queue: str) -> list[str]:
        """Return the names of the designated keepers of a queue."""
        return [k.staff for k in self.designated.get(queue, [])]


@lru_cache(maxsize=1)
def _keeping_roles() -> list[str]:
    return [code for code, role in roles().items() if KEEP in role.permissions]


def keeping_of(hotel_id: UUID) -> Keeping:
    """Return who keeps what in a hotel, with two queries; inside a unit they are asked once."""
    memory = current_unit().memory if inside_unit() else {}
    key = f"collection keeping {hotel_id}"
    if key not in memory:
        designated: dict[str, list[Keeper]] = {}
        rows = Keeper.unscoped.filter(hotel_id=hotel_id, ended_at__isnull=True)  # unscoped: named hotel, staff only
        for keeper in rows.order_by("began_at", "id"):
            designated.setdefault(keeper.department, []).append(keeper)
        posts = Post.unscoped.filter(  # unscoped: named hotel, only departments are read
            hotel_id=hotel_id, role__in=_keeping_roles(), staff__is_active=True
        )
        able = frozenset(posts.values_list("department__code", flat=True))
        memory[key] = Keeping(designated, able)
    found: Keeping = memory[key]
    return found


def route(*, hotel_id: UUID, department: str, now: datetime) -> tuple[str, datetime]:
    """Return the queue a new item goes to and until when it is to be sorted (R-147, R-152).

    ``department`` is the collector's own. For the verbs that make items: ``keeper_department, due_at = route(...)``.
    """
    return keeping_of(hotel_id).home_of(department), now + timedelta(hours=number_of(hotel_id, SORT_HOURS))


def store_due(hotel_id: UUID, now: datetime) -> datetime:
    """Return until when the front office consolidates a sorted item."""
    return now + timedelta(hours=number_of(hotel_id, STORE_HOURS))


def own_queues(scope: Scope, keeping: Keeping) -> frozenset[str]:
    """Return the queues whose items the actor may sort: those designated, or of own departments without a keeper.

    Whoever consolidates also sorts the items of the house as long as nobody is designated for them.
    """
    if not scope.may(KEEP):
        return frozenset()
    mine = {d for d, people in keeping.designated.items() if any(k.staff_id == scope.actor.id for k in people)}
    own = {d for d in scope.departments - {"*"} if d not in keeping.designated}
    if HOUSE not in keeping.designated and scope.may(CONSOLIDATE):
        own.add(HOUSE)
    return frozenset(mine | own)


def sorts_all(scope: Scope, keeping: Keeping) -> bool:
    """Tell whether the actor classifies and sorts for every department: marketing, and the keepers of the house."""
    if not scope.may(KEEP):
        return False
    of_house = any(k.staff_id == scope.actor.id for k in keeping.designated.get(HOUSE, []))
    return of_house or SORTERS in scope.departments or scope.actor.kind == "system"


def may_decide(scope: Scope, item: CollectedItem, keeping: Keeping) -> bool:
    """Tell whether the actor may take the next step of an item: sort a collected one, consolidate a sorted one."""
    if item.state == ItemState.COLLECTED:
        return sorts_all(scope, keeping) or item.keeper_department in own_queues(scope, keeping)
    if item.state == ItemState.SORTED:
        return scope.may(CONSOLIDATE)
    return False
