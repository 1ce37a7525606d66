"""The shapes of the arrivals report: preference, warning, item line, entry, report."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from binzhi.arrivals.cases import SOURCE_WORDS, Case
from binzhi.arrivals.domain.readiness import stops
from binzhi.arrivals.engine import YES
from binzhi.arrivals.enums import UNSIGNED, Period, Readiness
from binzhi.arrivals.models import PreparationItem
from binzhi.arrivals.queries import DayList, Row
from binzhi.guests.items import items
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel

# Said among staff, not read out at the desk: it may be meant as a surprise, or be a remark about the guest.
UNSPOKEN = frozenset({"likes", "dining_opinion", "feng_shui", "avoid_room"})
OPINION_RULES = frozenset({"sales_call", "dining_follow_up", "unhappy_follow_up", "thanks_after_stay"})


@dataclass(frozen=True, slots=True)
class Preference:
    """A fact as the report shows it: what, who learned it, how, how old."""

    fact_id: UUID
    item: str
    label: Words
    value: Words
    source: str
    author: str
    department: str
    learned_at: datetime
    confirmed_at: datetime
    is_alert: bool
    is_proposed: bool
    is_stale: bool

    @property
    def phrase(self) -> Words:
        """Label and value as one phrase."""
        if self.value.zh in YES:
            return self.label
        return Words(f"{self.label.zh}：{self.value.zh}", f"{self.label.en}: {self.value.en}")

    @property
    def source_words(self) -> Words:
        """How it was learned."""
        return SOURCE_WORDS.get(self.source, Words(self.source, self.source))


@dataclass(frozen=True, slots=True)
class Warning:
    """What must not be overlooked: a complaint, an item left behind, luggage, a difference of rates."""

    kind: str
    label: Words
    text: Words
    day: date | None = None
    department: str = ""
    place: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An item as shown to a reader: the text with its sealed value filled in, or hidden."""

    item: PreparationItem
    text: Words
    because: tuple[Words, ...]
    rule: Words
    department: Words

    @property
    def is_open(self) -> bool:
        return self.item.state in UNSIGNED

    @property
    def stops(self) -> bool:
        return stops(self.item)

    @property
    def why(self) -> Words:
        """The reasons as one phrase."""
        return Words("、".join(w.zh for w in self.because), ", ".join(w.en for w in self.because))

    @property
    def wants_opinion(self) -> bool:
        """A call or a follow-up ends with what the guest said."""
        return self.item.rule_code in OPINION_RULES


@dataclass(slots=True)
class Entry:
    """One arriving guest in the report."""

    case: Case
    row: Row
    lines: list[Line] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    occasions: list[tuple[str, date, Words]] = field(default_factory=list)
    flags: list[tuple[str, Words]] = field(default_factory=list)
    unmet: list[Words] = field(default_factory=list)
    ready: Readiness = Readiness.OPEN

    @property
    def salutation(self) -> Words:
        """How the guest is addressed."""
        guest = self.case.guest
        return Words(guest.salutation_zh or guest.name, guest.salutation_en or guest.name)

    @property
    def before(self) -> list[Line]:
        return [line for line in self.lines if line.item.period == Period.BEFORE]

    @property
    def by_department(self) -> list[tuple[Words, list[Line]]]:
        """The items before arrival that do not stop the check-in, by department in order of their hour."""
        groups: dict[str, tuple[Words, list[Line]]] = {}
        for line in self.before:
            if not line.stops:
                groups.setdefault(line.item.department, (line.department, []))[1].append(line)
        return list(groups.values())

    @property
    def later(self) -> list[Line]:
        return [line for line in self.lines if line.item.period != Period.BEFORE]

    @property
    def stopping(self) -> list[Line]:
        return [line for line in self.lines if line.stops]

    @property
    def stay_number(self) -> int:
        """Which stay this is, former ones counted."""
        return self.case.stays_before + 1

    @property
    def welcome(self) -> list[Preference]:
        """Three wishes to act on, for the welcome-back prompt (R-241): those with items first, one per group."""
        cited = {b.get("id") for line in self.lines for b in line.item.because}
        ranked = sorted(
            (p for p in self.preferences if not (p.is_alert or p.is_stale or p.is_proposed or p.item in UNSPOKEN)),
            key=lambda p: (str(p.fact_id) not in cited, -p.confirmed_at.timestamp()),
        )
        chosen: list[Preference] = []
        for preference in ranked:
            group = items()[preference.item].group if preference.item in items() else preference.item
            if len(chosen) < 3 and group not in {items()[c.item].group for c in chosen if c.item in items()}:
                chosen.append(preference)
        return (chosen + [p for p in ranked if p not in chosen])[:3]


@dataclass(slots=True)
class ArrivalsReport:
    """The report of a date for one reader and, if asked, one department."""

    hotel: Hotel
    day: date
    department: str
    listed: DayList
    entries: list[Entry]
    departments: dict[str, Words]
    made_at: datetime
    is_past: bool
    planned: bool

    @property
    def is_virtual(self) -> bool:
        """A past day that was never planned: shown by today's rules, signed by nobody."""
        return self.is_past and not self.planned
