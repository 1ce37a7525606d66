"""The 256-byte record of a resident-card reader, and region codes of the number."""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from binzhi.kernel.documents import check_digit, read_id_card
from binzhi.kernel.id_reader import ReaderRecordRefused, read_record, split_record

DATA = Path(os.environ.get("BINZHI_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
NUMBER = "11010519491231002X"


def real(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data not found: {path} (set BINZHI_DATA to the folder that holds {name})")
    return path


def record(**changed: str) -> bytes:
    """A record of nobody; the order is that of the published layout."""
    values = {
        "name": "沈若兰",
        "gender": "2",
        "nation": "01",
        "birth": "19491231",
        "address": "北京市朝阳区示例路8号院2号楼1单元",
        "number": NUMBER,
        "authority": "北京市公安局朝阳分局",
        "valid_from": "20100101",
        "valid_to": "20300101",
    } | changed
    widths = (15, 1, 2, 8, 35, 18, 15, 8, 8)
    text = "".join(value.ljust(width)[:width] for value, width in zip(values.values(), widths, strict=True))
    return text.ljust(128).encode("utf-16-le")


@pytest.mark.requirement("R-133")
def test_a_record_gives_every_field() -> None:
    read = read_record(record())
    assert (read.name, read.gender, read.birth_date) == ("沈若兰", "female", date(1949, 12, 31))
    assert (read.number, read.native_place) == (NUMBER, "北京市朝阳区")
    assert read.address == "北京市朝阳区示例路8号院2号楼1单元"
    assert (read.authority, read.valid_from) == ("北京市公安局朝阳分局", date(2010, 1, 1))
    assert read.expires_on == date(2030, 1, 1)
    assert NUMBER not in repr(read) and "示例路" not in repr(read)


def test_a_card_without_end_and_with_zero_bytes_as_padding() -> None:
    assert read_record(record(valid_to="长期")).expires_on is None
    padded = record().decode("utf-16-le").replace(" ", "\x00").encode("utf-16-le")
    assert read_record(padded).name == "沈若兰"


def test_the_published_file_is_cut_by_the_published_layout() -> None:
    folder = real("pms_samples/cn_id")
    data = (folder / "idcard_basemsg_illustrative.bin").read_bytes()
    text = data.decode("utf-16-le")
    ours = split_record(data)
    names = {"name": "name", "gender": "gender", "birth": "birth", "address": "address", "idc": "number",
             "regorg": "authority", "startdate": "valid_from", "enddate": "valid_to"}  # fmt: skip
    with (folder / "idcard_reader_layout.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            start, length = int(row["offset_chars"]), int(row["length_chars"])
            if row["field"] in names:
                assert ours[names[row["field"]]] == text[start : start + length].strip()
    with pytest.raises(ReaderRecordRefused) as refused:
        read_record(data)  # the invented person's number starts with zeros
    assert refused.value.reason == "number"


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("length", record()[:-2]),
        ("length", b""),
        ("length", record() * 2),
        ("encoding", b"\xff\xd8\xff\xe0" + bytes(range(252))),
        ("encoding", b"\x00\xd8" * 128),
        ("name", record(name="")),
        ("number", record(number="110105194912310021")),
        ("number", record(number="110105491231002")),
        ("contradiction", record(gender="1")),
        ("contradiction", record(gender="x")),
        ("contradiction", record(birth="19491230")),
        ("date", record(birth="19491331")),
        ("date", record(valid_to="20301301")),
        ("card_kind", record().decode("utf-16-le")[:124].encode("utf-16-le") + "I   ".encode("utf-16-le")),
    ],
)
def test_a_record_that_cannot_be_right_is_refused_with_its_reason(reason: str, data: bytes) -> None:
    with pytest.raises(ReaderRecordRefused) as refused:
        read_record(data)
    assert refused.value.reason == reason
    assert refused.value.text("zh-hans") and NUMBER not in str(refused.value)


def test_a_residence_permit_of_hong_kong_reads() -> None:
    body = "81000019800517002"
    data = record(number=body + check_digit(body), birth="19800517")
    flagged = data.decode("utf-16-le")[:124] + "J   "
    assert read_record(flagged.encode("utf-16-le")).native_place == "香港特别行政区"


@pytest.mark.requirement("R-133")
def test_region_codes_of_every_year_are_accepted_and_most_name_their_county() -> None:
    """A number keeps the code its county had when it was given: codes long abolished must read."""
    codes: dict[str, set[str]] = {}
    for year in ("198812", "199612", "200212"):
        with real(f"region_codes/gb2260_mca_{year}.tsv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                codes.setdefault(row["Code"], set()).add(row["Name"])
    refused, named, counties = [], 0, 0
    for code, names in codes.items():
        places = []
        for year in (1986, 1990, 1997, 2003):
            body = f"{code}{year}0101001"
            reading = read_id_card(body + check_digit(body))
            if reading is None:
                refused.append(code)
                break
            places.append(reading.native_place)
        if not code.endswith("00"):
            counties += 1
            named += any(place.endswith(name) for place in places for name in names)
    assert refused == []
    assert named / counties > 0.97, f"{named} of {counties}"
