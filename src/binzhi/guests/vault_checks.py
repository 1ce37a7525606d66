"""Checks of sealed values against the open ones, made inside the vault: they tell right or wrong, never the value (R-137)."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from binzhi.guests.accuracy import Check
from binzhi.guests.enums import DateKind, DocumentKind, Gender
from binzhi.guests.models import Guest, GuestDate, GuestDocument
from binzhi.kernel.documents import read_id_card
from binzhi.vault.domain.sealing import Cell, derive_many


def vault_checks(guest: Guest, documents: Iterable[GuestDocument], dates: Iterable[GuestDate]) -> list[Check]:
    """Compare a resident ID number with sex and birth date of the profile."""
    card = next((d for d in documents if d.kind == DocumentKind.ID_CARD), None)
    if card is None:
        return []
    born = next((d for d in dates if d.kind == DateKind.BIRTHDAY and d.relation_id is None and not d.is_lunar), None)
    cells = [Cell("guests_document", guest.id, card.id, "number", bytes(card.number), "C3")]
    if born is not None:
        cells.append(Cell("guests_date", guest.id, born.id, "value", bytes(born.value), "C3"))
    seen: list[tuple[str, date] | str] = []

    def note(text: str) -> str:
        reading = read_id_card(text)
        seen.append((reading.gender, reading.birth_date) if reading else text)
        return ""

    derive_many(cells=cells, using=note)
    if not seen or isinstance(seen[0], str):
        return []
    gender, birth = seen[0]
    found: list[Check] = []
    if guest.gender != Gender.UNSPECIFIED:
        found.append(("sex_of_number", "gender", guest.gender == gender))
    if len(seen) > 1:
        found.append(("birth_of_number", "birth_date", str(seen[1]) in {birth.isoformat(), f"{birth:%m-%d}"}))
    return found


def sexes_that_differ(documents: Iterable[GuestDocument], stated: Mapping[UUID, str]) -> set[UUID]:
    """Return the profiles whose stated sex is not that of their resident ID number (R-191); one look into the vault.

    ``stated`` holds the sex by profile; one that is not stated differs from nothing.
    """
    told = (Gender.MALE, Gender.FEMALE)
    cards = [d for d in documents if d.kind == DocumentKind.ID_CARD and stated.get(d.guest_id) in told]
    cells = [Cell("guests_document", d.guest_id, d.id, "number", bytes(d.number), "C3") for d in cards]

    def sex(number: str) -> str:
        reading = read_id_card(number)
        return reading.gender if reading else ""

    found = derive_many(cells=cells, using=sex) if cells else []
    return {d.guest_id for d, gender in zip(cards, found, strict=True) if gender and gender != stated[d.guest_id]}
