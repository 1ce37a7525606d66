"""Reads of the room: lines of a batch, progress, entries by source and month (R-742)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from binzhi.audit.models import Act
from binzhi.guests.models import Guest
from binzhi.integrations.access import READ
from binzhi.integrations.enums import BatchState, Outcome
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.kernel.scope import Scope

BY_HAND, BY_MACHINE, SCANNED = "hand", "machine", "scanned"
COUNTED = {
    "create_guest": "guests",
    "book_reservation": "reservations",
    "record_fact": "facts",
    "write_note": "notes",
    "record_spend": "spend",
    "confirm_reading": "documents",
}
MONTHS = 6
ATTENTION = (Outcome.REFUSED, Outcome.DOUBTFUL)


def lines_of(batch: ImportBatch, *, show: str = "") -> QuerySet[Any]:
    """Return the lines of a batch: of one outcome, those that need a look, those an undo kept, or all."""
    found: QuerySet[Any] = ImportLine.objects.filter(batch_id=batch.id)
    if show in Outcome.values:
        found = found.filter(outcome=show)
    elif show == "attention":
        found = found.filter(outcome__in=ATTENTION)
    elif show == "kept":
        found = found.filter(undone="kept")
    return found.order_by("row_no")


def names_of(guest_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of some guests, with one query."""
    wanted = set(guest_ids)
    return dict(Guest.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a batch is."""

    what: str  # check | run | undo
    done: int
    total: int

    @property
    def percent(self) -> int:
        """Return whole percents, never more than 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


def progress_of(batch: ImportBatch) -> Progress | None:
    """Return the progress of the work under way, or None."""
    checking = batch.report.get("checking")
    if checking:
        return Progress("check", checking["done"], checking["total"])
    if batch.state == BatchState.RUNNING:
        return Progress("run", batch.next_row, max(batch.row_estimate, batch.next_row))
    if batch.state == BatchState.UNDOING:
        lines = ImportLine.objects.filter(batch_id=batch.id)
        return Progress("undo", lines.exclude(undone="").count(), lines.count())
    return None


@dataclass(slots=True)
class MonthOfEntries:
    """What was entered in a month, by source: by hand, by the machine, scanned, or by a kind of file."""

    month: datetime
    sources: dict[str, Counter[str]] = field(default_factory=dict)

    def total(self, source: str) -> int:
        """Return how many entries a source made."""
        return self.sources.get(source, Counter()).total()


def entries_by_month(scope: Scope, *, now: datetime) -> list[MonthOfEntries]:
    """Count entries made by hand and automatically per source and month, latest month first (R-742)."""
    scope.need(READ)
    first = (now - timedelta(days=31 * (MONTHS - 1))).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    source = Case(
        When(request_id__startswith="import-", then=F("request_id")),
        When(name="create_guest", details__source="scanned", then=Value(SCANNED)),
        When(name="confirm_reading", then=Value(SCANNED)),
        When(actor_kind="staff", then=Value(BY_HAND)),
        default=Value(BY_MACHINE),
        output_field=CharField(),
    )
    acts = Act.objects.filter(chain_id__in=scope.readable_hotel_ids, at__gte=first, name__in=COUNTED)
    rows = acts.annotate(month=TruncMonth("at"), by=source).values("month", "by", "name").annotate(count=Count("id"))
    kinds = {f"import-{b.hex}": kind for b, kind in ImportBatch.objects.values_list("id", "kind")}
    months: dict[datetime, MonthOfEntries] = {}
    for row in rows:
        month = months.setdefault(row["month"], MonthOfEntries(row["month"]))
        name = kinds.get(row["by"], BY_MACHINE if str(row["by"]).startswith("import-") else str(row["by"]))
        month.sources.setdefault(name, Counter())[COUNTED[row["name"]]] += row["count"]
    return sorted(months.values(), key=lambda m: m.month, reverse=True)
