"""Every address, every role, own and other hotel: what opens, what is refused, and what an open page may not show.

The expectation comes from the doors and from roles.toml only; an address without a door fails.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import path
from django.utils import timezone

from binzhi.arrivals.models import PreparationItem
from binzhi.collection.domain.keepers import assign_keeper
from binzhi.guests.domain.scans import take_reading
from binzhi.guests.models import GuestContact
from binzhi.guests.scan_kinds import ReadingWay
from binzhi.guests.scan_reading import read_text
from binzhi.identity.domain.cases import open_case
from binzhi.identity.domain.links import link_profiles
from binzhi.identity.domain.runs import RunOptions, start_run
from binzhi.identity.enums import CaseOrigin, Source
from binzhi.org.models import Department, Hotel, Post
from binzhi.org.roles import Role, roles
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.canaries import FREE, HINTS, HOTEL_OWN, NUMBER, OF_COMPANIES, OF_GUESTS, SEALED, Planted, plant, seen_in
from tests.config.api_bodies import body_for, query_for
from tools import permission_table
from tools.permission_table import OPEN_ON_PURPOSE, PUBLIC, SIGNED_IN, Route, Unlisted, opens, page, routes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ROUTES = routes()
ROLES = list(roles().values())
# Doors do not ask the database which one it is: on PostgreSQL four roles are walked, on SQLite all.
SOME = {"front_desk", "housekeeping_attendant", "system_administrator", "general_manager"}
WALKED = [role for role in ROLES if role.code in SOME or not os.environ.get("BINZHI_TEST_DATABASE_URL")]
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands in one hotel: someone of another one finds nothing there.
OF_THE_HOTEL = {
    "reservation_id", "stay_id", "room_id", "room_type_id", "code_id", "block_id", "property_id", "department_id",
    "staff_id", "post_id", "note_id", "fact_id", "item_id", "gift_id", "event_id", "batch_id",
    "paper_id", "list_id", "change_id", "export_id", "collected_id", "meeting_id", "keeper_id", "enquiry_id", "file_id",
    "task_id", "instruction_id", "feedback_id", "review_id", "reading_id",
}  # fmt: skip
# What belongs to the whole group: every hotel of it reads them.
OF_THE_GROUP = {
    "guest_id", "row_id", "organisation_id", "employment_id", "contact_id", "value_id", "relation_id", "name_id", "date_id",
    "case_id", "decision_id", "profile_id", "other_id", "run_id",
}  # fmt: skip
LEAVES_OR_ANSWERS_SLOWLY = {"arrivals:pdf"}  # a PDF takes a second: two roles are enough for it


@pytest.fixture
def planted() -> Planted:
    """The guest with a canary in every sealed place, in BJ01."""
    hotel = make_hotel("BJ01")
    found = plant(hotel)
    post = Post.unscoped.filter(staff=make_staff(hotel, "kitchen"), hotel=hotel).get()
    item = PreparationItem.unscoped.filter(stay_id=found.stay.id, needs_named_sign=False).order_by("id").first()
    department = Department.unscoped.filter(hotel=hotel).order_by("code").first()
    with open_house(hotel) as scope:
        person = make_staff(hotel, "housekeeping_supervisor")
        keeper = assign_keeper(scope=scope, now=NOW, hotel=hotel, department="housekeeping", staff=person)
    with scope_of(make_staff(hotel, "front_desk")) as desk:  # what a colleague scanned: nobody else opens it
        scanned = read_text(NUMBER, on=TODAY)
        reading = take_reading(
            scope=desk, now=timezone.now(), hotel_id=hotel.id, reading=scanned, way=ReadingWay.KEYBOARD
        )
    found.ids |= doubles(hotel, found)
    contact = GuestContact.unscoped.filter(guest=found.guest, kind="mobile").get()
    assert item is not None
    assert department is not None
    found.ids |= {
        "keeper_id": keeper.id, "reading_id": reading.id,
        "staff_id": post.staff_id, "post_id": post.id, "item_id": item.id, "department_id": department.id, "row_id": contact.id,
    }  # fmt: skip
    return found


def doubles(hotel: Hotel, found: Planted) -> dict[str, UUID]:
    """A profile joined with the guest's, one that may be the same person, and a run that found them."""
    joined, maybe = make_guest("金丝雀二"), make_guest("金丝雀三")
    with open_house(hotel) as scope:
        decision = link_profiles(
            scope=scope, now=NOW, guest_a=found.guest.id, guest_b=joined.id, source=Source.DESK, reason="同一个人"
        )
        case = open_case(
            scope=scope, now=NOW, guest_a=found.guest.id, guest_b=maybe.id, origin=CaseOrigin.DESK, weight=5.0
        )
        run = start_run(scope=scope, now=NOW, options=RunOptions(dry_run=True))
    assert case is not None
    return {
        "decision_id": decision.id, "profile_id": joined.id, "other_id": maybe.id, "case_id": case.id, "run_id": run.id,
    }  # fmt: skip


