"""How values are read and shown, kind by kind; every field of the catalogue carries its rule and example."""

import pytest

from binzhi.companies.fields import org_fields
from binzhi.companies.shapes import Given, edit_value, read_value, show_value
from binzhi.kernel.errors import BadInput
from tests.companies.made import ADDRESS


def read(code: str, given: Given) -> str:
    return read_value(org_fields()[code], given)


def shown(code: str, given: Given, language: str = "zh-hans") -> str:
    field = org_fields()[code]
    return show_value(field, read_value(field, given), language)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("200,000", "CNY 200000.00"),
        ("20万", "CNY 200000.00"),
        ("3.5亿", "CNY 350000000.00"),
        ("¥1200.5", "CNY 1200.50"),
        ("USD 12,000,000", "USD 12000000.00"),
        ("0", "CNY 0.00"),
        ("", ""),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert read("credit_limit", typed) == kept


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("credit_limit", "a lot"),
        ("credit_limit", "-5"),
        ("credit_limit", "9999999999999999"),
        ("nature", "martian"),
        ("web", "not an address"),
        ("web", "javascript:alert(1)"),
        ("web", "https://user:secret@example.com"),
        ("web", "http://[bad"),
        ("office_phone", "12"),
        ("financial_year", {"start": "13-01", "end": "12-31"}),
        ("financial_year", {"start": "01-01"}),
        ("financial_year", "01-01"),
        ("development_plan", {"text": "without a date"}),
        ("development_plan", {"date": "2026-03-01"}),
        ("development_plan", {"date": "2026-02-30", "text": "x"}),
        ("price_system", "only a room"),
        ("address", {"country": "ZZZ", "city": "x"}),
        ("address", {"city": "x" * 200}),
        ("address", {"city": "宁波\x00"}),
        ("product_structure", "x" * 4001),
        ("product_structure", "a\x00b"),
        ("product_structure", {"no": "parts"}),
        ("logistics_preferences", "x" * 41),
        ("responsible", "x" * 161),
    ],
)
def test_what_does_not_fit_is_refused_with_the_field(code: str, given: Given) -> None:
    with pytest.raises(BadInput) as refused:
        read(code, given)
    assert refused.value.where["field"] == code


@pytest.mark.requirement("R-053")
def test_an_address_reads_large_to_small_in_chinese_and_the_other_way_in_english() -> None:
    assert shown("address", ADDRESS) == "浙江省宁波市北仑区港城路 18 号 315800"
    assert shown("address", ADDRESS, "en") == "港城路 18 号, 北仑区, 宁波市, 浙江省, 315800"
    abroad = {"country": "DE", "city": "Kiel", "street": "Hafenstr. 2", "postcode": "24103"}
    assert shown("address", abroad, "en") == "Hafenstr. 2, Kiel, 24103, Germany"
    assert shown("address", abroad).startswith("德国")


def test_choices_and_tags_are_taken_by_code_and_by_word_and_shown_in_both_languages() -> None:
    assert read("nature", "民营") == read("nature", "Private") == read("nature", "private") == "private"
    assert (shown("nature", "private"), shown("nature", "private", "en")) == ("民营", "Private")
    tags = read("logistics_preferences", "优先送货、Monthly statement, 冷链, 优先送货")
    assert tags == "priority_delivery, monthly_statement, 冷链"
    assert show_value(org_fields()["logistics_preferences"], tags, "en") == "Priority delivery, Monthly statement, 冷链"


@pytest.mark.requirement("R-044")
def test_a_price_system_is_kept_line_by_line() -> None:
    field = org_fields()["price_system"]
    kept = read("price_system", "高级大床房 | 520 | 含单早\n\n会议室｜8 折")
    assert edit_value(field, kept) == "高级大床房 | CNY 520.00 | 含单早\n会议室 | 8 折"
    assert show_value(field, kept, "zh-hans") == "高级大床房 | CNY 520 | 含单早; 会议室 | 8 折"


def test_a_web_address_gets_its_beginning() -> None:
    assert read("web", "www.example.com/a") == "https://www.example.com/a"


@pytest.mark.parametrize("code", sorted(org_fields()))
def test_every_field_has_its_rule_in_both_languages_and_an_example(code: str) -> None:
    field = org_fields()[code]
    assert field.rule.zh and field.rule.en and field.example and field.words.zh and field.words.en
    assert field.kind != "choice" or len(field.choices) > 3


@pytest.mark.parametrize("code", sorted(org_fields()))
def test_what_is_kept_can_be_edited_and_stays_the_same(code: str) -> None:
    samples: dict[str, Given] = {
        "address": ADDRESS, "year_span": {"start": "04-01", "end": "03-31"}, "dated_text": {"date": "2026-03-01", "text": "二厂"},
        "prices": "大床房 | 520 | 含早", "deals": "2026-03-12 | 126,000 | 会议", "money": "20万", "yearly_money": "3.5亿", "url": "https://www.example.com",
        "phone": "010-8888 0100", "tags": "优先送货, 冷链", "long_text": "轴承 60%", "text": "韩磊",
    }  # fmt: skip
    field = org_fields()[code]
    given = field.choices[0][0] if field.kind == "choice" else samples[field.kind]
    kept = read_value(field, given)
    assert kept
    assert read_value(field, edit_value(field, kept)) == kept
    assert show_value(field, kept, "en") and show_value(field, kept, "zh-hans")
