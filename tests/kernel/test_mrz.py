"""Machine-readable zones: the published specimens, our own lines, what a camera confuses, what must be refused."""

import csv
import os
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.mrz import MrzRefused, country_of, mrz_check_digit, mrz_lines, read_mrz

ON = date(2026, 3, 10)
DATA = Path(os.environ.get("BINZHI_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
SPECIMENS = DATA / "mrz_specimens" / "icao9303_mrz_lines.csv"
WEIGHTS = (7, 3, 1)


def check(text: str) -> str:
    """An independent reading of the rule."""
    values = [0 if c == "<" else (ord(c) - 48 if c.isdigit() else ord(c) - 55) for c in text]
    return str(sum(v * WEIGHTS[i % 3] for i, v in enumerate(values)) % 10)


def passport(
    *,
    surname: str = "WANG",
    given: str = "JIANGUO",
    number: str = "E00000001",
    country: str = "CHN",
    birth: str = "800517",
    sex: str = "M",
    expiry: str = "310516",
    personal: str = "",
) -> str:
    """A TD3 zone of nobody."""
    names = f"P<{country}{surname}<<{given}".ljust(44, "<")
    number, personal = number.ljust(9, "<"), personal.ljust(14, "<")
    line = (
        f"{number}{check(number)}{country}{birth}{check(birth)}{sex}{expiry}{check(expiry)}{personal}{check(personal)}"
    )
    return f"{names}\n{line}{check(line[:10] + line[13:20] + line[21:43])}"


def card(*, number: str = "ZE0000509", optional: str = "", country: str = "DEU") -> str:
    """A TD1 zone of nobody."""
    issuer = country.ljust(3, "<")
    if len(number) > 9:
        first = f"I<{issuer}{number[:9]}<{number[9:]}{check(number)}".ljust(30, "<")
    else:
        first = f"I<{issuer}{number.ljust(9, '<')}{check(number.ljust(9, '<'))}{optional}".ljust(30, "<")
    second = f"640812{check('640812')}F310805{check('310805')}{issuer}".ljust(29, "<")
    whole = check(first[5:30] + second[:7] + second[8:15] + second[18:29])
    return f"{first}\n{second}{whole}\n{'MUSTERFRAU<<ERIKA'.ljust(30, '<')}"


@pytest.mark.requirement("R-133")
def test_every_published_specimen_reads() -> None:
    if not SPECIMENS.exists():
        pytest.skip(f"real data not found: {SPECIMENS} (set BINZHI_DATA to the folder that holds mrz_specimens)")
    with SPECIMENS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) >= 5
    for row in rows:
        read = read_mrz("\n".join(row[f"line{n}"] for n in (1, 2, 3) if row[f"line{n}"]), on=ON)
        assert read.form == row["type"]
        assert (read.surname, read.given_names, read.gender) == ("Eriksson", "Anna Maria", "female")
        assert (read.issuer, read.corrected, read.name_cut) == ("", False, False)  # Utopia is no country
        expected = {"TD3": "L898902C3", "MRVA": "L8988901C", "MRVB": "L8988901C"}
        assert read.number == expected.get(row["type"], "D23145890")
        assert read.birth_date == (date(1940, 9, 7) if row["type"].startswith("MRV") else date(1974, 8, 12))


@pytest.mark.requirement("R-133")
def test_a_passport_gives_every_field() -> None:
    read = read_mrz(passport(personal="LNOPQR<T"), on=ON)
    assert (read.form, read.is_passport, read.issuer, read.nationality) == ("TD3", True, "CN", "CN")
    assert (read.name, read.number, read.gender) == ("Jianguo Wang", "E00000001", "male")
    assert (read.birth_date, read.expires_on) == (date(1980, 5, 17), date(2031, 5, 16))
    assert read.optional == "LNOPQR<T"


def test_a_card_and_its_long_number() -> None:
    read = read_mrz(card(), on=ON)
    assert (read.form, read.is_passport, read.nationality, read.number) == ("TD1", False, "DE", "ZE0000509")
    assert read.name == "Erika Musterfrau"
    assert read_mrz(card(number="D23145890734"), on=ON).number == "D23145890734"
    with pytest.raises(MrzRefused, match="document number"):
        read_mrz(card(number="D23145890734").replace("90734", "90735", 1).replace("<734", "<735"), on=ON)


def test_germany_has_one_letter() -> None:
    assert read_mrz(card(country="D"), on=ON).nationality == "DE"
    assert [country_of(c) for c in ("D<<", "USA", "GBD", "RKS", "UTO", "XXA", "")] == [
        "DE",
        "US",
        "GB",
        "XK",
        "",
        "",
        "",
    ]


def test_one_line_as_a_keyboard_reader_types_it() -> None:
    assert read_mrz(passport().replace("\n", ""), on=ON).number == "E00000001"
    assert read_mrz(card().replace("\n", ""), on=ON).number == "ZE0000509"
    assert read_mrz(f"\r\n {passport().lower()} \r\n", on=ON).number == "E00000001"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("WANG<<JIANGUO", "WANG<<JIANGU0"),  # a zero in the name
        ("800517", "8OO517"),  # the letter O in a date
        ("CHN8", "CHN8"),
        ("P<CHN", "P<CHN"),
        ("E00000001", "EOO000001"),  # in the number: only the check digit tells
    ],
)
def test_what_a_camera_confuses_is_put_right_by_its_place(right: str, wrong: str) -> None:
    text = passport()
    read = read_mrz(text.replace(right, wrong, 1), on=ON)
    assert (read.name, read.number, read.birth_date) == ("Jianguo Wang", "E00000001", date(1980, 5, 17))
    assert read.corrected == (right != wrong)


