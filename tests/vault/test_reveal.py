"""The only roads to plaintext: decide, write the log, then decrypt; refuse when the log cannot be written."""

import ast
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connections

from binzhi.audit.domain import unit as unit_module
from binzhi.audit.domain.unit import unit_of_work
from binzhi.audit.models import Act
from binzhi.guests.domain.identifiers import add_contact, add_document
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind, SourceKind
from binzhi.guests.models import Guest, GuestContact, GuestDocument
from binzhi.guests.queries import contact_cell, document_cell, note_cell
from binzhi.kernel.errors import NotAllowed, ScopeMissing
from binzhi.kernel.scope import current_scope
from binzhi.org.models import Hotel, Staff
from binzhi.vault.domain import sealing
from binzhi.vault.domain.keyring import KeyGone
from binzhi.vault.domain.sealing import Cell, PurposeMissing, ReadLogFailed, SealBroken, read_many, reveal
from binzhi.vault.models import GuestKey
from tests.builders import NOW, make_guest, make_hotel, make_note, make_staff, open_house, scope_of
from tests.house.tree import SOURCE, parsed, python_files, relative

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PHONE, NUMBER = "+8613800138000", "11010519491231002X"
WHY = "宾客要求核对电话"


@pytest.fixture
def hotel() -> Hotel:
    """A hotel."""
    return make_hotel()


@pytest.fixture
def clerk(hotel: Hotel) -> Staff:
    """A front desk clerk, who may reveal C2 and C3."""
    return make_staff(hotel, "front_desk")


@pytest.fixture
def guest(hotel: Hotel) -> Guest:
    """A guest with a phone and a document."""
    guest = make_guest("王建国")
    with open_house(hotel) as scope:
        add_contact(
            scope=scope, now=NOW, guest=guest, draft=ContactDraft(ContactKind.MOBILE, PHONE), source=SourceKind.STATED
        )
        add_document(
            scope=scope,
            now=NOW,
            guest=guest,
            draft=DocumentDraft(DocumentKind.ID_CARD, NUMBER),
            source=SourceKind.STATED,
        )
    return guest


def phone(guest: Guest) -> Cell:
    """The sealed phone of a guest."""
    return contact_cell(GuestContact.unscoped.get(guest=guest, kind="mobile"))


def document(guest: Guest) -> Cell:
    """The sealed document of a guest."""
    return document_cell(GuestDocument.unscoped.get(guest=guest))


