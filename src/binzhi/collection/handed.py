"""Reads of customer information: enquiries, and one combined list of what the other sections hand over (R-205)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import override

from binzhi.collection.access import ENQUIRE
from binzhi.collection.cells import enquiry_cell, title_cell
from binzhi.collection.enums import EnquiryState, FileKind, FileState, ItemKind, ItemState
from binzhi.collection.models import CollectedItem, Enquiry, HandedFile
from binzhi.collection.parameters import sections_of
from binzhi.collection.wordings import words_of_code
from binzhi.guests.joined import row_of
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.vault.domain.sealing import read_many

MOST = 600


def get_enquiry(scope: Scope, guest_id: UUID, enquiry_id: UUID) -> Enquiry:
    """Return an enquiry of a readable hotel, or refuse."""
    scope.need(ENQUIRE)
    row: Enquiry | None = row_of(Enquiry.objects.select_related("guest", "hotel"), guest_id, enquiry_id)
    if row is None:
        raise NotFound
    return row


def get_file(scope: Scope, guest_id: UUID, file_id: UUID) -> HandedFile:
    """Return a file of the register, or refuse."""
    scope.need(ENQUIRE)
    row: HandedFile | None = row_of(HandedFile.objects, guest_id, file_id)
    if row is None:
        raise NotFound
    return row


def enquiries_listed(scope: Scope, tab: str) -> QuerySet[Any]:
    """Return the enquiries of a tab: open and mine by deadline, closed ones newest first."""
    scope.need(ENQUIRE)
    found: QuerySet[Any] = Enquiry.objects.select_related("guest", "hotel")
    if tab == "closed":
        return found.exclude(state=EnquiryState.OPEN).order_by("-closed_at", "id")
    found = found.filter(open_on__isnull=False, state=EnquiryState.OPEN)
    if tab == "mine":
        found = found.filter(assignee_id=scope.actor.id)
    return found.order_by("due_at", "id")


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """An enquiry as shown."""

    row: Enquiry
    label: Words
    question: str
    is_late: bool


def enquiry_lines(scope: Scope, rows: Sequence[Enquiry], *, now: datetime) -> list[EnquiryLine]:
    """Put enquiries into lines, their questions opened with one query."""
    cells = [c for r in rows if (c := enquiry_cell(r))]
    opened = read_many(scope=scope, now=now, cells=cells, purpose="enquiry") if cells else []
    texts = {c.row_id: value or "" for c, value in zip(cells, opened, strict=True)}
    return [
        EnquiryLine(r, words_of_code(r.item), texts.get(r.id, ""), r.state == EnquiryState.OPEN and r.due_at < now)
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class Handed:
    """One line of the combined list: an item of the history or a file, with section, date and whether it is taken over."""

    row: Any
    is_file: bool
    section: str
    on: datetime
    label: Words
    text: str
    is_taken: bool


def handed_lines(scope: Scope, hotel: Hotel, *, tab: str, section: str, now: datetime) -> list[Handed]:
    """Return what the other sections hand over, newest first, with a fixed number of queries.

    ``waiting``: not yet taken over · ``all`` · ``files``: the register of files only.
    """
    scope.need(ENQUIRE)
    sections = [section] if section else sections_of(hotel.id)
    files = HandedFile.objects.filter(hotel=hotel, section__in=sections).select_related("guest")
    if tab == "waiting":
        files = files.filter(state=FileState.HANDED)
    found = _files(scope, list(files.order_by("-handed_on", "-id")[:MOST]), now)
    if tab != "files":
        items = CollectedItem.objects.filter(hotel=hotel, department__in=sections).select_related("guest")
        items = items.exclude(state__in=[ItemState.REJECTED, ItemState.REMOVED]).exclude(kind=ItemKind.FORM)
        if tab == "waiting":
            items = items.filter(taken_at__isnull=True)
        for row in items.order_by("-collected_at", "-id")[:MOST]:
            label = words_of_code(row.item)
            found.append(Handed(row, False, row.department, row.collected_at, label, "", row.taken_at is not None))
    return sorted(found, key=lambda one: (one.on, str(one.row.id)), reverse=True)


def _files(scope: Scope, rows: Sequence[HandedFile], now: datetime) -> list[Handed]:
    cells = [title_cell(r) for r in rows]
    opened = read_many(scope=scope, now=now, cells=cells, purpose="register") if cells else []
    return [
        Handed(r, True, r.section, r.entered_at, file_words(r.kind), text or "", r.state != FileState.HANDED)
        for r, text in zip(rows, opened, strict=True)
    ]


def file_words(kind: str) -> Words:
    """Say what kind of file it is."""
    label = dict(FileKind.choices).get(kind, kind)
    with override("zh-hans"):
        zh = str(label)
    with override("en"):
        return Words(zh, str(label))
