"""Reads of the room: found and listed organisations, their fields with origin, their people as a tree, a guest's work."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from binzhi.companies.access import READ, visible_organisations
from binzhi.companies.cells import value_cell
from binzhi.companies.enums import OrgState, ValueState
from binzhi.companies.fields import SECTIONS, OrgField, org_fields
from binzhi.companies.models import ContactPerson, Employment, Organisation, OrganisationValue, SearchKey
from binzhi.companies.names import query_tokens
from binzhi.companies.shapes import deal_lines, parts_of, price_lines, show_value
from binzhi.guests.enums import GuestState
from binzhi.guests.joined import ids_of, put_leads
from binzhi.guests.models import Guest
from binzhi.kernel.addresses import Address, address_of
from binzhi.kernel.calendar import PartialDate
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org import policy
from binzhi.vault.domain.sealing import read_many

LAST = "\U0010ffff"
TALKS_AHEAD = 90  # days before a client's financial year begins in which the agreement is talked about


def _starting_with(tokens: Iterable[str]) -> Q:
    """A condition an index answers: a range in SQLite, a prefix by its pattern index in PostgreSQL."""
    wanted = Q()
    for token in tokens:
        if connection.vendor == "sqlite":
            wanted |= Q(token__gte=token, token__lt=token + LAST)
        else:
            wanted |= Q(token__startswith=token)
    return wanted


def matching(found: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep the organisations every word of the text is the beginning of something of: name, pinyin, initials, Latin word."""
    words = query_tokens(text)
    if text.strip() and not words:
        return found.none()
    for tokens in words:
        keys = SearchKey.objects.filter(_starting_with(tokens)).values("organisation_id")
        found = found.filter(id__in=keys)
    return found


def search_organisations(scope: Scope, text: str, limit: int = 10) -> list[Organisation]:
    """Find organisations for the search box; nothing for an empty text or a role that may not read them.

    Those in use first, then by name. At most ``limit``; never a count of the whole.
    """
    if not scope.may(READ) or not text.strip():
        return []
    return list(matching(visible_organisations(scope), text).order_by("state", "pinyin", "name", "id")[:limit])


def listed(
    scope: Scope,
    *,
    text: str = "",
    nature: str = "",
    industry: str = "",
    state: str = OrgState.ACTIVE,
    today: date | None = None,
) -> QuerySet[Any]:
    """Return organisations by name for the list; with ``today`` only those whose agreement talks are due."""
    found = visible_organisations(scope)
    if state in OrgState.values:
        found = found.filter(state=state)
    if nature:
        found = found.filter(nature=nature)
    if industry:
        found = found.filter(industry=industry)
    if today is not None:
        found = found.filter(_year_starts_soon(today))
    return matching(found, text).order_by("pinyin", "name", "id")


# --- financial years and agreement talks (R-065) ------------------------------------------------------------------------


def _year_starts_soon(today: date) -> Q:
    last = today + timedelta(days=TALKS_AHEAD)
    first, end = f"{today.month:02d}-{today.day:02d}", f"{last.month:02d}-{last.day:02d}"
    if first <= end:
        return Q(year_start__gte=first, year_start__lte=end)
    return Q(year_start__gte=first) | Q(year_start__lte=end, year_start__gt="")


def next_year_start(organisation: Organisation, today: date) -> date | None:
    """Return the day the client's next financial year begins, today included."""
    if not organisation.year_start:
        return None
    start = PartialDate.parse(organisation.year_start)
    this = start.in_year(today.year)
    return this if this >= today else start.in_year(today.year + 1)


def talks_due(organisation: Organisation, today: date) -> date | None:
    """Return the day the financial year begins when it is time to talk about the agreement."""
    day = next_year_start(organisation, today)
    return day if day is not None and (day - today).days <= TALKS_AHEAD else None


def talks_due_count(scope: Scope, today: date) -> int:
    """Return how many organisations in use should be talked to about their agreement."""
    return listed(scope, today=today).count()


