"""The rank of a guest in every answer: in house, then expected, then VIP, then the latest touched."""

IN_HOUSE, ARRIVING, VIP = 4, 2, 1
PRESENT = IN_HOUSE | ARRIVING
TURN_BITS = 40


def rank_of(tier: int, turn: int) -> int:
    """Return the number that stands in the token table; larger comes first."""
    return tier << TURN_BITS | turn


def tier_of(rank: int) -> int:
    """Return the tier of a rank."""
    return rank >> TURN_BITS