def address_of(route: Route, ids: dict[str, UUID]) -> str:
    """The address with real ids; an unknown placeholder must be given its object above."""
    words = {"kind": "contact", "code": "birthday"}

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in words:
            return words[name]
        assert name in ids, f"{route.address}: plant an object for <{name}> and say whether it belongs to the hotel"
        return str(ids[name])

    return "/" + PLACEHOLDER.sub(fill, route.address)


class Visitor:
    """Someone who opens addresses and leaves no trace."""

    def __init__(self, browser: Client, *, cookies: bool = True) -> None:
        self.browser = browser
        self.kept = {name: morsel.value for name, morsel in browser.cookies.items()} if cookies else {}

    def open(self, method: str, address: str, *, route: Route | None = None) -> Any:
        """Send one request, to the API with a body it accepts; what it wrote is rolled back."""
        is_api = route is not None and route.is_api
        if is_api and route is not None:
            address += query_for(method, route.address)
        with transaction.atomic(), transaction.atomic(using="keys"):
            if method == "GET":
                answer = self.browser.get(address)
            else:
                body: Any = body_for(method, route.address) if is_api and route is not None else {}
                kind = {"content_type": "application/json"} if is_api else {}
                send = getattr(self.browser, method.lower())
                answer = send(address, body, **kind)
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")
        for name, value in self.kept.items():
            self.browser.cookies[name] = value
        return answer


def is_look(route: Route) -> bool:
    """The one door of the API that opens a sealed value, with a purpose and a line in the read log."""
    return route.address.endswith("/sealed/<uuid:row_id>")


def may_open(role: Role, route: Route, method: str) -> bool:
    """The expectation: the door, and what stands behind two doors that look wider than they are."""
    if route.name == "guests:reveal":
        return opens(route.needs, role.permissions) and "C2" in role.reveals
    if is_look(route):
        return opens(route.needs, role.permissions) and "C2" in role.reveals
    if route.name == "companies:contact_phone":
        return opens(route.needs, role.permissions) and "C2" in role.reveals
    if route.name == "guests:remove_list":  # somebody else's shared list
        return "guests.change_many" in role.permissions
    if route.name == "stays:level" or (route.address.endswith("/level") and method == "GET"):  # what the guest spent
        return opens(route.needs, role.permissions) and "C2" in role.reads
    if route.name == "identity:run_groups":  # a list of guests leaves the house: both permissions
        return {"guests.export", "identity.run"} <= role.permissions
    if (route.name, method) == ("companies:value", "POST"):
        return "companies.edit" in role.permissions
    if (route.name, method) == ("stays:room", "POST"):
        return "stays.room_status" in role.permissions
    return opens(route.needs, role.permissions)


def visits(role: Role, *, api: bool) -> Iterator[tuple[Route, str]]:
    """Every address and method."""
    for route in ROUTES:
        if route.is_api is api and not (
            route.name in LEAVES_OR_ANSWERS_SLOWLY and role.code not in {"front_desk", "auditor"}
        ):
            for method in route.methods:
                yield route, method


