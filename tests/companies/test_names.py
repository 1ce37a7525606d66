"""The normal form of company names, and what one is found by."""

import pytest

from binzhi.companies.names import name_key, query_tokens, search_tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东海重工集团有限公司", "東海重工集團有限公司"),
        ("东海重工集团有限公司", "东海重工集团"),
        ("博远软件（北京）有限责任公司", "博远软件(北京)股份有限公司"),
        ("Nordlicht Maschinen GmbH & Co. KG", "NORDLICHT MASCHINEN"),
        ("Blue Harbor Co., Ltd.", "blue harbor"),
        ("ＡＢＣ贸易有限公司", "abc贸易"),
    ],
)
def test_one_company_written_in_two_ways_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东海重工集团有限公司", "东海重工有限公司"),
        ("博远软件（北京）有限公司", "博远软件（上海）有限公司"),
        ("公司", "有限公司"),
        ("Limited", "Company"),
    ],
)
def test_different_companies_keep_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def hits(name: str, text: str) -> bool:
    """Whether every typed word is the beginning of something of the name."""
    tokens = search_tokens([name])
    return all(any(t.startswith(w) for t in tokens for w in words) for words in query_tokens(text))


@pytest.mark.parametrize(
    "text",
    ["东海", "重工", "集團", "海重", "dong", "zhonggong", "donghaizhong", "dhzg", "zg", "东海 集团", "dh 集团"],
)
def test_a_part_of_a_chinese_name_is_enough(text: str) -> None:
    assert hits("东海重工集团有限公司", text)


@pytest.mark.parametrize("text", ["nord", "maschinen", "MASCH nord"])
def test_latin_words_are_found_in_any_order(text: str) -> None:
    assert hits("Nordlicht Maschinen GmbH", text)


@pytest.mark.parametrize("text", ["西海", "ordlicht", "onghai", "东海 银行"])
def test_what_is_not_in_the_name_is_not_found(text: str) -> None:
    assert not hits("东海重工集团有限公司", text)
