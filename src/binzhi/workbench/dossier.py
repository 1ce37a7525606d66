"""What the guest page puts side by side; a fixed number of queries whatever the number of stays and facts."""

from dataclasses import dataclass
from datetime import date, datetime

from binzhi.guests import queries as guests
from binzhi.guests.enums import UNPLEASANT
from binzhi.guests.joined import people_of
from binzhi.guests.models import Guest, GuestFlag, GuestNote
from binzhi.guests.queries import FactLine, Identity
from binzhi.kernel.scope import Scope
from binzhi.org.models import Department, Hotel
from binzhi.org.queries import departments
from binzhi.stays import queries as stays
from binzhi.stays.enums import StayState
from binzhi.stays.models import HeldProperty
from binzhi.stays.queries import Counters
from binzhi.workbench.history import StayLine, stay_lines

SHOWN_FACTS = 8


@dataclass(slots=True)
class DepartmentFacts:
    """The facts a department is served by."""

    department: Department
    lines: list[FactLine]
    more: int = 0


@dataclass(slots=True)
class NoteLine:
    """A note with its text (None when it cannot be read)."""

    note: GuestNote
    text: str | None
    is_unpleasant: bool


@dataclass(slots=True)
class Dossier:
    """What the guest page shows at once; history, log and the rest are tabs (``tabs.py``)."""

    guest: Guest
    flags: list[GuestFlag]
    identity: Identity
    present: StayLine | None
    next: StayLine | None
    departments: list[DepartmentFacts]
    alerts: list[FactLine]
    proposed: int
    counters: Counters
    notes: list[NoteLine]
    open_matters: list[NoteLine]
    held: list[HeldProperty]


def build_dossier(
    scope: Scope, guest: Guest, hotel: Hotel, *, now: datetime, today: date, whole: bool = False
) -> Dossier:
    """Collect the first part of the guest page; with ``whole`` every fact, else the first of each department.

    Sealed alerts are opened through the vault, which logs one read.
    """
    people = people_of([guest])
    facts = guests.facts_of(people, with_proposed=True, brief=True)
    lines = guests.fact_lines(scope, facts, now=now, purpose="guest page")
    current = stay_lines(guest, stays.current_stays(guest, today=today))
    notes = guests.notes_of(scope, people)
    texts = guests.note_texts(scope, notes, now=now)
    note_lines = [NoteLine(n, texts.get(n.id), n.kind in UNPLEASANT) for n in notes]
    return Dossier(
        guest=guest,
        flags=guests.flags_of(people).get(guest.id, []),
        identity=guests.identity_of(scope, guest),
        present=next((one for one in current if one.stay.state == StayState.IN_HOUSE), None),
        next=next((one for one in current if one.stay.state == StayState.EXPECTED), None),
        departments=_by_department(lines, departments(hotel.id), None if whole else SHOWN_FACTS),
        alerts=[line for line in lines if line.is_alert and line.value],
        proposed=sum(1 for line in lines if line.fact.status == "proposed"),
        counters=stays.counters(people).get(guest.id, Counters()),
        notes=note_lines,
        open_matters=[n for n in note_lines if n.is_unpleasant and n.note.settled_at is None],
        held=stays.held_for(people),
    )


def _by_department(lines: list[FactLine], known: list[Department], shown: int | None) -> list[DepartmentFacts]:
    """Put each fact under the first department it serves; alerts under each and first, so that none overlooks them."""
    found: dict[str, list[FactLine]] = {}
    for line in lines:
        if line.value is None:
            continue
        served = line.item.departments if line.item else (line.fact.department,)
        for code in served if line.is_alert else served[:1]:
            found.setdefault(code, []).append(line)
    if known:
        codes = {d.code for d in known}
        for code in [c for c in found if c not in codes]:
            found.setdefault(known[0].code, []).extend(found.pop(code))
    groups = []
    for department in known:
        mine = sorted(found.get(department.code, []), key=lambda one: (not one.is_alert, one.is_stale))
        if mine:
            groups.append(DepartmentFacts(department, mine[:shown], len(mine[shown:]) if shown else 0))
    return groups