def body_of(answer: Any) -> bytes:
    """The bytes of an answer and its headers."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content) + str(dict(answer.headers)).encode()


def not_for(role: Role) -> list[str]:
    """Values that may not stand on any page of a role."""
    hidden = SEALED["C2"] + SEALED["C3"]  # never as a whole, for anybody, without a reason
    for field_class, values in HINTS.items():
        hidden = hidden + (values if field_class not in role.reads else [])
    if "C2" not in role.reads:
        hidden = hidden + OF_COMPANIES
    if "C4" not in role.reads:
        hidden = hidden + SEALED["C4"]
    if not role.whole_house and role.department != "front_office":
        hidden = [*hidden, "FREECANARYNOTE"]  # a general note of the front office is read by it and the whole house
    if "C1" not in role.reads:
        hidden = hidden + FREE + OF_GUESTS
    return hidden


def wrong(role: Role, visitor: Visitor, ids: dict[str, UUID], *, api: bool) -> list[str]:
    """Cells of the own hotel that are not as expected."""
    found = []
    for route, method in visits(role, api=api):
        answer = visitor.open(method, address_of(route, ids), route=route)
        cell = f"{role.code} {method} /{route.address}: {answer.status_code}"
        if answer.status_code >= 500 or (answer.status_code == 403) is may_open(role, route, method):
            found.append(cell)
        away = answer.status_code == 302 and "/sign-in/" in answer["Location"]
        if away and not route.name.startswith("workbench:"):
            found.append(f"{cell} -> {answer['Location']}")
        if not is_look(route):
            found += [f"{cell} shows {value}" for value in seen_in(body_of(answer), not_for(role))]
    return found


@pytest.mark.parametrize("role", WALKED, ids=lambda role: role.code)
def test_pages_open_to_the_roles_of_the_table(role: Role, planted: Planted, sign_in: Callable[..., Client]) -> None:
    visitor = Visitor(sign_in(make_staff(planted.hotel, role.code)))
    assert wrong(role, visitor, planted.ids, api=False) == []


@pytest.mark.parametrize("role", WALKED, ids=lambda role: role.code)
def test_the_api_opens_to_the_roles_of_the_table(
    role: Role, planted: Planted, api_client: Callable[..., Client]
) -> None:
    visitor = Visitor(api_client(make_staff(planted.hotel, role.code)), cookies=False)
    assert wrong(role, visitor, planted.ids, api=True) == []


def strange(role: Role, visitor: Visitor, ids: dict[str, UUID], *, api: bool) -> list[str]:
    """Cells where someone of another hotel got at something of this one."""
    found = []
    for route, method in visits(role, api=api):
        names = set(PLACEHOLDER.findall(route.address))
        if not may_open(role, route, method):
            continue  # a closed door is closed in every hotel; the walk through the own one tried it
        answer = visitor.open(method, address_of(route, ids), route=route)
        cell = f"{role.code} of SH01 {method} /{route.address}: {answer.status_code}"
        if answer.status_code >= 500 or (names & OF_THE_HOTEL and answer.status_code not in {403, 404, 410}):
            found.append(cell)
        hidden = not_for(role) + HOTEL_OWN
        if route.name == "workbench:guest_history" and "guests.read_group" in role.permissions:
            hidden = not_for(role)  # the group's archive: what the sister hotel knows in clear
        if not is_look(route):
            found += [f"{cell} shows {value}" for value in seen_in(body_of(answer), hidden)]
    return found


@pytest.mark.parametrize("role", WALKED, ids=lambda role: role.code)
def test_another_hotel_stays_closed(
    role: Role, planted: Planted, sign_in: Callable[..., Client], api_client: Callable[..., Client]
) -> None:
    stranger = make_staff(make_hotel("SH01"), role.code)
    assert strange(role, Visitor(sign_in(stranger)), planted.ids, api=False) == []
    assert strange(role, Visitor(api_client(stranger), cookies=False), planted.ids, api=True) == []


def test_a_stranger_is_sent_to_the_sign_in(planted: Planted) -> None:
    visitor, found = Visitor(Client()), []
    for route in ROUTES:
        for method in route.methods:
            answer = visitor.open(method, address_of(route, planted.ids), route=route)
            cell = f"{method} /{route.address}: {answer.status_code}"
            if route.needs == PUBLIC:
                good = answer.status_code < 500 and answer.status_code not in {401, 403} and not route.is_api
                good = good or (route.is_api and answer.status_code in {200, 404})
                good = good or route.name == "metrics"
            elif route.is_api:
                good = answer.status_code == 401
            else:
                good = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
            found += [] if good else [cell]
            found += [f"{cell} shows {v}" for v in seen_in(body_of(answer), not_for(roles()["auditor"]))]
    assert found == []


def test_the_second_factor_keeps_every_page_closed(
    planted: Planted, settings: Any, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in(make_staff(planted.hotel, "front_desk"))
    settings.BINZHI_SECOND_FACTOR = "required"
    visitor, found = Visitor(browser), []
    for route in ROUTES:
        if route.is_api or route.needs == PUBLIC or route.name == "workbench:sign_out":
            continue
        for method in route.methods:
            answer = visitor.open(method, address_of(route, planted.ids))
            if answer.status_code != 302 or not answer["Location"].startswith("/sign-in/code"):
                found.append(f"{method} /{route.address}: {answer.status_code}")
    assert found == []


def test_who_holds_no_post_opens_nothing(planted: Planted, sign_in: Callable[..., Client]) -> None:
    staff = make_staff(planted.hotel, "front_desk")
    browser = sign_in(staff)
    Post.unscoped.filter(staff=staff).delete()
    visitor, found = Visitor(browser), []
    for route in ROUTES:
        for method in route.methods if not route.is_api else ():
            status = visitor.open(method, address_of(route, planted.ids)).status_code
            if status >= 500 or (status != 403 and route.needs not in {PUBLIC, SIGNED_IN}):
                found.append(f"{method} /{route.address}: {status}")
    assert found == []


def test_the_table_covers_every_room() -> None:
    rooms = {route.name.split(":")[0] for route in ROUTES if not route.is_api and ":" in route.name}
    assert rooms >= {"workbench", "guests", "stays", "arrivals"}
    assert len(ROUTES) > 90
    unknown = {name for route in ROUTES for name in PLACEHOLDER.findall(route.address) if name.endswith("_id")}
    assert unknown <= OF_THE_HOTEL | OF_THE_GROUP


def test_every_permission_opens_some_door() -> None:
    """A permission that opens nothing is either used inside a verb or forgotten."""
    inside_verbs = {
        "arrivals.sign_block",
        "collection.consolidate",
        "collection.converse",
        "guests.read",
        "guests.read_group",
        "guests.real_name",
        "integrations.import",
        "integrations.read",
        "integrations.undo",
    }
    needed = {route.needs for route in ROUTES}
    given = set().union(*(role.permissions for role in ROLES))
    assert given - needed <= inside_verbs
    assert needed - {PUBLIC, SIGNED_IN} <= given


def test_an_unlisted_route_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a view without a door."""

    def bare(request: Any) -> None:
        """A view somebody forgot to wrap."""

    class Resolver:
        url_patterns = (path("bare/", bare, name="bare"),)

    monkeypatch.setattr("django.urls.get_resolver", lambda: Resolver)
    with pytest.raises(Unlisted, match="bare"):
        routes()


