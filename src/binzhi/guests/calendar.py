"""Whose birthday or anniversary is on a day or in a period (R-207), asked of the keyed index of days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import overload
from uuid import UUID

from django.db.models import Count

from binzhi.guests.enums import DateKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import people_by_id, people_of
from binzhi.guests.models import DayKey, Guest, GuestDate, Relation
from binzhi.guests.people import dates_cell, name_cell
from binzhi.guests.queries import CLASS_OF_DATE
from binzhi.kernel.calendar import PartialDate, kept_on
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import read_many
from binzhi.vault.index import day_index

MOST_DAYS = 62
AT_ONCE = 2000  # rows read and cut here; more are cut by the database, day by day


def kinds_for(scope: Scope) -> list[DateKind]:
    """Return the kinds of days a role may see."""
    return [k for k in DateKind if policy.decide(scope, "read", field_class=CLASS_OF_DATE[k.value])]


@dataclass(frozen=True, slots=True)
class Kept:
    """A day found in the index: nothing of it is opened yet."""

    day: date
    guest_id: UUID
    date_id: UUID


class KeptDays(Sequence[Kept]):
    """Days found, by day: counted with one query, read from the index only as far as a page shows them."""

    def __init__(self, days: dict[bytes, date]) -> None:
        found = DayKey.objects.filter(digest__in=list(days)).values_list("digest").annotate(n=Count("digest"))
        self._of: dict[date, list[bytes]] = {}
        self._counts: dict[date, int] = {}
        for digest, count in found:
            day = days[bytes(digest)]
            self._of.setdefault(day, []).append(bytes(digest))
            self._counts[day] = self._counts.get(day, 0) + count
        self._order = sorted(self._counts)

    def __len__(self) -> int:
        return sum(self._counts.values())

    @overload
    def __getitem__(self, place: int) -> Kept: ...
    @overload
    def __getitem__(self, place: slice) -> list[Kept]: ...
    def __getitem__(self, place: int | slice) -> Kept | list[Kept]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        return self._between(start, stop)

    def __iter__(self) -> Iterator[Kept]:
        return iter(self[0 : len(self)])

    def _between(self, start: int, stop: int) -> list[Kept]:
        wanted: list[tuple[date, int, int]] = []
        before = 0
        for day in self._order:
            count = self._counts[day]
            a, b = max(start - before, 0), min(stop - before, count)
            if a < b:
                wanted.append((day, a, b))
            before += count
        if (
            sum(self._counts[day] for day, _, _ in wanted) > AT_ONCE
        ):  # large days: few of them, each cut by the database
            return [k for day, a, b in wanted for k in self._rows([day], a, b)]
        rows = self._rows([day for day, _, _ in wanted], None, None)
        by_day: dict[date, list[Kept]] = {}
        for one in rows:
            by_day.setdefault(one.day, []).append(one)
        return [k for day, a, b in wanted for k in by_day.get(day, [])[a:b]]

    def _rows(self, days: list[date], first: int | None, last: int | None) -> list[Kept]:
        of = {digest: day for day in days for digest in self._of[day]}
        rows = DayKey.objects.filter(digest__in=list(of)).order_by("guest_id", "date_id")[first:last]
        return [
            Kept(of[bytes(d)], guest_id, date_id)
            for d, guest_id, date_id in rows.values_list("digest", "guest_id", "date_id")
        ]


def kept_between(scope: Scope, first: date, last: date, kinds: list[DateKind]) -> KeptDays:
    """Return who has a birthday or anniversary from ``first`` to ``last``, by day; solar and lunar, counted with one query.

    Refuses a period the wrong way round or longer than two months. Kinds the role may not see are passed over.
    """
    if last < first or (last - first).days >= MOST_DAYS:
        raise BadInput(
            field="last", zh=f"请选择不超过{MOST_DAYS}天的时间段。", en=f"Choose a period of at most {MOST_DAYS} days."
        )
    allowed = [k for k in kinds if k in kinds_for(scope)]
    days: dict[bytes, date] = {}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for lunar in (False, True):
            for month, number in kept_on(day, lunar=lunar):
                for kind in allowed:
                    days.setdefault(day_index(kind=kind.value, lunar=lunar, month=month, day=number), day)
    return KeptDays(days)


@dataclass(slots=True)
class DayLine:
    """A day as shown: whose, what, the how-manieth; ``person`` is somebody around the guest."""

    day: date
    guest: Guest
    kind: str
    label: str
    is_lunar: bool
    years: int | None
    person: str = ""
    relation: str = ""


def day_lines(scope: Scope, kept: Sequence[Kept], *, now: datetime, purpose: str) -> list[DayLine]:
    """Open the days of one page, with a fixed number of queries and one entry in the read log."""
    ids = {k.guest_id for k in kept}
    people = people_of(Guest.objects.filter(id__in=ids).exclude(state="withdrawn"))
    guests = {one: lead for one, lead in people.leads.items() if lead.state == "active"}
    rows = {r.id: r for r in GuestDate.objects.filter(guest_id__in=ids, id__in={k.date_id for k in kept})}
    wanted = {r.relation_id for r in rows.values() if r.relation_id}
    relations = {r.id: r for r in Relation.objects.filter(guest_id__in=ids, id__in=wanted)} if wanted else {}
    others = people_by_id({r.other_id for r in relations.values() if r.other_id}).leads if wanted else {}
    hide_from(scope, [*guests.values(), *others.values()])
    order = [k for k in kept if k.guest_id in guests and k.date_id in rows]
    cells = [dates_cell(rows[k.date_id], relations.get(rows[k.date_id].relation_id)) for k in order]
    named = [r for r in relations.values() if r.other_name]
    cells += [name_cell(r) for r in named]
    values = read_many(scope=scope, now=now, cells=cells, purpose=purpose) if cells else []
    names = {r.id: text or "" for r, text in zip(named, values[len(order) :], strict=True)}
    lines: list[DayLine] = []
    shown: set[tuple[date, UUID, str, str, str]] = set()  # two profiles of a person may hold the same day
    for one, text in zip(order, values, strict=False):
        if text is None:
            continue
        row = rows[one.date_id]
        relation = relations.get(row.relation_id)
        part = PartialDate.parse(text, lunar=row.is_lunar)
        years = one.day.year - part.year if part.year and one.day.year > part.year else None
        line = DayLine(one.day, guests[one.guest_id], row.kind, row.label, row.is_lunar, years)
        if relation is not None:
            other = others.get(relation.other_id)
            line.person = other.name if other else names.get(relation.id, "")
            line.relation = str(relation.get_kind_display())
        place = (one.day, line.guest.id, line.kind, line.label, line.person)
        if place not in shown:
            shown.add(place)
            lines.append(line)
    return lines
