"""The index says exactly what stands: against brute force, in batches, after changes, withdrawals and repairs."""

import random
from typing import Any

import pytest
from django.db import connection, transaction

from binzhi.audit.domain.unit import attempt, unit_of_work
from binzhi.guests.domain import search_store
from binzhi.guests.domain.identifiers import add_contact, add_member_card
from binzhi.guests.domain.profile import change_guest, create_guest
from binzhi.guests.domain.search_entries import merge_index, rebuild, tidy_index
from binzhi.guests.domain.withdrawal import remove_imported_guests, take_back_rows, withdraw_guests
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind
from binzhi.guests.errors import MemberNumberTaken
from binzhi.guests.models import Guest, GuestContact, SearchEntry
from binzhi.guests.search.engines import engine
from binzhi.guests.search.figures import held
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope
from tests.builders import NOW, make_guest, make_hotel, open_house
from tests.found import search_guests

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SURNAMES, GIVEN = "王李张单欧曾", "伟芳娜敏建国"
LATIN = ["John", "Maria", "Wang", "Smith", "Lee", "Ann"]
COMPANIES = ["", "", "华为技术", "宏远贸易", "Acme Trading"]


def tokens_in_index() -> set[tuple[int, str]]:
    """What the token table holds, read from the table itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT rank, token FROM guests_search_token")
            return {(rank, token) for rank, token in cursor.fetchall()}
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'guests_search', 'instance')"
        )
        cursor.execute("SELECT doc, term FROM temp.words")
        return {(doc, term) for doc, term in cursor.fetchall()}


def tokens_of_entries() -> set[tuple[int, str]]:
    return {(e.rank, token) for e in SearchEntry.objects.all() for token in e.tokens.split(" ")}


def check_index() -> None:
    """The token table and the kept tokens are the same, and every guest has exactly one entry."""
    assert tokens_in_index() == tokens_of_entries()
    assert set(SearchEntry.objects.values_list("guest_id", flat=True)) == set(
        Guest.unscoped.filter(state="active").values_list("id", flat=True)
    )


def some_name(dice: random.Random) -> str:
    if dice.random() < 0.7:
        return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice([1, 2])))
    return " ".join(dice.sample(LATIN, 2))


@pytest.mark.parametrize("seed", range(3))
def test_every_look_equals_brute_force(seed: int) -> None:
    """Random guests, random changes; single tokens and pairs; the best twenty by rank, none missing, none too many."""
    dice = random.Random(seed)
    hotel = make_hotel()
    with open_house(hotel) as scope:
        with unit_of_work(scope, batch=True):
            guests = [
                create_guest(
                    scope=scope, now=NOW, draft=GuestDraft(name=some_name(dice), company=dice.choice(COMPANIES))
                )
                for _ in range(60)
            ]
        for guest in dice.sample(guests, 15):
            draft = GuestDraft(name=some_name(dice), vip_level=dice.choice(["", "A"]))
            change_guest(scope=scope, now=NOW, guest=Guest.objects.get(id=guest.id), draft=draft)
        withdraw_guests(scope=scope, now=NOW, guest_ids=[g.id for g in dice.sample(guests, 5)], reason="x")
    check_index()
    entries = [(e.rank, set(e.tokens.split(" "))) for e in SearchEntry.objects.all()]
    every = sorted({token for _, tokens in entries for token in tokens})
    looks = [(token,) for token in dice.sample(every, 60)]
    looks += [tuple(dice.sample(sorted(dice.choice(entries)[1]), 2)) for _ in range(30)]
    looks += [tuple(dice.sample(every, 2)) for _ in range(30)]
    for start in range(0, len(looks), 10):
        part = looks[start : start + 10]
        found = engine().find(part, limit=20)
        for n, look in enumerate(part):
            wanted = sorted((rank for rank, tokens in entries if set(look) <= tokens), reverse=True)[:20]
            assert [rank for m, rank in found if m == n] == wanted, look
    some = dice.sample(every, 40)
    best = engine().find_any(some, each=2, limit=30)
    wanted_ranks = {r for t in some for r in sorted((r for r, tokens in entries if t in tokens), reverse=True)[:2]}
    assert [r for _, r in best] == sorted(wanted_ranks, reverse=True)[:30]


def test_a_batch_indexes_what_it_made_and_forgets_what_it_refused() -> None:
    hotel = make_hotel()
    known = make_guest("王伟", members=(MemberDraft("8801"),))
    phone = ContactDraft(ContactKind.MOBILE, "13800138000")
    with open_house(hotel) as scope:
        with unit_of_work(scope, batch=True):
            made = create_guest(scope=scope, now=NOW, draft=GuestDraft(name="赵磊", contacts=(phone,)))
            change_guest(scope=scope, now=NOW, guest=made, draft=GuestDraft(name="赵磊磊", company="华为"))
            with pytest.raises(MemberNumberTaken), attempt(firm=False):
                create_guest(scope=scope, now=NOW, draft=GuestDraft(name="钱多", members=(MemberDraft("8801"),)))
            standing = Guest.objects.get(id=known.id)
            add_contact(scope=scope, now=NOW, guest=standing, draft=ContactDraft(ContactKind.MOBILE, "13911112222"))
        assert [g.name for g in search_guests(scope, "赵 8000")] == ["赵磊磊"]
        assert [g.name for g in search_guests(scope, "华为")] == ["赵磊磊"]
        assert search_guests(scope, "钱多") == []
        assert [g.id for g in search_guests(scope, "王 2222")] == [known.id]
    check_index()


def test_a_refused_verb_leaves_the_index_as_it_was() -> None:
    hotel = make_hotel()
    guest = make_guest("王伟")
    before = tokens_in_index()
    with open_house(hotel) as scope, pytest.raises(BadInput):
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="赵磊", company="长" * 200))
    assert tokens_in_index() == before


@pytest.mark.parametrize("verb", [withdraw_guests, remove_imported_guests])
def test_who_is_gone_is_gone_from_the_index(verb: Any) -> None:
    hotel = make_hotel()
    guest = make_guest("王伟", contacts=(ContactDraft(ContactKind.MOBILE, "13800138000"),), company="华为")
    other = make_guest("王芳")
    with open_house(hotel) as scope:
        verb(scope=scope, now=NOW, guest_ids=[guest.id], **({"reason": "x"} if verb is withdraw_guests else {}))
        assert [g.id for g in search_guests(scope, "王")] == [other.id]
        for text in ("王伟", "华为", "13800138000"):
            assert search_guests(scope, text) == []
    assert tokens_in_index() == tokens_of_entries()
    assert not any("伟" in token for _, token in tokens_in_index())
    assert not SearchEntry.objects.filter(guest_id=guest.id).exists()


def test_a_number_taken_back_is_not_found_and_the_others_are() -> None:
    hotel = make_hotel()
    guest = make_guest(
        "王伟",
        contacts=(ContactDraft(ContactKind.MOBILE, "13800138000"), ContactDraft(ContactKind.EMAIL, "a@example.com")),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
        members=(MemberDraft("M-1234"),),
    )
    row = GuestContact.unscoped.get(guest_id=guest.id, kind="mobile")
    with open_house(hotel) as scope:
        take_back_rows(scope=scope, now=NOW, rows=[["contact", guest.id.hex, row.id.hex]])
        assert search_guests(scope, "13800138000") == [] and search_guests(scope, "王 8000") == []
        for text in ("a@example.com", "E12345678", "m-1234", "王伟"):
            assert [g.id for g in search_guests(scope, text)] == [guest.id], text
    check_index()


def filled(scope: Scope) -> list[Guest]:
    with unit_of_work(scope, batch=True):
        return [
            create_guest(
                scope=scope,
                now=NOW,
                draft=GuestDraft(
                    name=f"王{c}",
                    contacts=(ContactDraft(ContactKind.MOBILE, f"1380013800{n}"),),
                    documents=(DocumentDraft(DocumentKind.PASSPORT, f"E1234567{n}", "CN"),),
                    members=(MemberDraft(f"GOLD{n}"),),
                ),
            )
            for n, c in enumerate("伟芳娜敏")
        ]


@pytest.mark.parametrize("empty", [False, True])
def test_the_index_is_made_anew_from_the_guests(empty: bool) -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        guests = filled(scope)
        before = {e.guest_id: e.tokens for e in SearchEntry.objects.all()}
        with transaction.atomic():
            search_store.empty()
        assert search_guests(scope, "王") == []
        seen: list[tuple[int, int]] = []
        assert rebuild(scope=scope, empty=empty, progress=lambda done, of: seen.append((done, of))) == 4
        assert seen == [(4, 4)]
        assert {e.guest_id: e.tokens for e in SearchEntry.objects.all()} == before, "sealed numbers are found again"
        assert [g.id for g in search_guests(scope, "E12345672")] == [guests[2].id]
        assert rebuild(scope=scope) == 4
    check_index()


def test_a_rebuild_finds_wrong_missing_and_orphan_entries() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        guests = filled(scope)
        with transaction.atomic():
            wrong = search_store.entries_of([guests[0].id])[guests[0].id]
            search_store.take_out([wrong])
            search_store.put_in([(wrong[0], "z赵")])
            search_store.keep_entries([(guests[0].id, wrong[0], "z赵")])
            search_store.take_out(list(search_store.entries_of([guests[1].id]).values()))
            search_store.drop_entries([guests[1].id])
            (turn,) = search_store.next_turns(1)
            search_store.put_in([(turn, "z孙")])
            search_store.keep_entries([(make_hotel().id, turn, "z孙")])
        rebuild(scope=scope)
        assert search_guests(scope, "赵") == [] and len(search_guests(scope, "王")) == 4
    check_index()


def test_merging_changes_no_answer() -> None:
    hotel = make_hotel()
    for n in range(40):
        make_guest("王伟", company=f"公司{n}")
    with open_house(hotel) as scope:
        before = [g.id for g in search_guests(scope, "王伟", limit=60)]
        assert merge_index() >= 0 and tidy_index() >= 0 and merge_index() == 0
        assert [g.id for g in search_guests(scope, "王伟", limit=60)] == before
    check_index()


@pytest.mark.requirement("R-200")
def test_the_live_figure_counts_the_files_and_times_a_name_search() -> None:
    make_hotel()
    for _ in range(3):
        make_guest("王伟")
    figure = held()
    assert (figure.files, figure.is_estimate, figure.name) == (3, False, "王") and 0 < figure.milliseconds < 1000


def test_a_member_number_added_later_is_found() -> None:
    hotel = make_hotel()
    guest = make_guest("王伟")
    with open_house(hotel) as scope:
        add_member_card(scope=scope, now=NOW, guest=guest, draft=MemberDraft("gold-77"))
        assert [g.id for g in search_guests(scope, "GOLD-77")] == [guest.id]
    check_index()
