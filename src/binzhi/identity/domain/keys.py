"""Keeps what profiles are recognised by: the sealed evidence and its keyed hashes, in the transaction of the profile.

Registered as the keeper of :mod:`binzhi.guests.identifying`. A profile made in the unit is written from what was told of
it; one that stood before is looked at anew, inside the vault. Everything of a unit is written in bulk.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from binzhi.audit.domain.bulk import make_row, write_rows
from binzhi.audit.domain.unit import current_unit, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.access import EDIT
from binzhi.guests.enums import GuestKind, GuestState
from binzhi.guests.identifying import GONE, NEW, Note
from binzhi.guests.models import Guest
from binzhi.identity.domain.evidence_rows import names_of, new_profiles, standing_profiles
from binzhi.identity.engine.evidence import VERSION, Profile
from binzhi.identity.engine.keys import blocking_keys
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.models import GuestEvidence, MatchKey
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.keyring import holders_of_keys
from binzhi.vault.domain.sealing import seal
from binzhi.vault.index import match_indexes

CHUNK = 500
TABLE, COLUMN = "identity_evidence", "sealed"


@dataclass(frozen=True, slots=True)
class KeyState:
    """What a look at the stored keys found: profiles, those without evidence, of another version, and left-over rows."""

    profiles: int
    missing: int
    outdated: int
    left_over: int

    @property
    def is_fine(self) -> bool:
        """Tell whether everybody can be recognised."""
        return not (self.missing or self.outdated or self.left_over)


def keep(notes: Mapping[UUID, list[Note]]) -> None:
    """Write what changed in a unit; runs when its rows are written."""
    going = [i for i, said in notes.items() if said[-1].kind == GONE]
    here = {i: said for i, said in notes.items() if said[-1].kind != GONE}
    fresh = {i: said for i, said in here.items() if any(n.kind == NEW for n in said)}
    if fresh:
        _write(new_profiles(fresh, names_of(fresh)), known=[], standing={})
    if going:
        remove(going)
    refresh(i for i in here if i not in fresh)


def refresh(guest_ids: Iterable[UUID]) -> int:
    """Make evidence and keys of some profiles anew from what stands; returns how many. Runs inside a unit of work.

    A profile that is no longer recognised (withdrawn, a placeholder, gone) loses them.
    """
    ids = sorted(set(guest_ids))
    for start in range(0, len(ids), CHUNK):
        _refresh(ids[start : start + CHUNK])
    return len(ids)


def _refresh(ids: list[UUID]) -> None:
    rows = Guest.unscoped.filter(id__in=ids).order_by("id")  # unscoped: keys are kept for the whole group
    list(locked(rows, lets_refer=True).values_list("id"))  # two desks at one profile write one after the other
    standing = dict(GuestEvidence.unscoped.filter(guest_id__in=ids).values_list("guest_id", "id"))  # unscoped: as above
    sealed = holders_of_keys(list(standing))
    erased = {i for i in standing if i not in sealed}
    profiles = standing_profiles([i for i in ids if i not in erased])
    gone = [i for i in ids if i not in profiles]
    if gone:
        remove(gone)
    _write(profiles, known=ids, standing=standing)


def remove(guest_ids: Collection[UUID]) -> None:
    """Forget what some profiles are recognised by. Runs inside a unit of work."""
    ids = list(guest_ids)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        MatchKey.objects.filter(guest_id__in=part).delete()
        GuestEvidence.unscoped.filter(guest_id__in=part).delete()  # unscoped: keys are kept for the whole group


def _write(profiles: Mapping[UUID, Profile], *, known: Collection[UUID], standing: Mapping[UUID, UUID]) -> None:
    """Write evidence and keys. ``known`` may have keys already, ``standing`` names their evidence rows (guest: row)."""
    new_rows: list[GuestEvidence] = []
    wanted: dict[UUID, set[int]] = {}
    for guest_id, profile in profiles.items():
        evidence = evidence_of(profile)
        wanted[guest_id] = set(match_indexes(blocking_keys(evidence)))
        row_id = standing.get(guest_id) or uuid7()
        plain = evidence.to_text()
        sealed = seal(table=TABLE, guest_id=guest_id, row_id=row_id, column=COLUMN, plain=plain)
        if guest_id in standing:
            rows = GuestEvidence.unscoped.filter(guest_id=guest_id, id=row_id)  # unscoped: as above
            rows.update(sealed=sealed, version=VERSION)
        else:
            new_rows.append(make_row(GuestEvidence, guest_id=guest_id, id=row_id, sealed=sealed, version=VERSION))
    current_unit().run_before_rows()  # the data keys first
    write_rows(GuestEvidence, new_rows)
    _write_keys(wanted, known=known)


def _write_keys(wanted: Mapping[UUID, set[int]], *, known: Collection[UUID]) -> None:
    held: dict[UUID, set[int]] = {}
    if known:
        for h, guest_id in MatchKey.objects.filter(guest_id__in=known).values_list("h", "guest_id"):
            held.setdefault(guest_id, set()).add(h)
    for guest_id, hashes in held.items():
        old = hashes - wanted.get(guest_id, set())
        if old:
            MatchKey.objects.filter(guest_id=guest_id, h__in=old).delete()
    fresh = [(h, i) for i, hashes in wanted.items() for h in hashes - held.get(i, set())]
    fresh.sort()
    write_rows(MatchKey, [make_row(MatchKey, h=h, guest_id=i) for h, i in fresh])


def rebuild(*, scope: Scope, progress: Callable[[int, int], None] | None = None) -> int:
    """Make evidence and keys of all profiles anew, part by part; returns how many profiles. Others work on meanwhile."""
    scope.need(EDIT)
    recognised = Guest.unscoped.exclude(state=GuestState.WITHDRAWN)  # unscoped: keys are kept for the whole group
    recognised = recognised.exclude(kind=GuestKind.PLACEHOLDER)
    ids = list(recognised.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        with unit_of_work(scope):
            refresh(ids[start : start + CHUNK])
        if progress is not None:
            progress(min(start + CHUNK, len(ids)), len(ids))
    with unit_of_work(scope):
        remove(_left_over())
    return len(ids)


def _left_over() -> list[UUID]:
    somebody = Guest.unscoped.exclude(state=GuestState.WITHDRAWN)  # unscoped: keys are kept for the whole group
    somebody = somebody.exclude(kind=GuestKind.PLACEHOLDER).values("id")
    found = set(MatchKey.objects.exclude(guest_id__in=somebody).values_list("guest_id", flat=True).distinct())
    evidence = GuestEvidence.unscoped.exclude(guest_id__in=somebody)  # unscoped: as above
    return sorted(found | set(evidence.values_list("guest_id", flat=True)))


def look_at_keys() -> KeyState:
    """Compare the stored keys with the profiles (doctor); opens nothing."""
    somebody = Guest.unscoped.exclude(state=GuestState.WITHDRAWN)  # unscoped: keys are kept for the whole group
    somebody = somebody.exclude(kind=GuestKind.PLACEHOLDER)
    evidence = GuestEvidence.unscoped.all()  # unscoped: as above
    return KeyState(
        profiles=somebody.count(),
        missing=somebody.exclude(id__in=evidence.values("guest_id")).count(),
        outdated=evidence.exclude(version=VERSION).count(),
        left_over=len(_left_over()),
    )
