"""The run over the whole file (R-189): groups found, joined, queued, gone on with after a stop, and taken back exactly."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from binzhi.audit.models import Act
from binzhi.guests.access import REAL_NAME
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.profile import create_guest, snapshot
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FlagCode, Gender, NameKind, SourceKind
from binzhi.guests.models import Guest
from binzhi.identity import clean_up, work
from binzhi.identity.clean_up import carry_out, take_back
from binzhi.identity.compare import ExtraMissing
from binzhi.identity.domain import refusals, run_pairs
from binzhi.identity.domain.links import hold_apart
from binzhi.identity.domain.run_groups import GroupsGone, gathered, list_groups
from binzhi.identity.domain.run_stream import KeysOutdated
from binzhi.identity.domain.runs import RunClosed, RunOptions, RunUnfinished
from binzhi.identity.enums import CaseOrigin, CaseState, RunState, Source
from binzhi.identity.group_table import as_csv
from binzhi.identity.models import GuestEvidence, IdentityRun, Link, LinkEvent, PairCase
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.kernel.scope import Scope, current_scope
from tests.builders import NOW, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases="__all__")

# a small file: what surely joins in it stands below the threshold made for a hundred thousand profiles
OPTIONS = RunOptions(link_at=9.0, review_at=0.0)
DRY = RunOptions(dry_run=True, link_at=9.0, review_at=0.0)


def clock() -> datetime:
    return NOW


def legacy(name: str, **told: Any) -> Guest:
    """One line of a file without any history management."""
    phone, mail, born, card = (told.pop(k, "") for k in ("phone", "mail", "born", "card"))
    contacts = [ContactDraft(ContactKind.MOBILE, phone)] if phone else []
    contacts += [ContactDraft(ContactKind.EMAIL, mail)] if mail else []
    draft = GuestDraft(
        name=name,
        contacts=tuple(contacts),
        dates=(DateDraft(DateKind.BIRTHDAY, born),) if born else (),
        documents=(DocumentDraft(DocumentKind.ID_CARD, card),) if card else (),
        **told,
    )
    return create_guest(scope=current_scope(), now=NOW, draft=draft, source=SourceKind.IMPORTED)


FILLERS = ("周立群", "沈玉兰", "何静", "冯国强", "单田芳", "欧阳娜娜", "林悦", "苏晴", "高鹏", "唐芳")  # fmt: skip


def legacy_file() -> dict[str, Guest]:
    """A file with one person three times, one twice, a couple on one telephone, and strangers."""
    made = {
        "tao": legacy(
            "张涛俊", phone="+8613800138001", mail="zhang.tj@example.com", born="1979-05-16", gender=Gender.MALE
        ),
        "tao_latin": legacy("Zhang Taojun", phone="+8613800138001", mail="zhang.tj@example.com"),
        "tao_third": legacy("张涛俊", born="1979-05-16", mail="zhang.tj@example.com", company="蓝天商行"),
        "mei": legacy("李梅", phone="+8613900139002", born="1986-11-02", mail="li.mei@example.org"),
        "mei_again": legacy("李梅", phone="+8613900139002", born="1986-11-02"),
        "husband": legacy("孟祥瑞", phone="+8613700137003", born="1974-03-09", gender=Gender.MALE),
        "wife": legacy("高洁如", phone="+8613700137003", born="1976-08-21", gender=Gender.FEMALE),
    }
    for n, name in enumerate(FILLERS):
        made[name] = legacy(name, phone=f"+86138001390{n:02d}", born=f"19{60 + n}-0{1 + n % 9}-12")
    return made


@contextmanager
def file() -> Iterator[tuple[Scope, dict[str, Guest]]]:
    with open_house(make_hotel()) as scope:
        yield scope, legacy_file()


def run(scope: Scope, options: RunOptions = OPTIONS, **more: Any) -> IdentityRun:
    return carry_out(scope=scope, clock=clock, options=options, **more)


def persons() -> set[frozenset[str]]:
    """Return the names' ids of everybody who has more than one profile."""
    return {frozenset({str(g.id), *g.profiles}) for g in Guest.objects.exclude(profiles=[])}


