"""What speaks against two profiles being one person: documents and birth dates, compared without letting them out."""

from collections.abc import Collection
from uuid import UUID

from binzhi.identity.domain.evidence_rows import standing_profiles
from binzhi.identity.domain.terms import open_evidence
from binzhi.identity.engine.guard import conflict
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.models import GuestEvidence


def conflict_between(part: Collection[UUID], other: Collection[UUID]) -> str:
    """Return the code of the first conflict between profiles of two persons, empty when there is none."""
    ids = [*part, *other]
    rows = GuestEvidence.unscoped.filter(guest_id__in=ids)  # unscoped: persons belong to the group
    known = open_evidence(list(rows.values_list("guest_id", "id", "sealed")))
    missing = [i for i in ids if i not in known]
    known |= {i: evidence_of(p) for i, p in standing_profiles(missing).items()} if missing else {}
    for one in sorted(part):
        for two in sorted(other):
            if one in known and two in known and (code := conflict(known[one], known[two])):
                return str(code)
    return ""
