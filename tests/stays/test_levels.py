"""The level of a customer: by the hotel's thresholds, or a manager's word with a reason (R-027)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.guests.file import build_file
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.domain.levels import follow_rule, set_level
from binzhi.stays.enums import CodeKind
from binzhi.stays.levels import level_by_rule, level_of, thresholds
from binzhi.stays.models import LevelOverride
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_past_stay, make_staff, open_house, scope_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.requirement("R-027")]
JSON = "application/json"


def stayed(hotel: Hotel, guest: Guest, *, times: int, nights: int = 2, ago: int = 20) -> None:
    """Some stays that are over."""
    for n in range(times):
        make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=ago + n * (nights + 1)), nights=nights)


def level(hotel: Hotel, guest: Guest) -> tuple[str, str]:
    """The level in force and the one of the rule."""
    with open_house(hotel):
        found = level_of(hotel, guest, TODAY)
    return found.code, found.computed


def test_the_rule_counts_stays_nights_and_purchases_of_the_last_year() -> None:
    hotel = make_hotel()
    fresh, often, long, spender, former = (make_guest(name) for name in ("新客", "常客", "长住", "豪客", "旧客"))
    stayed(hotel, often, times=5, nights=1)
    stayed(hotel, long, times=1, nights=30)
    stayed(hotel, former, times=9, ago=500)
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="CR", name_zh="中餐厅")
        record_spend(scope=scope, now=NOW, hotel=hotel, guest=spender, outlet="CR", day=TODAY, amount=Decimal(8000))
    found = {guest.name: level(hotel, guest)[0] for guest in (fresh, often, long, spender, former)}
    assert found == {"新客": "standard", "常客": "b", "长住": "a", "豪客": "c", "旧客": "standard"}


def test_the_hotel_edits_the_thresholds() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    stayed(hotel, guest, times=2)
    assert level(hotel, guest) == ("c", "c")
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="stays.level_a_stays", value=2)
    assert level(hotel, guest) == ("a", "a")
    with open_house(hotel) as scope:
        for code in "abc":
            set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key=f"stays.level_{code}_stays", value=0)
        assert level_by_rule(level_of(hotel, guest, TODAY).figures, thresholds(hotel)) == "standard"


def test_a_manager_sets_another_level_with_a_reason_and_the_rule_may_decide_again() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    stayed(hotel, guest, times=2)
    with open_house(hotel) as scope:
        with pytest.raises(BadInput):
            set_level(scope=scope, now=NOW, hotel=hotel, guest=guest, level="a", reason=" ")
        with pytest.raises(BadInput):
            set_level(scope=scope, now=NOW, hotel=hotel, guest=guest, level="x", reason="集团董事")
        set_level(scope=scope, now=NOW, hotel=hotel, guest=guest, level="a", reason="集团董事")
        set_level(scope=scope, now=NOW, hotel=hotel, guest=guest, level="b", reason="董事任期已满")
        rows = list(LevelOverride.objects.filter(guest=guest).order_by("set_at", "id"))
        assert [(row.level, row.ended_at is None) for row in rows] == [("a", False), ("b", True)]
        assert all("董事".encode() not in bytes(row.reason) for row in rows)
        assert Act.objects.filter(name="set_level", guest_id=guest.id).count() == 2
    assert level(hotel, guest) == ("b", "c")
    assert level(make_hotel("SH01"), guest) == ("standard", "standard")
    with open_house(hotel) as scope:
        assert follow_rule(scope=scope, now=NOW, hotel=hotel, guest=guest)
        assert not follow_rule(scope=scope, now=NOW, hotel=hotel, guest=guest)
    assert level(hotel, guest) == ("c", "c")
    with scope_of(make_staff(hotel, "front_desk")) as scope, pytest.raises(NotAllowed):
        set_level(scope=scope, now=NOW, hotel=hotel, guest=guest, level="a", reason="集团董事")


def test_the_pages_show_the_level_and_only_managers_set_it(sign_in: Callable[..., Client]) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    stayed(hotel, guest, times=2)
    place, change = (reverse(f"stays:{name}", args=[guest.id]) for name in ("level", "change_level"))
    manager, desk = sign_in(make_staff(hotel, "service_manager")), sign_in(make_staff(hotel, "front_desk"))
    assert manager.post(change, {"level": "a", "reason": ""}).status_code == 422
    assert manager.post(change, {"level": "a", "reason": "集团董事"}).status_code == 302
    shown = manager.get(place).content.decode()
    assert "A 级" in shown and "C 级" in shown and "集团董事" in shown
    assert desk.post(change, {"level": "c", "reason": "试试看"}).status_code == 403
    assert 'name="reason"' not in desk.get(place).content.decode()
    assert sign_in(make_staff(hotel, "housekeeping_attendant")).get(place).status_code == 403
    with scope_of(make_staff(hotel, "service_manager")) as scope:
        line = build_file(scope, guest, hotel_id=hotel.id, now=NOW, today=TODAY).line("customer_level")
    assert line is not None and [(v.text, v.note, v.url) for v in line.values] == [("A 级", "经理改定", place)]
    assert manager.post(change, {"follow_rule": "1"}).status_code == 302
    assert level(hotel, guest) == ("c", "c")


def test_the_interface_reads_and_sets_it(api_client: Callable[..., Client]) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    stayed(hotel, guest, times=2)
    manager, place = api_client(make_staff(hotel, "general_manager")), f"/api/v1/guests/{guest.id}/level"
    assert (manager.get(place).json()["level"], manager.get(place).json()["stays"]) == ("c", 2)
    assert manager.put(place, {"level": "a"}, content_type=JSON).status_code == 422
    done = manager.put(place, {"level": "a", "reason": "集团董事"}, content_type=JSON)
    assert (done.status_code, done.json()["level"], done.json()["computed"]) == (200, "a", "c")
    assert manager.put(place, {"level": "rule"}, content_type=JSON).json()["set_by"] is None
    assert api_client(make_staff(hotel, "front_desk")).put(place, {"level": "a"}, content_type=JSON).status_code == 403
