"""The level of a customer: computed from the last stays and purchases by the hotel's thresholds, or set by a manager (R-027)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Guest
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameters_of
from binzhi.stays.models import LevelOverride, Spend, Stay
from binzhi.stays.parameters import LEVEL_DAYS, LEVEL_THRESHOLDS
from binzhi.stays.queries import STAYED
from binzhi.vault.domain.sealing import Cell

STANDARD = "standard"
LEVELS: dict[str, Words] = {
    "a": Words("A 级", "Level A"),
    "b": Words("B 级", "Level B"),
    "c": Words("C 级", "Level C"),
    STANDARD: Words("普通", "Standard"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What counts: stays and nights by departure, purchases by day, in one hotel within its number of days."""

    since: date
    stays: int
    nights: int
    spend: Decimal

    def of(self, measure: str) -> Decimal:
        """Return one measure: ``stays``, ``nights`` or ``spend``."""
        return Decimal(getattr(self, measure))


@dataclass(frozen=True, slots=True)
class CustomerLevel:
    """The level in force, the one of the rule, what it was counted from, and who set another one."""

    code: str
    computed: str
    figures: Figures
    override: LevelOverride | None = None

    @property
    def words(self) -> Words:
        """Return the level in force in words."""
        return LEVELS[self.code]

    @property
    def computed_words(self) -> Words:
        """Return the level of the rule in words."""
        return LEVELS[self.computed]


def thresholds(hotel: Hotel) -> dict[str, dict[str, Decimal]]:
    """Return the hotel's thresholds by level and measure; zero means that the measure does not count."""
    values = parameters_of(hotel.id)
    return {
        level: {measure: Decimal(str(values[key] or 0)) for measure, key in keys.items()}
        for level, keys in LEVEL_THRESHOLDS.items()
    }


def figures_of(hotel: Hotel, guest: Guest, today: date) -> Figures:
    """Count the stays and purchases of a person in one hotel within its number of days, with two queries."""
    since = today - timedelta(days=max(1, int(parameters_of(hotel.id)[LEVEL_DAYS])))
    mine = {"guest_id__in": profile_ids(guest), "hotel": hotel}
    stays = Stay.objects.filter(**mine, state__in=STAYED, arrival__lte=today, departure__gt=since)
    count = stays.aggregate(stays=Count("id"), nights=Sum("nights"))
    spend = Spend.objects.filter(**mine, day__gt=since, day__lte=today, currency=hotel.currency)
    total = spend.aggregate(total=Sum("amount"))["total"]
    return Figures(since, count["stays"], count["nights"] or 0, total or Decimal(0))


def level_by_rule(figures: Figures, wanted: dict[str, dict[str, Decimal]]) -> str:
    """Return the highest level of which one measure is reached."""
    for level, measures in wanted.items():
        if any(least and figures.of(measure) >= least for measure, least in measures.items()):
            return level
    return STANDARD


def overrides_of(hotel: Hotel, guest: Guest) -> list[LevelOverride]:
    """Return what managers set, the latest first."""
    rows = LevelOverride.objects.filter(guest_id__in=profile_ids(guest), hotel=hotel)
    return list(rows.order_by("-set_at", "-id"))


def level_of(hotel: Hotel, guest: Guest, today: date) -> CustomerLevel:
    """Return the level of a person in a hotel: a manager's word goes before the rule."""
    figures = figures_of(hotel, guest, today)
    computed = level_by_rule(figures, thresholds(hotel))
    standing = next((row for row in overrides_of(hotel, guest) if row.ended_at is None), None)
    return CustomerLevel(standing.level if standing else computed, computed, figures, standing)


def reason_cell(row: LevelOverride) -> Cell:
    """Return the sealed cell of a manager's reason."""
    return Cell("stays_level_override", row.guest_id, row.id, "reason", bytes(row.reason), "C1", "level reason")