# --- fields with origin -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class FieldLine:
    """A field on the page: the value in force (None where there is none), its text, and the years of a yearly figure."""

    field: OrgField
    row: OrganisationValue | None = None
    text: str = ""
    years: list[tuple[str, str, OrganisationValue]] = made(default_factory=list)
    prices: list[dict[str, str]] = made(default_factory=list)
    deals: list[dict[str, str]] = made(default_factory=list)
    raw: str = ""
    older: int = 0

    @property
    def is_known(self) -> bool:
        """Tell whether there is a value."""
        return self.row is not None or bool(self.years)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of fields with its completeness: counted fields known, of how many."""

    code: str
    words: Words
    lines: list[FieldLine]

    @property
    def known(self) -> int:
        return sum(line.is_known for line in self.lines if line.field.counts)

    @property
    def counted(self) -> int:
        return sum(line.field.counts for line in self.lines)

    @property
    def gaps(self) -> list[FieldLine]:
        """Counted fields without a value."""
        return [line for line in self.lines if line.field.counts and not line.is_known]


def readable_fields(scope: Scope) -> list[OrgField]:
    """Return the fields of the classes the scope may read; of the others not even the name of a value is shown."""
    return [f for f in org_fields().values() if policy.decide(scope, "read", field_class=f.field_class)]


def texts_of(scope: Scope, rows: list[OrganisationValue], *, now: datetime, purpose: str) -> dict[UUID, str]:
    """Return the values of rows in the form they are kept in; restricted ones through the vault, one read log for all."""
    sealed = [row for row in rows if row.sealed is not None]
    found = {row.id: row.value for row in rows if row.sealed is None}
    if sealed:
        opened = read_many(scope=scope, now=now, cells=[value_cell(row) for row in sealed], purpose=purpose)
        found |= {row.id: text or "" for row, text in zip(sealed, opened, strict=True)}
    return found


def sections_of(scope: Scope, organisation: Organisation, *, now: datetime, purpose: str) -> list[Section]:
    """Return the fields of an organisation by section, as the role may read them."""
    readable = {f.code: FieldLine(f) for f in readable_fields(scope)}
    rows = OrganisationValue.objects.filter(organisation_id=organisation.id, field__in=readable).order_by(
        "-period", "id"
    )
    standing: list[OrganisationValue] = []
    for row in rows:
        if row.state == ValueState.STANDING:
            standing.append(row)
        else:
            readable[row.field].older += 1
    texts = texts_of(scope, standing, now=now, purpose=purpose)
    for row in standing:
        line = readable[row.field]
        kept = texts[row.id]
        shown = show_value(line.field, kept, scope.language)
        if line.field.is_yearly:
            line.years.append((row.period, shown, row))
        else:
            line.row, line.text, line.raw = row, shown, kept
            line.prices = price_lines(kept) if line.field.kind == "prices" else []
            line.deals = deal_lines(kept) if line.field.kind == "deals" else []
    return [
        Section(code, words, [line for line in readable.values() if line.field.section == code])
        for code, words in SECTIONS.items()
    ]


def completeness(sections: Iterable[Section]) -> tuple[int, int]:
    """Return how many of the counted fields the reader may see are known."""
    sections = list(sections)
    return sum(s.known for s in sections), sum(s.counted for s in sections)


def history_of(
    scope: Scope, organisation: Organisation, code: str, *, now: datetime
) -> list[tuple[OrganisationValue, str]]:
    """Return every value a field ever had with its text, newest first; nothing of a class the role may not read."""
    one = org_fields().get(code)
    if one is None or not policy.decide(scope, "read", field_class=one.field_class):
        return []
    rows = list(
        OrganisationValue.objects.filter(organisation_id=organisation.id, field=code).order_by("-noted_at", "-id")[:200]
    )
    texts = texts_of(scope, rows, now=now, purpose="history of a company's field")
    return [(row, show_value(one, texts[row.id], scope.language)) for row in rows]


# --- people -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Node:
    """A contact person in the tree, with those who report to them."""

    contact: ContactPerson
    is_main: bool
    positions: list[str]
    below: list["Node"] = made(default_factory=list)


def contacts_of(organisation_id: UUID) -> list[ContactPerson]:
    """Return those who speak for an organisation, in the order they were added."""
    rows = ContactPerson.objects.filter(organisation_id=organisation_id, ended_at__isnull=True)
    rows = rows.exclude(guest__state=GuestState.WITHDRAWN)
    found = list(rows.select_related("guest").order_by("added_at", "id"))
    put_leads(found)
    return list({row.guest.id: row for row in reversed(found)}.values())[::-1]


def people_of(organisation_id: UUID) -> list[Employment]:
    """Return everybody who works or worked at an organisation, those still there first; a person's position once."""
    rows = Employment.objects.filter(organisation_id=organisation_id).exclude(guest__state=GuestState.WITHDRAWN)
    found = list(rows.select_related("guest").order_by("is_over", "guest__pinyin", "guest__name", "-id"))
    joined = any(row.guest.joined_to or row.guest.profiles for row in found)
    put_leads(found)
    if not joined:
        return found
    once = {(row.guest.id, row.position, row.is_over, row.started_on): row for row in reversed(found)}
    return list(once.values())[::-1]


