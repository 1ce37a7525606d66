"""The list of same-person groups a run found (R-189): names and masked facts, given out as an export with its act."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.guests.access import EXPORT
from binzhi.guests.enums import ContactKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.models import Guest, GuestContact, GuestDocument
from binzhi.identity.access import RUN
from binzhi.identity.domain.runs import options_of
from binzhi.identity.enums import EventKind
from binzhi.identity.models import IdentityRun, Link, LinkEvent
from binzhi.identity.work import LINK, has_pairs, read_pairs
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope

LISTED = declare_act(
    "list_identity_groups",
    zh="导出全库查重的同一人名单({count}组)",
    en="Took the list of same-person groups out ({count} groups)",
    is_read=True,
)
PART = 500  # profiles read at a time
Edge = tuple[UUID, UUID, float]


class GroupsGone(DomainError):
    """The pairs of a dry run were not kept so long."""

    code = "identity_groups_gone"
    zh = "这次试运行的名单已清除。请再试运行一次。"
    en = "The list of this dry run is no longer kept. Do another dry run."
    status = 410


@dataclass(frozen=True, slots=True)
class Group:
    """Profiles of one person; ``weight`` is that of the weakest link between them."""

    number: int
    profiles: tuple[UUID, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One profile of a group as it is listed; telephone, mail and document stand masked."""

    group: int
    weight: float
    profile_id: UUID
    name: str
    latin_name: str
    gender: str
    nationality: str
    company: str
    phone: str
    mail: str
    document: str
    created_on: str
    created_by: str


def gathered(edges: Iterable[Edge]) -> list[Group]:
    """Return the connected parts of some edges, each with its weakest weight, the surest first."""
    parent: dict[UUID, UUID] = {}
    weakest: dict[UUID, float] = {}

    def root(one: UUID) -> UUID:
        while (above := parent.setdefault(one, one)) != one:
            parent[one] = parent[above]
            one = above
        return one

    for a, b, weight in edges:
        ra, rb = root(a), root(b)
        low = min(weakest.get(ra, weight), weakest.get(rb, weight), weight)
        keep, other = min(ra, rb), max(ra, rb)
        parent[other] = keep
        weakest[keep] = low
    members: dict[UUID, list[UUID]] = {}
    for one in sorted(parent):
        members.setdefault(root(one), []).append(one)
    ordered = sorted(members.items(), key=lambda part: (-weakest[part[0]], part[0]))
    return [Group(n, tuple(ids), weakest[first]) for n, (first, ids) in enumerate(ordered, 1)]


def groups_of(run: IdentityRun) -> list[Group]:
    """Return the groups of a run: of a dry run what it would join, else what it joined and still stands."""
    if options_of(run).dry_run:
        if not has_pairs(run.id):
            raise GroupsGone
        return gathered((p.a, p.b, p.weight) for p in read_pairs(run.id) if p.band == LINK)
    return gathered(_standing(run))


def _standing(run: IdentityRun) -> Iterator[Edge]:
    events = LinkEvent.objects.filter(run_id=run.id, kind=EventKind.LINK).order_by("id")
    rows = list(events.values_list("id", "guest_a", "guest_b", "weight"))
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        firsts, ids = {row[1] for row in part}, {row[0] for row in part}
        links = Link.objects.filter(guest_a__in=firsts, event_id__in=ids)
        standing = set(links.values_list("event_id", flat=True))
        yield from ((a, b, weight or 0.0) for event_id, a, b, weight in part if event_id in standing)


def list_groups(*, scope: Scope, now: datetime, run: IdentityRun) -> Iterator[GroupLine]:
    """Yield the profiles of all groups of a run, group by group; telephone, mail and document masked as they are stored.

    Needs the rights to run and to export; the act names the number of groups. Incognito guests stand under their alias
    for those who may not see the real name. Refuses a dry run whose list is no longer kept (:class:`GroupsGone`).
    """
    scope.need(RUN)
    scope.need(EXPORT)
    groups = groups_of(run)
    with unit_of_work(scope):
        details = {"count": len(groups)}
        record(LISTED, scope=scope, now=now, object_type="identity_run", object_id=run.id, details=details)
    return _lines(scope, groups)


def lines_of(scope: Scope, groups: Sequence[Group]) -> list[GroupLine]:
    """Return the profiles of a few groups for a page, masked."""
    scope.need(RUN)
    return list(_lines(scope, groups))


def _lines(scope: Scope, groups: Sequence[Group]) -> Iterator[GroupLine]:
    waiting: list[Group] = []
    count = 0
    for group in groups:
        waiting.append(group)
        count += len(group.profiles)
        if count >= PART:
            yield from _read(scope, waiting)
            waiting, count = [], 0
    yield from _read(scope, waiting)


def _read(scope: Scope, groups: Sequence[Group]) -> Iterator[GroupLine]:
    ids = [i for group in groups for i in group.profiles]
    guests = {g.id: g for g in Guest.objects.filter(id__in=ids)}
    hide_from(scope, guests.values())
    hints: dict[tuple[UUID, str], str] = {}
    kinds = {ContactKind.MOBILE: "phone", ContactKind.PHONE: "phone", ContactKind.EMAIL: "mail"}
    contacts = GuestContact.objects.filter(guest_id__in=ids, kind__in=list(kinds)).order_by("-is_preferred", "id")
    for guest_id, kind, hint in contacts.values_list("guest_id", "kind", "hint"):
        hints.setdefault((guest_id, kinds[ContactKind(kind)]), hint)
    papers = GuestDocument.objects.filter(guest_id__in=ids).order_by("id")
    for guest_id, kind, hint in papers.values_list("guest_id", "kind", "hint"):
        hints.setdefault((guest_id, "document"), f"{kind} {hint}")
    for group in groups:
        for profile_id in group.profiles:
            if (guest := guests.get(profile_id)) is not None:
                yield _line(group, guest, hints)


def _line(group: Group, guest: Guest, hints: dict[tuple[UUID, str], str]) -> GroupLine:
    return GroupLine(
        group=group.number,
        weight=round(group.weight, 2),
        profile_id=guest.id,
        name=guest.name,
        latin_name=guest.latin_name,
        gender=guest.gender,
        nationality=guest.nationality,
        company=guest.company,
        phone=hints.get((guest.id, "phone"), ""),
        mail=hints.get((guest.id, "mail"), ""),
        document=hints.get((guest.id, "document"), ""),
        created_on=guest.created_at.date().isoformat(),
        created_by=guest.created_by,
    )
