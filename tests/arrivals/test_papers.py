"""What leaves the screen: print page, PDF with Chinese fonts, offline pack, CSV; each copy is noted."""

import io
import re
import sys
from collections.abc import Callable

import pytest
from django.test import Client
from pypdf import PdfReader

from binzhi.audit.models import Act
from binzhi.org.models import Staff
from binzhi.ui.papers import PdfMissing, _no_fetch, to_pdf
from tests.arrivals.test_pages import House
from tests.builders import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.requirement("R-213")
def test_the_report_prints_for_a_department_and_the_house(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "housekeeping_supervisor", name="唐芳"))
    page = browser.get(house.url("print") + house.query).content.decode()
    for words in ("次日抵店客人报告", "管家部", "王建国", "花生", "签字前不得办理入住", "打印：唐芳"):
        assert words in page, words
    assert "绍兴黄酒" not in page
    assert (
        "绍兴黄酒"
        in sign_in(make_staff(house.hotel, "front_desk")).get(house.url("print") + house.query).content.decode()
    )
    act = Act.objects.filter(name="export_report").first()
    assert act is not None
    assert act.is_read
    assert act.details["form"] == "print"


@pytest.mark.requirement("R-213")
def test_the_pdf_carries_chinese_text(house: House, sign_in: SignIn) -> None:
    answer = sign_in(make_staff(house.hotel, "front_desk")).get(house.url("pdf") + house.query)
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join(p.extract_text() for p in pages)
    assert "王建国" in text
    assert "抵店客人报告" in text
    box = pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)  # A4


@pytest.mark.requirement("R-213")
def test_the_offline_pack_is_one_file_that_asks_for_nothing(house: House, sign_in: SignIn) -> None:
    answer = sign_in(make_staff(house.hotel, "front_desk")).get(house.url("offline") + house.query)
    page = answer.content.decode()
    assert "王建国" in page
    assert "离线包" in page
    assert "<style>" in page
    assert not re.search(r"<(link|script|img|iframe)\b|url\(|\bsrc=|@import", page)
    assert f'filename="arrivals-BJ01-{house.day.isoformat()}.html"' in answer["Content-Disposition"]


def test_the_csv_is_downloaded_in_the_readers_language(house: House, sign_in: SignIn) -> None:
    answer = sign_in(make_staff(house.hotel, "front_desk")).get(house.url("csv") + house.query)
    assert answer.content.decode().startswith("\ufeff日期,房号")


def test_missing_system_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfMissing) as refused:
        to_pdf("<p>x</p>")
    assert "libpango" in refused.value.text("en")


def test_a_pdf_opens_no_address() -> None:
    with pytest.raises(ValueError, match="no address is opened"):
        _no_fetch("https://example.org/x.css")


def test_those_who_may_not_print_are_refused(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "marketing"))
    for name in ("print", "pdf", "offline", "csv"):
        assert browser.get(house.url(name) + house.query).status_code == 403
