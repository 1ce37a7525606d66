"""The next-day arrivals report (次日抵店客人报告): what each reader may see of each arriving guest."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from binzhi.arrivals.access import READ, need_department, sees_all, sees_department
from binzhi.arrivals.cases import Case, because_held, flag_words, note_words, value_words
from binzhi.arrivals.conditions import CONDITIONS
from binzhi.arrivals.domain.plan import virtual_items
from binzhi.arrivals.domain.readiness import readiness
from binzhi.arrivals.engine import SEALED, YES
from binzhi.arrivals.entries import ArrivalsReport, Entry, Line, Preference, Warning
from binzhi.arrivals.gather import cases_for
from binzhi.arrivals.models import PreparationItem, RoomProposal
from binzhi.arrivals.queries import DayList, Row, Tally, day_list
from binzhi.arrivals.rules import rules_of
from binzhi.guests.items import GROUPS, items
from binzhi.guests.models import Fact
from binzhi.guests.queries import fact_cell, note_cell
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Department, Hotel
from binzhi.org.queries import business_date
from binzhi.stays.enums import PropertyKind
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import Cell, read_many

HIDDEN = Words("（内容需授权查看）", "(content needs permission)")
DESK = frozenset({"front_office", "reservations", "guest_relations"})
WARNED = {"left_item": DESK | {"housekeeping"}, "luggage": DESK | {"concierge"}}


@dataclass(slots=True)
class _Opened:
    """Sealed values the reader may see, by row id."""

    values: dict[UUID, str | None] = field(default_factory=dict)

    def words(self, row_id: object) -> Words:
        value = self.values.get(UUID(str(row_id))) if row_id else None
        return HIDDEN if value is None else Words(value, value)


def _shown_facts(scope: Scope, case: Case, department: str, cited: set[str]) -> list[Fact]:
    found = []
    for fact in [*case.facts, *case.uncertain]:
        item = items().get(fact.item)
        if item is not None and item.is_in_file_only:
            continue
        served = item.departments if item else ()
        mine = department in served if department else any(sees_department(scope, d) for d in served)
        if mine or (sees_all(scope) and not department) or str(fact.id) in cited:
            found.append(fact)
    return found


def _open_sealed(scope: Scope, now: datetime, day: date, cases: list[Case], shown: dict[UUID, list[Fact]]) -> _Opened:
    """Read the sealed facts, notes and requests of all entries with one read of the vault."""
    cells: list[tuple[UUID, Cell]] = []
    for case in cases:
        cells += [(f.id, fact_cell(f)) for f in shown[case.stay.id] if f.sealed is not None]
        cells += [(n.id, note_cell(n)) for n in case.notes]
        row = case.reservation
        if row is not None and row.special_requests is not None:
            sealed = bytes(row.special_requests)
            cells.append((row.id, Cell("stays_reservation", row.guest_id, row.id, "special_requests", sealed, "C1")))
    unique = dict(cells)
    if not unique:
        return _Opened()
    purpose = f"arrivals report {day.isoformat()}"
    values = read_many(scope=scope, now=now, cells=list(unique.values()), purpose=purpose)
    return _Opened(dict(zip(unique, values, strict=True)))


def _preference(fact: Fact, case: Case, opened: _Opened) -> Preference:
    item = items().get(fact.item)
    value = opened.words(fact.id) if fact.sealed is not None else value_words(item, fact.value)
    return Preference(
        fact_id=fact.id,
        item=fact.item,
        label=item.words if item else Words(fact.item, fact.item),
        value=value,
        source=fact.source_kind,
        author=fact.author,
        department=fact.department,
        learned_at=fact.learned_at,
        confirmed_at=fact.last_confirmed_at,
        is_alert=bool(item and item.alert),
        is_proposed=fact.status == "proposed",
        is_stale=fact.valid_until is not None and fact.valid_until < case.day,
    )


def _preference_order(preference: Preference) -> tuple[bool, bool, int, str]:
    item = items().get(preference.item)
    group = GROUPS.index(item.group) if item and item.group in GROUPS else len(GROUPS)
    return (not preference.is_alert, preference.is_proposed or preference.is_stale, group, preference.item)


def _line(item: PreparationItem, opened: _Opened, rules: dict[str, Words], departments: dict[str, Words]) -> Line:
    sealed = [opened.words(b.get("id")) for b in item.because if b.get("sealed")]
    text = Words(item.text_zh, item.text_en)
    if sealed and (SEALED in text.zh or SEALED in text.en):
        zh, en = "、".join(dict.fromkeys(w.zh for w in sealed)), ", ".join(dict.fromkeys(w.en for w in sealed))
        text = Words(text.zh.replace(SEALED, zh), text.en.replace(SEALED, en))
    reasons = []
    for row in item.because:
        value = (
            opened.words(row["id"]) if row.get("sealed") else Words(row.get("value_zh", ""), row.get("value_en", ""))
        )
        bare = value.zh in YES or value.zh in {"", row["zh"]}
        if value.zh.startswith(row["zh"]) and not bare:
            reasons.append(value)
            continue
        reasons.append(
            Words(row["zh"], row["en"]) if bare else Words(f"{row['zh']}：{value.zh}", f"{row['en']}: {value.en}")
        )
    rule = rules.get(item.rule_code, Words(item.rule_code, item.rule_code))
    department = departments.get(item.department, Words(item.department, item.department))
    return Line(item, text, tuple(reasons), rule, department)


def _warnings(scope: Scope, case: Case, department: str, opened: _Opened) -> list[Warning]:
    """Warnings the reader's departments need: unpleasant notes for all, held property for those who hand it over."""

    def meant(kind: str) -> bool:
        wanted = WARNED[kind]
        return department in wanted if department else sees_all(scope) or bool(wanted & scope.departments)

    found = []
    for note in case.notes:
        day, settled = note.written_at.date(), note.settled_at is not None
        label = note_words(note)
        label = Words(label.zh, label.en.capitalize())
        found.append(Warning("complaint", label, opened.words(note.id), day, note.department, settled=settled))
    for held in case.held:
        kind = "luggage" if held.kind == PropertyKind.LUGGAGE else "left_item"
        if meant(kind):
            because = because_held(held)
            found.append(Warning(kind, because.label, because.value or HIDDEN, held.held_on, place=held.place))
    if department in {"sales", "reservations"} or (not department and sees_all(scope)) or "sales" in scope.departments:
        for one in CONDITIONS["rate_differs"](case, True) or []:
            found.append(Warning("rate", one.label, one.value or HIDDEN))
    return found