def stands() -> Any:
    return {str(g.id): (g.state, g.joined_to, snapshot(g)) for g in Guest.objects.all()}


@pytest.mark.requirement("R-189")
def test_a_legacy_file_gives_the_list_of_same_person_groups() -> None:
    with file() as (scope, made):
        before = stands()
        done = run(scope, DRY)
        lines = list(list_groups(scope=scope, now=NOW, run=done))
        groups: dict[int, set[str]] = {}
        for line in lines:
            groups.setdefault(line.group, set()).add(str(line.profile_id))
        tao, mei = ({str(made[k].id) for k in made if k.startswith(who)} for who in ("tao", "mei"))
        assert sorted(map(sorted, groups.values())) == sorted(map(sorted, (tao, mei)))
        assert done.figures["groups"] == 2
        assert (done.figures["profiles"], done.figures["links"]) == (len(made), 3)
        # a dry run writes nothing but its own row
        assert stands() == before
        assert not (LinkEvent.objects.exists() or PairCase.objects.exists())
        # facts are masked, also in the table, and the look stands in the log
        text = "".join(as_csv(lines, "zh-hans"))
        assert "13800138001" not in text
        assert "zhang.tj@example.com" not in text
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
        assert rows[0][:4] == ["组", "权重", "客史编号", "姓名"]
        assert len(rows) == 1 + 5
        act = Act.objects.get(name="list_identity_groups")
        assert act.is_read
        assert act.details["count"] == 2


@pytest.mark.requirement("R-189", "R-185")
def test_a_run_joins_queues_and_is_taken_back_exactly() -> None:
    with file() as (scope, made):
        before = stands()
        done = run(scope)
        tao = {str(made[k].id) for k in made if k.startswith("tao")}
        assert frozenset(tao) in persons()
        assert {e.source for e in LinkEvent.objects.all()} == {Source.RUN}
        assert {e.run_id for e in LinkEvent.objects.all()} == {done.id}
        assert Link.objects.count() == LinkEvent.objects.count() == 3  # edges that hold the groups together, no others
        family = {made["husband"].id, made["wife"].id}
        assert not PairCase.objects.filter(guest_a__in=family, guest_b__in=family).exists()
        assert str(made["husband"].id) not in {i for p in persons() for i in p}
        assert Act.objects.filter(name="open_evidence_for_run", is_read=True).count() == 1
        undone = take_back(scope=scope, clock=clock, run=done)
        assert undone.state == RunState.UNDONE
        assert {k: v[:2] for k, v in stands().items()} == {k: v[:2] for k, v in before.items()}
        assert stands() == before
        assert not Link.objects.exists()
        assert not PairCase.objects.filter(state__in=[CaseState.OPEN, CaseState.UNSURE]).exists()
        with pytest.raises(RunClosed):
            take_back(scope=scope, clock=clock, run=undone)


def test_a_stopped_run_goes_on_and_joins_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_up, "PART", 1)
    with file() as (scope, _made):
        calls = []

        def killed(**told: Any) -> IdentityRun:
            calls.append(told)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return run_pairs.apply_pairs(**told)

        monkeypatch.setattr(clean_up, "apply_pairs", killed)
        with pytest.raises(KeyboardInterrupt):
            run(scope)
        monkeypatch.setattr(clean_up, "apply_pairs", run_pairs.apply_pairs)
        stopped = IdentityRun.objects.get()
        assert (stopped.state, stopped.stage, stopped.done) == (RunState.RUNNING, "writing", 1)
        with pytest.raises(RunUnfinished):
            run(scope)
        compared = []
        monkeypatch.setattr(clean_up, "compare", lambda *a, **k: compared.append(1))
        done = run(scope, resume=stopped)
        assert not compared  # the pairs were kept: only the writing goes on
        assert done.state == RunState.FINISHED
        assert Link.objects.count() == LinkEvent.objects.count() == 3
        assert not (work.runs_folder() / done.id.hex).exists()
        with pytest.raises(RunClosed):
            run(scope, resume=done)


