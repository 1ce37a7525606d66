"""The gift request form: asked, decided by another, delivered at a cost (R-220)."""

from decimal import Decimal

import pytest

from binzhi.arrivals.access import get_gift, visible_gifts
from binzhi.arrivals.domain.gifts import contradicted_taboos, decide_gift, deliver_gift, message_cell, request_gift
from binzhi.arrivals.enums import GiftKind, GiftState, Occasion
from binzhi.arrivals.errors import CostMissing, GiftNotOpen, OwnGift, ReasonMissing
from binzhi.arrivals.models import GiftRequest
from binzhi.guests.errors import NumbersInNote
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import read_many
from tests.arrivals.plans import one, plan
from tests.builders import NOW, make_booking, make_fact, make_guest, make_hotel, make_staff, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def booked(name: str = "Luc Verbruggen") -> tuple[Hotel, Stay]:
    hotel = make_hotel()
    return hotel, make_booking(hotel, make_guest(name, vip_level="V2", wedding="2009-03-12"), nights=3)


def ask(scope: Scope, hotel: Hotel, stay: Stay, **changed: object) -> GiftRequest:
    values: dict[str, object] = {
        "kind": GiftKind.FLOWERS,
        "text": "香槟玫瑰一束",
        "department": "housekeeping",
        "deliver_by": NOW,
        "estimated_cost": Decimal("680"),
        "occasion": Occasion.WEDDING,
        "message": "恭祝两位结婚纪念日快乐",
        "is_surprise": True,
    }
    return request_gift(scope=scope, now=NOW, hotel=hotel, stay=stay, **{**values, **changed})  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.requirement("R-220", "R-221")
def test_a_form_goes_from_asking_over_approval_to_delivery_with_its_cost() -> None:
    hotel, stay = booked()
    plan(hotel)
    officer, manager = (
        make_staff(hotel, "guest_relations", name="苏晴"),
        make_staff(hotel, "service_manager", name="方锐"),
    )
    with scope_of(officer) as scope:
        gift = ask(scope, hotel, stay)
        assert (gift.state, gift.requested_by, gift.estimated_cost) == ("requested", "苏晴", Decimal("680.00"))
        assert gift.currency == "CNY"
        assert b"\xe6\x81\xad" not in bytes(gift.message or b"")
        assert read_many(scope=scope, now=NOW, cells=[message_cell(gift)], purpose="test") == ["恭祝两位结婚纪念日快乐"]
        assert one("gift_form").state == "done"  # the form was the item
        with pytest.raises(NotAllowed):
            decide_gift(scope=scope, now=NOW, gift=gift, approve=True)
    attendant = make_staff(hotel, "housekeeping_attendant", name="李梅")
    with scope_of(attendant) as scope, pytest.raises(GiftNotOpen):
        deliver_gift(scope=scope, now=NOW, gift=gift)
    with scope_of(manager) as scope:
        gift = decide_gift(scope=scope, now=NOW, gift=gift, approve=True)
        assert (gift.state, gift.decided_by) == (GiftState.APPROVED, "方锐")
        with pytest.raises(GiftNotOpen):
            decide_gift(scope=scope, now=NOW, gift=gift, approve=False, reason="太贵")
    with scope_of(make_staff(hotel, "business_centre")) as scope, pytest.raises(NotAllowed):
        deliver_gift(scope=scope, now=NOW, gift=gift)
    with scope_of(attendant) as scope:
        gift = deliver_gift(scope=scope, now=NOW, gift=gift, actual_cost="655.50")
    assert (gift.state, gift.delivered_by, gift.actual_cost) == (GiftState.DELIVERED, "李梅", Decimal("655.50"))


@pytest.mark.requirement("R-220")
def test_nobody_approves_their_own_form_and_a_refusal_says_why() -> None:
    hotel, stay = booked()
    manager = make_staff(hotel, "service_manager")
    with scope_of(manager) as scope:
        gift = ask(scope, hotel, stay)
        with pytest.raises(OwnGift):
            decide_gift(scope=scope, now=NOW, gift=gift, approve=True)
    with scope_of(make_staff(hotel, "general_manager")) as scope:
        with pytest.raises(ReasonMissing):
            decide_gift(scope=scope, now=NOW, gift=gift, approve=False)
        gift = decide_gift(scope=scope, now=NOW, gift=gift, approve=False, reason="预算已满")
    assert (gift.state, gift.decision_reason) == ("refused", "预算已满")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"estimated_cost": None}, CostMissing),
        ({"estimated_cost": "much"}, CostMissing),
        ({"estimated_cost": "-1"}, BadInput),
        ({"text": " "}, BadInput),
        ({"department": "moon"}, BadInput),
        ({"message": "卡号 6222 0212 3456 7890 123"}, None),
        ({"message": "证件 11010519491231002X"}, NumbersInNote),
    ],
)
def test_what_a_form_needs(changed: dict[str, object], refusal: type[Exception] | None) -> None:
    hotel, stay = booked()
    with scope_of(make_staff(hotel, "guest_relations")) as scope:
        if refusal is None:
            ask(scope, hotel, stay, **changed)
            return
        with pytest.raises(refusal):
            ask(scope, hotel, stay, **changed)


@pytest.mark.requirement("R-021")
def test_a_gift_that_goes_against_a_taboo_is_noticed() -> None:
    hotel, stay = booked("林美珍")
    guest = stay.guest
    make_fact(guest, "taboo", "不要白色的花")
    with scope_of(make_staff(hotel, "guest_relations")):
        assert contradicted_taboos(guest.id, "白色百合一束") == ["不要白色的花"]
        assert contradicted_taboos(guest.id, "水果篮") == []


@pytest.mark.requirement("R-220", "R-214")
def test_forms_are_seen_by_those_who_asked_deliver_or_decide() -> None:
    hotel, stay = booked()
    with scope_of(make_staff(hotel, "guest_relations")) as scope:
        gift = ask(scope, hotel, stay)
    for role, sees in (("housekeeping_attendant", True), ("general_manager", True), ("sales", False)):
        with scope_of(make_staff(hotel, role)) as scope:
            assert visible_gifts(scope).exists() is sees, role
            if not sees:
                with pytest.raises(NotFound):
                    get_gift(scope, gift.guest_id, gift.id)
    with scope_of(make_staff(make_hotel("SH01"), "guest_relations")) as scope:
        assert not visible_gifts(scope).exists()
