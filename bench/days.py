"""Whose birthday is it: the index of days with two hundred thousand dates."""

import random
from datetime import date, timedelta

from bench.figures import Figure, median_ms
from bench.scratch import engine, scratch_house

AIM = "<= 50 ms for a month, one query whatever the period"
GUESTS = 200_000
PERIODS, PAGE = (1, 7, 31, 62), 30


def measure() -> list[Figure]:
    """Ask for days and periods; the rows of one page are opened besides."""
    with scratch_house() as (_hotel, staff, _password):
        from binzhi.guests.calendar import kept_between
        from binzhi.guests.enums import DateKind
        from binzhi.guests.models import DayKey
        from binzhi.kernel.ids import uuid7
        from binzhi.kernel.scope import open_scope
        from binzhi.org.access import scope_for
        from binzhi.vault.index import day_index

        draw = random.Random(7)
        year = [date(2025, 1, 1) + timedelta(days=n) for n in range(365)]
        digests = [day_index(kind="birthday", lunar=False, month=d.month, day=d.day) for d in year]
        for start in range(0, GUESTS, 10_000):
            rows = [
                DayKey(digest=draw.choice(digests), guest_id=uuid7(), date_id=uuid7())
                for _ in range(min(10_000, GUESTS - start))
            ]
            DayKey.objects.bulk_create(rows)
        found = []
        with open_scope(scope_for(staff)) as scope:
            for days in PERIODS:
                first, last = date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=days - 1)
                count = len(kept_between(scope, first, last, list(DateKind)))

                def ask(first: date = first, last: date = last) -> object:
                    return kept_between(scope, first, last, list(DateKind))[:PAGE]

                took = median_ms(ask, times=9)
                words = f"{GUESTS:,} birthdays, {days} days, {engine()}"
                found.append(
                    Figure(
                        words, AIM, f"{took[0]:.0f} ms ({took[1]:.0f} ms CPU), {count:,} dates", "python -m bench days"
                    )
                )
        return found
