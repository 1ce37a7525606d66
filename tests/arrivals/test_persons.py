"""What any profile of the person is known by prepares the arrival of the person; items stay with the stay."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.arrivals.domain.registration import missing_of
from binzhi.arrivals.floor import floor_sheet
from binzhi.arrivals.gather import arriving, cases_for
from binzhi.arrivals.queries import day_list, is_stale, latest_run, next_stay
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind, FlagCode, NoteKind
from binzhi.guests.models import Guest
from binzhi.identity.domain.links import link_profiles, unlink_profiles
from binzhi.identity.enums import Source
from binzhi.stays.domain.consumption import hold_property
from binzhi.stays.enums import PropertyKind
from tests.arrivals.plans import plan
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    open_house,
)

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.requirement("R-185")
def test_a_case_gathers_facts_flags_notes_days_stays_and_things_of_every_profile() -> None:
    hotel = make_hotel()
    coming = make_guest("王建国", birthday=f"1980-{TOMORROW:%m-%d}")
    known = make_guest(
        "Wang Jianguo", birthday=f"1980-{TOMORROW:%m-%d}",
        contacts=(ContactDraft(ContactKind.MOBILE, "13800000001"),),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
    )  # fmt: skip
    stay = make_booking(hotel, coming, arrival=TOMORROW, nights=2)
    make_past_stay(hotel, known, arrival=date(2026, 1, 5), nights=3)
    make_fact(known, "allergy", "花生")
    make_fact(known, "cleaning_time", "14:00")
    make_note(hotel, known, "空调太吵", kind=NoteKind.COMPLAINT)
    with open_house(hotel) as scope:
        for code in (FlagCode.DO_NOT_RENT, FlagCode.DO_NOT_DISTURB):
            set_flag(scope=scope, now=NOW, guest=known, code=code)
        hold_property(
            scope=scope,
            now=NOW,
            hotel=hotel,
            guest=known,
            kind=PropertyKind.LUGGAGE,
            description="行李箱",
            held_on=TODAY,
        )

        def told() -> tuple[object, ...]:
            found = list(arriving(hotel, TOMORROW))
            case = cases_for(scope, now=NOW, hotel=hotel, day=TOMORROW, stays=found)[0]
            row, sheet = day_list(scope, hotel, TOMORROW, now=NOW).rows[0], floor_sheet(hotel, TOMORROW)[0]
            return (
                case.stay.guest_id, len(case.past), {f.item for f in case.facts}, sorted(f.code for f in case.flags),
                len(case.notes), len(case.held), len(case.days), row.stays_before, sheet.no_disturb, len(sheet.cleaning),
                len(missing_of(Guest.objects.get(id=coming.id))),
            )  # fmt: skip

        alone: tuple[object, ...] = (coming.id, 0, set(), [], 0, 0, 1, 0, False, 0, 3)
        assert told() == alone
        event = link_profiles(scope=scope, now=NOW, guest_a=coming.id, guest_b=known.id, source=Source.DESK)
        whole = {"allergy", "cleaning_time"}
        assert told() == (
            coming.id, 1, whole, ["do_not_disturb", "do_not_rent"], 1, 1, 1, 1, True, 1, 1,
        )  # fmt: skip
        found = next_stay(known.id)
        assert found is not None
        assert found.id == stay.id
        unlink_profiles(scope=scope, now=NOW, event=event)
        assert told() == alone


def test_a_plan_is_out_of_date_when_something_is_learned_of_another_profile() -> None:
    hotel, coming, known = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    make_booking(hotel, coming, arrival=TOMORROW)
    with open_house(hotel) as scope:
        link_profiles(scope=scope, now=NOW, guest_a=coming.id, guest_b=known.id, source=Source.DESK)
    plan(hotel, now=NOW + timedelta(minutes=1))
    with open_house(hotel):
        assert not is_stale(hotel, TOMORROW, latest_run(hotel, TOMORROW))
    make_fact(known, "allergy", "花生", at=NOW + timedelta(hours=1))
    with open_house(hotel):
        assert is_stale(hotel, TOMORROW, latest_run(hotel, TOMORROW))


def test_gathering_costs_one_query_more_when_somebody_is_joined_under_another() -> None:
    hotel = make_hotel()
    guests = [make_guest(name) for name in ("王建国", "Wang Jianguo", "陈晓明")]
    for guest in guests[1:]:
        make_booking(hotel, guest, arrival=TOMORROW)

    def cost() -> int:
        found = list(arriving(hotel, TOMORROW))
        with CaptureQueriesContext(connection) as seen:
            cases_for(scope, now=NOW, hotel=hotel, day=TOMORROW, stays=found)
        return len(seen)

    with open_house(hotel) as scope:
        alone = cost()
        link_profiles(scope=scope, now=NOW, guest_a=guests[0].id, guest_b=guests[1].id, source=Source.DESK)
        assert alone <= cost() <= alone + 1
