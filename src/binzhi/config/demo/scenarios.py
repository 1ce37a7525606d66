"""Puts the cast into the hotels: profile, past stays, what was learned, and the booking for tomorrow."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from binzhi.audit.domain.unit import Unit
from binzhi.config.demo.cast import CAST, Character, Learned
from binzhi.config.demo.chinese import PROVINCES
from binzhi.config.demo.houses import BAY
from binzhi.config.demo.past import Visit, booking_words, draw_manner, write_visit
from binzhi.config.demo.world import Manner, World
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.notes import settle_note, write_note
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, Gender, SourceKind
from binzhi.guests.models import Guest
from binzhi.kernel.names import fold_latin, name_forms
from binzhi.stays.domain.booking import add_accompanying_guest, book_reservation
from binzhi.stays.domain.consumption import hold_property, record_spend
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ConfirmationMethod, PropertyKind
from binzhi.stays.models import Stay


def birth_of(character: Character, today: date) -> date | None:
    """Return the birth date; ``+2/1952`` means: the birthday is two days after tomorrow's arrival."""
    if not character.birth.startswith("+"):
        return date.fromisoformat(character.birth) if character.birth else None
    days, year = character.birth[1:].split("/")
    day = today + timedelta(days=1 + int(days))
    return date(int(year), day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _document(world: World, character: Character, birth: date | None) -> DocumentDraft:
    if character.nationality == "CN" and birth is not None:
        code = next(c for c, words in PROVINCES.items() if character.native_place.startswith(words.split()[0]))
        number = world.numbers.id_card(world.draw, code, birth, character.gender.value)
        return DocumentDraft(DocumentKind.ID_CARD, number)
    if character.nationality == "HK":
        return DocumentDraft(DocumentKind.HK_MACAO_PERMIT, f"H0{next(world.numbers.permit):07d}", country="HK")
    number = f"ZZ{next(world.numbers.passport):07d}"
    return DocumentDraft(DocumentKind.PASSPORT, number, country=character.nationality)


def _draft(world: World, character: Character) -> GuestDraft:
    birth = birth_of(character, world.today)
    latin = fold_latin(character.latin) or name_forms(character.name).pinyin or fold_latin(character.name)
    contacts = [
        ContactDraft(ContactKind.EMAIL, f"{latin.replace(' ', '.')}.{world.today:%d}{character.nights}@example.com")
    ]
    if character.nationality in {"CN", "HK", "SG"}:
        contacts.insert(0, ContactDraft(ContactKind.MOBILE, world.numbers.mobile(), is_preferred=True))
    if character.fax:
        contacts.append(ContactDraft(ContactKind.FAX, character.fax))
    dates = [] if character.nationality == "CN" or birth is None else [DateDraft(DateKind.BIRTHDAY, birth.isoformat())]
    for kind, ahead, years, label in character.dates:
        day = world.today + timedelta(days=1 + ahead)
        dates.append(DateDraft(kind, f"{day.year - years}-{day.month:02d}-{min(day.day, 28):02d}", label=label))
    return GuestDraft(
        name=character.name,
        latin_name=character.latin or None,
        title=character.title or None,
        gender=character.gender,
        nationality=character.nationality,
        native_place=character.native_place or None,
        language=character.language,
        company=character.company or None,
        position=character.position or None,
        vip_level=character.vip or None,
        confirmation_method=character.confirmation or None,
        contacts=tuple(contacts),
        documents=(_document(world, character, birth),),
        dates=tuple(dates),
    )


def _learn(world: World, guest: Guest, character: Character, stays: list[Stay], learned: Learned) -> None:
    day = world.today - timedelta(days=learned.ago)
    stay = next((s for s in stays if s.arrival <= day <= s.departure), None)
    record_fact(
        scope=world.crew.one(character.hotel, learned.role),
        now=world.at(day, 9, 40),
        guest=guest,
        item_code=learned.item,
        value=learned.value,
        source=learned.how,
        place=learned.place,
        stage="in_stay" if stay else "booking",
        stay_id=stay.id if stay else None,
    )
    world.count("facts")


def _past(world: World, unit: Unit, guest: Guest, character: Character, manner: Manner) -> list[Stay]:
    stays: list[Stay] = []
    for ago, nights in character.past:
        visit = Visit(character.hotel, world.today - timedelta(days=ago), nights, character.kind)
        stay = write_visit(world, unit, guest, visit, manner)
        if stay is not None:
            stays.append(stay)
    if stays and character.past_room:
        rooms = world.houses[character.hotel].rooms
        stays[-1].room = next((r for r in rooms if r.number == character.past_room), stays[-1].room)
    for n in range(character.teas):
        day = stays[-1].arrival + timedelta(days=n % max(stays[-1].nights, 1))
        record_spend(
            scope=world.crew.one(character.hotel, "food_beverage"),
            now=world.at(day, 15, 30),
            hotel=world.houses[character.hotel].hotel,
            guest=guest,
            outlet="LOBBY",
            item="锡兰红茶加奶、司康",
            day=day,
            at=world.at(day, 15, 5),
            amount=Decimal(68),
            stay_id=stays[-1].id,
        )
    return stays


def _remember(world: World, guest: Guest, character: Character, stays: list[Stay]) -> None:
    hotel = world.houses[character.hotel].hotel
    for learned in character.learned:
        _learn(world, guest, character, stays, learned)
    for said in character.said:
        scope = world.crew.one(character.hotel, said.role)
        written = world.at(world.today - timedelta(days=said.ago), 10, 30)
        note = write_note(
            scope=scope, now=written, guest=guest, hotel_id=hotel.id, department=said.department, kind=said.kind,
            text=said.text, stay_id=stays[-1].id if stays else None,
        )  # fmt: skip
        if said.settled:
            settle_note(scope=scope, now=written + timedelta(days=1), note=note)
        world.count("notes")
    for kept in character.kept:
        hold_property(
            scope=world.crew.one(character.hotel, "guest_relations"),
            now=world.at(world.today - timedelta(days=kept.ago), 12),
            hotel=hotel, guest=guest, kind=kept.kind, description=kept.description, place=kept.place,
            held_on=world.today - timedelta(days=kept.ago), tag="B2071" if kept.kind == PropertyKind.LUGGAGE else "L0318",
            found_in=stays[-1].room.number if stays and stays[-1].room else "",
        )  # fmt: skip
        world.count("held items")
    for flag in character.flags:
        set_flag(
            scope=world.crew.one(character.hotel, "guest_relations"),
            now=world.at(world.today - timedelta(days=20), 11), guest=guest, code=flag,
        )  # fmt: skip


def _book_tomorrow(world: World, guest: Guest, character: Character, manner: Manner) -> None:
    house = world.houses[character.hotel]
    arrival = world.today + timedelta(days=1)
    booked_on = world.today - timedelta(days=character.booked_ago)
    words = booking_words(house, character.kind, manner)
    if character.rate:
        words["rate"] = Decimal(character.rate)
    draft = ReservationDraft(
        arrival=arrival,
        departure=arrival + timedelta(days=character.nights),
        room_type=character.kind,
        adults=2 if character.with_guest or character.hotel == BAY else 1,
        children=character.children,
        eta=character.eta,
        special_requests=character.wishes,
        confirmation_method=ConfirmationMethod(character.confirmation)
        if character.confirmation
        else ConfirmationMethod.SMS,
        booked_on=booked_on,
        **words,  # type: ignore[arg-type]  # the words are fields of the draft
    )
    clerk = world.crew.one(character.hotel, "reservations")
    booking = book_reservation(scope=clerk, now=world.at(booked_on, 11, 5), hotel=house.hotel, guest=guest, draft=draft)
    world.count("reservations")
    world.count(f"arrivals {character.hotel}")
    if character.with_guest:
        partner = create_guest(
            scope=clerk,
            now=world.at(booked_on, 11, 10),
            draft=GuestDraft(
                name=character.with_guest,
                gender=Gender.FEMALE if character.gender == Gender.MALE else Gender.MALE,
                nationality=character.nationality,
                language=character.language,
                dates=tuple(d for d in _draft(world, replace(character, birth="")).dates if d.kind == DateKind.WEDDING),
            ),
            source=SourceKind.STATED,
        )
        add_accompanying_guest(scope=clerk, now=world.at(booked_on, 11, 12), reservation=booking, guest=partner)
        world.count("guests")


def _manner(world: World, character: Character) -> Manner:
    if character.confirmation:
        return Manner("DIRECT", "PHONE", "BAR")
    if character.contract:
        return Manner("COMPANY", "EMAIL", "CORP", company=character.contract, market="CORPORATE")
    return draw_manner(world, "")


def write_cast(world: World, unit: Unit) -> None:
    """Write every character of the scenarios."""
    for character in CAST:
        clerk = world.crew.one(character.hotel, "front_desk")
        first = max((ago for ago, _ in character.past), default=character.booked_ago)
        guest = create_guest(
            scope=clerk,
            now=world.at(world.today - timedelta(days=first + 5), 9, 50),
            draft=_draft(world, character),
            source=SourceKind.SCANNED if character.past else SourceKind.STATED,
        )
        world.count("guests")
        manner = _manner(world, character)
        _remember(world, guest, character, _past(world, unit, guest, character, manner))
        _book_tomorrow(world, guest, character, manner)
