"""Scores: symmetric, and the families and namesakes of a hotel file stay apart while one person's spoilt profiles meet."""

import pytest
from hypothesis import given, settings

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import CountedFrequencies
from binzhi.identity.engine.model import read_model
from binzhi.identity.engine.score import score
from tests.identity.engine.people import FREQUENCIES, MODEL, card, evidence, evidences, id_card, level, passport, weigh

PHONE = ("13912345679",)


@settings(max_examples=300)
@given(evidences, evidences)
def test_the_score_is_the_same_from_both_sides(a: Evidence, b: Evidence) -> None:
    one, other = weigh(a, b), weigh(b, a)
    assert one == other
    assert one.weight == pytest.approx(one.prior + sum(p.weight for p in one.parts))


@pytest.mark.requirement("R-190")
def test_a_pinyin_profile_and_an_id_card_profile_with_one_phone_are_one() -> None:
    desk = evidence("张涛俊", documents=id_card(card()), phones=PHONE, city="上海")
    platform = evidence("ZHANG/TAOJUN MR", phones=PHONE, emails=("k2j4@guest.booking.com",))
    assert weigh(desk, platform).weight >= MODEL.link


@pytest.mark.parametrize(
    "other",
    [
        evidence("Zhang Taojun", documents=id_card(f"{card()[:6]}********{card()[-4:]}"), sex="male"),
        evidence("張濤俊", birth="1985-03-12", phones=PHONE),
        evidence("taojun zhang", birth="1985-03-12", emails=("taojun.z+ota@gmail.com",)),
        evidence("", documents=id_card(card())),
    ],
    ids=["masked card", "traditional with birth date", "pinyin with alias", "card alone"],
)
def test_one_person_meets(other: Evidence) -> None:
    desk = evidence("张涛俊", documents=id_card(card()), phones=PHONE, emails=("taojunz@gmail.com",))
    assert weigh(desk, other).weight >= MODEL.review


TWINS = (
    evidence(
        "刘宁丽", documents=id_card(card(born="20120508", order=124)), phones=PHONE, city="上海", nationality="CN"
    ),
    evidence(
        "刘宁敏", documents=id_card(card(born="20120508", order=126)), phones=PHONE, city="上海", nationality="CN"
    ),
)


def test_twins_with_neighbouring_numbers_and_one_phone_stay_apart() -> None:
    found = weigh(*TWINS)
    assert level(*TWINS, "document") == "other_card"
    assert found.weight < MODEL.review


def test_twins_without_cards_do_not_reach_the_link() -> None:
    fields = {"birth": "2012-05-08", "sex": "female", "phones": PHONE, "city": "台北", "nationality": "TW"}
    assert weigh(evidence("刘宁丽", **fields), evidence("刘宁敏", **fields)).weight < MODEL.link
    assert weigh(evidence("Emma Smith", **fields), evidence("Alice Smith", **fields)).weight < MODEL.link


FAMILY = [
    (
        "husband and wife",
        {"name": "张伟", "birth": "1980-02-03", "sex": "male"},
        {"name": "李娜", "birth": "1981-07-09", "sex": "female"},
    ),
    ("wife without dates", {"name": "张伟", "sex": "male"}, {"name": "李娜"}),
    ("father and son", {"name": "张伟", "birth": "1980-02-03"}, {"name": "张浩宇", "birth": "2010-04-05"}),
    (
        "mother and daughter",
        {"name": "李娜", "sex": "female"},
        {"name": "李可馨", "sex": "female", "birth": "2012-01-31"},
    ),
    ("brothers", {"name": "张浩宇", "birth": "2010-04-05"}, {"name": "张浩轩", "birth": "2013-11-20"}),
    ("foreign couple", {"name": "SMITH/JOHN MR"}, {"name": "Smith Mary", "birth": "1985-06-07"}),
    ("foreign children", {"name": "Emma Smith", "birth": "2010-04-05"}, {"name": "Lucas Smith", "birth": "2012-08-06"}),
]


@pytest.mark.parametrize(("one", "other"), [f[1:] for f in FAMILY], ids=[f[0] for f in FAMILY])
def test_a_family_on_one_phone_stays_apart(one: dict[str, str], other: dict[str, str]) -> None:
    common = {"phones": PHONE, "city": "上海"}
    assert weigh(evidence(**one, **common), evidence(**other, **common)).weight < MODEL.review


def test_a_family_sharing_phone_and_address_does_not_reach_the_link() -> None:
    common = {"phones": PHONE, "emails": ("home@163.com",), "city": "上海", "company": "华信德科技"}
    assert weigh(evidence("张伟", sex="male", **common), evidence("李娜", sex="female", **common)).weight < MODEL.link


