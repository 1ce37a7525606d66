"""Lists over many files: faults that could embarrass a guest, files that hold only generic data, mean completeness."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from binzhi.guests import doubles
from binzhi.guests.access import visible_guests
from binzhi.guests.accuracy import Accuracy, accuracy_of, fault
from binzhi.guests.bundle import Bundle, bundles_of
from binzhi.guests.completeness import Completeness, completeness_of
from binzhi.guests.enums import FactStatus, GuestKind
from binzhi.guests.joined import people_by_id, profile_ids
from binzhi.guests.models import ContactKey, Fact, Guest, GuestNote, Relation
from binzhi.guests.specificity import COMMON, specificity_of
from binzhi.kernel.scope import Scope

WINDOW = 500  # files checked for one page of the list of faults


@dataclass(slots=True)
class Checked:
    """A file with its figures."""

    guest: Guest
    completeness: Completeness
    accuracy: Accuracy
    specificity: int

    @property
    def embarrassing(self) -> list[object]:
        """Return the faults that would show to the guest."""
        return [f for f in self.accuracy.faults if f.embarrassing]


def checked(guests: list[Guest], *, now: datetime, off: frozenset[str]) -> dict[UUID, Checked]:
    """Return the figures of some files with a fixed number of queries; no sealed value is opened."""
    found = {}
    bundles = bundles_of(guests)
    twins = twins_of(bundles)
    for guest_id, bundle in bundles.items():
        accuracy = accuracy_of(bundle, now=now)
        if guest_id in twins:
            accuracy.checks += 1
            accuracy.faults.append(fault("twin", "name"))
        found[guest_id] = Checked(
            bundle.guest, completeness_of(bundle.filled, off=off), accuracy, specificity_of(bundle)
        )
    return found


def twins_of(bundles: dict[UUID, Bundle]) -> set[UUID]:
    """Return the guests who perhaps have a second file (R-191): the same name and a contact in common, or suspected by the
    identity room and not decided on yet."""
    digests = {bytes(c.digest) for b in bundles.values() for c in b.contacts if c.digest}
    shared: dict[bytes, set[UUID]] = {}
    for key in ContactKey.objects.filter(digest__in=digests):
        shared.setdefault(bytes(key.digest), set()).add(key.guest_id)
    own = {one: bundle.guest.name for bundle in bundles.values() for one in profile_ids(bundle.guest)}
    others = {g for ids in shared.values() if len(ids) > 1 for g in ids} - own.keys()
    strangers = people_by_id(others).leads if others else {}
    names = own | {one: lead.name for one, lead in strangers.items() if lead.state == "active"}
    found = set(doubles.suspected(list(bundles)))
    for guest_id, bundle in bundles.items():
        for contact in bundle.contacts:
            near = shared.get(bytes(contact.digest or b""), set()) - set(profile_ids(bundle.guest))
            if any(names.get(other) == bundle.guest.name for other in near):
                found.add(guest_id)
    return found


def faulty(
    scope: Scope, *, now: datetime, off: frozenset[str], after: UUID | None = None
) -> tuple[list[Checked], UUID | None]:
    """Check the next window of files, newest first, and return those with embarrassing faults and where to go on."""
    found = visible_guests(scope).exclude(kind=GuestKind.PLACEHOLDER).order_by("-id")
    if after is not None:
        found = found.filter(id__lt=after)
    window = list(found[: WINDOW + 1])
    figures = checked(window[:WINDOW], now=now, off=off)
    wrong = [one for one in figures.values() if one.embarrassing]
    return wrong, window[WINDOW - 1].id if len(window) > WINDOW else None


def generic_guests(scope: Scope) -> QuerySet[Guest]:
    """Return the files that hold nothing particular: no fact beyond the common ones, no note, no person, no own address."""
    facts = Fact.objects.filter(status=FactStatus.ACCEPTED).exclude(item__in=COMMON)
    notes, people = GuestNote.objects.all(), Relation.objects.filter(ended_at__isnull=True)
    found = visible_guests(scope).filter(kind=GuestKind.PERSON, nickname="")
    for rows in (facts, notes, people):
        joined = Guest.objects.filter(joined_to__isnull=False, id__in=rows.values("guest_id")).values("joined_to")
        found = found.filter(~Q(Exists(rows.filter(guest_id=OuterRef("id")))) & ~Q(id__in=joined))
    return found.order_by("-updated_at", "id")
