"""Many guests changed at once: preview, one act per guest, undo that leaves alone what somebody changed since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.bulk_kinds import What
from binzhi.guests.domain import bulk_change
from binzhi.guests.domain.bulk_change import prepare_change, run_change, start_change, start_undo, undo_change
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import BulkOutcome, FactStatus, FlagCode, JobState
from binzhi.guests.errors import JobNotReady, WrongValue
from binzhi.guests.models import BulkChange, BulkRow, Fact, Guest, GuestFlag
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.kernel.scope import Scope
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def clock() -> datetime:
    return NOW


def done(scope: Scope, ids: list[UUID], what: What, target: str = "", value: str = "") -> BulkChange:
    change = prepare_change(scope=scope, now=NOW, guest_ids=ids, what=what, target=target, value=value)
    return run_change(scope=scope, clock=clock, change=start_change(scope=scope, now=NOW, change=change))


def undone(scope: Scope, change: BulkChange) -> BulkChange:
    return undo_change(scope=scope, clock=clock, change=start_undo(scope=scope, now=NOW, change=change))


def test_a_company_is_renamed_for_all_and_given_back_but_for_those_changed_since() -> None:
    hotel = make_hotel()
    people = [make_guest(f"客{n}", company="宏远") for n in range(3)]
    same = make_guest("已改", company="宏远集团")
    with scope_of(make_staff(hotel, "service_manager")) as scope:
        change = prepare_change(
            scope=scope, now=NOW, guest_ids=[g.id for g in [*people, same]], what=What.COMPANY, value="宏远集团"
        )
        assert set(Guest.objects.filter(id__in=[g.id for g in people]).values_list("company", flat=True)) == {"宏远"}
        assert BulkRow.objects.filter(before="宏远").count() == 3  # the preview knows what was there
        change = run_change(scope=scope, clock=clock, change=start_change(scope=scope, now=NOW, change=change))
        assert (change.state, change.changed, change.done) == (JobState.FINISHED, 3, 4)
        assert Act.objects.filter(name="change_guest", details__fields="company").count() == 3
        with pytest.raises(JobNotReady):
            start_change(scope=scope, now=NOW, change=change)
        touched = Guest.objects.get(id=people[0].id)
        change_guest(scope=scope, now=NOW, guest=touched, draft=replace(GuestDraft(name=touched.name), company="大华"))
        change = undone(scope, change)
        assert (change.undone, change.skipped) == (2, 1)
        now = dict(Guest.objects.values_list("name", "company"))
        assert now == {"客0": "大华", "客1": "宏远", "客2": "宏远", "已改": "宏远集团"}
        with pytest.raises(JobNotReady):
            start_undo(scope=scope, now=NOW, change=change)


def test_flags_and_tags_are_set_and_taken_back() -> None:
    hotel = make_hotel()
    one, two = make_guest("甲"), make_guest("乙")
    ids = [one.id, two.id]
    with scope_of(make_staff(hotel, "service_manager")) as scope:
        bulk_change.set_flag(scope=scope, now=NOW, guest=two, code=FlagCode.NO_MAILINGS)
        flagged = done(scope, ids, What.FLAG, FlagCode.NO_MAILINGS)
        assert flagged.changed == 1
        tagged = done(scope, ids, What.FACT, "likes", "爵士乐")
        assert Fact.objects.filter(item="likes", status=FactStatus.ACCEPTED).count() == 2
        undone(scope, flagged)
        assert list(GuestFlag.objects.values_list("guest_id", flat=True)) == [two.id]  # it was set before
        undone(scope, tagged)
        assert not Fact.objects.filter(status=FactStatus.ACCEPTED).exists()


@pytest.mark.parametrize(
    ("what", "target", "value"),
    [
        (What.FACT, "allergy", "花生"),
        (What.FLAG, "nothing", ""),
        (What.COMPANY, "", "x" * 161),
        (What.FACT, "likes", ""),
    ],
)
def test_what_the_single_verb_refuses_is_refused_before_anything_is_written(
    what: What, target: str, value: str
) -> None:
    hotel, guest = make_hotel(), make_guest("甲")
    with open_house(hotel) as scope:
        with pytest.raises((BadInput, WrongValue)):
            prepare_change(scope=scope, now=NOW, guest_ids=[guest.id], what=what, target=target, value=value)
        assert not BulkChange.objects.exists()
    with scope_of(make_staff(hotel, "sales")) as scope, pytest.raises(NotAllowed):
        prepare_change(scope=scope, now=NOW, guest_ids=[guest.id], what=What.VIP_LEVEL, value="V1")


def test_a_run_that_was_cut_off_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    hotel = make_hotel()
    ids = [make_guest(f"客{n}").id for n in range(5)]
    monkeypatch.setattr(bulk_change, "CHUNK", 2)
    with scope_of(make_staff(hotel, "service_manager")) as scope:
        change = prepare_change(scope=scope, now=NOW, guest_ids=ids, what=What.VIP_LEVEL, value="V3")
        change = start_change(scope=scope, now=NOW, change=change)
        real, calls = bulk_change._change_one, []

        def break_down(*args: object) -> None:
            calls.append(1)
            if len(calls) == 4:
                raise RuntimeError("power cut")
            real(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(bulk_change, "_change_one", break_down)
        with pytest.raises(RuntimeError):
            run_change(scope=scope, clock=clock, change=change)
        assert Guest.objects.filter(vip_level="V3").count() == 2
        monkeypatch.setattr(bulk_change, "_change_one", real)
        change = run_change(scope=scope, clock=clock, change=BulkChange.objects.get())
        assert (change.changed, change.state) == (5, JobState.FINISHED)
        assert Act.objects.filter(name="change_guest").count() == 5


def test_the_pages_preview_run_and_undo(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", company="宏远")
    browser = sign_in(make_staff(hotel, "service_manager"))
    query = "?f=company&o=is&v=宏远"
    assert "1" in browser.get(reverse("guests:bulk_new") + query).content.decode()
    data = {"f": "company", "o": "is", "v": "宏远", "what": "vip_level", "value": "V9"}
    answer = browser.post(reverse("guests:bulk_new"), data)
    assert answer.status_code == 302
    preview = browser.get(answer["Location"]).content.decode()
    assert "王建国" in preview
    guest.refresh_from_db()
    assert guest.vip_level == ""
    assert browser.post(answer["Location"] + "run/").status_code == 302
    guest.refresh_from_db()
    assert guest.vip_level == "V9"
    assert browser.post(answer["Location"] + "undo/").status_code == 302
    guest.refresh_from_db()
    assert guest.vip_level == ""
    with open_house(hotel):
        assert BulkRow.objects.get().outcome == BulkOutcome.UNDONE
    assert browser.get(reverse("guests:changes")).status_code == 200
    assert sign_in(make_staff(hotel, "sales")).get(reverse("guests:bulk_new")).status_code == 403


def test_more_than_two_hundred_go_to_the_worker(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from binzhi.guests.list_tasks import run_bulk_change
    from binzhi.guests.web import bulk

    hotel = make_hotel()
    make_guest("王建国", company="宏远")
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(bulk, "INLINE", 0)
    monkeypatch.setattr(type(run_bulk_change), "enqueue", lambda _task, *args: asked.append(args))
    manager = make_staff(hotel, "service_manager")
    browser = sign_in(manager)
    data = {"f": "company", "o": "is", "v": "宏远", "what": "vip_level", "value": "V9"}
    page = browser.post(reverse("guests:bulk_new"), data)["Location"]
    browser.post(page + "run/")
    shown = browser.get(page).content.decode()
    assert "hx-trigger" in shown
    with open_house(hotel):
        change = BulkChange.objects.get()
        assert change.state == JobState.WAITING
    assert asked == [(str(change.id), str(manager.id), str(hotel.id))]
    run_bulk_change.func(*asked[0])
    with open_house(hotel):
        assert Guest.objects.get().vip_level == "V9"
