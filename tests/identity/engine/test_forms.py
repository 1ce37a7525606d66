"""Normal forms and keys: the same every time, and stable when read back."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings

from binzhi.identity.engine.evidence import VERSION, Document, Evidence, Profile
from binzhi.identity.engine.keys import KINDS, MOST_KEYS, blocking_keys
from binzhi.identity.engine.normalise import evidence_of, read_name
from tests.identity.engine.people import card, evidence, evidences, id_card, passport, profiles


@given(profiles)
def test_normalising_refuses_nothing_and_says_the_same_twice(profile: Profile) -> None:
    first = evidence_of(profile)
    read_name.cache_clear()
    assert evidence_of(profile) == first


@given(evidences)
def test_evidence_is_read_back_as_it_was_written(found: Evidence) -> None:
    assert Evidence.from_text(found.to_text()) == found
    assert "\n" not in found.to_text()


def test_evidence_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 999"):
        Evidence.from_text(evidence("王伟").to_text().replace(str(VERSION), "999", 1))


@given(profiles)
def test_normal_forms_are_normal_forms_of_themselves(profile: Profile) -> None:
    once = evidence_of(profile)
    documents = [Document("id_card", "CN", n) for n in once.cards]
    again = evidence_of(
        Profile(
            name=once.cn,
            birth=once.birth,
            sex=once.sex,
            documents=tuple(documents),
            phones=tuple("+" + p for p in once.phones),
            emails=once.emails,
            company=once.company,
            city=once.city,
            nationality=once.nationality,
        )
    )
    assert set(once.cards) == set(again.cards)
    assert set(again.phones) >= set(once.phones)
    assert (again.emails, again.birth, again.city, again.nationality) == (
        once.emails,
        once.birth,
        once.city,
        once.nationality,
    )
    if once.cn:
        assert again.cn in (once.cn, "")


@settings(max_examples=200)
@given(evidences)
def test_keys_are_few_named_and_always_the_same(found: Evidence) -> None:
    keys = blocking_keys(found)
    assert keys == blocking_keys(replace(found))
    assert len(keys) == len(set(keys)) <= MOST_KEYS
    assert {kind for kind, _ in keys} <= set(KINDS)
    assert all(text.strip("|") for _, text in keys)


def shared(a: Evidence, b: Evidence) -> set[str]:
    return {kind for kind, _ in set(blocking_keys(a)) & set(blocking_keys(b))}


@pytest.mark.requirement("R-190")
def test_each_of_document_phone_mail_and_name_with_birth_date_finds_the_profile() -> None:
    number = card()
    stored = evidence("张涛俊", documents=id_card(number), phones=("13912345679",), emails=("tao@163.com",))
    assert "card" in shared(stored, evidence("", documents=id_card(number)))
    assert "mask" in shared(stored, evidence("", documents=id_card(f"{number[:6]}********{number[-4:]}")))
    assert "phone" in shared(stored, evidence("", phones=("+86 139 1234 5679",)))
    assert "mail" in shared(stored, evidence("", emails=("TAO@163.com",)))
    assert "name_birth" in shared(stored, evidence("Zhang Taojun", birth="1985-03-12"))
    foreign = evidence("Bob Smith", documents=passport("E12345678", "US"))
    assert "passport" in shared(foreign, evidence("", documents=passport("e12345678")))


@pytest.mark.parametrize("written", ["CHAN TAI MAN", "chen dawen", "Chan Dawen", "ZHEN DAWEN"])
def test_other_spellings_meet_under_name_and_birth_date(written: str) -> None:
    assert "name_birth" in shared(evidence("陈大文", birth="1985-03-12"), evidence(written, birth="1985-03-12"))


def test_a_relay_address_is_no_key() -> None:
    one, other = (evidence(name, emails=("k2j4@guest.booking.com",)) for name in ("王伟", "李娜"))
    assert shared(one, other) == set()


@pytest.mark.parametrize(
    "name", ["nan" * 400 + "q", "xianxian" * 20, "(代" * 5000, "张" * 5000, "a b " * 3000, "x/" * 4000, "ﷺ" * 500]
)
def test_no_name_takes_long(name: str) -> None:
    begun = time.process_time()
    found = evidence(name, other_names=(name,), company=name, city=name, phones=(name,), emails=(name + "@a.b",))
    assert time.process_time() - begun < 1
    assert len(found.to_text()) < 60_000
