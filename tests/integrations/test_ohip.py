"""OPERA Cloud JSON: profiles and reservations in whatever envelope, everything else refused with file and place."""

import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from binzhi.integrations.readers import ImportRefused, ReadOptions, open_source, read_map
from binzhi.integrations.rows import CompanyRow, ExternalId, GuestRow, Membership, ReservationRow
from tests.integrations.files import BAD_ID, codes, guest, read_all, real, refusal_of, stay, text_file

PASSPORT = {"idType": "passport", "idNumber": "E12345678", "issuedCountry": "CHN"}
PROFILE: dict[str, Any] = {
    "customer": {
        "personName": [
            {"givenName": "JIANGUO", "surname": "WANG", "nameType": "PRIMARY", "nameTitle": "Mr"},
            {"givenName": "建国", "surname": "王", "nameType": "Alternate"},
        ],
        "gender": "MALE",
        "birthDate": "1974-03-15",
        "language": "C",
        "citizenCountry": {"code": "CN"},
        "identifications": {"identificationInfo": [{"identification": PASSPORT}]},
        "vipStatus": "2",
        "blacklist": False,
    },
    "addresses": {
        "addressInfo": [
            {"address": {"addressLine": ["old"], "primaryInd": False, "country": {"value": "US"}}},
            {
                "address": {
                    "addressLine": ["象山区", ""],
                    "cityName": "桂林",
                    "country": {"value": "CN"},
                    "primaryInd": True,
                }
            },
        ]
    },
    "telephones": {
        "telephoneInfo": [
            {"telephone": {"phoneTechType": "Phone", "phoneUseType": "MOBILE", "phoneNumber": "13800138000"}}
        ]
    },
    "emails": {"emailInfo": {"email": {"emailAddress": "x9@guest.booking.com"}}},
    "preferenceCollection": {
        "preferenceType": [{"preferenceType": "FLOOR", "preference": [{"preferenceValue": "HIGH"}]}]
    },
    "profileMemberships": {
        "profileMembership": [
            {"membershipType": "OLD", "membershipId": "1", "inactive": True},
            {"membershipType": "GLP", "membershipId": "800", "membershipLevel": "GOLD", "preferredCard": True},
            {"membershipType": "AIR", "membershipId": "900"},
        ]
    },
    "comments": {"commentInfo": [{"comment": {"text": {"value": "likes tea"}}}]},
    "privacyInfo": {"allowEmail": False, "allowPhone": True},
    "profileType": "Guest",
    "statusCode": "ACTIVE",
}
IDS = [{"id": "42", "type": "Profile"}, {"id": "C7", "type": "CorporateId"}]
STAY: dict[str, Any] = {
    "reservationIdList": [{"id": "900", "type": "Reservation"}, {"id": "555", "type": "Confirmation"}],
    "hotelId": "H1",
    "roomStay": {
        "arrivalDate": "2026-01-05",
        "departureDate": "2026-01-08",
        "expectedTimes": {"reservationExpectedArrivalTime": "2026-01-05 14:30:00.0"},
        "guestCounts": {"adults": "2", "children": "1"},
        "roomRates": [
            {
                "roomType": "SUP", "roomTypeCharged": "DLX", "ratePlanCode": "BAR", "marketCode": "LEI", "sourceCode": "PHONE",
                "numberOfUnits": "1",
                "rates": {"rate": [{"base": {"amountBeforeTax": "688", "currencyCode": "CNY"}}]},
            }
        ],
        "guarantee": {"guaranteeCode": "6PM"},
    },
    "reservationGuests": [
        {"profileInfo": {"profile": {"customer": {"personName": [{"surname": "Li", "givenName": "Na"}]}}}},
        {"profileInfo": {"profileIdList": IDS, "profile": PROFILE}, "primary": True},
        {"profileInfo": {"profile": {"company": {"companyName": "Lijiang Ltd"}, "profileType": "COMPANY"}}},
    ],
    "comments": [{"comment": {"text": {"value": "coffee in the room"}}}],
    "reservationStatus": "RESERVED",
}  # fmt: skip


def written(folder: Path, content: object, name: str = "call.json") -> Path:
    return text_file(folder, json.dumps(content, ensure_ascii=False), name=name)


