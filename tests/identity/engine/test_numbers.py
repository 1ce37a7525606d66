"""Documents, telephones, addresses and dates in the form that is compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.identity.engine.evidence import Document
from binzhi.identity.engine.numbers import one_slip, tidy_date, tidy_email, tidy_phone, valid_card
from binzhi.kernel.documents import read_id_card
from tests.identity.engine.people import card, evidence, id_card, passport

CARD = card()


@given(
    st.one_of(
        st.text(alphabet="0123456789X", min_size=14, max_size=19),
        st.dates(date(1930, 1, 1)).map(lambda d: card(born=f"{d:%Y%m%d}")),
    )
)
def test_a_card_is_valid_exactly_when_the_kernel_reads_it(number: str) -> None:
    if read_id_card(number) is None:
        assert valid_card(number) == ""
    elif 1850 <= int(number[6:10] if len(number) == 18 else "1900") < 2100:
        assert valid_card(number)


def test_a_card_gives_number_mask_birth_date_and_sex() -> None:
    found = evidence("王伟", documents=id_card(CARD.lower()), sex="female")
    assert (found.cards, found.masks, found.birth, found.sex) == ((CARD,), (CARD[:6] + CARD[-4:],), "19850312", "male")


def test_fifteen_digits_are_the_same_card() -> None:
    old = CARD[:6] + CARD[8:17]
    assert evidence("王伟", documents=id_card(old)).cards == (CARD,)


@pytest.mark.parametrize(
    "written", [f"{CARD[:6]}********{CARD[-4:]}", f"{CARD[:6]}••••••••{CARD[-4:]}", f"{CARD[:6]} **** **** {CARD[-4:]}"]
)
def test_a_masked_card_keeps_what_is_shown(written: str) -> None:
    found = evidence("王伟", documents=id_card(written))
    assert (found.cards, found.masks, found.sex) == ((), (CARD[:6] + CARD[-4:],), "male")


def test_too_little_of_a_mask_is_nothing() -> None:
    assert evidence("王伟", documents=id_card("3****************4")).masks == ()


def test_a_wrong_check_digit_is_no_card_but_is_kept() -> None:
    wrong = CARD[:-1] + ("1" if CARD[-1] != "1" else "2")
    found = evidence("王伟", documents=id_card(wrong))
    assert (found.cards, found.bad_docs, found.birth) == ((), (wrong,), "")


def test_a_card_of_another_birthday_is_doubted() -> None:
    found = evidence("王伟", documents=id_card(CARD), birth="2015-06-20")
    assert (found.cards, found.bad_docs, found.birth) == ((), (CARD,), "20150620")
    assert found.left_out == ("doubtful_card",)


def test_passports_carry_their_country_and_no_check() -> None:
    found = evidence(
        "Bob Smith", documents=(*passport("e 1234-5678", "us"), Document("taiwan_permit", "", "12345678x"))
    )
    assert (found.passports, found.other_docs) == (("US:E12345678",), ("taiwan_permit:12345678X",))
    assert found.masks == ("p:E1678", "p:1278X")


@pytest.mark.parametrize("number", ["000000000", "123456789", "11111111"])
def test_a_number_typed_to_get_past_a_field_is_nothing(number: str) -> None:
    assert evidence("Bob Smith", documents=passport(number)).passports == ()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("13912345679", "8613912345679"), ("+86 139 1234 5679", "8613912345679"), ("8613912345679", "8613912345679"),
        ("139-1234-5679", "8613912345679"), ("+852 2123 4567", "85221234567"), ("021-6237 1234", "862162371234"),
    ],
)  # fmt: skip
def test_telephones_are_one_however_written(written: str, found: str) -> None:
    assert tidy_phone(written) == (found, "")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("13800138000", "placeholder_phone"), ("11111111111", "placeholder_phone"), ("88888888", "placeholder_phone"),
        ("12345678", "placeholder_phone"), ("400 820 8820", "shared_line"), ("17012345678转8821", "shared_line"),
        ("17012345678,8821", "shared_line"), ("none", ""),
    ],
)  # fmt: skip
def test_placeholders_switchboards_and_virtual_lines_are_left_out(written: str, why: str) -> None:
    assert tidy_phone(written) == ("", why)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Li.Na+hotel@Gmail.com", ("lina@gmail.com", "")), ("lina@googlemail.com", ("lina@gmail.com", "")),
        ("li.na@163.com", ("li.na@163.com", "")), ("k2j4@guest.booking.com", ("", "relay_mail")),
        ("x@m.expediapartnercentral.com", ("", "relay_mail")), ("MYQ@AGODA-MESSAGING.COM", ("", "relay_mail")),
        ("travel@corp.com.cn", ("", "role_mail")), ("no address", ("", "")),
    ],
)  # fmt: skip
def test_addresses_lose_aliases_and_relays_count_for_nothing(written: str, found: tuple[str, str]) -> None:
    assert tidy_email(written) == found


def test_an_address_that_begins_with_a_mobile_number_says_the_number() -> None:
    assert evidence("王伟", emails=("13912345679@163.com",)).phones == ("8613912345679",)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("1985-03-12", ("19850312", "")), ("19850312", ("19850312", "")), ("1900-01-01", ("", "placeholder_birth")),
        ("1970-01-01", ("", "placeholder_birth")), ("1985-02-30", ("", "")), ("unknown", ("", "")),
    ],
)  # fmt: skip
def test_days_and_placeholders(written: str, found: tuple[str, str]) -> None:
    assert tidy_date(written) == found


def test_a_real_birthday_on_a_placeholder_day_counts_when_a_card_says_it() -> None:
    assert evidence("王伟", documents=id_card(card(born="19700101")), birth="1970-01-01").birth == "19700101"


@pytest.mark.parametrize(
    ("a", "b", "slip"),
    [("19850312", "19850313", True), ("19850312", "19851203", True), ("19850312", "19850420", False)],
)
def test_one_slip(a: str, b: str, slip: bool) -> None:
    assert one_slip(a, b) is slip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京华信德科技有限公司", "華信德科技"),
        ("Acme Trading Co., Ltd.", "ACME TRADING"),
        ("上海星辰（集团）股份有限公司", "星辰集团股份公司"),
    ],
)
def test_companies_lose_their_legal_form_and_their_city(one: str, other: str) -> None:
    assert evidence("王伟", company=one).company == evidence("王伟", company=other).company


@pytest.mark.parametrize(
    ("one", "other"),
    [("上海市", "Shanghai"), ("臺北", "台北"), ("Xi'an", "西安"), ("Hong Kong", "香港"), ("NEW YORK", "New York")],
)
def test_cities_are_one_in_both_scripts(one: str, other: str) -> None:
    assert evidence("王伟", city=one).city == evidence("王伟", city=other).city
