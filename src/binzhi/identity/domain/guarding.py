"""What speaks against two profiles being one person: documents and birth dates, compared without letting them out."""

from collections.abc import Collection
from uuid import UUID

from binzhi.identity.domain.evidence_rows import standing_profiles
from binzhi.identity.engine.guard import conflict
from binzhi.identity.engine.normalise import evidence_of


def conflict_between(part: Collection[UUID], other: Collection[UUID]) -> str:
    """Return the code of the first conflict between profiles of two persons, empty when there is none."""
    known = {i: evidence_of(p) for i, p in standing_profiles([*part, *other]).items()}
    for one in sorted(part):
        for two in sorted(other):
            if one in known and two in known and (code := conflict(known[one], known[two])):
                return str(code)
    return ""