@pytest.mark.parametrize(
    "envelope",
    [
        {"profiles": {"profileInfo": [{"profileIdList": IDS, "profile": PROFILE}]}},
        {"profileDetails": PROFILE, "profileIdList": IDS},
        {"guestDetails": PROFILE, "guestIdList": IDS},
        {"guests": [{"guestDetails": PROFILE, "guestIdList": IDS}], "links": []},
        [{"answer": {"profile": PROFILE, "profileIdList": IDS}}],
    ],
)
def test_a_profile_is_found_in_every_envelope(tmp_path: Path, envelope: object) -> None:
    (row,) = read_all(written(tmp_path, envelope), "ohip")
    found = guest(row)
    assert found.identity == ExternalId("ohip", "profile", "42")
    assert found.external_ids == (ExternalId("ohip", "profile", "42"), ExternalId("ohip", "corporateid", "C7"))
    assert (found.name, found.latin_name, found.family_name) == ("王建国", "JIANGUO WANG", "王")
    assert (found.gender, found.language, found.nationality, found.vip_level) == ("male", "zh", "CN", "2")
    assert (found.birth_date, found.document_type, found.document_no) == (date(1974, 3, 15), "passport", "E12345678")
    assert (found.address, found.city, found.country) == ("象山区", "桂林", "CN")
    assert found.phones[0][::2] == ("+8613800138000", "mobile")
    assert found.emails[0].relay
    assert (found.member_no, found.member_level) == ("800", "GOLD")
    assert found.other_memberships == (Membership("AIR", "900"),)
    assert (found.preferences, found.notes, found.flags) == ((("FLOOR", "HIGH"),), "likes tea", ())
    assert found.consents == (("phone", True), ("email", False))


def test_a_reservation_brings_its_guests_company_and_comments(tmp_path: Path) -> None:
    (row,) = read_all(written(tmp_path, {"reservations": {"reservation": [STAY]}}), "ohip")
    found = stay(row)
    assert row.place == "call.json: reservations.reservation[0]"
    assert (found.identity, found.confirmation_no) == (ExternalId("ohip", "reservation", "900"), "555")
    assert found.references == (ExternalId("ohip", "confirmation", "555"),)
    assert (found.guest.name, [g.name for g in found.accompanying]) == ("王建国", ["Na Li"])
    assert (found.company_name, found.comments, found.status) == ("Lijiang Ltd", "coffee in the room", "reserved")
    assert (found.nights, found.adults, found.children, found.eta) == (3, 2, 1, time(14, 30))
    assert (found.room_type, found.assigned_room_type, found.rate, found.currency) == (
        "DLX",
        "SUP",
        Decimal("688.00"),
        "CNY",
    )
    assert (found.rate_plan, found.market, found.source, found.deposit_type) == ("BAR", "LEI", "PHONE", "6PM")


def test_the_short_form_of_reservation_lists(tmp_path: Path) -> None:
    item = {
        "reservationIdList": [{"id": "900", "type": "reservation"}],
        "roomStay": {
            "arrivalDate": "2026-01-05", "departureDate": "2026-01-06", "adultCount": "1", "childCount": "0", "roomType": "STD",
            "roomNumber": "1208",
            "rateAmount": {"amount": "688", "currencyCode": "CNY"}, "sourceOfBusiness": "WEB",
        },
        "reservationGuest": {
            "givenName": "NA", "surname": "LI", "phoneNumber": "13800138000", "vip": {"vipCode": "V1"}, "id": "42", "type": "Profile",
            "accompanyGuests": [{"firstName": "Bo", "lastName": "Li"}],
        },
        "attachedProfiles": [{"name": "Ctrip", "profileIdList": [{"id": "7", "type": "Profile"}], "reservationProfileType": "TravelAgent"}],
        "computedReservationStatus": "DueIn",
    }  # fmt: skip
    (row,) = read_all(written(tmp_path, {"reservations": {"reservationInfo": [item]}}), "ohip")
    found = stay(row)
    assert (found.guest.name, found.guest.identity) == ("NA LI", ExternalId("ohip", "profile", "42"))
    assert (found.room_no, found.source, found.agent_name, found.status) == ("1208", "WEB", "Ctrip", "reserved")
    assert [g.name for g in found.accompanying] == ["Bo Li"]


