"""Files of document scanners: each item lands in its field, each bad document is refused alone, entries are counted."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from binzhi.guests.domain.scan_confirm import Confirmed, confirm_reading
from binzhi.guests.domain.scans import take_reading
from binzhi.guests.models import Guest, GuestContact, GuestDate, GuestDocument
from binzhi.guests.origin import told_of
from binzhi.guests.queries import date_cell, document_cell
from binzhi.guests.scan_kinds import ReadingWay
from binzhi.guests.scan_reading import read_file
from binzhi.integrations.domain.batches import take_in_file
from binzhi.integrations.domain.run import run_batch
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.integrations.queries import SCANNED, entries_by_month
from binzhi.integrations.readers import ImportRefused, ReadOptions, open_source
from binzhi.integrations.rows import GuestRow
from binzhi.org.models import Hotel
from binzhi.vault.domain.sealing import holds
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.kernel.test_documents import with_check_digit
from tests.kernel.test_id_reader import NUMBER, record
from tests.kernel.test_mrz import card, passport

OPTIONS = ReadOptions(now=datetime(2026, 3, 10, tzinfo=UTC))
OTHER = with_check_digit("44010319800517002")


def rows(path: Path) -> list[GuestRow | None]:
    return [row.data for row in open_source(path, "id-scanner", options=OPTIONS)]  # type: ignore[misc]


def second() -> bytes:
    return record(name="何其", gender="2", birth="19800517", number=OTHER, address="广州市示例路1号", valid_to="长期")


@pytest.mark.requirement("R-739")
def test_records_one_after_another(tmp_path: Path) -> None:
    path = tmp_path / "cards.dat"
    path.write_bytes(record() + second())
    first, other = rows(path)
    assert first is not None and other is not None
    assert (first.name, first.gender, first.document_no, first.document_type) == ("沈若兰", "female", NUMBER, "id_card")
    assert (first.birth_date, first.document_expires) == (date(1949, 12, 31), date(2030, 1, 1))
    assert (first.native_place, first.address) == ("北京市朝阳区", "北京市朝阳区示例路8号院2号楼1单元")
    assert (other.name, other.document_expires, other.scanned) == ("何其", None, True)


@pytest.mark.requirement("R-739")
def test_passport_lines_among_other_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.txt"
    path.write_text(
        f"2026-03-10 12:00 OK\n{passport()}\n\nscan 2\n{card()}\n{passport(number='E00000002')}\n", encoding="utf-8"
    )
    found = rows(path)
    assert [row.document_no for row in found if row] == ["E00000001", "ZE0000509", "E00000002"]
    first = found[0]
    assert first is not None
    assert (first.name, first.nationality, first.document_country) == ("Jianguo Wang", "CN", "CN")
    assert (first.document_type, first.document_expires) == ("passport", date(2031, 5, 16))


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(record())
    (tmp_path / "b.txt").write_text(passport())
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff")
    assert [row.name for row in rows(tmp_path) if row] == ["沈若兰", "Jianguo Wang"]


def test_a_bad_document_is_refused_alone_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "cards.dat"
    path.write_bytes(record(number="110105194912310021") + second())
    source = list(open_source(path, "id-scanner", options=OPTIONS))
    assert [row.refused for row in source] == [True, False]
    assert "校验" in source[0].problems[0].zh and NUMBER not in source[0].problems[0].zh
    text = tmp_path / "scan.txt"
    text.write_text(passport().replace("E00000001", "E00000003") + "\n" + passport() + "\n" + passport().split("\n")[0])
    assert [row.refused for row in open_source(text, "id-scanner", options=OPTIONS)] == [True, False, True]


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0" * 64, "姓名,性别\n沈若兰,女\n".encode(), b"\x00" * 300])
def test_a_file_without_documents_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.dat"
    path.write_bytes(data)
    with pytest.raises(ImportRefused) as refused:
        open_source(path, "id-scanner", options=OPTIONS)
    assert refused.value.problem.code in {"scan-file-empty", "file-empty"}


def imported(hotel: Hotel, path: Path, now: datetime = NOW) -> ImportBatch:
    with open_house(hotel) as scope:
        batch = take_in_file(scope=scope, now=now, hotel=hotel, path=path, kind="id-scanner")
        return run_batch(scope=scope, clock=lambda: now, batch=batch)


@pytest.mark.requirement("R-739")
@pytest.mark.django_db(databases=["default", "keys"])
def test_imported_scans_land_in_their_fields_as_scanned(tmp_path: Path) -> None:
    hotel = make_hotel()
    path = tmp_path / "cards.dat"
    path.write_bytes(record() + second())
    imported(hotel, path)
    with open_house(hotel):
        guest = Guest.objects.get(name="沈若兰")
        assert told_of(guest.origins, "name").is_scanned
        document = GuestDocument.objects.get(guest_id=guest.id)
        assert (document.source, document.expires_on) == ("scanned", date(2030, 1, 1))
        assert holds(cell=document_cell(document), plain=NUMBER)
        assert holds(cell=date_cell(GuestDate.objects.get(guest_id=guest.id)), plain="1949-12-31")
        assert GuestContact.objects.filter(guest_id=guest.id, kind="address").count() == 1
        assert Guest.objects.count() == 2 and ImportLine.objects.filter(outcome="new").count() == 2


@pytest.mark.requirement("R-742")
@pytest.mark.django_db(databases=["default", "keys"])
def test_scanned_entries_are_counted_beside_those_made_by_hand(tmp_path: Path) -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")
    make_guest("机器建的")
    now = timezone.now()
    with scope_of(clerk) as scope:
        row = take_reading(
            scope=scope, now=now, hotel_id=hotel.id, reading=read_file(record(), on=TODAY), way=ReadingWay.FILE
        )
        confirm_reading(scope=scope, now=now, row=row, confirmed=Confirmed(read_file(record(), on=TODAY).values))
    path = tmp_path / "cards.dat"
    path.write_bytes(second())
    imported(hotel, path, now)
    manager = make_staff(hotel, "reservations")
    with scope_of(manager) as scope:
        months = entries_by_month(scope, now=now)
    counted = {source: dict(kinds) for month in months for source, kinds in month.sources.items()}
    assert counted[SCANNED] == {"guests": 1, "documents": 1}
    assert counted["id-scanner"]["guests"] == 1
