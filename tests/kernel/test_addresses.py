"""An address line is cut into its parts, and nothing that was written is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.addresses import Address, address_of, read_address, read_kept, with_parts

ZHEJIANG = {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "西湖区", "street": "曙光路120号"}


@pytest.mark.requirement("R-025")
@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("浙江省杭州市西湖区曙光路120号", ZHEJIANG),
        ("310007 浙江省 杭州市 西湖区 曙光路120号", {**ZHEJIANG, "postcode": "310007"}),
        ("中国浙江省杭州市西湖区曙光路120号，邮编：310007", {**ZHEJIANG, "postcode": "310007"}),
        ("浙江杭州市西湖区曙光路120号", ZHEJIANG),
        (
            "北京市朝阳区示例路8号院2号楼",
            {"country": "CN", "province": "北京市", "district": "朝阳区", "street": "示例路8号院2号楼"},
        ),
        (
            "浙江省余姚市舜水南路1号",
            {"country": "CN", "province": "浙江省", "district": "余姚市", "street": "舜水南路1号"},
        ),
        (
            "吉林省延边朝鲜族自治州延吉市公园路1号",
            {"country": "CN", "province": "吉林省", "city": "延边朝鲜族自治州", "district": "延吉市", "street": "公园路1号"},
        ),
        (
            "内蒙古呼和浩特市新城区北街3号",
            {"country": "CN", "province": "内蒙古自治区", "city": "呼和浩特市", "district": "新城区", "street": "北街3号"},
        ),
        ("西湖区曙光路120号", {"country": "CN", "district": "西湖区", "street": "曙光路120号"}),
        ("上海路5号", {"street": "上海路5号"}),
        ("曙光小区3栋2单元", {"street": "曙光小区3栋2单元"}),
        ("12 Main Street, Lehi, UT 84043", {"street": "12 Main Street, Lehi, UT 84043"}),
    ],
)  # fmt: skip
def test_a_line_is_cut_by_the_administrative_divisions(line: str, parts: dict[str, str]) -> None:
    assert read_address(line).parts() == parts


@pytest.mark.requirement("R-025")
def test_the_kept_text_is_compact_and_stable_and_old_lines_are_read() -> None:
    one = address_of({"street": " 曙光路120号 ", "province": "浙江省", "country": "cn", "unknown": "x"})
    assert one.kept() == '{"country":"CN","province":"浙江省","street":"曙光路120号"}'
    assert read_kept(one.kept()) == one
    assert read_kept("浙江省杭州市西湖区曙光路120号") == read_address("浙江省杭州市西湖区曙光路120号")
    assert Address(country="CN").kept() == ""
    assert read_kept("{not json").street == "{not json"


@pytest.mark.requirement("R-025")
def test_equal_addresses_share_their_key_however_they_are_written() -> None:
    said = [
        "浙江省杭州市西湖区曙光路120号",
        "310007 浙江省 杭州市 西湖区 曙光路 120 号",
        "中国浙江省杭州市西湖区曙光路120号",
    ]
    assert len({read_address(line).key() for line in said}) == 1
    assert read_address("浙江省杭州市西湖区曙光路121号").key() not in {read_address(said[0]).key()}


def test_what_a_source_says_beside_the_line_fills_only_what_is_missing() -> None:
    one = with_parts(read_address("曙光路120号"), city="杭州市", postcode="310007")
    assert one.parts() == {"city": "杭州市", "street": "曙光路120号", "postcode": "310007"}
    standing = read_address("浙江省宁波市北仑区港城路18号")
    assert with_parts(standing, city="杭州市").city == "宁波市"


@given(
    st.text(alphabet=st.sampled_from('浙江省杭州市西湖区北京朝阳新上海路曙光小街道号县 ,，12345690a{}"'), max_size=60)
)
def test_no_sign_of_a_line_is_lost(line: str) -> None:
    address = read_address(line)
    kept = sorted("".join(address.parts().values()).removeprefix("CN"))
    for sign in '曙光小街道路号a{}"12345690':
        assert kept.count(sign) >= line.count(sign)
    assert read_kept(address.kept()) == address or not address.kept()