def test_a_relatives_document_does_not_join_two_people() -> None:
    one = evidence("Jurgen Schwarz", documents=passport("A73332759"), birth="1975-11-30", sex="male")
    other = evidence("SCHWARZ CLAUDIA", documents=passport("A73332759"), birth="1978-07-03", sex="female")
    assert level(one, other, "birth") == "other"
    assert weigh(one, other).weight < MODEL.link


def test_the_birth_date_counts_once_when_the_document_says_it() -> None:
    a, b = (evidence("张涛俊", documents=id_card(card())) for _ in range(2))
    assert level(a, b, "birth") == "missing"


def test_namesakes_born_on_other_days_stay_apart() -> None:
    a, b = evidence("王伟", birth="1980-02-03", city="上海"), evidence("王伟", birth="1985-09-17", city="上海")
    assert weigh(a, b).weight < MODEL.review


def test_a_renewed_passport_is_mild() -> None:
    a = evidence("Hiroshi Tanaka", documents=passport("TK1234567", "JP"), birth="1970-05-06")
    b = evidence("TANAKA/HIROSHI", documents=passport("TZ7654321", "JP"), birth="1970-05-06")
    part = next(p for p in weigh(a, b).parts if p.comparison == "document")
    assert part.level == "other_passport"
    assert -4 < part.weight < 0
    assert weigh(a, b).weight >= MODEL.review


def test_a_number_of_two_countries_is_not_one_passport() -> None:
    a, b = (
        evidence("Bob Smith", documents=passport("12345674", "US")),
        evidence("Bob Smith", documents=passport("12345674", "GB")),
    )
    assert level(a, b, "document") != "same_other"


def test_a_slip_in_a_card_is_seen_by_its_check_digit() -> None:
    number = card()
    slip = number[:10] + number[11] + number[10] + number[12:]
    assert (
        level(evidence("王伟", documents=id_card(number)), evidence("王伟", documents=id_card(slip)), "document")
        == "slip"
    )


def test_a_relay_address_says_nothing() -> None:
    a, b = (evidence(name, emails=("k2j4@guest.booking.com",)) for name in ("王伟", "李娜"))
    assert level(a, b, "mail") == "missing"


def test_a_rare_name_says_more_than_a_frequent_one() -> None:
    rare, frequent = weigh(evidence("欧阳璟雯"), evidence("欧阳璟雯")), weigh(evidence("王伟"), evidence("王伟"))
    assert rare.weight > frequent.weight + 3


@pytest.mark.parametrize(("column", "field"), [("phone", "phones"), ("mail", "emails"), ("document", "documents")])
def test_what_many_names_share_counts_for_nothing(column: str, field: str) -> None:
    value: dict[str, tuple[object, ...]] = {
        "phones": ("13711112222",),
        "emails": ("club@163.com",),
        "documents": passport("TK1234567"),
    }
    crowd = [evidence(f"{chr(0x5F20 + n)}{chr(0x6D9B + n)}", **{field: value[field]}) for n in range(60)]
    found = score(crowd[0], crowd[1], model=MODEL, frequencies=CountedFrequencies(crowd))
    part = next(p for p in found.parts if p.comparison == column)
    assert part.weight <= 5 and part.level in ("shared", "family")
    again = score(crowd[0], crowd[0], model=MODEL, frequencies=CountedFrequencies(crowd))
    assert next(p for p in again.parts if p.comparison == column).level == "shared"


def test_the_prior_falls_as_the_file_grows() -> None:
    assert MODEL.prior(100_000) - MODEL.prior(1_000_000) == pytest.approx(3.32, abs=0.01)


def test_counts_survive_the_table() -> None:
    counted = CountedFrequencies([evidence("王伟", phones=PHONE), evidence("王伟", phones=PHONE), evidence("李娜")])
    kept = CountedFrequencies.from_rows(counted.rows(), total=counted.total, filled=dict(counted.filled))
    for column, value in (("cn", "王伟"), ("cn", "李娜"), ("phone", "8613912345679"), ("cn", "nobody")):
        assert kept.share(column, value) == counted.share(column, value)


def test_a_model_is_written_and_read_back() -> None:
    assert read_model(MODEL.to_json()) == MODEL


@pytest.mark.parametrize(("old", "new"), [('"m": 0.95', '"m": 0.0'), ('"link": ', '"link": -900, "old": ')])
def test_a_model_that_cannot_be_is_refused(old: str, new: str) -> None:
    text = MODEL.to_json()
    assert FREQUENCIES.total == 100_000
    with pytest.raises(ValueError, match=r"share|threshold"):
        read_model(text.replace(old, new) if old in text else text.replace('"m": ', '"m": -', 1))
