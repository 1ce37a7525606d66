"""Identity documents: the check digit of GB 11643, the old 15 digits, what the number says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.documents import normalise_document, read_id_card, to_18_digits

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS = ("110101", "310104", "440524", "440103", "330106", "500103", "650102", "810000")


def with_check_digit(body: str) -> str:
    """An independent reading of the standard: the 18th sign makes the weighted sum 1 modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + next(sign for value, sign in enumerate("0123456789X") if (total + value) % 11 == 1)


numbers = st.builds(
    lambda region, born, order: with_check_digit(f"{region}{born:%Y%m%d}{order:03d}"),
    st.sampled_from(REGIONS),
    st.dates(date(1920, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
)


def test_the_example_of_the_standard() -> None:
    reading = read_id_card("11010519491231002X")
    assert reading is not None
    assert (reading.birth_date, reading.gender) == (date(1949, 12, 31), "female")
    assert reading.native_place == "北京市朝阳区"


def test_an_old_number_becomes_the_new_one() -> None:
    assert to_18_digits("110105491231002") == "11010519491231002X"
    assert read_id_card("110105491231002") == read_id_card("11010519491231002X")


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # check digit
        "110105194913310025",  # month 13
        "11010519490230002X",  # 30 February
        "11010519491231002",  # one short
        "11010519491231002XX",  # one long
        "000000194912310020",  # no such region
        "11010519491231OO2X",  # letters
        "",
        "²10105194912310021",  # superscript two: a digit to some functions
    ],
)
def test_a_wrong_number_is_not_read(number: str) -> None:
    assert read_id_card(number) is None


@given(numbers)
def test_a_right_number_is_read(number: str) -> None:
    reading = read_id_card(number)
    assert reading is not None
    assert f"{reading.birth_date:%Y%m%d}" == number[6:14]
    assert reading.gender == ("male" if int(number[16]) % 2 else "female")


@pytest.mark.parametrize(
    ("region", "born", "place"),
    [
        ("440103", 1960, "广东省荔湾区"),  # the county got its code in 1983, the guest is older
        ("440524", 1880, "广东省潮阳县"),
        ("440524", 2000, "广东省潮阳县"),
        ("440111", 1985, "广东省郊区"),
        ("440111", 1995, "广东省白云区"),
        ("110103", 1970, "北京市崇文区"),
        ("110000", 1990, "北京市"),
        ("119999", 1990, "北京市"),
        ("810000", 1990, "香港特别行政区"),  # residence permits of Hong Kong, Macao and Taiwan
        ("830000", 1990, ""),
    ],
)
def test_a_county_that_was_renamed_or_is_younger_than_the_guest_is_no_fault(region: str, born: int, place: str) -> None:
    reading = read_id_card(with_check_digit(f"{region}{born}0101001"))
    assert reading is not None
    assert reading.native_place == place


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    signs = "0123456789X" if place == 17 else "0123456789"
    wrong = signs[(signs.index(number[place]) + shift) % len(signs)]
    assert read_id_card(number[:place] + wrong + number[place + 1 :]) is None


@given(numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_found(number: str, place: int) -> None:
    if number[place] == number[place + 1]:
        return
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert read_id_card(swapped) is None


@given(numbers)
def test_typing_does_not_matter(number: str) -> None:
    typed = f" {number[:6]} {number[6:14]}-{number[14:]} ".lower()
    assert normalise_document(typed) == number
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert normalise_document(wide) == number


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise_document(normalise_document(text)) == normalise_document(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_id_card(text)
    to_18_digits(text)
