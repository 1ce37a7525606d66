"""The real files end to end: dry run and import agree, the same files again change nothing, an undo leaves nothing."""

import gzip
import shutil
from pathlib import Path

import pytest

from binzhi.audit.domain.verify import verify
from binzhi.guests.models import ExternalGuestKey, Guest
from binzhi.integrations.enums import BatchState
from binzhi.integrations.readers import ImportRefused
from binzhi.stays.models import Reservation, ReservationKey
from tests.integrations.files import real
from tests.integrations.house import House, codes_of, importing_house, picture, table_counts

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def some_bookings(folder: Path, rows: int) -> Path:
    """The first rows of the real bookings, as a file of their own."""
    path = folder / "bookings.csv"
    with gzip.open(real("hotel_bookings_dev.csv.gz"), "rt", encoding="utf-8") as source:
        path.write_text("".join(line for _, line in zip(range(rows + 1), source, strict=False)), encoding="utf-8")
    return path


def round_trip(house: House, path: Path, kind: str) -> None:
    """Dry run, import, import again from another place, undo: each must leave exactly what it says."""
    empty = (table_counts(), picture())
    foretold = house.check(path, kind)["counts"]
    assert (table_counts(), picture()) == empty, "the dry run wrote something"
    batch = house.run(path, kind)
    assert batch.state == BatchState.FINISHED, batch.fault
    assert batch.counts == foretold
    stood = (table_counts(), picture())
    again = house.run(path, kind)
    if batch.counts.get("refused"):
        assert set(again.counts) == {"refused", "unchanged"}, again.counts
        assert again.counts["refused"] == batch.counts["refused"]
    else:
        assert again.id == batch.id
    assert (table_counts(), picture()) == stood
    if again.id != batch.id:
        house.undo(again)
        assert (table_counts(), picture()) == stood
    house.undo(batch)
    assert (table_counts(), picture()) == empty
    repeated = house.run(path, kind)
    assert (repeated.counts, picture()) == (batch.counts, stood[1])


@pytest.mark.requirement("R-740")
def test_real_bookings(tmp_path: Path) -> None:
    with importing_house() as house:
        round_trip(house, some_bookings(tmp_path, 2500), "hotel-booking-demand")
        assert Reservation.objects.count() == 2500
        assert set(Guest.objects.values_list("kind", flat=True)) == {"placeholder"}
    assert verify().faults == []


def test_equal_rows_are_separate_bookings(tmp_path: Path) -> None:
    path = some_bookings(tmp_path, 3)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *[lines[1]] * 5]) + "\n", encoding="utf-8")
    with importing_house() as house:
        assert house.run(path, "hotel-booking-demand").counts == {"new": 5}
        assert Reservation.objects.count() == 5


@pytest.mark.requirement("R-740")
def test_opera_samples(tmp_path: Path) -> None:
    with importing_house() as house:
        folder = real("pms_samples/ohip")
        round_trip(house, folder, "ohip")
        assert Guest.objects.exclude(kind="placeholder").count() > 0
        assert Reservation.objects.count() > 0
        assert ExternalGuestKey.objects.exclude(system="file").count() > 0
    assert verify().faults == []


@pytest.mark.requirement("R-740")
def test_every_opera_sample_alone_is_taken_or_refused_with_its_place() -> None:
    taken = refused = 0
    with importing_house() as house:
        for path in sorted(real("pms_samples/ohip").glob("*.json")):
            try:
                batch = house.run(path, "ohip")
            except ImportRefused:
                refused += 1
                continue
            taken += 1
            assert batch.state in {BatchState.FINISHED, BatchState.FAILED}, path.name
            assert "conflict" not in codes_of(batch), path.name
    assert taken > 0
    assert refused > 0


@pytest.mark.requirement("R-740")
def test_alpinebits_samples(tmp_path: Path) -> None:
    with importing_house() as house:
        for version in sorted(real("pms_xml/alpinebits").iterdir()):
            folder = tmp_path / version.name
            folder.mkdir()
            for path in sorted(version.glob("GuestRequests-OTA_*R*-reservation*.xml")):
                shutil.copy(path, folder / path.name)
            if any(folder.iterdir()):
                house.run(folder, "ota-xml")
        assert Reservation.objects.count() > 0
        assert ReservationKey.objects.exclude(system="binzhi").count() > 0
    assert verify().faults == []


def test_one_alpinebits_folder_there_and_back(tmp_path: Path) -> None:
    with importing_house() as house:
        round_trip(house, real("pms_xml/alpinebits/v_2020_10"), "ota-xml")
