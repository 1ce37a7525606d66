"""What every chapter of the demo shares: the hotels, the staff, the day, the draws, and a few short hands."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import models

from binzhi.audit.domain.unit import Unit
from binzhi.config.demo.crew import Crew
from binzhi.config.demo.houses import Built
from binzhi.config.demo.people import Numbers
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.stays.models import Room

ZONE = ZoneInfo("Asia/Shanghai")
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a guest books: source, channel, rate plan, agent or company, and the share of the full rate."""

    source: str
    channel: str
    plan: str
    agent: str = ""
    company: str = ""
    market: str = "BUSINESS"
    share: str = "1"


@dataclass(slots=True)
class Known:
    """A guest who exists, and what the later chapters choose by."""

    guest: Guest
    birth: date | None
    stays: int
    manner: Manner
    kinds: dict[str, str]


@dataclass(slots=True)
class World:
    """The demo while it is being written."""

    today: date
    draw: Random
    builder: Scope
    crew: Crew
    houses: dict[str, Built]
    numbers: Numbers = field(default_factory=Numbers)
    taken: set[tuple[str, str, date]] = field(default_factory=set)
    guests: list[Known] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return a moment in the hotels' zone, never after the demo's own present."""
        moment = datetime.combine(day, time(hour, minute), tzinfo=ZONE)
        return min(moment, self.now)

    @property
    def now(self) -> datetime:
        """Half an hour after the night audit of the demo day."""
        return datetime.combine(self.today, time(0, 30), tzinfo=ZONE)

    def count(self, what: str, many: int = 1) -> None:
        """Count for the summary."""
        self.counts[what] = self.counts.get(what, 0) + many

    def free_room(self, code: str, kind: str, first: date, nights: int) -> Room | None:
        """Return a room of a type that no written stay holds on these nights, and take it."""
        days = [first + timedelta(days=n) for n in range(max(nights, 1))]
        house = self.houses[code]
        fitting = [r for r in house.rooms if r.room_type.code == kind and r.number not in house.closed]
        start = self.draw.randrange(len(fitting))
        for room in fitting[start:] + fitting[:start]:
            places = [(code, room.number, day) for day in days]
            if not self.taken.intersection(places):
                self.taken.update(places)
                return room
        return None


def newest(unit: Unit, model: type[M]) -> M:
    """Return the row of a table that the open batch unit collected last."""
    row = unit.rows[model][-1]
    if not isinstance(row, model):
        raise TypeError(model)
    return row