@pytest.mark.parametrize(
    ("word", "status"),
    [("Reserved", "reserved"), ("IN_HOUSE", "in_house"), ("Flown", ""), ("InHouse", "in_house"), ("CheckedOut", "checked_out"),
     ("NOSHOW", "no_show"),
     ("NoShow", "no_show"),
     ("Cancelled", "cancelled"), ("CANCELED", "cancelled"), ("Waitlisted", "waitlisted"), ("DueOut", "in_house")],
)  # fmt: skip
def test_states_come_in_any_case(tmp_path: Path, word: str, status: str) -> None:
    (row,) = read_all(
        written(tmp_path, {"reservations": {"reservation": [{**STAY, "reservationStatus": word}]}}), "ohip"
    )
    if status:
        assert stay(row).status == status
    else:
        assert codes(row) == ["status-unknown"]


def test_variables_are_no_values(tmp_path: Path) -> None:
    item = {**STAY, "reservationIdList": [{"id": "{{ReservationId}}", "type": "Reservation"}], "hotelId": "{{HotelId}}"}
    source = open_source(written(tmp_path, {"reservations": {"reservation": [item, item]}}), "ohip")
    first, second = (stay(r) for r in source)
    assert (first.hotel_code, first.external_ids) == ("", ())
    assert first.identity == ExternalId("file", "ohip", f"{source.digest}:1")
    assert second.identity == ExternalId("file", "ohip", f"{source.digest}:2")


def test_date_variables_follow_the_business_date_or_the_map(tmp_path: Path) -> None:
    room = {**STAY["roomStay"], "arrivalDate": "{{currentdate}}", "departureDate": "{{currentdateplus1}}"}
    path = written(tmp_path, {"reservations": {"reservation": [{**STAY, "roomStay": room}]}})
    (bare,) = read_all(path, "ohip")
    assert (codes(bare), bare.data) == (["variable", "variable"], None)
    (dated,) = read_all(path, "ohip", options=ReadOptions(business_date=date(2026, 1, 5)))
    assert codes(dated) == ["date-variable", "date-variable"]
    assert (stay(dated).arrival, stay(dated).departure) == (date(2026, 1, 5), date(2026, 1, 6))
    (mapped,) = read_all(
        path, "ohip", read_map('[variables]\ncurrentdate = "2026-02-01"\ncurrentdateplus1 = "2026-02-02"')
    )
    assert (codes(mapped), stay(mapped).arrival) == ([], date(2026, 2, 1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"arrivalDate": "2026-02-30"}, "date-impossible"),
        ({"departureDate": "2026-01-04"}, "departure-before-arrival"),
        ({"departureDate": ""}, "value-missing"),
    ],
)
def test_wrong_stays_are_refused_and_their_neighbours_are_not(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    bad = {**STAY, "roomStay": {**STAY["roomStay"], **change}}
    first, second = read_all(written(tmp_path, {"reservations": {"reservation": [bad, STAY]}}), "ohip")
    assert (codes(first), first.data) == ([code], None)
    assert stay(second).nights == 3


def test_a_company_profile_is_a_company(tmp_path: Path) -> None:
    body = {"companyDetails": {"company": {"companyName": "Lijiang Ltd"}, "profileType": "Agent"}, "companyIdList": IDS}
    (row,) = read_all(written(tmp_path, body), "ohip")
    assert isinstance(row.data, CompanyRow)
    assert (row.data.name, row.data.kind, row.data.code) == ("Lijiang Ltd", "agent", "C7")


def test_a_change_without_name_needs_an_id(tmp_path: Path) -> None:
    address = {"addresses": {"addressInfo": [{"address": {"cityName": "Lehi"}}]}}
    (known,) = read_all(written(tmp_path, {"profileDetails": address, "profileIdList": IDS}), "ohip")
    assert (guest(known).partial, guest(known).city) == (True, "Lehi")
    (nobody,) = read_all(
        written(tmp_path, {"profileDetails": address, "profileIdList": [{"id": "{{ProfileId}}"}]}), "ohip"
    )
    assert codes(nobody) == ["profile-nobody"]


def test_staff_and_other_persons_are_no_guests(tmp_path: Path) -> None:
    attendant = {
        "rooms": [
            {
                "attendant": {
                    "userInfo": {"personName": {"surname": "Chen", "givenName": "Xi"}, "profileId": {"id": "1"}}
                }
            }
        ]
    }
    assert refusal_of(written(tmp_path, attendant), "ohip").code == "no-record"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"a": {{X}}}', 1),
        ('{\n"a": [1,]\n}', 2),
        ('{"a": 1}\'"', 1),
        ('{"a": NaN}', 1),
        ("", None),
        ('{"a": "' + "x" * 50, 1),
        ("[" * 100_000, None),
    ],
)
def test_what_is_not_strict_json_is_refused_with_its_place(tmp_path: Path, content: str, line: int | None) -> None:
    problem = refusal_of(text_file(tmp_path, content, name="bad.json"), "ohip")
    assert problem.code in ("json-bad", "json-deep", "file-empty")
    if line:
        assert problem.row == line
        assert "bad.json" in problem.zh


