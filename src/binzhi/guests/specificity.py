"""How specific a file is: what sets this guest apart, against files that hold only what everybody has (R-113)."""

from binzhi.guests.bundle import Bundle
from binzhi.guests.items import items

ENOUGH = 8  # different things known of a guest that make a file wholly his own
COMMON = frozenset({"booking_method", "confirmation_method"})  # said of everybody who books


def particulars(bundle: Bundle) -> int:
    """Return how many different things are known that are not asked of everybody: facts, own form of address, people, notes."""
    known = {f.item for f in bundle.facts if f.item in items() and f.item not in COMMON}
    own = [bundle.guest.nickname, bundle.relations, bundle.notes]
    dates = {d.kind for d in bundle.dates if d.kind != "birthday"}
    return len(known) + sum(bool(thing) for thing in own) + len(dates)


def specificity_of(bundle: Bundle) -> int:
    """Return the score, 0 (only generic data) to 100."""
    return min(100, particulars(bundle) * 100 // ENOUGH)
