"""Readings: sealed for one person and half an hour, offered beside what stands, kept with their origin when confirmed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from binzhi.audit.models import Act
from binzhi.guests.domain.scan_confirm import Confirmed, confirm_reading
from binzhi.guests.domain.scans import (
    About,
    aim_reading,
    drop_ended,
    drop_reading,
    get_reading,
    open_reading,
    take_reading,
)
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind, Gender, SourceKind, ValueStatus
from binzhi.guests.errors import DocumentTaken, MatchFound, WrongIdNumber
from binzhi.guests.models import DocumentReading, Guest, GuestContact, GuestDate, GuestDocument, GuestValue
from binzhi.guests.origin import told_of
from binzhi.guests.queries import contact_cell, date_cell, document_cell
from binzhi.guests.scan_kinds import ReadingKind, ReadingWay
from binzhi.guests.scan_offer import DIFFERS, NEW, SAME, lines_of, owners_of
from binzhi.guests.scan_reading import BornTooLate, ReaderTextUnknown, Reading, made, read_file, read_text
from binzhi.kernel.addresses import read_address
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.kernel.mrz import MrzRefused
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel, Staff
from binzhi.vault.domain.parcel import ParcelClosed
from binzhi.vault.domain.sealing import holds
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, scope_of
from tests.kernel.test_id_reader import NUMBER, record
from tests.kernel.test_mrz import passport

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel()


@pytest.fixture
def clerk(hotel: Hotel) -> Staff:
    return make_staff(hotel, "front_desk")


def take(
    scope: Scope, hotel: Hotel, reading: Reading, *, about: About | None = None, way: str = "file"
) -> DocumentReading:
    return take_reading(
        scope=scope, now=NOW, hotel_id=hotel.id, reading=reading, way=ReadingWay(way), about=about or About()
    )


def accept(scope: Scope, row: DocumentReading, **changed: str) -> Guest:
    """Confirm everything as read, with some fields retyped."""
    values = open_reading(scope, row, LATER).values | changed
    return confirm_reading(scope=scope, now=LATER, row=row, confirmed=Confirmed(values), guest_id=row.guest_id)


# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R-133")
def test_a_record_and_a_passport_fill_the_same_fields() -> None:
    card = read_file(record(), on=TODAY)
    assert card.values == {
        "name": "沈若兰",
        "gender": "female",
        "nationality": "CN",
        "native_place": "北京市朝阳区",
        "birth_date": "1949-12-31",
        "document_kind": "id_card",
        "document_number": NUMBER,
        "document_country": "CN",
        "expires_on": "2030-01-01",
        "address": "北京市朝阳区示例路8号院2号楼1单元",
    }
    page = read_text(passport(sex="F"), on=TODAY)
    assert page.kind == ReadingKind.PASSPORT
    assert page.values["name"] == "Jianguo Wang" and page.values["expires_on"] == "2031-05-16"
    assert (page.values["document_kind"], page.values["document_country"]) == ("passport", "CN")


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "11010519491231002x",
        " 110105 19491231 002X\r\n",
        "110105491231002",
        f"姓名：沈若兰\n性别：女\n出生：1949年12月31日\n公民身份号码：{NUMBER}",
        f"姓名:沈若兰|性别:女|身份证号:{NUMBER}|有效期限:20100101-20300101",
        record().hex(),
    ],
)
def test_every_way_a_reader_writes_a_resident_number(text: str) -> None:
    assert read_text(text, on=TODAY).values["document_number"] == NUMBER


def test_a_file_may_carry_a_portrait_or_be_text_in_any_encoding() -> None:
    assert read_file(record() + b"\x00" * 1024, on=TODAY).values["name"] == "沈若兰"
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        text = f"姓名：沈若兰\r\n公民身份号码：{NUMBER}".encode(encoding)
        assert read_file(text, on=TODAY).values["name"] == "沈若兰"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("110105194912310021", WrongIdNumber),
        ("hello", ReaderTextUnknown),
        ("", ReaderTextUnknown),
        ("姓名：沈若兰", ReaderTextUnknown),
        (passport()[:70], MrzRefused),
        (passport().replace("E00000001", "E00000002"), MrzRefused),
        ("110105209912310" + "016", (BornTooLate, WrongIdNumber)),
        ("паспорт 4509 123456 <<", MrzRefused),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, refusal: Any) -> None:
    with pytest.raises(refusal):
        read_text(text, on=TODAY)


def test_the_nation_is_never_read() -> None:
    assert all(value != "01" for value in read_file(record(), on=TODAY).values.values())
    assert "汉" not in str(read_text(f"姓名：沈若兰 民族：汉\n公民身份号码：{NUMBER}", on=TODAY).values)


# --- the parcel -------------------------------------------------------------------------------------------------------


def test_a_reading_is_sealed_and_for_one_person_only(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        stored = DocumentReading.objects.get(id=row.id)
        assert b"\xe6\xb2\x88" not in bytes(stored.parcel) and NUMBER.encode() not in bytes(stored.parcel)
        assert open_reading(scope, get_reading(scope, row.id, LATER), LATER).values["document_number"] == NUMBER
    with scope_of(make_staff(hotel, "front_desk")) as other:
        with pytest.raises(ParcelClosed):
            get_reading(other, row.id, LATER)
        stolen = DocumentReading.objects.get(id=row.id)
        stolen.staff_id = other.actor.id  # changed in the database: the seal still names the first person
        with pytest.raises(ParcelClosed):
            open_reading(other, stolen, LATER)


def test_a_reading_ends_after_half_an_hour(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        with pytest.raises(ParcelClosed):
            get_reading(scope, row.id, NOW + timedelta(minutes=31))
        longer = DocumentReading.objects.get(id=row.id)
        longer.ends_at += timedelta(days=1)  # the end is part of the seal
        with pytest.raises(ParcelClosed):
            open_reading(scope, longer, LATER)
        assert drop_ended(now=NOW + timedelta(minutes=29)) == 0
        assert drop_ended(now=NOW + timedelta(minutes=31)) == 1
        assert not DocumentReading.objects.exists()


def test_a_reading_can_be_forgotten(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        drop_reading(scope=scope, row=row)
        assert not DocumentReading.objects.exists() and not Guest.objects.exists()


def test_acts_name_the_kind_and_never_a_value(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        accept(scope, take(scope, hotel, read_file(record(), on=TODAY)))
    said = [(act.name, str(act.details)) for act in Act.objects.all()]
    assert {"take_reading", "confirm_reading", "create_guest"} <= {name for name, _ in said}
    for value in (NUMBER, "沈若兰", "1949", "示例路"):
        assert all(value not in details for _, details in said)


# --- confirmed into a profile -----------------------------------------------------------------------------------------


@pytest.mark.requirement("R-133", "R-060")
def test_a_confirmed_card_creates_the_profile_with_everything_in_its_place(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        guest = accept(scope, row)
        guest.refresh_from_db()
        assert (guest.name, guest.gender, guest.nationality) == ("沈若兰", "female", "CN")
        assert guest.native_place == "北京市朝阳区"
        document = GuestDocument.objects.get(guest_id=guest.id)
        assert NUMBER.encode() not in bytes(document.number)
        assert holds(cell=document_cell(document), plain=NUMBER)
        assert (document.kind, str(document.expires_on), document.source) == ("id_card", "2030-01-01", "scanned")
        assert holds(cell=date_cell(GuestDate.objects.get(guest_id=guest.id)), plain="1949-12-31")
        contact = GuestContact.objects.get(guest_id=guest.id)
        assert contact.kind == ContactKind.ADDRESS
        assert holds(cell=contact_cell(contact), plain=read_address("北京市朝阳区示例路8号院2号楼1单元").kept())
        assert told_of(guest.origins, "name").is_scanned
        assert told_of(guest.origins, "name").channel == "document_scan"
        assert not DocumentReading.objects.exists()


@pytest.mark.requirement("R-061")
def test_a_confirmed_passport_keeps_number_country_and_expiry(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        guest = accept(scope, take(scope, hotel, read_text(passport(country="DEU", number="C01X00T47"), on=TODAY)))
        document = GuestDocument.objects.get(guest_id=guest.id)
        assert (document.kind, document.country, str(document.expires_on)) == ("passport", "DE", "2031-05-16")
        assert b"C01X00T47" not in bytes(document.number) and holds(cell=document_cell(document), plain="C01X00T47")
        assert owners_of(scope, read_text(passport(country="DEU", number="C01X00T47"), on=TODAY)).document == guest


@pytest.mark.requirement("R-135")
def test_what_was_retyped_counts_as_stated_and_the_rest_as_scanned(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        guest = accept(scope, take(scope, hotel, read_file(record(), on=TODAY)), name="沈若蘭", native_place="浙江省")
        guest.refresh_from_db()
        assert guest.name == "沈若蘭"
        assert told_of(guest.origins, "name").source == SourceKind.STATED
        assert told_of(guest.origins, "native_place").source == SourceKind.STATED
        assert told_of(guest.origins, "gender").source == SourceKind.SCANNED
        assert GuestDocument.objects.get(guest_id=guest.id).source == SourceKind.SCANNED
        assert not GuestValue.objects.filter(status=ValueStatus.WAITING).exists()


@pytest.mark.requirement("R-134")
def test_every_field_can_be_typed_without_a_scanner(hotel: Hotel, clerk: Staff) -> None:
    typed = read_file(record(), on=TODAY).values
    with scope_of(clerk) as scope:
        row = take(scope, hotel, made(ReadingKind.TYPED, {}), way="hand")
        guest = confirm_reading(scope=scope, now=LATER, row=row, confirmed=Confirmed(typed))
        guest.refresh_from_db()
        assert (guest.name, guest.gender, guest.native_place) == ("沈若兰", "female", "北京市朝阳区")
        document = GuestDocument.objects.get(guest_id=guest.id)
        assert (str(document.expires_on), document.source) == ("2030-01-01", "stated")
        assert GuestDate.objects.filter(guest_id=guest.id).exists()
        assert GuestContact.objects.filter(guest_id=guest.id, kind=ContactKind.ADDRESS).exists()
        assert not told_of(guest.origins, "name").is_scanned


@pytest.mark.requirement("R-137")
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"document_number": "110105194912310021"}, WrongIdNumber),
        ({"name": ""}, BadInput),
        ({"document_country": "China"}, BadInput),
    ],
)
def test_what_is_typed_over_is_checked_like_everything_else(
    hotel: Hotel, clerk: Staff, changed: dict[str, str], refusal: type[Exception]
) -> None:
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        with pytest.raises(refusal):
            accept(scope, row, **changed)
        assert not Guest.objects.exists()
        assert DocumentReading.objects.filter(id=row.id).exists()  # nothing is lost by a refusal


# --- a guest we know --------------------------------------------------------------------------------------------------


def test_a_known_document_offers_its_guest_and_makes_no_second_one(hotel: Hotel, clerk: Staff) -> None:
    known = make_guest("沈若兰", documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER),))
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        assert owners_of(scope, open_reading(scope, row, LATER)).document == known
        with pytest.raises(MatchFound):
            accept(scope, row)
        row = aim_reading(scope=scope, now=LATER, row=row, guest_id=known.id)
        assert accept(scope, row).id == known.id
        assert Guest.objects.count() == 1
        assert str(GuestDocument.objects.get().expires_on) == "2030-01-01"  # the card said it, the file did not


def test_a_document_of_another_guest_is_never_added(hotel: Hotel, clerk: Staff) -> None:
    make_guest("沈若兰", documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER),))
    other = make_guest("沈若竹")
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY), about=About(other.id))
        with pytest.raises(DocumentTaken):
            accept(scope, row)
        assert not GuestDocument.objects.filter(guest_id=other.id).exists()


def test_the_same_mobile_or_name_is_offered_before_a_second_file_is_made(hotel: Hotel, clerk: Staff) -> None:
    by_phone = make_guest("何其", contacts=(ContactDraft(ContactKind.MOBILE, "13800138000"),))
    by_name = make_guest("沈若兰")
    with scope_of(clerk) as scope:
        reading = made(ReadingKind.BUSINESS_CARD, {"name": "沈若兰", "mobile": "138 0013 8000"})
        found = owners_of(scope, reading)
        assert found.document is None and found.others == [by_phone, by_name]


@pytest.mark.requirement("R-133")
def test_a_value_that_differs_waits_and_one_chosen_replaces(hotel: Hotel, clerk: Staff) -> None:
    known = make_guest("沈若兰", gender=Gender.FEMALE, native_place="浙江省杭州市", nationality="SG")
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY), about=About(known.id))
        reading = open_reading(scope, row, LATER)
        verdicts = {line.name: line.verdict for line in lines_of(scope, reading, known)}
        assert (verdicts["name"], verdicts["native_place"], verdicts["document_number"]) == (SAME, DIFFERS, NEW)
        confirmed = Confirmed(reading.values, frozenset({"nationality"}))
        confirm_reading(scope=scope, now=LATER, row=row, confirmed=confirmed, guest_id=known.id)
        known.refresh_from_db()
        assert (known.native_place, known.nationality) == ("浙江省杭州市", "CN")
        waiting = GuestValue.objects.get(guest_id=known.id, status=ValueStatus.WAITING)
        assert (waiting.field, waiting.value, waiting.source_kind) == ("native_place", "北京市朝阳区", "scanned")


def test_a_passport_adds_the_latin_name_to_a_name_in_characters(hotel: Hotel, clerk: Staff) -> None:
    known = make_guest("王建国")
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_text(passport(), on=TODAY), about=About(known.id))
        accept(scope, row)
        known.refresh_from_db()
        assert (known.name, known.latin_name) == ("王建国", "Jianguo Wang")
        assert not GuestValue.objects.exists()


def test_another_birth_date_is_compared_inside_the_vault_and_never_stored_in_clear(hotel: Hotel, clerk: Staff) -> None:
    known = make_guest("沈若兰", gender=Gender.FEMALE, birthday="1950-01-01")
    with scope_of(clerk) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY), about=About(known.id))
        reading = open_reading(scope, row, LATER)
        line = next(one for one in lines_of(scope, reading, known) if one.name == "birth_date")
        assert (line.verdict, line.standing, line.may_replace) == (DIFFERS, "••••", True)
        keep = Confirmed({**reading.values, "document_number": "", "address": ""})
        confirm_reading(scope=scope, now=LATER, row=row, confirmed=keep, guest_id=known.id)
        born = GuestDate.objects.get(guest_id=known.id)
        assert holds(cell=date_cell(born), plain="1950-01-01")
        waiting = GuestValue.objects.get(guest_id=known.id, status=ValueStatus.WAITING, sealed__isnull=False)
        assert waiting.value == "" and b"1949" not in bytes(waiting.sealed)
        again = take(scope, hotel, read_file(record(), on=TODAY), about=About(known.id))
        change = replace(keep, replacing=frozenset({"birth_date"}))
        confirm_reading(scope=scope, now=LATER, row=again, confirmed=change, guest_id=known.id)
        assert holds(cell=date_cell(GuestDate.objects.get(guest_id=known.id)), plain="1949-12-31")


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["housekeeping_attendant", "kitchen", "concierge", "call_centre"])
def test_a_role_without_the_right_takes_no_reading(hotel: Hotel, role: str) -> None:
    with scope_of(make_staff(hotel, role)) as scope, pytest.raises(NotAllowed):
        take(scope, hotel, read_file(record(), on=TODAY))


def test_sales_reads_business_cards_and_no_documents(hotel: Hotel) -> None:
    with scope_of(make_staff(hotel, "sales")) as scope:
        with pytest.raises(NotAllowed):
            take(scope, hotel, read_file(record(), on=TODAY))
        assert take(scope, hotel, made(ReadingKind.BUSINESS_CARD, {"name": "沈若兰"}))


def test_a_role_that_may_not_reveal_gets_number_and_birth_date_masked(hotel: Hotel) -> None:
    with scope_of(make_staff(hotel, "reservations")) as scope:
        row = take(scope, hotel, read_file(record(), on=TODAY))
        reading = open_reading(scope, row, LATER)
        lines = {line.name: line for line in lines_of(scope, reading, None)}
        assert (lines["document_number"].read, lines["birth_date"].read) == ("••••2X", "••••")
        shown = {name: line.read for name, line in lines.items() if not line.is_hidden}
        guest = confirm_reading(scope=scope, now=LATER, row=row, confirmed=Confirmed(shown))
        assert holds(cell=document_cell(GuestDocument.objects.get(guest_id=guest.id)), plain=NUMBER)


def test_nothing_of_a_reading_lies_in_the_home(hotel: Hotel, clerk: Staff, settings: Any) -> None:
    """The database of the tests lies in the home too: only sealed bytes may be found."""

    def holding() -> set[Path]:
        return {
            path
            for path in Path(settings.BINZHI_HOME).rglob("*")
            if path.is_file() and (NUMBER.encode() in path.read_bytes() or "沈若兰".encode() in path.read_bytes())
        }

    before = holding()  # files that other tests brought in
    with scope_of(clerk) as scope:
        take(scope, hotel, read_file(record(), on=TODAY))
    assert holding() - before == set()
