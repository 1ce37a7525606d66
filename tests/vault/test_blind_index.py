"""Blind indexes: equal values meet, nobody without the key can tell or guess what they are."""

import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest

from binzhi.guests.digests import contact_digest, document_digest
from binzhi.guests.drafts import DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind
from binzhi.vault.index import contact_index, document_index, member_index
from binzhi.vault.master import forget_keys, make_key_file

NUMBER, PHONE = "11010519491231002X", "+8613800138000"


def all_indexes() -> list[bytes]:
    """One index of each kind."""
    return [
        document_index(kind="id_card", country="", number=NUMBER),
        contact_index(kind="phone", value=PHONE),
        contact_index(kind="email", value="wang@example.com"),
        member_index(programme="house", number="M123456"),
    ]


def test_another_key_file_gives_other_indexes(tmp_path: Path, settings: Any) -> None:
    before = all_indexes()
    make_key_file(tmp_path / "other.key")
    settings.BINZHI_KEY_FILE = str(tmp_path / "other.key")
    forget_keys()
    assert not set(before) & set(all_indexes())


def test_no_unkeyed_hash_of_a_number_is_an_index() -> None:
    """The 18 digits are 1.3e11 values: any unkeyed hash of them is as good as clear text."""
    stored = set(all_indexes())
    texts = [NUMBER, f"id_card||{NUMBER}", f"id_card|CN|{NUMBER}", PHONE, f"phone|{PHONE}", "13800138000"]
    for text in texts:
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            plain = hashlib.new(name, text.encode()).digest()
            empty = hmac.new(b"", text.encode(), name if name != "blake2b" else "sha3_256").digest()
            assert not {plain[:16], empty[:16]} & stored


def test_kinds_do_not_meet() -> None:
    same = "12345678"
    made = {
        document_index(kind="passport", country="US", number=same),
        document_index(kind="passport", country="GB", number=same),
        document_index(kind="military", country="US", number=same),
        contact_index(kind="phone", value=same),
        contact_index(kind="email", value=same),
        member_index(programme="house", number=same),
        member_index(programme="other", number=same),
    }
    assert len(made) == 7
    assert {len(index) for index in made} == {16}


@pytest.mark.parametrize(
    "typed", [NUMBER, NUMBER.lower(), "110105 19491231 002X", "110105491231002", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_a_document_meets_itself_however_typed(typed: str) -> None:
    wanted = document_digest(DocumentDraft(DocumentKind.ID_CARD, NUMBER))
    assert document_digest(DocumentDraft(DocumentKind.ID_CARD, typed)) == wanted
    assert wanted == document_index(kind="id_card", country="", number=NUMBER)


def test_all_phones_share_one_kind() -> None:
    assert contact_digest(ContactKind.MOBILE, PHONE) == contact_digest(ContactKind.FAX, PHONE)
    assert contact_digest(ContactKind.EMAIL, "a@b.cn") != contact_digest(ContactKind.WECHAT, "a@b.cn")
