"""The whole guest file: every field with its values, their origin, what waits for a decision and what is missing (R-069 to R-076)."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime
from uuid import UUID

from binzhi.guests import queries
from binzhi.guests.accuracy import Accuracy, accuracy_of
from binzhi.guests.bundle import Bundle
from binzhi.guests.completeness import Completeness, completeness_of
from binzhi.guests.derived import derived_values
from binzhi.guests.enums import FactStatus, Gender, ValueStatus
from binzhi.guests.fields import Field, field_of_column, field_stored, fields, part_of, person_fields
from binzhi.guests.items import items
from binzhi.guests.joined import ids_of, people_of
from binzhi.guests.models import (
    Fact,
    Guest,
    GuestContact,
    GuestDate,
    GuestDocument,
    GuestName,
    GuestValue,
    MemberCard,
    Relation,
)
from binzhi.guests.origin import Told, told, told_of
from binzhi.guests.said import country_name, said_of
from binzhi.guests.shown import Asked, FileValue, SealedPlace, given_by_rooms
from binzhi.guests.specificity import specificity_of
from binzhi.guests.standing import once, standing_facts
from binzhi.guests.switches import fields_off
from binzhi.guests.vault_checks import vault_checks
from binzhi.kernel.scope import Scope
from binzhi.org import policy

MASK = "••••"
ONE_OF_MANY = {"contact", "document", "name"}  # rows that are added, not changed in place


@dataclass(slots=True)
class Conflict:
    """Two differing values of one field: the one that stands and the one that waits."""

    field: Field
    standing: FileValue | None
    waiting: FileValue
    value_id: UUID | None = None
    fact_id: UUID | None = None

    @property
    def key(self) -> str:
        """Return a name of the conflict for the page."""
        return f"{self.field.code}-{self.value_id or self.fact_id}"


@dataclass(slots=True)
class FileLine:
    """One field of the file."""

    field: Field
    values: list[FileValue] = made(default_factory=list)
    conflicts: list[Conflict] = made(default_factory=list)
    older: int = 0
    is_off: bool = False

    @property
    def is_shown(self) -> bool:
        """Tell whether there is anything to show: a value, something that waits, or an earlier value."""
        return bool(self.values or self.conflicts or self.older)

    @property
    def is_editable(self) -> bool:
        """Tell whether a value can be entered here."""
        head = self.field.store.partition(":")[0]
        return not self.is_off and head in {"column", "fact", "item", "contact", "date"}


@dataclass(slots=True)
class GuestFile:
    """The file of one guest as one reader may see it."""

    guest: Guest
    lines: list[FileLine]
    completeness: Completeness
    accuracy: Accuracy
    specificity: int
    bundle: Bundle
    added_last: int | None = None  # facts the last stay of a returning guest added

    @property
    def conflicts(self) -> list[Conflict]:
        """Return what waits for a decision, in the order of the fields."""
        return [conflict for line in self.lines for conflict in line.conflicts]

    def line(self, code: str) -> FileLine | None:
        """Return the line of a field, or None when the reader may not see it."""
        return next((one for one in self.lines if one.field.code == code), None)


@dataclass(slots=True)
class _Rows:
    contacts: list[GuestContact]
    documents: list[GuestDocument]
    dates: list[GuestDate]
    members: list[MemberCard]
    facts: list[Fact]
    names: list[GuestName]
    relations: list[Relation]
    values: list[GuestValue]


def _read(guest: Guest) -> _Rows:
    of: dict[str, list[UUID]] = {"guest_id__in": ids_of(guest)}
    facts = Fact.objects.filter(**of, status__in=[FactStatus.ACCEPTED, FactStatus.PROPOSED])
    facts = facts.order_by("item", "-last_confirmed_at")
    return _Rows(
        contacts=once(GuestContact.objects.filter(**of).order_by("-is_preferred", "kind", "id")),
        documents=once(GuestDocument.objects.filter(**of).order_by("kind", "id")),
        dates=list(GuestDate.objects.filter(**of, relation_id__isnull=True).order_by("kind", "id")),
        members=list(MemberCard.objects.filter(**of)),
        facts=standing_facts(facts, people_of([guest])),
        names=list(GuestName.objects.filter(**of).order_by("kind", "id")),
        relations=list(Relation.objects.filter(**of, ended_at__isnull=True)),
        values=queries.values_of(guest),
    )


def build_file(scope: Scope, guest: Guest, *, hotel_id: UUID, now: datetime, today: date) -> GuestFile:
    """Collect the file: a fixed number of queries. Fields of classes the reader may not read are left out whole.

    No sealed value is opened; what is computed from sealed ones (age, check of the ID number) is computed in the vault.
    """
    rows, off = _read(guest), fields_off(hotel_id)
    bundle = _bundle(guest, rows)
    lines = {
        f.code: FileLine(f, is_off=f.code in off)
        for f in person_fields()
        if policy.decide(scope, "read", field_class=f.field_class)
    }
    given = given_by_rooms(Asked(scope, guest, hotel_id, now, today, scope.language))
    arrived = given.pop("_first_arrival", [])
    first = date.fromisoformat(arrived[0].text) if arrived else None
    added = given.pop("_added_last", [])
    derived = derived_values(
        guest, dates=rows.dates, members=rows.members, today=today, language=scope.language, first_arrival=first
    )
    for code, text in derived.items():
        if text and code not in off:
            given.setdefault(code, []).append(FileValue(text))
    for source in (_columns(scope, guest), _identity(rows), _facts(scope, rows, now), given):
        for code, values in source.items():
            if code in lines:
                lines[code].values += values
    _put_waiting(scope, lines, rows)
    shown = [one for one in lines.values() if not one.is_off or one.values]
    return GuestFile(
        guest=guest,
        lines=shown,
        completeness=completeness_of(bundle.filled, off=off),
        accuracy=accuracy_of(bundle, now=now, further=vault_checks(guest, rows.documents, rows.dates)),
        specificity=specificity_of(bundle),
        bundle=bundle,
        added_last=int(added[0].text) if added else None,
    )


def _bundle(guest: Guest, rows: _Rows) -> Bundle:
    return Bundle(
        guest,
        contacts=rows.contacts,
        documents=rows.documents,
        dates=rows.dates,
        facts=[f for f in rows.facts if f.status == FactStatus.ACCEPTED],
        waiting=[v.field for v in rows.values if v.status == ValueStatus.WAITING],
        relations=len(rows.relations),
    )


def _columns(scope: Scope, guest: Guest) -> dict[str, list[FileValue]]:
    found: dict[str, list[FileValue]] = {}
    for one in person_fields():
        column = one.stored_as("column")
        raw = str(getattr(guest, column)) if column else ""
        if raw and raw != Gender.UNSPECIFIED:
            text = said_of(one, raw, scope.language)
            found[one.code] = [FileValue(text, told_of(guest.origins, column), raw=raw)]
    return found


def _identity(rows: _Rows) -> dict[str, list[FileValue]]:
    found: dict[str, list[FileValue]] = {}

    def add(kept: Field | None, value: FileValue) -> None:
        if kept is not None:
            found.setdefault(kept.code, []).append(value)

    for contact in rows.contacts:
        confirmed = contact.confirmed_on.isoformat() if contact.confirmed_on else ""
        place = SealedPlace("contact", contact.id)
        add(field_stored("contact", contact.kind), FileValue(contact.hint, told(contact.origin), place, note=confirmed))
    for document in rows.documents:
        kept = field_stored("document", document.kind) or field_stored("document", "other")
        note = " · ".join(filter(None, [country_name(document.country), str(document.expires_on or "")]))
        add(kept, FileValue(document.hint, told(document.origin), SealedPlace("document", document.id), note=note))
    for day in rows.dates:
        add(
            field_stored("date", day.kind),
            FileValue(MASK, told(day.origin), SealedPlace("date", day.id), note=day.label),
        )
    for name in rows.names:
        add(fields().get("other_names"), FileValue(name.name, told(name.origin), note=str(name.get_kind_display())))
    for relation in rows.relations:
        told_by = told(relation.origin)
        add(fields().get("family"), FileValue(str(relation.get_kind_display()), told_by))
    return found


def told_of_fact(fact: Fact) -> Told:
    """Return the origin of a fact in readable form."""
    return Told(
        source=fact.source_kind,
        channel=fact.channel,
        stage=fact.stage,
        place=fact.place,
        department=fact.department,
        by=fact.author,
        at=fact.learned_at,
        sure=fact.confidence,
        confirmed_at=fact.last_confirmed_at,
    )


def _fact_value(scope: Scope, fact: Fact, now: datetime) -> FileValue:
    item = items().get(fact.item)
    stale = fact.valid_until is not None and fact.valid_until < now.date()
    if fact.sealed is not None or item is None:
        return FileValue(MASK, told_of_fact(fact), SealedPlace("fact", fact.id), fact_id=fact.id, is_stale=stale)
    text = item.say(fact.value, scope.language)
    return FileValue(text, told_of_fact(fact), fact_id=fact.id, is_stale=stale, raw=fact.value)


def _facts(scope: Scope, rows: _Rows, now: datetime) -> dict[str, list[FileValue]]:
    by_item = {one.item_code: one.code for one in person_fields() if one.item_code}
    found: dict[str, list[FileValue]] = {}
    for fact in rows.facts:
        if fact.item in by_item and fact.status == FactStatus.ACCEPTED:
            found.setdefault(by_item[fact.item], []).append(_fact_value(scope, fact, now))
    return found


def _put_waiting(scope: Scope, lines: dict[str, FileLine], rows: _Rows) -> None:
    """Put beside each field what waits for a decision, and how many older values it has."""
    for value in rows.values:
        kept = field_of_column(value.field) or fields().get(value.field)
        line = lines.get(kept.code) if kept else None
        if line is None:
            continue
        if value.status != ValueStatus.WAITING:
            line.older += 1
            continue
        standing = line.values[0] if line.values else None
        line.conflicts.append(Conflict(line.field, standing, shown_value(scope, line.field, value), value_id=value.id))
    by_item = {one.item_code: one.code for one in person_fields() if one.item_code}
    for fact in rows.facts:
        line = lines.get(by_item.get(fact.item, ""))
        if line is None or fact.status != FactStatus.PROPOSED:
            continue
        standing = next((v for v in line.values if v.fact_id == fact.contests), None)
        waiting = _fact_value(scope, fact, fact.learned_at)
        line.conflicts.append(Conflict(line.field, standing, waiting, fact_id=fact.id))


def shown_value(scope: Scope, kept: Field, value: GuestValue) -> FileValue:
    """Return a value that does not stand as the reader may see it: sealed ones as a mask."""
    origin = Told(
        source=value.source_kind,
        channel=value.channel,
        stage=value.stage,
        place=value.place,
        department=value.department,
        by=value.author,
        at=value.learned_at,
        sure=value.confidence,
        confirmed_at=None,
    )
    if value.sealed is not None:
        return FileValue(MASK, origin, SealedPlace("value", value.id))
    return FileValue(said_of(kept, value.value, scope.language), origin, raw=value.value)


def grouped(lines: Iterable[FileLine], by: str) -> dict[str, list[FileLine]]:
    """Group lines by ``section``, ``facet``, ``group`` or ``part``, in catalogue order."""
    found: dict[str, list[FileLine]] = {}
    for one in lines:
        found.setdefault(part_of(one.field) if by == "part" else str(getattr(one.field, by)), []).append(one)
    return found