def test_a_folder_is_read_file_by_file_and_bad_files_are_reported(tmp_path: Path) -> None:
    written(tmp_path, {"guestDetails": PROFILE, "guestIdList": IDS}, "a.json")
    text_file(tmp_path, "{", name="b.json")
    written(tmp_path, {"links": []}, "c.json")
    written(tmp_path, {"reservations": {"reservation": [STAY]}}, "d.json")
    rows = read_all(tmp_path, "ohip")
    assert [(r.row_no, r.place.split(":")[0], codes(r)) for r in rows] == [
        (1, "a.json", []),
        (2, "b.json", ["json-bad"]),
        (3, "c.json", ["no-record"]),
        (4, "d.json", []),
    ]


def test_a_placeholder_stands_for_a_reservation_that_names_nobody(tmp_path: Path) -> None:
    item = {k: v for k, v in STAY.items() if k != "reservationGuests"}
    (row,) = read_all(written(tmp_path, {"historyList": {"reservationInfo": [item]}}), "ohip")
    assert stay(row).guest == GuestRow(placeholder=True)


def refused_with(path: Path) -> str:
    """Return the code and the Chinese text of a refused sample, empty when it is imported."""
    try:
        rows = list(open_source(path, "ohip", options=ReadOptions(business_date=date(2026, 1, 5))))
    except ImportRefused as refusal:
        return f"{refusal.problem.code}: {refusal.text('zh-hans')}"
    assert all(isinstance(r.data, (GuestRow, ReservationRow, CompanyRow)) or r.problems for r in rows)
    return ""


def test_every_real_sample_is_imported_or_refused_with_its_place() -> None:
    answers = {p: refused_with(p) for p in sorted(real("pms_samples/ohip").glob("*.json"))}
    for path, answer in answers.items():
        content = path.read_text(encoding="utf-8")
        if answer:
            assert path.name in answer
            assert answer.startswith("json-bad") or not ('"customer"' in content or '"arrivalDate"' in content)
    taken = {p.name for p, answer in answers.items() if not answer}
    assert {"rsv__getreservations.response.json", "crm__post_guest_profile.request.json"} <= taken
    assert "fof__post_service_requests.request.json" not in taken


def test_a_wrong_document_or_birth_date_refuses_the_record(tmp_path: Path) -> None:
    card = {"idType": "ID", "idNumber": BAD_ID}
    bad_card = {**PROFILE["customer"], "identifications": {"identificationInfo": [{"identification": card}]}}
    bad_birth = {**PROFILE["customer"], "birthDate": "1974-02-30"}
    rows = read_all(written(tmp_path, [{"profile": {**PROFILE, "customer": c}} for c in (bad_card, bad_birth)]), "ohip")
    assert [(codes(r), r.data) for r in rows] == [(["id-check-digit"], None), (["date-impossible"], None)]
    assert BAD_ID not in repr(rows)


def test_a_number_that_cannot_be_called_is_kept_raw_with_a_warning(tmp_path: Path) -> None:
    phones = {"telephoneInfo": [{"telephone": {"phoneNumber": "532160"}}]}
    (row,) = read_all(written(tmp_path, {"profileDetails": {**PROFILE, "telephones": phones}}), "ohip")
    assert codes(row) == ["phone-kept-raw"]
    assert guest(row).phones[0][:2] == ("", "532160")
