"""Whose birthday or anniversary is on a day or in a period (R-207), asked of the keyed index of days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from binzhi.guests.enums import DateKind
from binzhi.guests.incognito import hide_from
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


def kinds_for(scope: Scope) -> list[DateKind]:
    """Return the kinds of days a role may see."""
    return [k for k in DateKind if policy.decide(scope, "read", field_class=CLASS_OF_DATE[k.value])]


@dataclass(frozen=True, slots=True)
class Kept:
    """A day found in the index: nothing of it is opened yet."""

    day: date
    guest_id: UUID
    date_id: UUID


def kept_between(scope: Scope, first: date, last: date, kinds: list[DateKind]) -> list[Kept]:
    """Return who has a birthday or anniversary from ``first`` to ``last``, by day; solar and lunar, with one query.

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
    rows = DayKey.objects.filter(digest__in=list(days)).values_list("digest", "guest_id", "date_id")
    return sorted(
        (Kept(days[bytes(digest)], guest_id, date_id) for digest, guest_id, date_id in rows),
        key=lambda k: (k.day, k.guest_id.int, k.date_id.int),
    )


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


def day_lines(scope: Scope, kept: list[Kept], *, now: datetime, purpose: str) -> list[DayLine]:
    """Open the days of one page, with a fixed number of queries and one entry in the read log."""
    ids = {k.guest_id for k in kept}
    guests = {g.id: g for g in Guest.objects.filter(id__in=ids, state="active")}
    rows = {r.id: r for r in GuestDate.objects.filter(guest_id__in=ids, id__in={k.date_id for k in kept})}
    wanted = {r.relation_id for r in rows.values() if r.relation_id}
    relations = {r.id: r for r in Relation.objects.filter(guest_id__in=ids, id__in=wanted)} if wanted else {}
    others = (
        {g.id: g for g in Guest.objects.filter(id__in={r.other_id for r in relations.values() if r.other_id})}
        if wanted
        else {}
    )
    hide_from(scope, [*guests.values(), *others.values()])
    order = [k for k in kept if k.guest_id in guests and k.date_id in rows]
    cells = [dates_cell(rows[k.date_id], relations.get(rows[k.date_id].relation_id)) for k in order]
    named = [r for r in relations.values() if r.other_name]
    cells += [name_cell(r) for r in named]
    values = read_many(scope=scope, now=now, cells=cells, purpose=purpose) if cells else []
    names = {r.id: text or "" for r, text in zip(named, values[len(order) :], strict=True)}
    lines = []
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
        lines.append(line)
    return lines
