"""Reads of the people around a guest: relations both ways, further names, dates, contacts with their age."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pypinyin import Style, pinyin

from binzhi.guests.enums import ContactKind, ContactState, DateKind, NameKind, RelationKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import ids_of, people_by_id
from binzhi.guests.models import Guest, GuestContact, GuestDate, GuestName, Relation
from binzhi.guests.queries import CLASS_OF_DATE, date_cell
from binzhi.guests.standing import once
from binzhi.kernel.names import SURNAME_READINGS, has_han, split_chinese
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import Cell, read_many

PURPOSE = "people around the guest"
STALE_DAYS = 365


def class_of_relation(row: Relation) -> str:
    """Return the class of a relation: contact, and sensitive for a minor."""
    return "C4" if row.is_minor else "C2"


def name_cell(row: Relation) -> Cell:
    """Return the sealed cell of the other person's name."""
    return Cell(
        "guests_relation",
        row.guest_id,
        row.id,
        "other_name",
        bytes(row.other_name or b""),
        class_of_relation(row),
        "name",
    )


def note_cell(row: Relation) -> Cell:
    """Return the sealed cell of the note on a relation."""
    return Cell(
        "guests_relation", row.guest_id, row.id, "note", bytes(row.note or b""), class_of_relation(row), "relation note"
    )


def dates_cell(row: GuestDate, relation: Relation | None) -> Cell:
    """Return the sealed cell of a date; a minor's date is sensitive."""
    cell = date_cell(row)
    if relation is None or not relation.is_minor:
        return cell
    return Cell(cell.table, cell.guest_id, cell.row_id, cell.column, cell.sealed, "C4", cell.label)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A birthday or anniversary; its value stays sealed until somebody reveals it with a reason."""

    row: GuestDate

    @property
    def words(self) -> str:
        """Say what is kept."""
        return self.row.label or str(DateKind(self.row.kind).label)


@dataclass(slots=True)
class RelationLine:
    """A relation as shown: who the other is, what was noted, the other's own dates."""

    row: Relation
    other: Guest | None
    name: str
    note: str
    dates: list[DateLine] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Say what the other person is to the guest."""
        return str(RelationKind(self.row.kind).label)


def _visible(scope: Scope, rows: Iterable[Relation]) -> list[Relation]:
    return [r for r in rows if policy.decide(scope, "read", field_class=class_of_relation(r))]


def relation_lines(
    scope: Scope, whose: Guest | UUID, *, now: datetime, dates: bool = True
) -> tuple[list[RelationLine], list[DateLine]]:
    """Return the relations of a person (standing ones first), and the person's own dates, with a fixed number of queries.

    Sealed names and notes are opened through the vault with one entry in the read log; dates stay sealed. Rows of a
    class the role may not read are left out.
    """
    ids = ids_of(whose)
    found = Relation.objects.filter(guest_id__in=ids).order_by("noted_at", "id")
    rows = sorted(_visible(scope, found), key=lambda r: r.ended_at is not None)
    others = people_by_id({r.other_id for r in rows if r.other_id}).leads
    hide_from(scope, others.values())
    by_id = {r.id: r for r in rows}
    days = []
    if dates:
        for day in GuestDate.objects.filter(guest_id__in=ids).order_by("kind", "id"):
            relation = by_id.get(day.relation_id) if day.relation_id else None
            if (day.relation_id is None or relation) and policy.decide(
                scope, "read", field_class=CLASS_OF_DATE[day.kind]
            ):
                days.append((day, relation))
    cells = [name_cell(r) for r in rows if r.other_name] + [note_cell(r) for r in rows if r.note]
    values = iter(read_many(scope=scope, now=now, cells=cells, purpose=PURPOSE) if cells else [])
    names = {r.id: next(values) for r in rows if r.other_name}
    notes = {r.id: next(values) for r in rows if r.note}
    lines = {}
    for row in rows:
        other = others.get(row.other_id) if row.other_id else None
        lines[row.id] = RelationLine(row, other, names.get(row.id) or "", notes.get(row.id) or "")
    own = []
    for day, relation in days:
        line = DateLine(day)
        if relation is not None:
            lines[relation.id].dates.append(line)
        else:
            own.append(line)
    return list(lines.values()), own


@dataclass(frozen=True, slots=True)
class NameLine:
    """A name of the guest with its readings; ``row`` is None for the main name."""

    row: GuestName | None
    name: str
    label: str
    family: str
    given: str
    readings: tuple[str, ...]


def readings_of(name: str) -> tuple[str, ...]:
    """Return how a Chinese name is read: the reading of the surname as a name first, then the other ones (单: shan, dan)."""
    if not has_han(name):
        return ()
    family, given = split_chinese(name)
    rest = [s[0] for s in pinyin(given.replace("·", ""), style=Style.NORMAL)] if given else []
    if "·" in name:
        return (" ".join([*rest, *(s[0] for s in pinyin(family, style=Style.NORMAL))]),)
    plain = "".join(s[0] for s in pinyin(family, style=Style.NORMAL))
    firsts = dict.fromkeys([SURNAME_READINGS.get(family, plain), plain])
    return tuple(" ".join([first, "".join(rest)]).strip() for first in firsts)


def name_lines(guest: Guest) -> list[NameLine]:
    """Return the main name, the Latin name and the further names of a person, with one query."""
    words = guest.name.split(" ")
    family, given = split_chinese(guest.name) if has_han(guest.name) else (words[-1], " ".join(words[:-1]))
    lines = [NameLine(None, guest.name, "", family, given, readings_of(guest.name))]
    for row in GuestName.objects.filter(guest_id__in=ids_of(guest)).order_by("kind", "id"):
        label = str(NameKind(row.kind).label)
        lines.append(NameLine(row, row.name, label, row.family_name, row.given_name, readings_of(row.name)))
    return lines


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact masked, with its age."""

    row: GuestContact
    days: int | None

    @property
    def is_dead(self) -> bool:
        """Tell whether it is no longer reached."""
        return self.row.state == ContactState.DEAD

    @property
    def is_stale(self) -> bool:
        """Tell whether nobody confirmed it for a year."""
        return self.days is None or self.days > STALE_DAYS

    @property
    def label(self) -> str:
        """Say what it is."""
        return str(ContactKind(self.row.kind).label)


def contact_lines(scope: Scope, whose: Guest | UUID, *, now: datetime) -> list[ContactLine]:
    """Return the contacts of a person, those in use first, with the days since they were confirmed (R-208)."""
    if not policy.decide(scope, "read", field_class="C2"):
        return []
    rows = GuestContact.objects.filter(guest_id__in=ids_of(whose)).order_by("state", "-is_preferred", "kind", "id")
    return [ContactLine(r, (now.date() - r.confirmed_on).days if r.confirmed_on else None) for r in once(rows)]