def test_an_operation_of_the_api_without_a_door_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from ninja import NinjaAPI, Router

    router = Router()

    @router.get("/bare")
    def bare(request: Any) -> str:
        return ""

    api = NinjaAPI(urls_namespace=f"planted-{uuid4()}")
    api.add_router("/planted", router)
    monkeypatch.setattr("binzhi.config.api.api", api)
    with pytest.raises(Unlisted, match="planted"):
        routes()


def test_a_leak_would_be_seen(planted: Planted, sign_in: Callable[..., Client]) -> None:
    """The planted fault: a canary in a field everybody sees is found on the page."""
    planted.guest.nickname = SEALED["C2"][0]
    planted.guest.save(update_fields=["nickname"])
    role = roles()["kitchen"]
    visitor = Visitor(sign_in(make_staff(planted.hotel, role.code)))
    assert any("shows" in cell for cell in wrong(role, visitor, planted.ids, api=False))


def test_what_may_be_seen_is_there_to_be_seen(planted: Planted, sign_in: Callable[..., Client]) -> None:
    """The canaries do reach the pages of those who may read them: else the walk would prove nothing."""
    browser = sign_in(make_staff(planted.hotel, "front_desk"))
    shown = body_of(browser.get(f"/guests/{planted.guest.id}/"))
    assert not seen_in(shown, SEALED["C2"] + SEALED["C3"])
    wanted = [*SEALED["C4"][:1], "FREECANARYNOTE", *HINTS["C2"], *HINTS["C3"]]
    assert seen_in(shown, wanted) == wanted


def test_every_address_open_on_purpose_exists() -> None:
    assert {route.name for route in ROUTES} >= set(OPEN_ON_PURPOSE)


@pytest.mark.house
def test_the_page_is_up_to_date() -> None:
    text = permission_table.PAGE.read_text(encoding="utf-8")
    assert text == page(), "run python tools/permission_table.py"


def test_the_hotels_of_the_walk_differ(planted: Planted) -> None:
    other = make_hotel("SH01")
    assert isinstance(other, Hotel)
    assert other.id != planted.hotel.id