def test_what_somebody_decided_stands_against_the_run() -> None:
    with file() as (scope, made):
        hold_apart(scope=scope, now=NOW, guest_a=made["mei"].id, guest_b=made["mei_again"].id, source=Source.DESK)
        done = run(scope)
        assert frozenset({str(made["mei"].id), str(made["mei_again"].id)}) not in persons()
        assert done.figures["apart"] == 1
        assert not PairCase.objects.filter(guest_a=min(made["mei"].id, made["mei_again"].id)).exists()


def test_what_may_not_be_joined_waits_for_the_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = refusals.Hindrance("open_folio", "账目未结。", "a bill is open.")
    monkeypatch.setattr(refusals, "_checks", [lambda _scope, _part, _other: reason])
    with file() as (scope, _made):
        done = run(scope)
        assert done.figures["refused"] == 3
        assert not Link.objects.exists()
        cases = PairCase.objects.filter(run_id=done.id, origin=CaseOrigin.RUN, state=CaseState.OPEN)
        assert {case.conflict for case in cases} >= {"open_folio"}


def test_two_processes_never_run_at_once() -> None:
    with file() as (scope, _made), work.alone(), pytest.raises(work.RunBusy):
        run(scope)


def test_a_fault_leaves_the_run_stopped_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_a: Any, **_k: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(clean_up, "compare", broken)
    with file() as (scope, _made):
        with pytest.raises(RuntimeError):
            run(scope)
        stopped = IdentityRun.objects.get()
        assert (stopped.state, stopped.figures["fault"]["code"]) == (RunState.FAILED, "identity_run_broken")
        assert not list(work.runs_folder().glob("*/scratch"))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binzhi.identity.compare.find_spec", lambda name: None)
    with file() as (scope, _made):
        with pytest.raises(ExtraMissing) as refused:
            run(scope)
        assert "binzhi[identity]" in refused.value.text("zh-hans")
        assert "binzhi[identity]" in refused.value.text("en")
        with pytest.raises(ExtraMissing) as refused:
            run(scope, RunOptions(engine="spark"))
        assert "spark" in refused.value.text("en")


def test_outdated_keys_and_wrong_options_are_refused() -> None:
    with file() as (scope, _made):
        with pytest.raises(BadInput):
            run(scope, RunOptions(link_at=1.0, review_at=2.0))
        GuestEvidence.unscoped.update(version=0)  # unscoped: a test
        with pytest.raises(KeysOutdated) as refused:
            run(scope)
        assert "--rebuild" in refused.value.text("en")


def test_who_may_not_run_is_refused() -> None:
    hotel = make_hotel()
    with scope_of(make_staff(hotel, "front_desk")) as scope, pytest.raises(NotAllowed):
        run(scope)


def test_the_list_of_an_old_dry_run_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with file() as (scope, _made):
        done = run(scope, DRY)
        work.drop_folder(done.id)
        with pytest.raises(GroupsGone):
            list_groups(scope=scope, now=NOW, run=done)


def test_incognito_guests_stand_under_their_alias_in_the_list() -> None:
    with file() as (scope, made):
        for key in ("mei", "mei_again"):
            add_name(scope=scope, now=NOW, guest=made[key], kind=NameKind.ALIAS, name="周晓")
            set_flag(scope=scope, now=NOW, guest=made[key], code=FlagCode.INCOGNITO)
        done = run(scope, DRY)
        less = replace(scope, permissions=scope.permissions - {REAL_NAME})
        assert "李梅" not in {line.name for line in list_groups(scope=less, now=NOW, run=done)}
        assert "李梅" in {line.name for line in list_groups(scope=scope, now=NOW, run=done)}


def test_groups_are_the_connected_parts_surest_first() -> None:
    a, b, c, d, e = (UUID(int=n) for n in range(1, 6))
    found = gathered([(a, b, 12.0), (c, d, 20.0), (b, e, 9.0)])
    assert [(g.number, g.profiles, g.weight) for g in found] == [(1, (c, d), 20.0), (2, (a, b, e), 9.0)]
