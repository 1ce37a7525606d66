"""The verb that arranges profiles as persons; rows stay where they are. The identity room decides who is one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from binzhi.audit.domain.unit import amend, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.access import EDIT
from binzhi.guests.domain import search_entries
from binzhi.guests.domain.profile import DERIVED, JOINABLE, derive
from binzhi.guests.enums import Gender, GuestState
from binzhi.guests.models import Guest
from binzhi.guests.origin import WHOLE
from binzhi.guests.survivors import Choice, Own, survivor
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope

SHOWN = ("state", "joined_to", "profiles", "own", "origins", "version", "updated_at", *JOINABLE, *DERIVED)


def own_of(guest: Guest) -> Own:
    """Return what a profile says of itself, also while it leads a person."""
    kept = guest.own or {"values": {f: str(getattr(guest, f)) for f in JOINABLE}, "origins": guest.origins}
    return Own(str(guest.id), kept["values"], kept["origins"])


def arrange_person(
    *,
    scope: Scope,
    now: datetime,
    lead_id: UUID,
    profile_ids: Sequence[UUID] = (),
    choices: Mapping[str, Choice] | None = None,
) -> Guest:
    """Let profiles be one person under a lead, exactly these and no others; alone, the lead is itself again (R-185).

    Changes what the profiles show, never what they hold: no row moves, the lead's own values are kept beside those of
    the person and come back when it stands alone. A profile that led another person must be listed with or parted from
    its profiles in the same unit of work. Refuses a profile that is not there (:class:`NotFound`).
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        wanted = sorted({lead_id, *profile_ids})
        found = Guest.objects.filter(id__in=wanted).exclude(state=GuestState.WITHDRAWN).order_by("id")
        rows: dict[UUID, Guest] = {g.id: g for g in locked(found, lets_refer=True)}
        if set(rows) != set(wanted):
            raise NotFound
        lead = rows[lead_id]
        others = [rows[i] for i in wanted if i != lead_id]
        before = (lead.own or {}).get("before", {})
        owns = [own_of(lead), *(own_of(one) for one in others)]
        for one in others:
            _put_own_back(one)
            one.state, one.joined_to = GuestState.JOINED, lead.id
            _write(one, now)
        _put_own_back(lead)
        lead.state, lead.joined_to = GuestState.ACTIVE, None
        if others:
            lead.own = {"values": dict(owns[0].values), "origins": dict(owns[0].origins), "before": before}
            lead.profiles = [str(one.id) for one in others]
            _put_survivors(lead, owns, choices or {})
        _write(lead, now)
        _find_by_the_lead(lead, others)
    return lead


def _find_by_the_lead(lead: Guest, others: Sequence[Guest]) -> None:
    """Take the joined profiles out of the search; the lead takes their words, and their place in front."""
    standing = search_entries.standing_in_front([lead.id, *(one.id for one in others)])
    search_entries.remove([one.id for one in others])
    search_entries.recount([lead.id])
    if standing and others:
        in_house, arriving = any(i for i, _ in standing.values()), any(a for _, a in standing.values())
        search_entries.be_at(lead.id, in_house=in_house, arriving=arriving)


def _put_own_back(guest: Guest) -> None:
    if guest.own is not None:
        for field, value in guest.own["values"].items():
            setattr(guest, field, value)
        guest.origins = guest.own["origins"]
    guest.own, guest.profiles = None, []


def _put_survivors(lead: Guest, owns: Sequence[Own], choices: Mapping[str, Choice]) -> None:
    """Show the surviving values on the lead, each with the origin it has on its own profile."""
    origins = {WHOLE: lead.origins.get(WHOLE, {}), **lead.origins}
    for field in JOINABLE:
        found = survivor(field, owns, choices.get(field))
        if found is None:
            continue
        setattr(lead, field, found.value)
        if found.profile_id != str(lead.id):
            origins[field] = dict(found.stamp)
    lead.origins = origins
    lead.gender = lead.gender or Gender.UNSPECIFIED


def _write(guest: Guest, now: datetime) -> None:
    derive(guest)
    guest.version, guest.updated_at = guest.version + 1, now
    amend(guest, *SHOWN)
