"""Verb on the evidence of a proposed fact: further observations that say the same."""

from collections.abc import Sequence
from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, record, unit_of_work
from binzhi.guests.access import RECORD_FACT
from binzhi.guests.domain.facts import ITEM
from binzhi.guests.models import Fact
from binzhi.kernel.scope import Scope

FOUND = declare_act("add_evidence", zh="“{item}”又有{count}条依据", en='{count} more for "{item}"', said=ITEM)


def add_evidence(*, scope: Scope, now: datetime, fact: Fact, evidence: Sequence[dict[str, str]]) -> Fact:
    """Add what else was noticed to a proposed fact; entries it has already change nothing (R-155)."""
    scope.need(RECORD_FACT)
    known = {entry.get("id") for entry in fact.evidence}
    fresh = [entry for entry in evidence if entry.get("id") not in known]
    if not fresh:
        return fact
    with unit_of_work(scope):
        fact.evidence = [*fact.evidence, *fresh]
        fact.confidence = min(90, fact.confidence + 5 * len(fresh))
        amend(fact, "evidence", "confidence")
        record(
            FOUND,
            scope=scope,
            now=now,
            object_type="fact",
            object_id=fact.id,
            guest_id=fact.guest_id,
            details={"item": fact.item, "count": len(fresh)},
        )
    return fact
