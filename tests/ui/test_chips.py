"""Every state and flag that the rooms keep has a look: none is shown as a bare code."""

import pytest
from django.db.models import TextChoices

from binzhi.arrivals import enums as arrivals
from binzhi.guests import enums as guests
from binzhi.integrations import enums as integrations
from binzhi.stays import enums as stays
from binzhi.ui.chips import FLAGS, STATES


@pytest.mark.parametrize(
    "states",
    [
        arrivals.GiftState,
        arrivals.ItemState,
        arrivals.Outcome,
        arrivals.ProposalState,
        arrivals.Readiness,
        guests.FactStatus,
        integrations.BatchState,
        integrations.Outcome,
        stays.ReservationState,
        stays.RoomStatus,
        stays.StayState,
    ],
)
def test_every_state_has_a_look(states: type[TextChoices]) -> None:
    assert {code for code in states.values if code} - set(STATES) == set()


@pytest.mark.parametrize("flags", [guests.FlagCode, stays.PropertyKind])
def test_every_flag_has_a_look(flags: type[TextChoices]) -> None:
    assert set(flags.values) - set(FLAGS) == set()
