"""Two persons side by side for a keeper: fields with the value that would survive, masked numbers, what rooms above know."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binzhi.guests.access import REAL_NAME
from binzhi.guests.domain.joining import own_of
from binzhi.guests.domain.profile import JOINABLE
from binzhi.guests.enums import Gender, GuestState
from binzhi.guests.fields import field_of_column
from binzhi.guests.incognito import aliases_of
from binzhi.guests.joined import people_by_id, profile_ids
from binzhi.guests.models import Guest, GuestContact, GuestDocument, GuestFlag
from binzhi.guests.origin import Told, told
from binzhi.guests.said import said_of
from binzhi.guests.survivors import Own, survivor
from binzhi.identity.domain.persons import choices_of, connected
from binzhi.identity.models import LinkEvent
from binzhi.identity.recognise import Compared, compare_profiles
from binzhi.kernel.errors import NotAllowed, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org import policy

Fact = tuple[str, str]
Known = Callable[[Scope, Collection[UUID]], Mapping[UUID, list[Fact]]]
_known: list[Known] = []


def also_show(known: Known) -> None:
    """Let a room add lines to a side: ``known(scope, profile_ids)`` gives (label, value) per profile (stays, next arrival)."""
    if known not in _known:
        _known.append(known)


@dataclass(slots=True)
class Value:
    """What a side tells of a field: on which profile it stands and how it was learned."""

    profile_id: str
    text: str
    origin: Told


@dataclass(slots=True)
class FieldRow:
    """A field side by side; ``survives`` is 0 or 1 for the side whose value would stand, -1 when neither tells one."""

    code: str
    label: str
    values: tuple[Value | None, Value | None]
    survives: int

    @property
    def differs(self) -> bool:
        """Tell whether there is something to choose."""
        one, other = self.values
        return one is not None and other is not None and one.text != other.text


@dataclass(slots=True)
class Side:
    """One person."""

    guest: Guest
    profiles: list[UUID]
    facts: list[Fact] = field(default_factory=list)
    flags: list[GuestFlag] = field(default_factory=list)


@dataclass(slots=True)
class Beside:
    """Two persons beside each other."""

    sides: tuple[Side, Side]
    rows: list[FieldRow]
    compared: Compared | None
    is_one: bool

    def clues(self, kind: str) -> list[tuple[str, float]]:
        """Return the clues of a kind (for, against, missing) in the language of the page, the weightiest first."""
        if self.compared is None:
            return []
        zh = (get_language() or "zh-hans").startswith("zh")
        found = [(c.zh if zh else c.en, c.weight) for c in self.compared.clues if c.kind == kind]
        return sorted(found, key=lambda one: -abs(one[1]))

    @property
    def clues_for(self) -> list[tuple[str, float]]:
        """Return what speaks for one person."""
        return self.clues("for")

    @property
    def clues_against(self) -> list[tuple[str, float]]:
        """Return what speaks against it."""
        return self.clues("against")

    @property
    def clues_missing(self) -> list[tuple[str, float]]:
        """Return what is missing to be surer."""
        return self.clues("missing")


def beside(scope: Scope, guest_a: UUID, guest_b: UUID) -> Beside:
    """Return two persons side by side; two profiles of one person (an automatic link in the sample) as they are themselves.

    Refuses profiles that are gone (:class:`NotFound`), and an incognito guest to who may not see the real name.
    """
    people = people_by_id([guest_a, guest_b])
    if {guest_a, guest_b} - people.leads.keys():
        raise NotFound
    leads = (people.lead(guest_a), people.lead(guest_b))
    if any(g.state == GuestState.WITHDRAWN for g in leads):
        raise NotFound
    if not scope.may(REAL_NAME) and aliases_of([g.id for g in leads]):
        raise NotAllowed(permission=REAL_NAME)
    is_one = leads[0].id == leads[1].id
    if is_one:
        rows = {g.id: g for g in Guest.objects.filter(id__in=[guest_a, guest_b])}
        sides = (Side(rows[guest_a], [guest_a]), Side(rows[guest_b], [guest_b]))
    else:
        sides = (Side(leads[0], profile_ids(leads[0])), Side(leads[1], profile_ids(leads[1])))
    told_by = _owns(sides)
    rows_of_fields = [_row(code, told_by) for code in JOINABLE]
    for side in sides:
        _fill(scope, side)
    compared = compare_profiles(guest_a, guest_b)
    return Beside(sides, [row for row in rows_of_fields if any(row.values)], compared, is_one)


Owns = tuple[tuple[list[Own], Any], tuple[list[Own], Any]]


def _owns(sides: tuple[Side, Side]) -> Owns:
    found = []
    for side in sides:
        rows = {g.id: g for g in Guest.objects.filter(id__in=side.profiles)}
        _, links = connected(side.profiles) if len(side.profiles) > 1 else (set(), [])
        events = {e.id: e for e in LinkEvent.objects.filter(id__in=[link.event_id for link in links])}
        found.append(([own_of(rows[i]) for i in side.profiles if i in rows], choices_of(links, events)))
    return (found[0], found[1])


def _row(code: str, told_by: Owns) -> FieldRow:
    shown: list[Value | None] = []
    for owns, choices in told_by:
        stands = survivor(code, owns, choices.get(code))
        shown.append(Value(stands.profile_id, _say(code, stands.value), told(stands.stamp)) if stands else None)
    (one, choices_one), (other, choices_other) = told_by
    choices = sorted((c for c in (choices_one.get(code), choices_other.get(code)) if c is not None), key=lambda c: c.at)
    best = survivor(code, [*one, *other], choices[-1] if choices else None)
    survives = -1
    if best is not None:
        survives = 0 if best.profile_id in {own.profile_id for own in one} else 1
    described = field_of_column(code)
    label = described.words.text(get_language() or "zh-hans") if described else _("Name")
    return FieldRow(code, label, (shown[0], shown[1]), survives)


def _say(code: str, value: str) -> str:
    if code == "gender" and value in Gender.values:
        return str(Gender(value).label)
    described = field_of_column(code)
    return said_of(described, value, get_language() or "zh-hans") if described else value


def _fill(scope: Scope, side: Side) -> None:
    """Add masked numbers where the role reads their class, flags, and what rooms above know."""
    if policy.decide(scope, "read", field_class="C2"):
        contacts = GuestContact.objects.filter(guest_id__in=side.profiles).order_by("id")
        side.facts += [(str(c.get_kind_display()), c.hint) for c in contacts[:6]]
    if policy.decide(scope, "read", field_class="C3"):
        papers = GuestDocument.objects.filter(guest_id__in=side.profiles).order_by("id")
        side.facts += [(str(p.get_kind_display()), p.hint) for p in papers[:4]]
    for known in _known:
        lines = known(scope, side.profiles)
        side.facts += [line for i in side.profiles for line in lines.get(i, ())]
    side.flags = list(GuestFlag.objects.filter(guest_id__in=side.profiles))
