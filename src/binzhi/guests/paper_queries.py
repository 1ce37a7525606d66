"""Reads of the paper register."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from binzhi.guests.access import PAPER
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, PaperFile, PaperIssue
from binzhi.guests.parameters import PAPER_REGISTER
from binzhi.kernel.scope import Scope
from binzhi.org.parameters import parameter


def keeps_paper(hotel_id: UUID | None) -> bool:
    """Tell whether a hotel keeps the paper register."""
    return hotel_id is not None and bool(parameter(hotel_id, PAPER_REGISTER))


def papers_of(scope: Scope, whose: Guest | UUID) -> list[PaperFile]:
    """Return the paper files of a person that are known to exist, for everybody who sees the guest."""
    if not keeps_paper(scope.hotel_id):
        return []
    return list(PaperFile.objects.filter(guest_id__in=ids_of(whose), removed_at__isnull=True).order_by("mark", "id"))


def register(scope: Scope, hotel_id: UUID, *, only: str, today: date) -> QuerySet[Any]:
    """Return the paper files of a hotel: all, those ``out``, or those ``overdue``."""
    scope.need(PAPER)
    found: QuerySet[Any] = PaperFile.objects.filter(hotel_id=hotel_id, removed_at__isnull=True).select_related("guest")
    if only == "out":
        return found.exclude(issued_to="").order_by("due_on", "mark", "id")
    if only == "overdue":
        return found.exclude(issued_to="").filter(due_on__lt=today).order_by("due_on", "mark", "id")
    return found.order_by("mark", "id")


def issues_of(guest_id: UUID, file_id: UUID) -> list[PaperIssue]:
    """Return when a paper file left its place, newest first."""
    return list(PaperIssue.objects.filter(guest_id=guest_id, file_id=file_id).order_by("-issued_on", "-id"))


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper file as listed."""

    row: PaperFile
    guest: Guest
    is_late: bool