def _occasions(lines: Iterable[Line]) -> list[tuple[str, date, Words]]:
    """Birthdays and anniversaries named by the items the reader sees; day and month only."""
    found: dict[tuple[str, date], tuple[str, date, Words]] = {}
    for line in lines:
        for row in line.item.because:
            if row["kind"] == "date" and row.get("on"):
                kind = "birthday" if row.get("source") == "birthday" else "anniversary"
                on = date.fromisoformat(row["on"])
                found[(kind, on)] = (kind, on, Words(row["zh"], row["en"]))
    return list(found.values())


def _flags(case: Case) -> list[tuple[str, Words]]:
    return [(f.code, flag_words(f.code)) for f in case.flags]


def _proposals(cases: list[Case]) -> dict[UUID, RoomProposal]:
    rows = RoomProposal.objects.filter(
        guest_id__in={c.stay.guest_id for c in cases}, stay_id__in={c.stay.id for c in cases}
    )
    return {p.stay_id: p for p in rows}


def _items(
    scope: Scope, now: datetime, listed: DayList, rows: list[Row], *, virtual: bool
) -> dict[UUID, list[PreparationItem]]:
    stays = [r.stay for r in rows]
    if virtual:
        found = virtual_items(scope=scope, now=now, hotel=listed.hotel, day=listed.day, stays=stays)
    else:
        kept = PreparationItem.objects.filter(
            guest_id__in={s.guest_id for s in stays}, stay_id__in={s.id for s in stays}, retired=False
        )
        found = list(kept.order_by("due_at", "department", "rule_code", "id"))
    result: dict[UUID, list[PreparationItem]] = {}
    for item in found:
        result.setdefault(item.stay_id, []).append(item)
    return result


