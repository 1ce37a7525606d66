"""What a thief of the files gets: nothing that was sealed, in no form, also not from an old copy of an erased guest.

A real house on disk is filled with canaries through pages, API, import and faults; then its raw bytes are searched.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from binzhi.kernel.crypto import CannotOpen, derive_key, open_bytes, unwrap_key
from tests.canaries import NUMBER, PHONE, encodings, everywhere, found_in
from tests.house.tree import ROOT

pytestmark = pytest.mark.house  # runs on SQLite, in a folder of its own
SEALED_COLUMNS = {
    "guests_contact": ["value"], "guests_document": ["number"], "guests_date": ["value"], "guests_member_card": ["number"],
    "guests_fact": ["sealed"], "guests_value": ["sealed"], "guests_relation": ["other_name", "note"],
    "collection_item": ["sealed", "text", "question"], "collection_enquiry": ["question"], "collection_file": ["title"],
    "companies_contact_person": ["phone"],
    "guests_note": ["text"], "guests_flag": ["reason"], "stays_reservation": ["special_requests"],
    "stays_level_override": ["reason"],
    "service_task": ["text", "cause"], "service_instruction": ["text", "cause"], "service_touchpoint": ["summary"],
    "service_feedback": ["text", "outcome"],
    "identity_evidence": ["sealed"],  # opened by the machine only: levels, scores and masked clues leave it
    "arrivals_gift": ["message"], "arrivals_offer": ["text"], "arrivals_event": ["text", "answer"],
}  # fmt: skip
PLAIN_BINARY = {("guests_contact", "digest"), ("guests_document", "digest")}


class House:
    """The copies of the files and what the house said while it ran."""

    def __init__(self, out: Path, said: str) -> None:
        self.out, self.said = out, said
        facts = json.loads((out / "facts.json").read_text())
        self.guest, self.wrapped = UUID(facts["guest"]), bytes.fromhex(facts["wrapped"])
        self.waiting = facts["batch"]
        self.master = bytes.fromhex(Path(facts["key_file"]).read_text().strip())

    def files(self, part: str = "before") -> dict[str, bytes]:
        """Every file with its bytes."""
        root = self.out / part
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house that was worked in."""
    out = tmp_path_factory.mktemp("needles")
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("BINZHI_", "DATABASE_", "KEYSTORE_", "DJANGO_"))
    }
    environment |= {
        "BINZHI_HOME": str(out / "home"), "DJANGO_SETTINGS_MODULE": "binzhi.config.settings",
        "BINZHI_SECOND_FACTOR": "off", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.vault.needle_house", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return House(out, done.stdout + done.stderr)


def leaks(files: dict[str, bytes]) -> list[str]:
    """File: value, for everything found."""
    return [f"{name}: {value}" for name, content in files.items() for value in found_in(content, everywhere())]


def test_the_house_was_really_worked_in(house: House) -> None:
    files = house.files()
    assert len(files["data/binzhi.sqlite3"]) + len(files.get("data/binzhi.sqlite3-wal", b"")) > 500_000
    assert "data/binzhi.sqlite3-wal" in files, "the write-ahead log must be looked at while it is there"
    assert "status 500" in house.said
    assert "disk full" in house.said, "a fault is logged with its traceback"
    with sqlite3.connect(house.out / "before" / "data" / "binzhi.sqlite3") as database:
        count = {
            t: database.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
            for t in (*SEALED_COLUMNS, "org_given_answer")
        }
    assert all(count.values()), count


def test_the_search_finds_what_lies_in_clear(house: House) -> None:
    """The planted fault: a value in a column everybody may read is found in the raw files."""
    found = [name for name, content in house.files().items() if found_in(content, ["PLANTEDINCLEAR"])]
    assert any(name.startswith("data/") for name in found)
    for form in encodings(NUMBER):
        assert found_in(b"...." + form + b"....", [NUMBER]) == [NUMBER]


def test_no_sealed_value_lies_in_any_file(house: House) -> None:
    assert leaks({name: content for name, content in house.files().items() if not name.startswith("imports/")}) == []


def test_an_imported_file_is_not_kept_in_clear(house: House) -> None:
    assert "counts" in house.said
    kept = {name: content for name, content in house.files().items() if name.startswith("imports/")}
    assert [name for name in kept if house.waiting not in name] == []
    assert len(kept) == 1, "the file that still waits must be there: it is the control"


def test_no_sealed_value_is_in_the_log_output(house: House) -> None:
    assert found_in(house.said.encode(), everywhere()) == []


def test_no_sealed_value_is_in_the_acts(house: House) -> None:
    with sqlite3.connect(house.out / "before" / "data" / "binzhi.sqlite3") as database:
        acts = database.execute("SELECT * FROM audit_act").fetchall()
    assert len(acts) > 50
    assert found_in(repr(acts).encode(), everywhere()) == []


def cells(database: Path) -> list[tuple[str, bytes, bytes]]:
    """(guest, bound to, sealed) of every sealed value in a data file."""
    found = []
    with sqlite3.connect(database) as connection:
        for table, columns in SEALED_COLUMNS.items():
            for column in columns:
                rows = connection.execute(f"SELECT guest_id, id, {column} FROM {table} WHERE {column} IS NOT NULL")
                for guest, row, sealed in rows:
                    bound = f"{table}|{UUID(guest)}|{UUID(row)}|{column}".encode()
                    found.append((guest, bound, sealed))
    return found


def keys(house: House, keystore: Path) -> dict[str, bytes]:
    """The data keys a keystore gives to whoever has the master key."""
    with sqlite3.connect(keystore) as connection:
        rows = connection.execute("SELECT guest_id, wrapped FROM vault_guest_key").fetchall()
    return {guest: unwrap_key(derive_key(house.master, "wrap"), wrapped) for guest, wrapped in rows}


def readable(house: House, data: Path, keystore: Path) -> list[bytes]:
    """The values of the guest that open with any key of the keystore."""
    opened = []
    every = keys(house, keystore)
    for guest, bound, sealed in cells(data):
        if UUID(guest) == house.guest:
            for key in every.values():
                try:
                    opened.append(open_bytes(key, sealed, bound_to=bound))
                except CannotOpen:
                    continue
    return opened


def test_an_erased_guest_stays_erased_in_an_old_copy_of_the_data(house: House) -> None:
    data = house.out / "before" / "data" / "binzhi.sqlite3"
    assert readable(house, data, house.out / "after" / "keystore.sqlite3") == []


def test_the_old_copy_opens_with_the_old_keystore(house: House) -> None:
    """The planted fault, and the limit: a keystore copied before the erasure undoes it until that copy is gone."""
    data = house.out / "before" / "data" / "binzhi.sqlite3"
    opened = readable(house, data, house.out / "before" / "keystore" / "keystore.sqlite3")
    assert PHONE.encode() in opened
    assert len(opened) >= 13


def test_the_wrapped_key_of_an_erased_guest_is_in_no_file_of_the_keystore(house: House) -> None:
    assert any(house.wrapped in content for content in house.files("before").values())
    assert [name for name, content in house.files("after").items() if house.wrapped in content] == []


def test_no_key_lies_in_the_data_files(house: House) -> None:
    every = keys(house, house.out / "before" / "keystore" / "keystore.sqlite3")
    secrets = [house.master, house.master.hex().encode(), *every.values(), house.wrapped]
    for name, content in house.files().items():
        if name.startswith("data/"):
            assert not any(secret in content for secret in secrets), name


def test_every_binary_column_is_known() -> None:
    """A new sealed column must be searched here too."""
    from django.db import models

    from tests.rows import house_models

    found = {
        (m._meta.db_table, str(f.column))
        for m in house_models()
        for f in m._meta.concrete_fields
        if isinstance(f, models.BinaryField) and any(c.name == "guest" for c in m._meta.concrete_fields)
    }
    assert found - PLAIN_BINARY == {(table, column) for table, columns in SEALED_COLUMNS.items() for column in columns}
