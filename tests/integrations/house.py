"""A hotel for import tests: files taken in and run, everything that stands afterwards as one comparable value."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.test import TestCase

from binzhi.integrations.domain.batches import take_in_file
from binzhi.integrations.domain.check import check_batch
from binzhi.integrations.domain.run import run_batch
from binzhi.integrations.domain.undo import undo_batch
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.models import Reservation, Stay
from tests.builders import NOW, make_hotel, make_staff, scope_of

NOISE = {"audit", "integrations", "sessions", "contenttypes", "auth", "django_tasks_database", "org", "messages"}
LOGS = {"identity_link_event", "identity_run", "identity_case"}  # only added to, like the log


def clock() -> datetime:
    return NOW


@dataclass
class House:
    """One hotel and the specialist who imports."""

    hotel: Hotel
    scope: Scope

    def take_in(self, path: Path, kind: str, **options: Any) -> ImportBatch:
        return take_in_file(scope=self.scope, now=NOW, hotel=self.hotel, path=path, kind=kind, **options)

    def run(self, path: Path, kind: str, *, create_codes: bool = True, **options: Any) -> ImportBatch:
        batch = self.take_in(path, kind, create_codes=create_codes, **options)
        return run_batch(scope=self.scope, clock=clock, batch=batch)

    def check(self, path: Path, kind: str, *, create_codes: bool = True, **options: Any) -> dict[str, Any]:
        batch = self.take_in(path, kind, create_codes=create_codes, **options)
        return check_batch(scope=self.scope, now=NOW, batch=batch)

    def undo(self, batch: ImportBatch) -> ImportBatch:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return undo_batch(scope=self.scope, clock=clock, batch=ImportBatch.objects.get(id=batch.id))


@contextmanager
def importing_house(code: str = "BJ01") -> Iterator[House]:
    hotel = make_hotel(code)
    with scope_of(make_staff(hotel, "customer_information")) as scope:
        yield House(hotel, scope)


def table_counts() -> dict[str, int]:
    """Rows of every table of the house, but for the log, the batches and the machinery."""
    return {
        model._meta.db_table: model._base_manager.using(
            "keys" if model._meta.label == "vault.GuestKey" else "default"
        ).count()
        for model in apps.get_models()
        if model._meta.app_label not in NOISE and model._meta.db_table not in LOGS
    }


def lines_of(batch: ImportBatch) -> list[ImportLine]:
    return list(ImportLine.objects.filter(batch_id=batch.id).order_by("row_no"))


def outcomes(batch: ImportBatch) -> list[str]:
    return [line.outcome for line in lines_of(batch)]


def codes_of(batch: ImportBatch) -> list[str]:
    return [p["code"] for line in lines_of(batch) for p in line.problems]


BOOKING = (
    "arrival", "departure", "nights", "rooms", "adults", "children", "babies", "rate", "currency", "rate_plan", "source",
    "channel", "market", "agent", "company", "meal", "deposit", "state", "state_on", "booked_on", "request_count",
    "reported_repeat", "reported_stays", "reported_cancellations", "room_type__code", "guest__name", "guest__nationality",
    "guest__kind", "guest__company", "guest__vip_level", "guest__gender",
)  # fmt: skip


def picture() -> str:
    """A digest of what stands: names, numbers, dates and states, whatever the ids and sealed bytes are."""
    digest = hashlib.sha256()
    for row in sorted(map(str, Reservation.unscoped.values_list(*BOOKING))):
        digest.update(row.encode())
    stays = Stay.unscoped.values_list(
        "arrival", "departure", "state", "room__number", "role", "room_type__code", "guest__name"
    )
    for row in sorted(map(str, stays)):
        digest.update(row.encode())
    digest.update(str(sorted(table_counts().items())).encode())
    return digest.hexdigest()


def values(model: Any, *, without: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Every row of a table with its plain values, in a fixed order."""
    names = [f.attname for f in model._meta.concrete_fields if f.column and f.attname not in without]
    return sorted((dict(r) for r in model._base_manager.values(*names)), key=str)