class Opened:
    """Counts what is decrypted, and says whether the log stood already."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.logged: list[int] = []
        open_bytes: Callable[..., bytes] = sealing.open_bytes

        def watch(*args: Any, **kwargs: Any) -> bytes:
            self.count += 1
            self.logged.append(Act.objects.filter(is_read=True).count())
            return open_bytes(*args, **kwargs)

        monkeypatch.setattr(sealing, "open_bytes", watch)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, guest: Guest) -> Opened:
    """The counter of decryptions, after the guest was made."""
    return Opened(monkeypatch)


def break_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """No act can be written any more."""

    def full(_acts: list[Act]) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(unit_module, "_link", full)


def test_the_log_is_written_before_the_value_is_opened(clerk: Staff, guest: Guest, opened: Opened) -> None:
    with scope_of(clerk) as scope:
        assert reveal(scope=scope, now=NOW, cell=phone(guest), purpose=WHY) == PHONE
    assert opened.logged == [1]
    act = Act.objects.get(is_read=True)
    assert (act.actor_id, act.guest_id, act.purpose) == (clerk.id, guest.id, WHY)
    assert (act.object_type, act.object_id) == ("guests_contact", phone(guest).row_id)
    assert PHONE not in str(act.details)


def test_without_the_right_nothing_is_opened(hotel: Hotel, guest: Guest, opened: Opened) -> None:
    for role in ("housekeeping_attendant", "concierge", "kitchen", "marketing", "auditor", "system_administrator"):
        with scope_of(make_staff(hotel, role)) as scope:
            for cell in (phone(guest), document(guest)):
                with pytest.raises(NotAllowed):
                    reveal(scope=scope, now=NOW, cell=cell, purpose=WHY)
    assert opened.count == 0
    assert not Act.objects.filter(is_read=True).exists()


def test_a_right_to_one_class_is_none_to_another(hotel: Hotel, guest: Guest, opened: Opened) -> None:
    with scope_of(make_staff(hotel, "sales")) as scope:
        assert reveal(scope=scope, now=NOW, cell=phone(guest), purpose=WHY) == PHONE
        with pytest.raises(NotAllowed):
            reveal(scope=scope, now=NOW, cell=document(guest), purpose=WHY)
    assert opened.count == 1


@pytest.mark.parametrize("purpose", ["", " ", "x", " x ", "\n\t"])
def test_without_a_purpose_nothing_is_opened(clerk: Staff, guest: Guest, opened: Opened, purpose: str) -> None:
    with scope_of(clerk) as scope, pytest.raises(PurposeMissing):
        reveal(scope=scope, now=NOW, cell=phone(guest), purpose=purpose)
    assert opened.count == 0
    assert not Act.objects.filter(is_read=True).exists()


def test_without_a_log_nothing_is_opened(
    clerk: Staff, guest: Guest, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = phone(guest)
    break_the_log(monkeypatch)
    with scope_of(clerk) as scope, pytest.raises(ReadLogFailed):
        reveal(scope=scope, now=NOW, cell=cell, purpose=WHY)
    assert opened.count == 0


def test_many_are_not_opened_without_a_log(
    clerk: Staff, guest: Guest, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [phone(guest), document(guest)]
    break_the_log(monkeypatch)
    with scope_of(clerk) as scope, pytest.raises(ReadLogFailed):
        read_many(scope=scope, now=NOW, cells=cells, purpose="arrivals")
    assert opened.count == 0


def test_a_log_that_could_be_rolled_back_is_no_log(clerk: Staff, guest: Guest, opened: Opened) -> None:
    def within() -> None:
        with scope_of(clerk) as scope, unit_of_work(scope):
            reveal(scope=scope, now=NOW, cell=phone(guest), purpose=WHY)

    with pytest.raises(RuntimeError, match="rolled back"):
        within()
    assert opened.count == 0


def test_the_page_that_reveals_refuses_alike(
    clerk: Staff, guest: Guest, opened: Opened, monkeypatch: pytest.MonkeyPatch, sign_in: Any
) -> None:
    browser = sign_in(clerk)
    address = f"/guests/{guest.id}/reveal/contact/{phone(guest).row_id}/"
    shown = browser.post(address, {"purpose": WHY})
    assert PHONE in shown.content.decode()
    break_the_log(monkeypatch)
    refused = browser.post(address, {"purpose": WHY})
    assert refused.status_code == 503
    assert PHONE not in refused.content.decode()
    assert opened.count == 1


def test_many_values_are_one_act_with_their_number(clerk: Staff, guest: Guest, opened: Opened) -> None:
    other = make_guest("李娜")
    with open_house(make_hotel()) as scope:
        draft = ContactDraft(ContactKind.EMAIL, "li@example.com")
        add_contact(scope=scope, now=NOW, guest=other, draft=draft, source=SourceKind.STATED)
    mail = contact_cell(GuestContact.unscoped.get(guest=other))
    opened.logged.clear()  # the machine opened the mail to keep what the guest is recognised by: nobody saw it
    with scope_of(clerk) as scope:
        values = read_many(scope=scope, now=NOW, cells=[phone(guest), mail, document(guest)], purpose="arrivals")
    assert values == [PHONE, "li@example.com", NUMBER]
    act = Act.objects.get(is_read=True)
    assert act.details["count"] == 3
    assert act.details["guests"] == sorted({str(guest.id), str(other.id)})
    assert opened.logged == [1, 1, 1]


def test_classes_a_role_may_not_read_come_back_empty(hotel: Hotel, guest: Guest, opened: Opened) -> None:
    with scope_of(make_staff(hotel, "sales")) as scope:
        assert read_many(scope=scope, now=NOW, cells=[document(guest), phone(guest)], purpose="x y") == [None, PHONE]
    with scope_of(make_staff(hotel, "system_administrator")) as scope:
        assert read_many(scope=scope, now=NOW, cells=[document(guest), phone(guest)], purpose="x y") == [None, None]
    assert opened.count == 1


def test_notes_of_the_own_department_are_no_sensitive_read(clerk: Staff, guest: Guest, hotel: Hotel) -> None:
    note = make_note(hotel, guest, "喜欢靠窗的座位")
    with scope_of(clerk) as scope:
        assert read_many(scope=scope, now=NOW, cells=[note_cell(note)], purpose="notes") == ["喜欢靠窗的座位"]
    assert not Act.objects.filter(is_read=True).exists()


def test_every_decryption_is_in_the_log(clerk: Staff, guest: Guest, opened: Opened) -> None:
    """Random reads: values opened = values logged, field by field."""
    rng = random.Random(7)
    with scope_of(clerk) as scope:
        for _ in range(60):
            cells = [rng.choice([phone(guest), document(guest)]) for _ in range(rng.randint(1, 4))]
            if rng.random() < 0.5:
                reveal(scope=scope, now=NOW, cell=cells[0], purpose=WHY)
            else:
                read_many(scope=scope, now=NOW, cells=cells, purpose="arrivals")
    logged = sum(act.details.get("count", 1) for act in Act.objects.filter(is_read=True))
    assert logged == opened.count


def test_a_value_moved_to_another_guest_row_or_column_does_not_open(clerk: Staff, guest: Guest) -> None:
    other = make_guest("李娜")
    with open_house(make_hotel()) as scope:
        draft = ContactDraft(ContactKind.MOBILE, "+8613900139000")
        add_contact(scope=scope, now=NOW, guest=other, draft=draft, source=SourceKind.STATED)
    stolen = bytes(phone(guest).sealed)
    GuestContact.unscoped.filter(guest=other).update(value=stolen)
    GuestDocument.unscoped.filter(guest=guest).update(number=stolen)
    with scope_of(clerk) as scope:
        for cell in (phone(other), document(guest)):
            with pytest.raises(SealBroken):
                reveal(scope=scope, now=NOW, cell=cell, purpose=WHY)


def test_a_value_tampered_with_does_not_open(clerk: Staff, guest: Guest) -> None:
    sealed = bytearray(phone(guest).sealed)
    sealed[-1] ^= 1
    GuestContact.unscoped.filter(guest=guest).update(value=bytes(sealed))
    with scope_of(clerk) as scope, pytest.raises(SealBroken):
        reveal(scope=scope, now=NOW, cell=phone(guest), purpose=WHY)


def test_an_erased_guest_cannot_be_read(clerk: Staff, guest: Guest) -> None:
    GuestKey.objects.using("keys").filter(guest_id=guest.id).delete()
    with scope_of(clerk) as scope:
        with pytest.raises(KeyGone):
            reveal(scope=scope, now=NOW, cell=phone(guest), purpose=WHY)
        assert read_many(scope=scope, now=NOW, cells=[phone(guest)], purpose="arrivals") == [None]


def test_the_keys_of_guests_are_in_the_keystore_only(guest: Guest) -> None:
    assert GuestKey.objects.using("keys").filter(guest_id=guest.id).exists()
    assert "vault_guest_key" not in connections["default"].introspection.table_names()
    assert connections["keys"].introspection.table_names().count("guests_contact") == 0


def test_a_sealed_value_does_not_show_in_a_traceback(guest: Guest) -> None:
    drafts = [ContactDraft(ContactKind.MOBILE, PHONE), DocumentDraft(DocumentKind.ID_CARD, NUMBER)]
    said = repr([drafts, guest, phone(guest), document(guest), list(GuestContact.unscoped.all())])
    assert PHONE not in said
    assert NUMBER not in said


def test_a_test_leaves_no_scope_open() -> None:
    with pytest.raises(ScopeMissing):
        current_scope()


OPENERS = {
    "binzhi.kernel.crypto": {"open_bytes", "unwrap_key"},
    "binzhi.vault.domain.keyring": {"keys_of", "key_for_opening"},
}


def openers(tree: ast.AST) -> set[str]:
    """What a module imports that gives plaintext or keys."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            found |= names & OPENERS.get(node.module, set())
            found |= {
                m for m in OPENERS if f"{node.module}.{m.rpartition('.')[2]}" == m and m.rpartition(".")[2] in names
            }
            if node.module.startswith("cryptography.hazmat.primitives.ciphers"):
                found |= names
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name in OPENERS or a.name.startswith("cryptography")}
    return found


@pytest.mark.house
def test_only_the_vault_decrypts() -> None:
    allowed = {
        "src/binzhi/kernel/crypto.py",
        "src/binzhi/vault/domain/keyring.py",
        "src/binzhi/vault/domain/parcel.py",
        "src/binzhi/vault/domain/sealing.py",
        "src/binzhi/vault/domain/second_factor.py",
    }
    found = {relative(path) for path in python_files(SOURCE) if openers(parsed(path))}
    assert found == allowed


@pytest.mark.house
@pytest.mark.parametrize(
    "line",
    [
        "from binzhi.kernel.crypto import open_bytes",
        "from binzhi.kernel import crypto",
        "import binzhi.kernel.crypto",
        "from binzhi.vault.domain.keyring import KeyGone, keys_of",
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
    ],
)
def test_a_planted_decryption_is_found(line: str) -> None:
    assert openers(ast.parse(line))
