"""The pages of imports: the four steps, a batch, its lines, undo; who may, and in which hotel."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from binzhi.guests.models import Guest
from binzhi.integrations.domain.batches import SILENT
from binzhi.integrations.enums import BatchState
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.integrations.web import upload
from binzhi.org.models import Staff
from binzhi.stays.models import HotelCode, Reservation
from tests.builders import make_hotel, make_staff
from tests.integrations.files import BAD_ID, GOOD_ID, table

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SignIn = Callable[[Staff], Client]
HEADS = ["预订号", "姓名", "手机", "证件类型", "证件号码", "抵店日期", "离店日期", "房型", "内部码"]
ROWS: list[list[object]] = [
    ["R1", "王建国", "13812345678", "身份证", GOOD_ID, "2026-03-11", "2026-03-12", "DLX", "a"],
    ["R2", "陈静", "13912345678", "身份证", BAD_ID, "2026-03-11", "2026-03-12", "DLX", "b"],
]


@pytest.fixture
def browser(sign_in: SignIn) -> Client:
    return sign_in(make_staff(make_hotel(), "customer_information"))


def send(browser: Client, text: str, *, kind: str = "reservations-csv", name: str = "订单.csv", **more: Any) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return browser.post("/imports/new/", {"kind": kind, "file": file, **more})


def walk(browser: Client, text: str) -> ImportBatch:
    """Upload, keep the columns, create codes, import."""
    answer = send(browser, text)
    assert answer.status_code == 302, answer.content.decode()
    batch = ImportBatch.unscoped.latest("created_at")
    assert browser.post(f"/imports/{batch.id}/columns/", {}).status_code == 302
    assert browser.post(f"/imports/{batch.id}/check/", {"create_codes": "on"}).status_code == 302
    assert browser.post(f"/imports/{batch.id}/run/").status_code == 302
    batch.refresh_from_db()
    return batch


def test_the_four_steps_write_nothing_before_the_last(browser: Client) -> None:
    answer = send(browser, table(HEADS, *ROWS))
    batch = ImportBatch.unscoped.get()
    assert answer["Location"] == f"/imports/{batch.id}/columns/"
    page = browser.get(answer["Location"]).content.decode()
    for part in ("内部码", "订单.csv"):
        assert part in page
    assert "13812345678" not in page
    assert GOOD_ID not in page
    answer = browser.post(answer["Location"], {})
    assert answer["Location"] == f"/imports/{batch.id}/check/"
    page = browser.get(answer["Location"]).content.decode()
    assert "DLX" in page
    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]) == (BatchState.CHECKED, {"refused": 2})
    browser.post(answer["Location"], {"create_codes": "on"})
    batch.refresh_from_db()
    assert batch.report["counts"] == {"new": 1, "refused": 1}
    assert (Guest.unscoped.count(), Reservation.unscoped.count(), HotelCode.unscoped.count()) == (0, 0, 0)
    answer = browser.post(f"/imports/{batch.id}/run/")
    assert answer["Location"] == f"/imports/{batch.id}/"
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == (BatchState.FINISHED, {"new": 1, "refused": 1})
    page = browser.get(answer["Location"]).content.decode()
    assert "••••" in page
    assert BAD_ID not in page


def test_columns_are_matched_by_hand(browser: Client) -> None:
    answer = send(browser, "谁,何时来,何时走,姓名\n王建国,11/03/2026,12/03/2026,x\n")
    page = browser.get(answer["Location"]).content.decode()
    assert "strip-stop" in page
    answer = browser.post(answer["Location"], {"column-0": "name", "column-1": "arrival", "column-2": "departure"})
    assert answer.status_code == 422  # two columns read as the name, ambiguous dates
    url = answer.request["PATH_INFO"]
    answer = browser.post(url, {"column-0": "name", "column-3": "", "date-1": "D/M/YYYY", "date-2": "D/M/YYYY"})
    assert answer.status_code == 302
    batch = ImportBatch.unscoped.get()
    browser.post(f"/imports/{batch.id}/run/")
    booked = Reservation.unscoped.select_related("guest").get()
    assert (booked.guest.name, booked.arrival.isoformat()) == ("王建国", "2026-03-11")


def test_undo_from_the_page(browser: Client) -> None:
    batch = walk(browser, table(HEADS, *ROWS))
    assert Reservation.unscoped.count() == 1
    answer = browser.post(f"/imports/{batch.id}/undo/")
    assert answer["Location"] == f"/imports/{batch.id}/"
    batch.refresh_from_db()
    assert (batch.state, Reservation.unscoped.count(), Guest.unscoped.count()) == (BatchState.UNDONE, 0, 0)
    assert browser.get(f"/imports/{batch.id}/").status_code == 200


def test_the_same_file_leads_to_its_batch(browser: Client) -> None:
    batch = walk(browser, table(HEADS, ROWS[0]))
    answer = send(browser, table(HEADS, ROWS[0]))
    assert answer["Location"] == f"/imports/{batch.id}/"
    assert ImportBatch.unscoped.count() == 1


def test_refused_rows_as_a_table_that_is_no_formula(browser: Client) -> None:
    batch = walk(browser, table(HEADS, *ROWS, ["=1+1", "=cmd", "", "", "", "2026-03-11", "2026-03-12", "DLX", ""]))
    answer = browser.get(f"/imports/{batch.id}/refused.csv")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "'=cmd" in text
    assert BAD_ID not in text
    assert not any(cell.startswith("=") for line in text.splitlines() for cell in line.split(","))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "guests-csv"), ("甲,乙\n1,2\n", "guests-csv"), ("{", "ohip"), ("<x>", "ota-xml")],
)
def test_a_file_that_cannot_be_read_is_said_beside_the_field(browser: Client, text: str, kind: str) -> None:
    answer = send(browser, text, kind=kind)
    assert answer.status_code == 422
    assert ImportBatch.unscoped.count() == 0


def test_a_request_that_is_too_large_is_dropped_and_said(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "LIMIT", 1000)
    monkeypatch.setattr(upload, "MARGIN", 0)
    answer = send(browser, table(HEADS, *ROWS * 20))
    assert answer.status_code == 422
    assert "200" in answer.content.decode()
    assert ImportBatch.unscoped.count() == 0


def test_several_files_only_for_kinds_that_may_be_folders(browser: Client, tmp_path: Path) -> None:
    files = [SimpleUploadedFile(f"{n}.json", b"{}") for n in "ab"]
    assert browser.post("/imports/new/", {"kind": "guests-csv", "file": files}).status_code == 422


def test_progress_is_a_fragment_that_reloads_the_page_at_the_end(browser: Client) -> None:
    batch = walk(browser, table(HEADS, ROWS[0]))
    headers = {"HX-Request": "true"}
    answer = browser.get(f"/imports/{batch.id}/progress/", headers=headers)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    ImportBatch.unscoped.update(state=BatchState.RUNNING, moved_at=timezone.now(), row_estimate=10, next_row=5)
    page = browser.get(f"/imports/{batch.id}/progress/", headers=headers).content.decode()
    assert 'value="5"' in page
    assert "/run/" not in page
    assert browser.post(f"/imports/{batch.id}/run/").status_code == 302  # somebody works on it: nothing is started
    assert ImportBatch.unscoped.get().state == BatchState.RUNNING
    ImportBatch.unscoped.update(moved_at=timezone.now() - SILENT - timedelta(seconds=1))
    page = browser.get(f"/imports/{batch.id}/progress/", headers=headers).content.decode()
    assert "/run/" in page
    ImportBatch.unscoped.update(next_row=2)
    browser.post(f"/imports/{batch.id}/run/")
    assert ImportBatch.unscoped.get().state == BatchState.FINISHED
    assert Reservation.unscoped.count() == 1


@pytest.mark.parametrize("role", ["kitchen", "marketing", "housekeeping_attendant", "auditor"])
def test_others_are_refused(sign_in: SignIn, role: str) -> None:
    browser = sign_in(make_staff(make_hotel(), role))
    for path in ("/imports/", "/imports/new/", "/imports/entries/"):
        assert browser.get(path).status_code == 403


def test_a_manager_may_look_but_not_import_or_undo(sign_in: SignIn, browser: Client) -> None:
    batch = walk(browser, table(HEADS, *ROWS))
    manager = sign_in(make_staff(make_hotel(), "general_manager"))
    assert manager.get(f"/imports/{batch.id}/").status_code == 200
    assert manager.get("/imports/new/").status_code == 403
    assert manager.post(f"/imports/{batch.id}/undo/").status_code == 403
    assert manager.post(f"/imports/{batch.id}/run/").status_code == 403


def test_another_hotel_sees_nothing_of_a_batch(sign_in: SignIn, browser: Client) -> None:
    batch = walk(browser, table(HEADS, *ROWS))
    other = sign_in(make_staff(make_hotel("SH01"), "customer_information"))
    assert "订单.csv" not in other.get("/imports/").content.decode()
    for name in ("", "columns/", "check/", "progress/", "refused.csv"):
        assert other.get(f"/imports/{batch.id}/{name}").status_code == 404
    assert other.post(f"/imports/{batch.id}/undo/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_languages(browser: Client, language: str) -> None:
    batch = walk(browser, table(HEADS, *ROWS))
    browser.cookies.load({"binzhi_language": language})
    for path in ("/imports/", "/imports/new/", f"/imports/{batch.id}/", "/imports/entries/"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
    page = browser.get("/imports/").content.decode()
    assert ("Imports" in page, "导入" in page) == (language == "en", language != "en")


def test_thirty_lines_cost_as_many_queries_as_one(
    browser: Client, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    def rows(count: int, day: str) -> str:
        return table(
            HEADS,
            *([f"R{day}{n}", f"客人{n}", "", "", "", f"2026-03-{day}", "2026-04-12", "DLX", ""] for n in range(count)),
        )

    one, many = walk(browser, rows(1, "11")), walk(browser, rows(30, "12"))
    assert ImportLine.unscoped.filter(batch_id=many.id).count() == 30
    with django_assert_max_num_queries(40) as counted:
        browser.get(f"/imports/{one.id}/?show=all")
    with django_assert_num_queries(len(counted.captured_queries)):
        browser.get(f"/imports/{many.id}/?show=all")


@pytest.mark.requirement("R-742")
def test_entries_by_hand_and_by_file_are_counted_per_month(browser: Client) -> None:
    walk(browser, table(HEADS, ROWS[0]))
    answer = browser.post("/guests/new/", {"name": "手工客人", "gender": "male"})
    assert answer.status_code == 302
    browser.cookies.load({"binzhi_language": "en"})
    page = browser.get("/imports/entries/").content.decode()
    assert "By hand" in page
    assert "Reservation table" in page
    month = timezone.localtime(timezone.now()).strftime("%Y-%m")
    assert month in page


def test_the_api_tells_batches_of_the_own_hotel(
    browser: Client, api_client: Callable[[Staff], Client], sign_in: SignIn
) -> None:
    batch = walk(browser, table(HEADS, *ROWS))
    client = api_client(make_staff(make_hotel(), "general_manager"))
    body = client.get("/api/v1/imports").json()
    assert [(b["id"], b["counts"], b["state"]) for b in body["items"]] == [
        (str(batch.id), {"new": 1, "refused": 1}, "finished")
    ]
    assert client.get(f"/api/v1/imports/{batch.id}").json()["file"] == "订单.csv"
    other = api_client(make_staff(make_hotel("SH01"), "general_manager"))
    assert other.get(f"/api/v1/imports/{batch.id}").status_code == 404
    assert api_client(make_staff(make_hotel(), "kitchen")).get("/api/v1/imports").status_code == 403
