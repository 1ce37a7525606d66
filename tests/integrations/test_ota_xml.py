"""OTA / AlpineBits XML: stays, guests, changes and cancellations; attacks and other messages refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from binzhi.integrations.readers import ImportRefused, limits, open_source
from binzhi.integrations.rows import CompanyRow, ExternalId
from tests.integrations.files import codes, guest, opened, read_all, real, refusal_of, stay, text_file

NS = 'xmlns="http://www.opentravel.org/OTA/2003/05"'
ROOM = """<RoomStay MarketCode="LEI"><RoomTypes><RoomType RoomTypeCode="{kind}"/></RoomTypes>
<RatePlans><RatePlan RatePlanCode="BAR"><MealsIncluded MealPlanCodes="12"/></RatePlan></RatePlans>
<GuestCounts><GuestCount Count="2"/><GuestCount Count="1" Age="9"/><GuestCount Count="1" Age="1"/></GuestCounts>
<TimeSpan Start="{start}" End="{end}"/><Total AmountAfterTax="299" CurrencyCode="EUR"/>{more}</RoomStay>"""
PERSON = """<ResGuest ResGuestRPH="{rph}"><Profiles><ProfileInfo><Profile><Customer Gender="Male" BirthDate="1980-01-01" Language="de">
<PersonName><NamePrefix>Herr</NamePrefix><GivenName>{given}</GivenName><Surname>Muster</Surname></PersonName>
<Telephone PhoneTechType="5" PhoneNumber="+4915123456789"/><Email Remark="newsletter:no">a1@guest.booking.com</Email>
<Address><AddressLine>Weg 1</AddressLine><CityName>Berlin</CityName><CountryName Code="DE"/></Address>
</Customer></Profile></ProfileInfo></Profiles></ResGuest>"""
INFO = """<ResGlobalInfo><Comments><Comment Name="included services"><ListItem>Parking</ListItem></Comment>
<Comment Name="customer comment"><Text>  Are dogs
allowed? </Text></Comment></Comments>
<HotelReservationIDs><HotelReservationID ResID_Type="13" ResID_Value="Slogan" ResID_Source="www.example.com"/></HotelReservationIDs>
<Profiles><ProfileInfo><Profile ProfileType="4"><CompanyInfo><CompanyName Code="123">ACME</CompanyName></CompanyInfo>
</Profile></ProfileInfo></Profiles>
<BasicPropertyInfo HotelCode="H1"/></ResGlobalInfo>"""


def room(kind: str = "suite", start: str = "2026-01-05", end: str = "2026-01-08", more: str = "") -> str:
    return ROOM.format(kind=kind, start=start, end=end, more=more)


def booking(
    stays: str, people: str = "", *, status: str = "Reserved", ident: str = "B1", kind: str = "14", info: str = ""
) -> str:
    rooms = f"<RoomStays>{stays}</RoomStays>" if stays else ""
    guests = f"<ResGuests>{people}</ResGuests>" if people else ""
    return (
        f'<HotelReservation ResStatus="{status}" CreateDateTime="2025-12-01T10:00:00+01:00">'
        f'<UniqueID Type="{kind}" ID="{ident}"/>{rooms}{guests}{info}</HotelReservation>'
    )


def message(*bookings: str, root: str = "OTA_ResRetrieveRS", attrs: str = "") -> str:
    listed = f"<ReservationsList>{''.join(bookings)}</ReservationsList>"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} {NS} {attrs}><Success/>{listed}</{root}>'


def xml(folder: Path, text: str, name: str = "requests.xml") -> Path:
    return text_file(folder, text, name=name)


def person(given: str = "Otto", rph: str = "") -> str:
    return PERSON.format(given=given, rph=rph)


def test_a_reservation_with_all_its_parts(tmp_path: Path) -> None:
    (row,) = read_all(xml(tmp_path, message(booking(room(), person(), info=INFO))), "ota-xml")
    found = stay(row)
    assert row.problems == ()
    assert found.identity == ExternalId("ota", "reservation", "B1")
    assert (found.arrival, found.departure, found.nights, found.booked_on) == (
        date(2026, 1, 5),
        date(2026, 1, 8),
        3,
        date(2025, 12, 1),
    )
    assert (found.adults, found.children, found.babies) == (2, 1, 1)
    assert (found.room_type, found.rate_plan, found.meal, found.total, found.currency) == (
        "suite",
        "BAR",
        "HB",
        Decimal("299.00"),
        "EUR",
    )
    assert (found.special_requests, found.services) == ("Are dogs\nallowed?", ("Parking",))
    assert (found.agent_name, found.agent_code, found.channel, found.hotel_code) == (
        "ACME",
        "123",
        "www.example.com",
        "H1",
    )
    assert (found.guest.name, found.guest.gender, found.guest.language, found.guest.title) == (
        "Otto Muster",
        "male",
        "de",
        "Herr",
    )
    assert (found.guest.birth_date, found.guest.city, found.guest.country) == (date(1980, 1, 1), "Berlin", "DE")
    assert found.guest.phones[0][::2] == ("+4915123456789", "mobile")
    assert (found.guest.emails[0].relay, found.guest.consents) == (True, (("email", False),))


def test_several_room_stays_are_several_rows_of_one_booking(tmp_path: Path) -> None:
    stays = room("a", more="<ResGuestRPHs><ResGuestRPH RPH='1'/></ResGuestRPHs>") + room(
        "b", more="<ResGuestRPHs>2 3</ResGuestRPHs>"
    )
    people = person("Otto", "1") + person("Anna", "2") + person("Max", "3")
    first, second = (stay(r) for r in read_all(xml(tmp_path, message(booking(stays, people))), "ota-xml"))
    assert [first.identity, second.identity] == [ExternalId("ota", "reservation", v) for v in ("B1", "B1#2")]
    assert first.booking_ref == second.booking_ref == "B1"
    assert (first.guest.name, first.accompanying) == ("Otto Muster", ())
    assert (second.guest.name, [g.name for g in second.accompanying]) == ("Anna Muster", ["Max Muster"])


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [("Reserved", "14", "reserved"), ("Commit", "14", "reserved"), ("Modify", "14", "reserved"), ("Requested", "14", "requested"),
     ("Cancelled", "15", "cancelled"),
     ("Cancel", "14", "cancelled"), ("Reserved", "15", "cancelled")],
)  # fmt: skip
def test_states_of_a_request(tmp_path: Path, status: str, kind: str, expected: str) -> None:
    (row,) = read_all(xml(tmp_path, message(booking(room(), person(), status=status, kind=kind))), "ota-xml")
    assert stay(row).status == expected


def test_the_state_of_the_message_counts_when_the_booking_has_none(tmp_path: Path) -> None:
    text = message(booking(room(), person()), root="OTA_HotelResNotifRQ", attrs='ResStatus="Cancel"').replace(
        ' ResStatus="Reserved"', ""
    )
    assert stay(read_all(xml(tmp_path, text), "ota-xml")[0]).status == "cancelled"


def test_a_cancellation_needs_only_the_id(tmp_path: Path) -> None:
    (row,) = read_all(xml(tmp_path, message(booking("", status="Cancelled", kind="15", ident="B9"))), "ota-xml")
    found = stay(row)
    assert (found.partial, found.status, found.booking_ref, found.arrival) == (True, "cancelled", "B9", None)
    assert found.identity == ExternalId("ota", "reservation", "B9")


def test_a_window_of_arrival_is_taken_with_a_warning(tmp_path: Path) -> None:
    span = '<TimeSpan Duration="P4N"><StartDateWindow EarliestDate="2026-01-05" LatestDate="2026-01-09"/></TimeSpan>'
    stays = room().replace('<TimeSpan Start="2026-01-05" End="2026-01-08"/>', span)
    (row,) = read_all(xml(tmp_path, message(booking(stays, person()))), "ota-xml")
    assert codes(row) == ["arrival-window"]
    assert (stay(row).arrival, stay(row).nights) == (date(2026, 1, 5), 4)
    (row,) = read_all(xml(tmp_path, message(booking(stays.replace(' Duration="P4N"', ""), person()))), "ota-xml")
    assert codes(row) == ["stay-window"]


def test_a_request_without_a_stay_is_its_guest(tmp_path: Path) -> None:
    text = message(booking("", person())).replace(
        "<HotelReservation ", '<HotelReservation RoomStayReservation="false" '
    )
    assert guest(read_all(xml(tmp_path, text), "ota-xml")[0]).name == "Otto Muster"


@pytest.mark.parametrize(
    ("stays", "code"),
    [
        (room(start="2026-02-30"), "date-impossible"),
        (room(end="2026-01-04"), "departure-before-arrival"),
        (room(end=""), "value-missing"),
        (room(end="2066-01-04"), "stay-too-long"),
    ],
)
def test_wrong_stays_are_refused_and_their_neighbours_are_not(tmp_path: Path, stays: str, code: str) -> None:
    path = xml(tmp_path, message(booking(stays, person()), booking(room(), person(), ident="B2")))
    first, second = read_all(path, "ota-xml")
    assert (codes(first), first.data) == ([code], None)
    assert stay(second).nights == 3


def test_profiles_are_guests_and_companies(tmp_path: Path) -> None:
    customer = person().partition("<Customer")[2].partition("</Profile>")[0]
    text = (
        f"<OTA_ProfileReadRS {NS}><Success/><Profiles><ProfileInfo><UniqueID Type='21' ID='P1'/>"
        f"<Profile><Customer{customer}</Profile></ProfileInfo>"
        "<ProfileInfo><Profile><CompanyInfo><CompanyName>ABC</CompanyName></CompanyInfo></Profile></ProfileInfo></Profiles>"
        "</OTA_ProfileReadRS>"
    )
    first, second = read_all(xml(tmp_path, text), "ota-xml")
    assert (guest(first).name, guest(first).identity) == ("Otto Muster", ExternalId("ota", "profile-21", "P1"))
    assert isinstance(second.data, CompanyRow)
    assert (second.data.name, second.data.identity) == ("ABC", None)


def test_card_numbers_are_never_read(tmp_path: Path) -> None:
    card = '<GuaranteeAccepted><PaymentCard CardNumber="4111111111111111"/></GuaranteeAccepted>'
    card = f"<Guarantee><GuaranteesAccepted>{card}</GuaranteesAccepted></Guarantee>"
    (row,) = read_all(xml(tmp_path, message(booking(room(more=card), person()))), "ota-xml")
    assert stay(row).deposit_type == "credit_card"
    assert "4111" not in repr(row)


ATTACKS = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    "outside file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "outside dtd": '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>',
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_entities_and_dtds_are_refused(tmp_path: Path, attack: str) -> None:
    text = message(booking(room(), person())).replace("?>", f"?>{ATTACKS[attack]}", 1)
    assert refusal_of(xml(tmp_path, text), "ota-xml").code == "xml-entities"


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_refused_whole_with_its_place(tmp_path: Path, keep: float) -> None:
    text = message(*[booking(room(), person(), ident=f"B{i}") for i in range(50)])
    problem = refusal_of(xml(tmp_path, text[: int(len(text) * keep)]), "ota-xml")
    assert problem.code == "xml-bad"
    assert problem.row >= 1


@pytest.mark.parametrize(
    "root", ["OTA_ReadRQ", "OTA_HotelResNotifRS", "OTA_NotifReportRQ", "OTA_ProfileMergeRQ", "Reservation"]
)
def test_other_messages_are_refused_by_name(tmp_path: Path, root: str) -> None:
    problem = refusal_of(xml(tmp_path, f"<{root} {NS}><a><b><c><d/></c></b></a></{root}>"), "ota-xml")
    assert problem.code == "xml-other"
    assert root in problem.zh


def test_an_error_answer_is_shown(tmp_path: Path) -> None:
    text = f'<OTA_ResRetrieveRS {NS}><Errors><Error Type="13">Invalid hotel code</Error></Errors></OTA_ResRetrieveRS>'
    problem = refusal_of(xml(tmp_path, text), "ota-xml")
    assert (problem.code, "Invalid hotel code" in problem.zh) == ("sender-error", True)


def test_an_empty_answer_has_no_rows(tmp_path: Path) -> None:
    source = opened(xml(tmp_path, message()), "ota-xml")
    assert (source.detected.row_estimate, list(source)) == (0, [])


def test_depth_and_size_of_a_record_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = message("<a>" * 80 + "</a>" * 80)
    assert refusal_of(xml(tmp_path, deep), "ota-xml").code == "xml-limit"
    monkeypatch.setattr(limits, "MAX_XML_RECORD_ELEMENTS", 10)
    assert refusal_of(xml(tmp_path, message(booking(room(), person()))), "ota-xml").code == "xml-limit"


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    xml(tmp_path, message(booking(room(), person())), "a.xml")
    xml(tmp_path, "<OTA_ReadRQ/>", "b.xml")
    xml(tmp_path, message(booking(room(), person(), ident="B2")), "c.xml")
    rows = read_all(tmp_path, "ota-xml")
    assert [(r.row_no, codes(r)) for r in rows] == [(1, []), (2, ["xml-other"]), (3, [])]


def test_every_real_request_is_read_and_every_other_message_refused() -> None:
    folder = real("pms_xml")
    read = refused = 0
    for path in sorted(folder.rglob("*.xml")):
        requests = (
            any(word in path.name for word in ("OTA_HotelResNotifRQ", "OTA_ResRetrieveRS")) and "error" not in path.name
        )
        try:
            rows = list(open_source(path, "ota-xml"))
        except ImportRefused:
            refused += 1
            assert not requests, path.name
        else:
            read += 1
            assert requests, path.name
            assert all(r.data is not None for r in rows)
    assert (read > 10, refused > 5) == (True, True)
