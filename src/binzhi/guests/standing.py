"""What stands for a person when several of its profiles tell the same or contrary things; nothing is changed in a row.

Equal facts and identifiers are shown once. Of an item with one value the fact confirmed last stands; a warning always
stands, from whichever profile it comes: the strictest wins (R-185).
"""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from binzhi.guests.enums import FactStatus
from binzhi.guests.items import items
from binzhi.guests.joined import People
from binzhi.guests.models import Fact, GuestContact, GuestDocument

Digested = TypeVar("Digested", GuestContact, GuestDocument)


def standing_facts(facts: Iterable[Fact], people: People) -> list[Fact]:
    """Return the facts that stand for these persons, in the order given but for persons of several profiles.

    Of those the facts come by item, confirmed last first, each once. Proposed ones all wait for a decision.
    """
    facts = list(facts)
    if not any(lead.profiles for lead in people.leads.values()):
        return facts
    single = [f for f in facts if not people.leads[f.guest_id].profiles]
    several = [f for f in facts if people.leads[f.guest_id].profiles]
    several.sort(key=lambda f: f.last_confirmed_at, reverse=True)
    several.sort(key=lambda f: (str(people.lead_id(f.guest_id)), f.item))
    told: set[tuple[UUID, str, str]] = set()
    stands: set[tuple[UUID, str, UUID | None]] = set()
    kept = []
    for fact in several:
        lead_id = people.lead_id(fact.guest_id)
        if fact.status == FactStatus.ACCEPTED:
            same = (lead_id, fact.item, fact.value)
            place = (lead_id, fact.item, fact.hotel_id)
            if (fact.sealed is None and same in told) or (place in stands and _has_one_value(fact.item)):
                continue
            told.add(same)
            stands.add(place)
        kept.append(fact)
    return single + kept


def _has_one_value(code: str) -> bool:
    item = items().get(code)
    return item is not None and not item.many and item.kind != "cue" and not item.alert


def once(rows: Iterable[Digested]) -> list[Digested]:
    """Return contacts or documents of one person, equal ones (same kind and digest) once, the first of them."""
    found: dict[tuple[str, bytes], Digested] = {}
    for row in rows:
        found.setdefault((row.kind, bytes(row.digest) if row.digest else row.id.bytes), row)
    return list(found.values())
