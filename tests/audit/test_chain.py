"""The chain of acts: every way to tamper with it is found, and an untouched one is not accused."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import models, transaction

from binzhi.audit.chain import link_hash
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.audit.domain.verify import Verdict, verify, witness
from binzhi.audit.models import Act, ChainHead
from binzhi.guests.domain.notes import NOTED
from binzhi.org.models import Hotel
from tests.builders import NOW, make_hotel, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LENGTH = 30


@pytest.fixture
def chain() -> Hotel:
    """A hotel whose chain has more than thirty acts."""
    hotel = make_hotel()
    for number in range(LENGTH):
        with open_house(hotel) as scope, unit_of_work(scope):
            record(
                NOTED,
                scope=scope,
                now=NOW + timedelta(minutes=number),
                object_type="note",
                object_id=uuid.uuid4(),
                guest_id=uuid.uuid4(),
                purpose="查看" if number % 3 else "",
                details={"department": "前厅", "kind": "general", "n": number, "list": ["a", None, 1.5]},
            )
    return hotel


def codes(verdict: Verdict) -> set[str]:
    """The kinds of fault."""
    return {fault.code for fault in verdict.faults}


def acts(hotel: Hotel) -> list[Act]:
    """The chain from its start."""
    return list(Act.objects.filter(chain_id=hotel.id).order_by("seq"))


def change(act: Act, **values: object) -> None:
    """Write past the program, as someone with the database would."""
    assert Act.objects.filter(id=act.id).update(**values) == 1


def relink(hotel: Hotel, start: int) -> None:
    """Recompute every hash from a place on, and the head: what someone does who knows the program."""
    last = b""
    for act in acts(hotel):
        if act.seq >= start:
            if act.seq > 1:
                act.prev_hash = last
            act.hash = link_hash(act, bytes(act.prev_hash))
            change(act, prev_hash=act.prev_hash, hash=act.hash)
        last = bytes(act.hash)
    end = acts(hotel)[-1]
    ChainHead.objects.filter(chain_id=hotel.id).update(seq=end.seq, hash=bytes(end.hash))


def edit(hotel: Hotel, rng: random.Random) -> None:
    act = rng.choice(acts(hotel))
    change(act, **rng.choice(other_values(act)))


def delete(hotel: Hotel, rng: random.Random) -> None:
    rng.choice(acts(hotel)).delete()


def delete_and_close_the_gap(hotel: Hotel, rng: random.Random) -> None:
    every = acts(hotel)
    place = rng.randrange(len(every))
    every.pop(place).delete()
    for act in every:
        if act.seq > place + 1:
            change(act, seq=act.seq - 1)


def insert(hotel: Hotel, rng: random.Random) -> None:
    every = acts(hotel)
    place = rng.randrange(len(every))
    for act in reversed(every[place:]):
        change(act, seq=act.seq + 1)
    forged = every[place]
    forged.id = uuid.uuid4()
    forged.seq = place + 1
    forged.actor_name = "nobody"
    forged.hash = link_hash(forged, bytes(forged.prev_hash))
    forged.save(force_insert=True)


def reorder(hotel: Hotel, rng: random.Random) -> None:
    one, two = rng.sample(acts(hotel), 2)
    change(one, seq=10_000)
    change(two, seq=one.seq)
    change(one, seq=two.seq)


def truncate(hotel: Hotel, rng: random.Random) -> None:
    start = rng.randint(1, LENGTH)
    Act.objects.filter(chain_id=hotel.id, seq__gt=start).delete()


def clock_back(hotel: Hotel, rng: random.Random) -> None:
    act = rng.choice(acts(hotel))
    change(act, at=act.at - timedelta(seconds=rng.choice([1, 3600, 86_400 * 365])))


def change_the_head(hotel: Hotel, rng: random.Random) -> None:
    ChainHead.objects.filter(chain_id=hotel.id).update(**rng.choice([{"seq": LENGTH // 2}, {"hash": bytes(32)}]))


def lose_the_head(hotel: Hotel, rng: random.Random) -> None:
    ChainHead.objects.filter(chain_id=hotel.id).delete()


KINDS: tuple[Callable[[Hotel, random.Random], None], ...] = (
    edit, delete, delete_and_close_the_gap, insert, reorder, truncate, clock_back, change_the_head, lose_the_head,
)  # fmt: skip


def other_values(act: Act) -> list[dict[str, object]]:
    """One changed value for every column of an act but its key: a new column is covered without a new line here."""
    changes: list[dict[str, object]] = []
    for field in Act._meta.concrete_fields:
        value = getattr(act, field.attname)
        if not field.column or field.name in {"id", "chain_id", "seq"}:
            continue
        if isinstance(field, models.BooleanField):
            other: object = not value
        elif isinstance(field, models.DateTimeField):
            other = value + timedelta(microseconds=1)
        elif isinstance(field, models.JSONField):
            other = {**value, "n": -1}
        elif isinstance(field, models.BinaryField):
            other = bytes([bytes(value)[0] ^ 1]) + bytes(value)[1:]
        elif isinstance(field, models.UUIDField):
            other = uuid.uuid4()
        else:
            assert isinstance(field, models.CharField), (
                f"{field.name}: say here how this kind of column is tampered with"
            )
            other = ("x" + value)[: field.max_length]
        changes.append({field.attname: other})
    return changes


def test_an_untouched_chain_is_not_accused(chain: Hotel) -> None:
    verdict = verify()
    assert verdict.faults == []
    assert verdict.acts >= LENGTH
    assert verdict.chains >= 1


@pytest.mark.parametrize("tamper", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_tampering_is_found(chain: Hotel, tamper: Callable[[Hotel, random.Random], None]) -> None:
    tamper(chain, random.Random(1))
    assert verify().faults


def test_a_change_of_any_column_is_found_at_its_place(chain: Hotel) -> None:
    act = acts(chain)[LENGTH // 2]
    for values in other_values(act):
        saved = transaction.savepoint()
        change(act, **values)
        found = verify().faults
        assert [fault for fault in found if fault.code == "changed" and fault.seq in {act.seq, act.seq + 1}], values
        transaction.savepoint_rollback(saved)
    assert verify().faults == []


def test_an_act_moved_to_another_chain_is_found(chain: Hotel) -> None:
    other = make_hotel("SH01")
    act = acts(chain)[-1]
    last = acts(other)[-1]
    change(act, chain_id=other.id, seq=last.seq + 1, prev_hash=bytes(last.hash))
    ChainHead.objects.filter(chain_id=other.id).update(seq=last.seq + 1, hash=bytes(act.hash))
    before = acts(chain)[-1]
    ChainHead.objects.filter(chain_id=chain.id).update(seq=before.seq, hash=bytes(before.hash))
    assert codes(verify()) == {"changed"}


def test_a_changed_key_is_found(chain: Hotel) -> None:
    act = acts(chain)[3]
    change(act, id=uuid.uuid4())
    assert codes(verify()) == {"changed"}


def test_random_tampering_is_always_found(chain: Hotel) -> None:
    for seed in range(250):
        rng = random.Random(seed)
        tamper = rng.choice(KINDS)
        saved = transaction.savepoint()
        tamper(chain, rng)
        assert verify().faults, f"seed {seed}: {tamper.__name__} was not found"
        transaction.savepoint_rollback(saved)
    assert verify().faults == []


def test_a_chain_rewritten_with_all_hashes_shows_only_against_the_witness(chain: Hotel, tmp_path: Path) -> None:
    notes = tmp_path / "witness" / "chain.jsonl"
    witness(path=notes)
    middle = acts(chain)[LENGTH // 2]
    change(middle, actor_name="somebody else")
    relink(chain, middle.seq)
    assert verify().faults == [], "a chain alone cannot show this; without this line the witness proves nothing"
    assert codes(verify(witness=notes)) == {"witness"}


def test_a_cut_end_with_a_mended_head_shows_against_the_witness(chain: Hotel, tmp_path: Path) -> None:
    notes = tmp_path / "chain.jsonl"
    witness(path=notes)
    Act.objects.filter(chain_id=chain.id, seq__gt=5).delete()
    relink(chain, 5)
    assert verify().faults == []
    assert codes(verify(witness=notes)) == {"witness"}


def test_a_chain_taken_away_shows_against_the_witness(chain: Hotel, tmp_path: Path) -> None:
    notes = tmp_path / "chain.jsonl"
    witness(path=notes)
    Act.objects.filter(chain_id=chain.id).delete()
    ChainHead.objects.filter(chain_id=chain.id).delete()
    assert verify().faults == []
    assert "witness" in codes(verify(witness=notes))


def test_an_earlier_witness_line_still_counts_after_the_chain_grew(chain: Hotel, tmp_path: Path) -> None:
    notes = tmp_path / "chain.jsonl"
    witness(path=notes)
    with open_house(chain) as scope, unit_of_work(scope):
        record(NOTED, scope=scope, now=NOW, object_type="note", details={"department": "x", "kind": "y"})
    assert witness(path=notes) == 1
    assert verify(witness=notes).faults == []
    relink(chain, 1)
    assert verify(witness=notes).faults == []
    change(acts(chain)[0], purpose="another")
    relink(chain, 1)
    assert len([f for f in verify(witness=notes).faults if f.chain_id == chain.id]) == 2


def test_the_witness_file_is_private_and_only_grows(chain: Hotel, tmp_path: Path) -> None:
    notes = tmp_path / "deep" / "chain.jsonl"
    assert witness(path=notes) >= 1
    assert notes.stat().st_mode & 0o077 == 0
    before = notes.read_text(encoding="utf-8")
    assert witness(path=notes) == 0
    assert notes.read_text(encoding="utf-8") == before


def test_a_cut_or_spoilt_line_of_the_witness_is_told_and_does_not_stop_it(chain: Hotel, tmp_path: Path) -> None:
    notes = tmp_path / "chain.jsonl"
    witness(path=notes)
    good = verify(witness=notes)
    assert good.faults == []
    assert good.witnessed >= 1
    notes.write_bytes(notes.read_bytes() + b'{"chain": "0190')
    with open_house(chain) as scope, unit_of_work(scope):
        record(NOTED, scope=scope, now=NOW, object_type="note", details={"department": "x", "kind": "y"})
    assert witness(path=notes) == 1
    spoilt = verify(witness=notes)
    assert [f.code for f in spoilt.faults] == ["witness"]
    assert spoilt.witnessed == good.witnessed + 1
    for line in (b"[]", b"null", b'{"chain": "x", "seq": 1, "hash": ""}', b"\xff\xfe", b'{"seq": 1}'):
        notes.write_bytes(line + b"\n")
        assert codes(verify(witness=notes)) == {"witness"}


def test_without_a_witness_file_nothing_is_witnessed(chain: Hotel, tmp_path: Path) -> None:
    assert verify(witness=tmp_path / "none").witnessed == 0
    assert verify().witnessed == 0


def test_two_hotels_have_chains_of_their_own(chain: Hotel) -> None:
    other = make_hotel("SH01")
    chains = set(Act.objects.values_list("chain_id", flat=True))
    assert {chain.id, other.id} <= chains
    assert acts(other)[0].seq == 1
