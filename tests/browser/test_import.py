"""Bringing a file in, in a browser: upload, match the columns, dry run, import, take it back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from binzhi.guests.models import Guest
from binzhi.stays.models import Reservation
from tests.builders import make_hotel, make_staff
from tests.integrations.files import BAD_ID, GOOD_ID, table, text_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "keys"])]

HEADS = ["预订号", "客人", "手机", "证件类型", "证件号码", "抵店日期", "离店日期", "房型", "房价", "内部码"]
ROWS: list[list[object]] = [
    ["R1", "王建国", "13812345678", "身份证", GOOD_ID, "2026-03-11", "2026-03-14", "豪华大床", 880, "a1"],
    ["R2", "陈静", "13912345678", "身份证", BAD_ID, "2026-03-11", "2026-03-12", "豪华大床", 700, "a2"],
    ["R3", "王建国", "13700000000", "", "", "2026-03-12", "2026-03-13", "标准双床", 500, "a3"],
]


def test_a_file_is_brought_in_and_taken_back(desk: Callable[..., Any], tmp_path: Path) -> None:
    path = text_file(tmp_path, table(HEADS, *ROWS), encoding="gb18030", name="预订_2026-03-10.csv")
    page = desk(make_staff(make_hotel(), "customer_information"))
    page.goto(page.url + "imports/")
    page.click("main a.btn-primary")
    page.set_input_files("input[type=file]", str(path))
    page.click("main form.form button.btn-primary")
    page.wait_for_url("**/columns/")
    assert "GB18030" in page.inner_text("main")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/check/")
    page.click("button[name=create_codes]")
    page.wait_for_selector("text=将新建这些代码")
    page.click("[data-open-dialog=dlg-run]")
    page.click("#dlg-run button.btn-primary")
    page.wait_for_selector(".figures")
    assert Reservation.unscoped.count() == 2
    assert "疑似" in page.inner_text("main") or "重复" in page.inner_text("main")
    page.click("[data-open-dialog=dlg-undo]")
    page.click("#dlg-undo button.btn-danger")
    page.wait_for_selector(".strip-info")
    assert (Reservation.unscoped.count(), Guest.unscoped.count()) == (0, 0)
