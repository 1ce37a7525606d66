"""Business cards: fields from lines in Chinese and English, contacts with their channel, sales told of new company data."""

import pytest

from binzhi.audit.models import Act
from binzhi.guests.domain.scan_confirm import Confirmed, confirm_reading
from binzhi.guests.domain.scans import About, open_reading, take_reading
from binzhi.guests.models import Guest, GuestContact
from binzhi.guests.origin import told, told_of
from binzhi.guests.queries import contact_cell
from binzhi.guests.scan_business_card import read_card_lines
from binzhi.guests.scan_kinds import ReadingKind, ReadingWay
from binzhi.guests.scan_reading import made
from binzhi.org.models import Hotel
from binzhi.service.models import ServiceTask
from binzhi.vault.domain.sealing import holds
from tests.builders import NOW, make_guest, make_hotel, make_staff, scope_of

CHINESE = [
    "北京云栖文化传播有限公司",
    "沈若兰  市场总监",
    "地址：北京市朝阳区建国路88号B座1203室",
    "电话：010-8888 7777  传真：010-8888 7778",
    "手机：138 0013 8000",
    "邮箱：shen.ruolan@yunqi.example",
    "www.yunqi-culture.com",
]
FIELDS = {
    "company": "北京云栖文化传播有限公司",
    "name": "沈若兰",
    "position": "市场总监",
    "company_address": "北京市朝阳区建国路88号B座1203室",
    "company_phone": "010-8888 7777",
    "fax": "010-8888 7778",
    "mobile": "138 0013 8000",
    "email": "shen.ruolan@yunqi.example",
    "web": "www.yunqi-culture.com",
}


@pytest.mark.requirement("R-140")
def test_a_chinese_card() -> None:
    assert read_card_lines(CHINESE) == FIELDS


@pytest.mark.requirement("R-140")
def test_an_english_card() -> None:
    lines = [
        "Northwind Instruments GmbH",
        "Dr. Erika Musterfrau",
        "Head of Purchasing",
        "Beispielstrasse 12, 10115 Berlin",
        "T: +49 30 1234567",
        "F: +49 30 1234568",
        "M: +49 151 23456789",
        "E: erika.musterfrau@northwind.example",
        "www.northwind.example",
    ]
    assert read_card_lines(lines) == {
        "company": "Northwind Instruments GmbH",
        "name": "Erika Musterfrau",
        "position": "Head of Purchasing",
        "company_address": "Beispielstrasse 12, 10115 Berlin",
        "company_phone": "+49 30 1234567",
        "fax": "+49 30 1234568",
        "mobile": "+49 151 23456789",
        "email": "erika.musterfrau@northwind.example",
        "web": "www.northwind.example",
    }


def test_a_card_in_two_languages_keeps_the_name_in_both_and_the_company_in_characters() -> None:
    lines = [
        "欧阳 若兰",
        "总经理",
        "General Manager",
        "OUYANG Ruolan",
        "杭州西溪茶业集团",
        "Xixi Tea Group Co., Ltd.",
        "杭州市西湖区示例路18号",
        "Tel 0571-87654321 Fax 0571-87654322",
        "Mobile 13900001111",
        "ouyang@xixitea.example",
    ]
    read = read_card_lines(lines)
    assert (read["name"], read["latin_name"]) == ("欧阳若兰", "OUYANG Ruolan")
    assert (read["company"], read["position"]) == ("杭州西溪茶业集团", "总经理")
    assert (read["company_phone"], read["fax"], read["mobile"]) == ("0571-87654321", "0571-87654322", "13900001111")
    assert read["company_address"] == "杭州市西湖区示例路18号"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("13800138000", "mobile", "13800138000"),
        ("+86 138 0013 8000", "mobile", "+86 138 0013 8000"),
        ("010-88887777", "company_phone", "010-88887777"),
        ("总机 400-800-1234", "company_phone", "400-800-1234"),
        ("Fax (86 10) 8888-7778", "fax", "(86 10) 8888-7778"),
        ("E-mail: a.b-c@mail.example.com", "email", "a.b-c@mail.example.com"),
        ("http://www.example.com/cn", "web", "http://www.example.com/cn"),
        ("邮编：100020", "", ""),
        ("微信 yunqi_2020", "", ""),
    ],
)
def test_single_lines(line: str, field: str, value: str) -> None:
    read = read_card_lines(["沈若兰", line])
    assert read["name"] == "沈若兰"
    assert {k: v for k, v in read.items() if k != "name"} == ({field: value} if field else {})


def test_a_page_without_a_person_or_contact_is_no_card() -> None:
    assert read_card_lines(["欢迎光临", "Welcome"]) == {}
    assert read_card_lines([]) == {}


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel()


def confirm(hotel: Hotel, role: str = "front_desk", guest: Guest | None = None, **changed: str) -> Guest:
    """Take a card and confirm it as read."""
    with scope_of(make_staff(hotel, role)) as scope:
        row = take_reading(
            scope=scope,
            now=NOW,
            hotel_id=hotel.id,
            reading=made(ReadingKind.BUSINESS_CARD, FIELDS | changed),
            way=ReadingWay.PHOTO,
            about=About(guest.id if guest else None),
        )
        values = open_reading(scope, row, NOW).values
        return confirm_reading(
            scope=scope, now=NOW, row=row, confirmed=Confirmed(values), guest_id=guest.id if guest else None
        )


@pytest.mark.requirement("R-140")
@pytest.mark.django_db(databases=["default", "keys"])
def test_a_confirmed_card_brings_its_contacts_sealed_with_their_channel(hotel: Hotel) -> None:
    guest = confirm(hotel)
    with scope_of(make_staff(hotel, "front_desk")):
        rows = {row.kind: row for row in GuestContact.objects.filter(guest_id=guest.id)}
        assert set(rows) == {"mobile", "company_phone", "fax", "email", "web", "mailing_address"}
        assert holds(cell=contact_cell(rows["company_phone"]), plain="+861088887777")
        assert holds(cell=contact_cell(rows["web"]), plain="www.yunqi-culture.com")
        assert {told(row.origin).channel for row in rows.values()} == {"business_card"}
        guest.refresh_from_db()
        assert (guest.company, guest.position) == ("北京云栖文化传播有限公司", "市场总监")
        assert told_of(guest.origins, "company").channel == "business_card"


@pytest.mark.requirement("R-141")
@pytest.mark.django_db(databases=["default", "keys"])
def test_sales_is_told_when_a_card_brings_new_company_data(hotel: Hotel) -> None:
    guest = confirm(hotel)
    act = Act.objects.get(name="read_business_card")
    assert act.details == {"fields": "company, position, company_phone, fax, web, company_address"}
    with scope_of(make_staff(hotel, "sales")):
        task = ServiceTask.objects.get(guest_id=guest.id)
        assert (task.department, task.state) == ("sales", "open")


@pytest.mark.requirement("R-141")
@pytest.mark.django_db(databases=["default", "keys"])
def test_sales_is_not_told_twice_nor_of_what_is_known(hotel: Hotel) -> None:
    guest = confirm(hotel)
    confirm(hotel, guest=guest)  # the same card again
    assert Act.objects.filter(name="read_business_card").count() == 1
    other = make_guest("何其", company="北京云栖文化传播有限公司", position="市场总监")
    same = dict.fromkeys(("company_phone", "fax", "web", "company_address"), "")
    confirm(hotel, guest=other, name="何其", **same)
    assert Act.objects.filter(name="read_business_card").count() == 1
