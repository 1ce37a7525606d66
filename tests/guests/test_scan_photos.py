"""Photographed cards: drawn for the test, turned and noisy, read in the worker; the picture never outlives the reading."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binzhi.guests import ocr, tasks
from binzhi.guests.domain.scans import expect_photos, get_reading, open_reading
from binzhi.guests.models import DocumentReading, Guest, GuestDocument
from binzhi.guests.ocr import Box, OcrMissing, PhotoRefused, check_photo, rows_of
from binzhi.guests.scan_files import drop_folder, sweep, waiting_folder
from binzhi.guests.scan_kinds import ReadingKind, ReadingState
from binzhi.guests.scan_reading import NothingRead, read_photo
from binzhi.org.models import Hotel, Staff
from tests.builders import TODAY, make_hotel, make_staff, scope_of
from tests.guests.pictures import BUSINESS_CARD, ID_BACK, ID_CARD, ID_NUMBER, passport_page, picture
from tests.kernel.test_id_reader import real, record
from tests.kernel.test_mrz import passport

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
needs_ocr = pytest.mark.skipif(
    not ocr.is_installed(), reason="the extra ocr is not installed: pip install 'binzhi[ocr]'"
)
WAYS = [{}, {"turned": 3.0, "noise": 8}, {"turned": -2.0, "scale": 2.2, "quality": 60}]
ZONE = passport(surname="SHEN", given="RUOLAN", sex="F")


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel()


@pytest.fixture
def clerk(hotel: Hotel) -> Staff:
    return make_staff(hotel, "front_desk")


@pytest.fixture(autouse=True)
def empty_folders(settings: Any, tmp_path: Path) -> None:
    """Each test has a home of its own for pictures and reader files."""
    settings.BINZHI_HOME = tmp_path


def files_with(folder: Path, needle: bytes) -> list[str]:
    return [str(p) for p in folder.rglob("*") if p.is_file() and needle in p.read_bytes()]


# --- the engine -------------------------------------------------------------------------------------------------------


@needs_ocr
@pytest.mark.requirement("R-133")
@pytest.mark.parametrize("way", WAYS)
def test_a_photographed_id_card_gives_its_fields(way: dict[str, Any]) -> None:
    read = tasks.read_pictures(ReadingKind.ID_CARD, [picture(ID_CARD, **way), picture(ID_BACK, **way)])
    assert read.values["name"] == "沈若兰"
    assert (read.values["document_number"], read.values["gender"]) == (ID_NUMBER, "female")
    assert (read.values["birth_date"], read.values["native_place"]) == ("1949-12-31", "北京市朝阳区")
    assert read.values["address"] == "北京市朝阳区示例路八号院二号楼三单元四〇五室"
    assert read.values["expires_on"] == "2030-01-01"
    assert read.doubts[0] == "camera"


@needs_ocr
@pytest.mark.requirement("R-133", "R-061")
@pytest.mark.parametrize("way", WAYS)
def test_a_photographed_passport_gives_its_fields(way: dict[str, Any]) -> None:
    read = tasks.read_pictures(ReadingKind.PASSPORT, [picture(passport_page(ZONE), **way)])
    assert (read.values["name"], read.values["latin_name"]) == ("沈若兰", "Ruolan Shen")
    assert (read.values["document_number"], read.values["document_country"]) == ("E00000001", "CN")
    assert (read.values["birth_date"], read.values["expires_on"]) == ("1980-05-17", "2031-05-16")


@needs_ocr
@pytest.mark.requirement("R-140")
@pytest.mark.parametrize("way", WAYS)
def test_a_photographed_business_card_gives_its_fields(way: dict[str, Any]) -> None:
    read = tasks.read_pictures(ReadingKind.BUSINESS_CARD, [picture(BUSINESS_CARD, **way)])
    assert {name: read.values.get(name) for name in ("name", "company", "position", "email", "mobile")} == {
        "name": "沈若兰",
        "company": "北京云栖文化传播有限公司",
        "position": "市场总监",
        "email": "shen.ruolan@yunqi.example",
        "mobile": "13800138000",
    }
    assert (read.values["company_phone"], read.values["fax"]) == ("010-88887777", "010-88887778")
    assert "建国路88号" in read.values["company_address"] and read.values["web"] == "www.yunqi-culture.com"


@needs_ocr
def test_a_photo_that_lies_on_its_side_is_turned() -> None:
    read = tasks.read_pictures(ReadingKind.PASSPORT, [picture(passport_page(ZONE), turned=90)])
    assert read.values["document_number"] == "E00000001"


@needs_ocr
def test_a_picture_of_something_else_is_refused() -> None:
    with pytest.raises(NothingRead):
        tasks.read_pictures(ReadingKind.ID_CARD, [picture([(80, 200, 60, "DO NOT DISTURB")])])


@needs_ocr
def test_the_published_pictures_of_documents_read() -> None:
    folder = real("mrz_specimens")
    good = [folder / name for name in ("ICAO_Example.png", "TD2_ICAO_Example.png", "uto_passport-td3.jpg")]
    for path in good:
        read = tasks.read_pictures(ReadingKind.PASSPORT, [path.read_bytes()])
        assert read.values["name"] == "Anna Maria Eriksson", path.name


def test_rows_are_put_together_also_on_a_slope() -> None:
    slope = 0.1
    boxes = [
        Box("电话", 0.99, 10, 100 + slope * 10, 20),
        Box("010", 0.8, 300, 100 + slope * 300, 20),
        Box("手机", 0.99, 10, 140 + slope * 10, 20),
        Box("138", 0.99, 300, 140 + slope * 300, 20),
    ]
    assert rows_of(boxes, slope) == [("电话  010", 0.8), ("手机  138", 0.99)]


def test_a_line_the_camera_was_unsure_of_marks_its_field() -> None:
    lines = [("姓名沈若兰", 0.6), ("性别女", 0.99), (f"公民身份号码{ID_NUMBER}", 0.99)]
    doubts = read_photo(ReadingKind.ID_CARD, lines, on=TODAY).doubts
    assert "unsure:name" in doubts and "unsure:document_number" not in doubts


def test_a_card_whose_number_was_misread_leaves_the_number_to_be_typed() -> None:
    lines = [("姓名沈若兰", 0.99), ("性别女", 0.99), ("公民身份号码110105194912310021", 0.99)]
    read = read_photo(ReadingKind.ID_CARD, lines, on=TODAY)
    assert "document_number" not in read.values and "number_missing" in read.doubts
    lines = [("姓名沈若兰", 0.99), ("性别男", 0.99), (f"公民身份号码{ID_NUMBER}", 0.99)]
    assert "contradiction" in read_photo(ReadingKind.ID_CARD, lines, on=TODAY).doubts
    lines = [("姓名沈若兰", 0.99), ("公民身份号码11O10519491231OO2X", 0.99)]
    read = read_photo(ReadingKind.ID_CARD, lines, on=TODAY)
    assert read.values["document_number"] == ID_NUMBER and "corrected" in read.doubts


# --- the picture ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", b"\x00\x00\x00\x18ftypheic" + bytes(40), b"GIF89a" + bytes(99)]
)
def test_what_is_no_picture_is_refused_before_it_is_taken_in(data: bytes) -> None:
    with pytest.raises(PhotoRefused) as refused:
        check_photo(data)
    assert ("HEIC" in refused.value.text("en")) == (b"heic" in data)


@needs_ocr
def test_a_damaged_picture_is_refused() -> None:
    for data in (b"\xff\xd8\xff" + b"broken" * 50, picture(ID_CARD)[:900], picture(ID_CARD)[:9000]):
        with pytest.raises(PhotoRefused):
            ocr.read_lines(data)


def photograph(scope: Any, hotel: Hotel, data: bytes, kind: ReadingKind = ReadingKind.ID_CARD) -> DocumentReading:
    return expect_photos(scope=scope, now=timezone.now(), hotel_id=hotel.id, kind=kind, photos=[data])


@needs_ocr
def test_a_waiting_picture_is_sealed_and_private_and_gone_when_it_was_read(
    hotel: Hotel, clerk: Staff, tmp_path: Path
) -> None:
    data = picture(ID_CARD)
    with scope_of(clerk) as scope:
        row = photograph(scope, hotel, data)
        waiting = list(waiting_folder().iterdir())
        assert len(waiting) == 1 and waiting[0].stat().st_mode & 0o777 == 0o600
        assert files_with(tmp_path, data[:64]) == [] and files_with(tmp_path, b"JFIF") == []
    tasks.read_photos.func(str(row.id), str(clerk.id), str(hotel.id))
    assert list(waiting_folder().iterdir()) == []
    assert files_with(tmp_path, data[:64]) == [] and files_with(tmp_path, b"JFIF") == []
    with scope_of(clerk) as scope:
        row = get_reading(scope, row.id, timezone.now())
        assert row.state == ReadingState.READY
        assert open_reading(scope, row, timezone.now()).values["document_number"] == ID_NUMBER
        assert not Guest.objects.exists()  # never saved unseen


@needs_ocr
@pytest.mark.parametrize("fault", [NothingRead(), RuntimeError("broken"), MemoryError()])
def test_a_picture_is_gone_also_when_the_reading_fails(
    hotel: Hotel, clerk: Staff, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        assert list(waiting_folder().iterdir()) == []  # deleted before it is looked at
        raise fault

    monkeypatch.setattr(ocr, "read_lines", fail)
    with scope_of(clerk) as scope:
        row = photograph(scope, hotel, picture(ID_CARD))
    tasks.read_photos.func(str(row.id), str(clerk.id), str(hotel.id))
    row = DocumentReading.unscoped.get(id=row.id)
    assert row.state == ReadingState.FAILED and row.parcel is None
    assert row.fault["zh"] and row.fault["en"]
    assert list(waiting_folder().iterdir()) == []


@needs_ocr
def test_a_picture_nobody_fetched_is_deleted_after_half_an_hour(hotel: Hotel, clerk: Staff) -> None:
    with scope_of(clerk) as scope:
        row = photograph(scope, hotel, picture(ID_CARD))
    path = next(waiting_folder().iterdir())
    assert sweep() == 0
    old = path.stat().st_mtime - 31 * 60
    os.utime(path, (old, old))
    said = tasks.tidy_readings(row.ends_at + timedelta(seconds=1))
    assert said == ["readings: 1 ended, 1 files deleted unread"]
    assert list(waiting_folder().iterdir()) == [] and not DocumentReading.unscoped.exists()


@needs_ocr
def test_a_right_taken_away_meanwhile_is_gone_in_the_worker(hotel: Hotel, clerk: Staff) -> None:
    from binzhi.org.models import Post

    with scope_of(clerk) as scope:
        row = photograph(scope, hotel, picture(ID_CARD))
    Post.unscoped.filter(staff=clerk).delete()
    tasks.read_photos.func(str(row.id), str(clerk.id), str(hotel.id))
    assert DocumentReading.unscoped.get(id=row.id).parcel is None


# --- without the extra ------------------------------------------------------------------------------------------------


def test_without_the_extra_the_page_says_what_to_install(
    hotel: Hotel, clerk: Staff, sign_in: Callable[[Staff], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "NEEDED", ("no_such_package",))
    browser = sign_in(clerk)
    page = browser.get(reverse("guests:scan")).content.decode()
    assert "binzhi[ocr]" in page and reverse("guests:scan_photo") not in page
    answer = browser.post(
        reverse("guests:scan_photo"), {"kind": "id_card", "front": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")}
    )
    assert answer.status_code == 503 and "binzhi[ocr]" in answer.content.decode()
    with scope_of(clerk) as scope, pytest.raises(OcrMissing):
        photograph(scope, hotel, b"\xff\xd8\xff")
    assert list(waiting_folder().iterdir()) == []


def test_a_web_process_never_loads_the_engine() -> None:
    """Loading takes seconds and hundreds of megabytes; in the web process only its presence is asked."""
    code = (
        "import os, sys, json; os.environ['DJANGO_SETTINGS_MODULE'] = 'binzhi.config.settings_test'\n"
        "from binzhi.config.wsgi import application\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from binzhi.guests import ocr; ocr.is_installed()\n"
        "print(json.dumps([m for m in ('rapidocr', 'onnxruntime', 'cv2', 'PIL.Image') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.strip().splitlines()[-1])
    assert [name for name in loaded if name != "PIL.Image"] == []


# --- the folder of the reader -----------------------------------------------------------------------------------------


def lay(name: str, data: bytes, *, user: str = "") -> Path:
    folder = drop_folder() / user if user else drop_folder()
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    old = path.stat().st_mtime - 5
    os.utime(path, (old, old))
    return path


@pytest.mark.requirement("R-739")
def test_a_file_in_the_own_folder_waits_for_its_person_and_is_deleted(hotel: Hotel, clerk: Staff) -> None:
    path = lay("wz.txt", record(), user=clerk.username)
    assert tasks.collect_files() == 1
    assert not path.exists() and list(path.parent.iterdir()) == []
    with scope_of(clerk) as scope:
        row = DocumentReading.objects.get()
        assert row.staff_id == clerk.id
        assert open_reading(scope, row, timezone.now()).values["document_number"] == ID_NUMBER
    assert tasks.collect_files() == 0


def test_a_file_in_the_common_folder_goes_to_the_one_who_waits(
    hotel: Hotel, clerk: Staff, sign_in: Callable[[Staff], Client]
) -> None:
    path = lay("card.bin", record())
    assert tasks.collect_files() == 0 and path.exists()  # nobody waits
    browser = sign_in(clerk)
    page = browser.post(reverse("guests:scan_listen"), follow=True)
    row = DocumentReading.unscoped.get()
    assert browser.get(reverse("guests:scan_state", args=[row.id])).status_code == 204
    assert str(drop_folder()) in page.content.decode()
    assert tasks.collect_files() == 1 and not path.exists()
    answer = browser.get(reverse("guests:scan_state", args=[row.id]))
    assert answer.headers["HX-Redirect"] == reverse("guests:scan_review", args=[row.id])
    assert "沈若兰" in browser.get(answer.headers["HX-Redirect"]).content.decode()


def test_with_two_waiting_nobody_gets_the_file(hotel: Hotel, clerk: Staff, sign_in: Callable[[Staff], Client]) -> None:
    other = make_staff(hotel, "front_desk")
    for staff in (clerk, other):
        sign_in(staff).post(reverse("guests:scan_listen"))
    path = lay("card.bin", record())
    assert tasks.collect_files() == 1 and not path.exists()
    rows = list(DocumentReading.unscoped.all())
    assert [(row.state, row.fault["code"], row.parcel) for row in rows] == [("failed", "two_wait_for_reader", None)] * 2


def test_files_that_cannot_be_read_are_deleted_too_and_links_are_not_followed(
    hotel: Hotel, clerk: Staff, tmp_path: Path
) -> None:
    bad = [lay("bad.bin", record()[:100], user=clerk.username), lay("a.bin", record(), user="nobody-at-all")]
    secret = tmp_path / "secret.txt"
    secret.write_bytes(record())
    link = drop_folder() / clerk.username / "link.bin"
    link.symlink_to(secret)
    assert tasks.collect_files() == 2
    assert not any(path.exists() for path in bad) and secret.exists()
    assert not DocumentReading.unscoped.exists()


def test_a_file_that_is_still_being_written_is_left_alone(hotel: Hotel, clerk: Staff) -> None:
    path = lay("wz.txt", record()[:128], user=clerk.username)
    path.write_bytes(record())
    os.utime(path)
    assert tasks.collect_files() == 0 and path.exists()


def test_someone_who_may_not_scan_gets_nothing(hotel: Hotel) -> None:
    maid = make_staff(hotel, "housekeeping_attendant")
    path = lay("wz.txt", record(), user=maid.username)
    tasks.collect_files()
    assert not path.exists() and not DocumentReading.unscoped.exists()
    assert not GuestDocument.unscoped.exists()