def tree_of(organisation: Organisation, contacts: list[ContactPerson], people: list[Employment]) -> list[Node]:
    """Return the contact persons as a tree of reporting lines, the main contact first on its level (R-040)."""
    positions: dict[UUID, list[str]] = {}
    for row in people:
        if not row.is_over and row.position:
            positions.setdefault(row.guest.id, []).append(row.position)
    nodes = {c.id: Node(c, c.id == organisation.main_contact_id, positions.get(c.guest.id, [])) for c in contacts}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.contact.superior_id) if node.contact.superior_id else None
        (above.below if above else roots).append(node)
    for node in nodes.values():
        node.below.sort(key=lambda one: not one.is_main)
    return sorted(roots, key=lambda one: not one.is_main)


@dataclass(frozen=True, slots=True)
class Job:
    """A position of a guest with its organisation, when it is linked to one."""

    row: Employment
    organisation: Organisation | None


def jobs_of(whose: Guest | UUID) -> list[Job]:
    """Return where a person works and worked, the present first, then the latest (R-030)."""
    rows = list(Employment.objects.filter(guest_id__in=ids_of(whose)))
    rows.sort(key=lambda r: (r.is_over, -(r.ended_on or r.started_on or date.min).toordinal(), -r.id.int))
    known = {
        o.id: o for o in Organisation.objects.filter(id__in={r.organisation_id for r in rows if r.organisation_id})
    }
    return [Job(row, known.get(row.organisation_id) if row.organisation_id else None) for row in rows]


@dataclass(frozen=True, slots=True)
class Deal:
    """A past deal with an organisation a guest works for."""

    organisation: Organisation
    on: str
    amount: str
    how: str


def deals_of(scope: Scope, organisations: Iterable[Organisation], *, now: datetime) -> list[Deal]:
    """Return the past deals with organisations, the latest first (R-068); none for roles that may not read them.

    They are restricted: opened through the vault, with one entry of the read log for all.
    """
    known, one = {o.id: o for o in organisations}, org_fields()["deals"]
    if not known or not scope.may(READ) or not policy.decide(scope, "reveal", field_class=one.field_class):
        return []
    rows = OrganisationValue.objects.filter(organisation_id__in=list(known), field=one.code, state=ValueState.STANDING)
    held = list(rows)
    texts = texts_of(scope, held, now=now, purpose="past deals")
    found = [
        Deal(known[row.organisation_id], line["on"], line["amount"], line["how"])
        for row in held
        for line in deal_lines(texts[row.id])
    ]
    return sorted(found, key=lambda deal: deal.on, reverse=True)


def head_counts(organisation_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people work at some organisations, with one query."""
    found: dict[UUID, set[UUID]] = {}
    rows = Employment.objects.filter(organisation_id__in=list(organisation_ids), is_over=False)
    for organisation_id, guest_id, lead_id in rows.values_list("organisation_id", "guest_id", "guest__joined_to"):
        found.setdefault(organisation_id, set()).add(lead_id or guest_id)
    return {organisation_id: len(guests) for organisation_id, guests in found.items()}


def main_contacts(organisations: Iterable[Organisation]) -> dict[UUID, ContactPerson]:
    """Return the main contact of some organisations by organisation, with one query."""
    wanted = {o.main_contact_id: o.id for o in organisations if o.main_contact_id}
    rows = ContactPerson.objects.filter(
        organisation_id__in=list(wanted.values()), id__in=list(wanted), ended_at__isnull=True
    )
    found = list(rows.select_related("guest"))
    put_leads(found)
    return {wanted[row.id]: row for row in found}


def work_spans(people: Iterable[Employment]) -> list[tuple[UUID, date | None, date | None]]:
    """Return who worked at the organisation from when to when (None: open), for what other rooms add up."""
    return [(row.guest_id, row.started_on, row.ended_on if row.is_over else None) for row in people]


def company_address(organisation_id: UUID) -> Address:
    """Return the address in force in parts, an empty one when there is none."""
    rows = OrganisationValue.objects.filter(organisation_id=organisation_id, field="address", state=ValueState.STANDING)
    row = rows.first()
    return address_of(parts_of(org_fields()["address"], row.value) if row else {})


@dataclass(frozen=True, slots=True)
class Reach:
    """How an organisation is reached: address and phone with the day they were last confirmed."""

    address: str
    address_confirmed: datetime | None
    phone: str
    phone_confirmed: datetime | None


def reach_of(scope: Scope, organisation: Organisation) -> Reach:
    """Return address and telephone of an organisation with the date they were last confirmed (R-053, R-057, R-208)."""
    wanted = ("address", "office_phone")
    rows = OrganisationValue.objects.filter(
        organisation_id=organisation.id, field__in=wanted, state=ValueState.STANDING
    )
    found = {row.field: row for row in rows}
    said = {code: show_value(org_fields()[code], row.value, scope.language) for code, row in found.items()}
    dates = {code: row.last_confirmed_at for code, row in found.items()}
    return Reach(said.get("address", ""), dates.get("address"), said.get("office_phone", ""), dates.get("office_phone"))