def entries_for(
    scope: Scope, *, now: datetime, listed: DayList, rows: list[Row], department: str = "", virtual: bool = False
) -> list[Entry]:
    """Return the entries of some rows of a day, with a fixed number of queries however many there are."""
    cases = cases_for(scope, now=now, hotel=listed.hotel, day=listed.day, stays=[r.stay for r in rows], with_days=False)
    all_items = _items(scope, now, listed, rows, virtual=virtual)
    proposals, rules = _proposals(cases), {r.code: r.words for r in rules_of(listed.hotel.id, with_inactive=True)}

    def meant(item: PreparationItem) -> bool:
        return item.department == department if department else sees_department(scope, item.department)

    mine = {c.stay.id: [i for i in all_items.get(c.stay.id, []) if meant(i)] for c in cases}
    cited = {sid: {b.get("id", "") for i in own for b in i.because} for sid, own in mine.items()}
    shown = {c.stay.id: _shown_facts(scope, c, department, cited[c.stay.id]) for c in cases}
    opened = _open_sealed(scope, now, listed.day, cases, shown)
    departments = department_words(listed.hotel)
    entries = []
    for case, row in zip(cases, rows, strict=True):
        entry = Entry(case, row, ready=readiness(i for i in all_items.get(case.stay.id, [])))
        entry.lines = [_line(i, opened, rules, departments) for i in mine[case.stay.id]]
        entry.preferences = sorted((_preference(f, case, opened) for f in shown[case.stay.id]), key=_preference_order)
        entry.warnings = _warnings(scope, case, department, opened)
        entry.occasions, entry.flags = _occasions(entry.lines), _flags(case)
        proposal = proposals.get(case.stay.id)
        entry.unmet = [Words(u["zh"], u["en"]) for u in proposal.unmet] if proposal and sees_all(scope) else []
        entries.append(entry)
    return entries


def department_words(hotel: Hotel) -> dict[str, Words]:
    """Return the names of a hotel's departments by code."""
    return {d.code: Words(d.name_zh, d.name_en) for d in Department.objects.filter(hotel=hotel)}


def arrivals_report(
    scope: Scope, *, now: datetime, hotel: Hotel, day: date, department: str = "", rows: slice | None = None
) -> ArrivalsReport:
    """Return the arrivals report of a date (R-213), filtered to what the reader may see (R-214).

    For a past date: what stood for that day, cancelled bookings left out. Refuses another department's part.
    """
    scope.need(READ)
    need_department(scope, department)
    listed = day_list(scope, hotel, day, now=now, department=department)
    is_past = day < business_date(hotel, now=now)
    virtual = is_past and listed.run is None
    chosen = listed.rows[rows] if rows is not None else listed.rows
    entries = entries_for(scope, now=now, listed=listed, rows=chosen, department=department, virtual=virtual)
    return ArrivalsReport(
        hotel=hotel,
        day=day,
        department=department,
        listed=listed,
        entries=entries,
        departments=department_words(hotel),
        made_at=now,
        is_past=is_past,
        planned=listed.run is not None,
    )


def entry_of_stay(scope: Scope, *, now: datetime, hotel: Hotel, stay: Stay, department: str = "") -> Entry:
    """Return one stay as an entry: for the check-in prompt and the page of a stay."""
    scope.need(READ)
    listed = DayList(hotel, stay.arrival, [], None, {}, Tally())
    row = Row(stay=stay, has_history=False)
    entry = entries_for(scope, now=now, listed=listed, rows=[row], department=department)[0]
    row.has_history = entry.case.has_history
    for line in entry.before:
        row.mine.add(line.item.state, blocks=line.item.blocks_check_in, late=line.item.due_at < now)
    return entry


__all__ = [
    "ArrivalsReport",
    "Entry",
    "Line",
    "Preference",
    "Warning",
    "arrivals_report",
    "department_words",
    "entries_for",
    "entry_of_stay",
]
