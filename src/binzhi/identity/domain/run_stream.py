"""The evidence of all profiles for a run, opened part by part in memory. Logged as one look of the machine (R-189)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.guests.enums import GuestState
from binzhi.identity.access import RUN
from binzhi.identity.domain.terms import open_evidence
from binzhi.identity.engine.evidence import VERSION, Evidence
from binzhi.identity.models import GuestEvidence, IdentityRun
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope

OPENED = declare_act(
    "open_evidence_for_run",
    zh="全库查重读取了{count}份客史的识别信息",
    en="The run over all histories opened what {count} histories are recognised by",
    is_read=True,
)
PART = 2000


class KeysOutdated(DomainError):
    """Profiles without what they are recognised by, or with that of an older version."""

    code = "identity_keys_outdated"
    zh = "{count} 份客史的识别信息缺失或版本过旧。请先执行 binzhi identity keys --rebuild。"
    en = "{count} histories lack what they are recognised by, or hold an older version. Run binzhi identity keys --rebuild."


def count_evidence(*, scope: Scope) -> int:
    """Return how many profiles a run compares; refuses while some were normalised by another version."""
    scope.need(RUN)
    rows = GuestEvidence.objects.exclude(guest__state=GuestState.WITHDRAWN)
    outdated = rows.exclude(version=VERSION).count()
    if outdated:
        raise KeysOutdated(count=f"{outdated:,}")
    return int(rows.count())


def stream_evidence(*, scope: Scope, now: datetime, run: IdentityRun) -> Iterator[tuple[UUID, Evidence]]:
    """Yield (profile, evidence) of the whole file, at most :data:`PART` opened at a time, in order of the ids.

    The look is logged before anything is opened. A profile whose key was erased meanwhile is passed over.
    """
    count = count_evidence(scope=scope)
    with unit_of_work(scope):
        details = {"count": count}
        record(OPENED, scope=scope, now=now, object_type="identity_run", object_id=run.id, details=details)
    last: UUID | None = None
    while True:
        rows = GuestEvidence.objects.filter(version=VERSION).exclude(guest__state=GuestState.WITHDRAWN)
        rows = rows.filter(guest_id__gt=last) if last else rows
        part = list(rows.order_by("guest_id").values_list("guest_id", "id", "sealed")[:PART])
        if not part:
            return
        last = part[-1][0]
        yield from open_evidence(part).items()
