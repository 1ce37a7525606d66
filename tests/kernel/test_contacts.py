"""Phones, e-mail addresses and their masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.emails import normalise_email
from binzhi.kernel.masking import DOTS, mask_document, mask_email, mask_phone, mask_text
from binzhi.kernel.phones import normalise_phone

MOBILE = st.builds("13{:09d}".format, st.integers(0, 999_999_999))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("010-65221188", "+861065221188"),
        ("+1 212 555 2368", "+12125552368"),
        ("12", None),
        ("no number", None),
        ("", None),
        ("+999 12345678", None),
    ],
)
def test_a_phone_number(typed: str, kept: str | None) -> None:
    assert normalise_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Wang.Jianguo@Example.COM ", "wang.jianguo@example.com"),
        ("ｗａｎｇ＠example.com", "wang@example.com"),
        ("wang@example", None),
        ("wang example@x.cn", None),
        ("@example.com", None),
        ("a@b@c.cn", None),
        ("a" * 65 + "@example.com", None),
        ("", None),
    ],
)
def test_an_email_address(typed: str, kept: str | None) -> None:
    assert normalise_email(typed) == kept


@given(st.text(max_size=30))
def test_normalising_a_phone_twice_is_once(text: str) -> None:
    once = normalise_phone(text)
    assert once is None or normalise_phone(once) == once


@given(MOBILE)
def test_a_mobile_number_is_the_same_however_typed(number: str) -> None:
    assert normalise_phone(number) == normalise_phone(f"+86 {number[:3]} {number[3:7]} {number[7:]}") == f"+86{number}"


@given(st.one_of(st.text(max_size=40), st.emails()))
def test_normalising_an_address_twice_is_once(text: str) -> None:
    once = normalise_email(text)
    assert once is None or normalise_email(once) == once


@given(MOBILE)
def test_a_masked_phone_keeps_four_digits(number: str) -> None:
    masked = mask_phone(f"+86{number}")
    assert masked == f"{DOTS} {number[-4:]}"
    assert number[-5:] not in masked


@given(st.text("0123456789ABCDEFX", min_size=5, max_size=20))
def test_a_masked_document_keeps_two_signs(number: str) -> None:
    assert mask_document(number) == DOTS + number[-2:]


@given(st.emails())
def test_a_masked_address_keeps_a_letter_and_the_domain(address: str) -> None:
    local, _, domain = address.rpartition("@")
    assert mask_email(address) == f"{local[0]}{DOTS}@{domain}" or "@" in local


@pytest.mark.parametrize("short", ["", "1", "1234"])
def test_a_short_value_shows_nothing(short: str) -> None:
    assert mask_document(short) == mask_phone(short) == mask_text(short) == DOTS
    assert mask_email("@x") == mask_email("nothing") == DOTS


@given(st.text(max_size=60))
def test_free_text_shows_nothing(text: str) -> None:
    assert mask_text(text) == DOTS
