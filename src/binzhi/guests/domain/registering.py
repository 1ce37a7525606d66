"""The one road to a new profile for a person somebody speaks with: first ask whether we know the guest (R-177 to R-184).

Desk, bookings, scans, companies and the API register; an import links rows by its own rules and creates. See
docs/rules/matching.md.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.guests.access import CREATE, EDIT, get_guest
from binzhi.guests.domain.profile import change_guest, create_guest
from binzhi.guests.domain.search import FOUND_BY_NUMBER
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import SourceKind
from binzhi.guests.errors import MatchFound, SameNameFound
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.guests.recognition import NAMESAKE, Candidate, candidates_for
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.names import clean_name, has_han
from binzhi.kernel.scope import Scope

BESIDE = declare_act(
    "create_guest_beside_match",
    zh="有相似客史仍新建客史，理由：{reason}",
    en="Created the history although a match stood, because: {reason}",
)
CONFIRMED_OTHER = declare_act(
    "confirm_other_person",
    zh="核对后确认是另一位客人，新建客史",
    en="Confirmed another person after comparing, and created",
)
CHOSEN = declare_act(
    "choose_known_guest", zh="选择当前客史，未新建", en="Chose the present history instead of a new one"
)
SHORTEST_REASON, LONGEST_REASON = 4, 200
NUMBERS = {"document": "document", "member": "member", "phone": "contact", "email": "contact"}
LOOKED_AT = 8


def look(*, scope: Scope, now: datetime, draft: GuestDraft, logged: frozenset[UUID] = frozenset()) -> list[Candidate]:
    """Return who the draft may mean; a guest found by a number is noted in the read log before it is shown (R-204).

    ``logged`` are those whose finding was noted already while the same form was filled in. The number is not written down.
    """
    scope.need(CREATE)
    found = candidates_for(scope=scope, draft=draft, limit=LOOKED_AT)
    note_found(scope=scope, now=now, candidates=[c for c in found if c.guest.id not in logged])
    return found


def note_found(*, scope: Scope, now: datetime, candidates: Sequence[Candidate]) -> None:
    """Note in the read log who was found by a number, before it is shown; must not run in a unit that is rolled back."""
    by_number = [(c, kind) for c in candidates if (kind := _number_of(c))]
    if not by_number:
        return
    with unit_of_work(scope):
        for candidate, kind in by_number:
            guest_id = candidate.guest.id
            record(
                FOUND_BY_NUMBER,
                scope=scope,
                now=now,
                object_type="guest",
                object_id=guest_id,
                guest_id=guest_id,
                details={"kind": kind},
            )


def _number_of(candidate: Candidate) -> str:
    return next((NUMBERS[code] for code in candidate.by if code in NUMBERS), "")


def register_guest(
    *,
    scope: Scope,
    now: datetime,
    draft: GuestDraft,
    chosen: UUID | None = None,
    reason: str = "",
    sure_other: bool = False,
    source: SourceKind = SourceKind.STATED,
    origin: Origin | None = None,
) -> Guest:
    """Create a guest history, or add the draft to the one that was chosen, in one transaction (R-177 to R-181).

    Without candidates it is created. Beside a strong match (a document, member number, or name with telephone, mail or
    birth date of a known guest) it refuses with :class:`MatchFound` unless a reason of four characters or more is given,
    which is kept with who gave it. Other candidates, such as guests of the same name, need ``sure_other``, else
    :class:`SameNameFound`. ``chosen`` takes a present history: what the draft says newly is added, a differing value
    waits for a decision. Refuses what :func:`create_guest` and :func:`change_guest` refuse; a document of another guest
    is refused whatever the reason (R-182).
    """
    origin = origin or Origin(source=source)
    if chosen is not None:
        return _take_chosen(scope, now, chosen, draft, origin)
    scope.need(CREATE)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    refuse_numbers(reason)
    with unit_of_work(scope):
        candidates = candidates_for(scope=scope, draft=draft, limit=LOOKED_AT)
        _need_decision(candidates, reason=reason, sure_other=sure_other)
        guest = create_guest(scope=scope, now=now, draft=draft, origin=origin)
        if candidates:
            _record_other(scope, now, guest, candidates, reason)
    return guest


def need_known_decision(*, scope: Scope, draft: GuestDraft, reason: str = "", sure_other: bool = False) -> None:
    """Refuse as :func:`register_guest` would; for callers that write a draft in parts and must ask about the whole."""
    candidates = candidates_for(scope=scope, draft=draft, limit=LOOKED_AT)
    _need_decision(candidates, reason=reason.strip(), sure_other=sure_other)


def _need_decision(candidates: Sequence[Candidate], *, reason: str, sure_other: bool) -> None:
    if any(c.is_strong for c in candidates) and len(reason) < SHORTEST_REASON:
        raise MatchFound(candidates=candidates)
    if candidates and not sure_other and len(reason) < SHORTEST_REASON:
        raise SameNameFound(candidates=candidates)


def _record_other(scope: Scope, now: datetime, guest: Guest, candidates: Sequence[Candidate], reason: str) -> None:
    """Keep who made a history beside others and why; the identity room hands the pairs to the merge keeper."""
    beside = [c for c in candidates if c.band != NAMESAKE]
    details: dict[str, object] = {
        "beside": [str(c.guest.id) for c in beside],
        "weights": [round(c.weight, 2) for c in beside],
        "conflicts": [c.conflict for c in beside],
    }
    strong = any(c.is_strong for c in candidates)
    if strong:
        details["reason"] = reason
    record(
        BESIDE if strong else CONFIRMED_OTHER,
        scope=scope,
        now=now,
        object_type="guest",
        object_id=guest.id,
        guest_id=guest.id,
        details=details,
    )


def _take_chosen(scope: Scope, now: datetime, chosen: UUID, draft: GuestDraft, origin: Origin) -> Guest:
    """Add what the draft says newly to a present history. The name that stands is kept: a spelling waits for a decision."""
    scope.need(CREATE)
    guest = get_guest(scope, chosen)
    if not scope.may(EDIT):
        return guest
    guest = get_guest(scope, chosen, to="edit")
    with unit_of_work(scope):
        change_guest(scope=scope, now=now, guest=guest, draft=_fitted(guest, draft), origin=origin, keep_standing=True)
        record(CHOSEN, scope=scope, now=now, object_type="guest", object_id=guest.id, guest_id=guest.id)
    found: Guest = Guest.objects.get(id=guest.id)
    return found


def _fitted(guest: Guest, draft: GuestDraft) -> GuestDraft:
    """A name in Latin letters does not contradict one in characters: it is the Latin name."""
    name = clean_name(draft.name)
    if has_han(guest.name) and not has_han(name):
        return replace(draft, name=guest.name, latin_name=draft.latin_name or name)
    return draft
