"""The live figure of the search (R-200): how many files are held, and how long a name search takes at that size."""

import time
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Exists, OuterRef

from binzhi.guests.enums import GuestState
from binzhi.guests.models import Guest, SearchEntry
from binzhi.guests.search.engines import engine
from binzhi.guests.search.find import FETCHED
from binzhi.guests.search.plan import plan

COUNTED = 500_000
ASKED = "王"


@dataclass(frozen=True, slots=True)
class Held:
    """Files in the search, the name asked for, and the time the database needed."""

    files: int
    is_estimate: bool
    name: str
    milliseconds: float


def held() -> Held:
    """Count the files (PostgreSQL estimates large numbers) and measure a search for the commonest surname."""
    files, is_estimate = _files()
    looks = plan(ASKED, classes=()).looks
    engine().find(looks, limit=FETCHED)
    began = time.perf_counter()
    engine().find(looks, limit=FETCHED)
    return Held(files, is_estimate, ASKED, (time.perf_counter() - began) * 1000)


def missing() -> bool:
    """Tell whether a guest stands outside the index (the first to be found; looks no further)."""
    entries = SearchEntry.objects.filter(guest_id=OuterRef("id"))
    found = Guest.unscoped.filter(state=GuestState.ACTIVE).exclude(Exists(entries))  # unscoped: the whole group
    return bool(found.exists())


def _files() -> tuple[int, bool]:
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'guests_search_entry'::regclass")
            estimate = int(cursor.fetchone()[0])
            if estimate > COUNTED:
                return estimate, True
        cursor.execute("SELECT count(*) FROM guests_search_entry")
        return int(cursor.fetchone()[0]), False
