"""Reactions stand or fall with the act they follow."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from binzhi.audit import reactions
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.audit.domain.verify import verify
from binzhi.audit.models import Act
from binzhi.audit.reactions import after
from binzhi.guests.domain.flags import FLAGGED as RANG
from binzhi.guests.domain.flags import UNFLAGGED as HEARD
from binzhi.kernel.scope import Actor, Scope

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
SCOPE = Scope(
    actor=Actor("system", None, "Test"),
    group_id=uuid4(),
    hotel_ids=frozenset(),
    readable_hotel_ids=frozenset(),
    permissions=frozenset(),
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """No reaction of a test outlives it."""
    before = {name: list(found) for name, found in reactions._reactions.items()}
    yield
    reactions._reactions.clear()
    reactions._reactions.update(before)


def ring(times: int = 1, *, batch: bool = False) -> None:
    with unit_of_work(SCOPE, batch=batch):
        for _ in range(times):
            record(RANG, scope=SCOPE, now=NOW, object_type="bell")


def undone() -> None:
    """A unit that breaks after its act."""
    with unit_of_work(SCOPE):
        record(RANG, scope=SCOPE, now=NOW, object_type="bell")
        raise ValueError("undone")


def hear(scope: Scope, acts: list[Act]) -> None:
    record(HEARD, scope=scope, now=NOW, object_type="bell", details={"times": len(acts)})


@pytest.mark.parametrize("batch", [False, True])
def test_a_reaction_hears_all_acts_of_a_unit_at_once(batch: bool) -> None:
    after(RANG, hear)
    after(RANG, hear)
    ring(3, batch=batch)
    assert [a.name for a in Act.objects.order_by("seq")] == [RANG] * 3 + [HEARD]
    assert Act.objects.get(name=HEARD).details == {"times": 3}
    assert verify().faults == []


def test_a_failing_reaction_refuses_the_act_too() -> None:
    def fail(_scope: Scope, _acts: list[Act]) -> None:
        raise ValueError("no")

    after(RANG, fail)
    with pytest.raises(ValueError, match="no"):
        ring()
    assert not Act.objects.exists()


def test_an_act_in_a_unit_that_fails_has_no_reaction() -> None:
    heard: list[int] = []
    after(RANG, lambda _scope, acts: heard.append(len(acts)))
    with pytest.raises(ValueError, match="undone"):
        undone()
    assert heard == []


def test_reactions_that_answer_each_other_end_in_an_error() -> None:
    def again(scope: Scope, _acts: list[Act]) -> None:
        record(RANG, scope=scope, now=NOW, object_type="bell")

    after(RANG, again)
    with pytest.raises(RuntimeError, match="without end"):
        ring()
    assert not Act.objects.exists()