def test_fillers_that_were_miscounted_or_misread() -> None:
    first, second = passport().split("\n")
    assert read_mrz(f"{first[:38]}\n{second}", on=ON).name == "Jianguo Wang"
    assert read_mrz(f"{first[:38]}<KK<<K\n{second}", on=ON).name == "Jianguo Wang"
    assert read_mrz(f"{first}\n{second[:30]}{second[33:]}", on=ON).number == "E00000001"
    assert read_mrz(f"{first.replace('<<', '«')}\n{second}", on=ON).name == "Jianguo Wang"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("check_number", ("E00000001", "E00000002")),
        ("check_birth", ("800517", "800518")),
        ("check_expiry", ("310516", "320516")),
        ("check_personal", ("LNOPQR", "LNOPQT")),
    ],
)
def test_a_wrong_check_digit_is_refused_and_named(name: str, change: tuple[str, str]) -> None:
    with pytest.raises(MrzRefused) as refused:
        read_mrz(passport(personal="LNOPQR").replace(*change, 1), on=ON)
    assert refused.value.reason == name
    assert "校验位" in refused.value.text("zh-hans")


def test_the_last_check_digit_counts() -> None:
    text = passport()
    with pytest.raises(MrzRefused) as refused:
        read_mrz(text[:-1] + str((int(text[-1]) + 1) % 10), on=ON)
    assert refused.value.reason == "check_composite"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("form", passport()[:60]),  # cut short
        ("form", passport().split("\n")[1]),
        ("form", "P<CHN"),
        ("form", ""),
        ("signs", "护照 姓名 王建国\n出生日期 1980"),
        ("signs", passport().replace("WANG", "ВАНГ")),  # Cyrillic letters that look alike
        ("signs", passport().replace("<", "?")),
    ],
)
def test_what_is_no_zone_is_refused_with_its_reason(reason: str, text: str) -> None:
    with pytest.raises(MrzRefused) as refused:
        read_mrz(text, on=ON)
    assert refused.value.reason == reason


def test_a_day_that_does_not_exist() -> None:
    with pytest.raises(MrzRefused) as refused:
        read_mrz(passport(birth="800231"), on=ON)
    assert refused.value.reason == "date"


def test_centuries_and_open_dates() -> None:
    assert read_mrz(passport(birth="300101"), on=ON).birth_date == date(1930, 1, 1)
    assert read_mrz(passport(birth="250101"), on=ON).birth_date == date(2025, 1, 1)
    assert read_mrz(passport(expiry="510101"), on=ON).expires_on == date(2051, 1, 1)
    assert read_mrz(passport(expiry="990101"), on=ON).expires_on == date(1999, 1, 1)
    assert read_mrz(passport(birth="80<<<<"), on=ON).birth_date is None


def test_a_name_that_was_cut_says_so() -> None:
    assert read_mrz(passport(surname="A" * 20, given="B" * 17), on=ON).name_cut
    assert not read_mrz(passport(), on=ON).name_cut


def test_lines_are_found_among_what_a_camera_read() -> None:
    first, second = passport().split("\n")
    page = [
        "中华人民共和国护照",
        "PASSPORT",
        "WANG, JIANGUO",
        "E00000001",
        first,
        "17 MAY 1980",
        second.replace("<", " < "),
    ]
    assert mrz_lines(page) == [first, second]


def test_a_wrong_digit_in_the_number_is_not_guessed() -> None:
    """Better to scan again than to keep a wrong number."""
    with pytest.raises(MrzRefused) as refused:
        read_mrz(passport(number="E00000001").replace("E00000001", "E00000007", 1), on=ON)
    assert refused.value.reason == "check_number"


@given(st.text(max_size=100))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(MrzRefused):
        read_mrz(text, on=ON)


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", max_size=60))
def test_the_check_digit_is_the_rule(text: str) -> None:
    assert mrz_check_digit(text) == check(text)


@given(st.integers(0, 43), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
def test_another_sign_in_the_second_line_never_gives_another_number_or_date(place: int, sign: str) -> None:
    """Weights 7, 3 and 1 find one wrong sign unless it differs by ten (0 and A): a number may not change unseen."""
    first, second = passport(personal="LNOPQR").split("\n")
    try:
        read = read_mrz(f"{first}\n{second[:place]}{sign}{second[place + 1 :]}", on=ON)
    except MrzRefused:
        return
    assert (read.birth_date, read.expires_on) == (date(1980, 5, 17), date(2031, 5, 16))
