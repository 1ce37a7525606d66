"""What is computed and never typed: age, zodiac animal, star sign, length of relationship, form of address (R-005 to R-008, R-036)."""

from collections.abc import Iterable
from datetime import date

from binzhi.guests.enums import DateKind
from binzhi.guests.models import Guest, GuestDate, MemberCard
from binzhi.kernel.calendar import SIGNS, ZODIAC, PartialDate, age_on, solar_of_lunar, star_sign, zodiac_animal
from binzhi.kernel.words import Words, pick
from binzhi.vault.domain.sealing import Cell, derive_many

NOTHING = "||"


def _told_by(text: str, *, lunar: bool, today: date) -> str:
    """Return ``age|animal|sign`` of a birth date; what its missing year hides stays empty."""
    part = PartialDate.parse(text, lunar=lunar)
    solar = solar_of_lunar(part) if lunar else (date(part.year, part.month, part.day) if part.year else None)
    age = age_on(PartialDate(solar.month, solar.day, solar.year), today) if solar else None
    animal = zodiac_animal(solar) if solar else ""
    kept = (solar.month, solar.day) if solar else None if lunar else (part.month, part.day)
    sign = star_sign(*kept)[0] if kept else ""
    return f"{'' if age is None or age < 0 else age}|{animal}|{sign}"


def told_by_birthday(row: GuestDate | None, *, today: date) -> tuple[str, str, str]:
    """Return age, zodiac animal and star sign, computed inside the vault: the birth date itself does not leave it."""
    if row is None:
        return ("", "", "")
    cell = Cell("guests_date", row.guest_id, row.id, "value", bytes(row.value), "C3")

    def using(text: str) -> str:
        try:
            return _told_by(text, lunar=row.is_lunar, today=today)
        except ValueError:
            return NOTHING

    age, animal, sign = (derive_many(cells=[cell], using=using)[0] or NOTHING).split("|")
    return (age, animal, sign)


def customer_since(guest: Guest, members: Iterable[MemberCard], first_arrival: date | None = None) -> date:
    """Return the day the relation began: the earliest of first stay, membership and first entry in the file."""
    days = [guest.created_at.date(), *(m.joined_on for m in members if m.joined_on)]
    return min([*days, *([first_arrival] if first_arrival else [])])


def tenure(since: date, today: date, language: str) -> str:
    """Return how long the relation lasts, in years and months."""
    months = max(0, (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day))
    years, rest = divmod(months, 12)
    zh = f"{years}年{rest}个月" if years else f"{rest}个月"
    en = (f"{years} y " if years else "") + f"{rest} mo"
    return pick(zh, en, language)


def derived_values(
    guest: Guest,
    *,
    dates: Iterable[GuestDate],
    members: Iterable[MemberCard],
    today: date,
    language: str,
    first_arrival: date | None = None,
) -> dict[str, str]:
    """Return the derived fields of a guest by code; an empty text where nothing can be said."""
    own = [d for d in dates if d.relation_id is None and d.kind == DateKind.BIRTHDAY]
    age, animal, sign = told_by_birthday(own[0] if own else None, today=today)
    since = customer_since(guest, members, first_arrival)
    signs = {zh: Words(zh, en) for _last, zh, en in SIGNS}
    return {
        "salutation": pick(guest.salutation_zh, guest.salutation_en, language),
        "age": age,
        "zodiac": pick(animal, ZODIAC.get(animal, ""), language),
        "star_sign": signs[sign].text(language) if sign else "",
        "joined_on": since.isoformat(),
        "tenure": tenure(since, today, language),
    }
