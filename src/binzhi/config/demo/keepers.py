"""What waits for the records keepers in the demo: notices, a sorted item, a question back, a meeting, an enquiry, a file."""

from datetime import timedelta
from typing import Any

from binzhi.audit.domain.unit import unit_of_work
from binzhi.collection.domain.enquiries import create_enquiry
from binzhi.collection.domain.keepers import assign_keeper
from binzhi.collection.domain.meetings import plan_meeting
from binzhi.collection.domain.notices import Notice, enter_oral_notice, hand_in_written, record_conversation
from binzhi.collection.domain.queue import ask_collector, sort_item
from binzhi.collection.domain.register import hand_over_file
from binzhi.collection.enums import EnquiryKind, FileKind
from binzhi.config.demo.houses import CITY
from binzhi.config.demo.world import World
from binzhi.guests.enums import Channel, SourceKind
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.models import Staff
from binzhi.stays.models import Stay
from binzhi.stays.queries import in_house

# role that hands in | item | value | words | place
NOTICES = (
    ("housekeeping_attendant", "pillow_kind", "buckwheat", "客人把羽绒枕收进柜子，问有没有荞麦枕。", "客房"),
    ("housekeeping_attendant", "extra_towel", "2", "", "客房"),
    ("food_beverage", "favourite_dish", "清蒸石斑鱼", "客人连续两晚点同一道菜，说做法合口味。", "中餐厅"),
    ("concierge", "", "", "客人打听附近的旧书店，下次可提前备一份地图。", "大堂"),
    ("business_centre", "office_service", "printing", "", "商务中心"),
)


def write_keepers(world: World) -> None:
    """Write what the keepers of the first hotel find in the morning."""
    hotel = world.houses[CITY].hotel
    with open_scope(world.crew.one(CITY, "service_manager")):
        stays: list[Stay] = list(in_house(hotel)[: len(NOTICES) + 2])
    if len(stays) < 2:
        return
    people = {role: world.crew.one(CITY, role) for role in _ROLES}
    with unit_of_work(world.builder):  # writes: keepers, notices and a meeting, by their verbs
        _keepers(world, hotel, people)
        rows = [_notice(world, hotel, people, stays[n % len(stays)], *row) for n, row in enumerate(NOTICES)]
        _decide(world, people, rows)
        _others(world, hotel, people, stays)
    world.count("collected items", len(rows) + 2)


_ROLES = (
    "service_manager", "housekeeping_supervisor", "front_desk", "food_beverage", "concierge", "business_centre",
    "housekeeping_attendant", "customer_information", "guest_relations",
)  # fmt: skip


def _staff(scope: Scope) -> Staff:
    found: Staff = Staff.objects.get(id=scope.actor.id)
    return found


def _keepers(world: World, hotel: Any, people: dict[str, Scope]) -> None:
    for department, role in (
        ("housekeeping", "housekeeping_supervisor"),
        ("food_beverage", "food_beverage"),
        ("", "front_desk"),
    ):
        scope = people["service_manager"]
        with open_scope(scope):
            assign_keeper(
                scope=scope,
                now=world.now - timedelta(days=40),
                hotel=hotel,
                department=department,
                staff=_staff(people[role]),
            )


def _notice(
    world: World,
    hotel: Any,
    people: dict[str, Scope],
    stay: Stay,
    role: str,
    item: str,
    value: str,
    text: str,
    place: str,
) -> Any:
    scope, at = people[role], world.now - timedelta(hours=5)
    with open_scope(scope):
        return hand_in_written(
            scope=scope, now=at, hotel=hotel, guest=stay.guest,
            notice=Notice(
                text=text, item=item, value=value, source=SourceKind.OBSERVED, place=place, stay=stay,
                channel=Channel.OBSERVATION,
            ),
        )  # fmt: skip


def _decide(world: World, people: dict[str, Scope], rows: list[Any]) -> None:
    """One is sorted and waits for the front office, of one the keeper asks for more."""
    keeper, at = people["housekeeping_supervisor"], world.now - timedelta(hours=2)
    with open_scope(keeper):
        sort_item(scope=keeper, now=at, item=rows[0])
    waiter = people["food_beverage"]
    with open_scope(waiter):
        ask_collector(scope=waiter, now=at, item=rows[2], question="是晚餐还是午餐？两晚都是同一位厨师吗？")


def _others(world: World, hotel: Any, people: dict[str, Scope], stays: list[Stay]) -> None:
    at = world.now - timedelta(hours=1)
    desk, keeper, office, gro = (
        people["front_desk"], people["housekeeping_supervisor"], people["customer_information"], people["guest_relations"],
    )  # fmt: skip
    with open_scope(desk):
        enter_oral_notice(
            scope=desk, now=at, hotel=hotel, guest=stays[1].guest, reporter=_staff(people["concierge"]),
            notice=Notice(text="客人说下次想住安静、远离电梯的房间。", source=SourceKind.STATED, stay=stays[1]),
        )  # fmt: skip
        hand_over_file(
            scope=desk, now=at, hotel=hotel, guest=stays[0].guest, kind=FileKind.ORDER, title="本次消费订单三张",
            handed_on=world.today - timedelta(days=1), today=world.today,
        )  # fmt: skip
    with open_scope(gro):
        record_conversation(
            scope=gro, now=at, hotel=hotel, guest=stays[0].guest,
            notice=Notice(item="favourite_beverage", value="龙井茶", happened_at=at, place="大堂吧", stay=stays[0]),
        )  # fmt: skip
    with open_scope(keeper):
        plan_meeting(
            scope=keeper, now=at, hotel=hotel, department="housekeeping", planned_at=world.now + timedelta(hours=14),
            team="早班", place="管家部办公室", subject="每周客户信息分析",
        )  # fmt: skip
    with open_scope(office):
        create_enquiry(
            scope=office, now=at, hotel=hotel, guest=stays[0].guest, kind=EnquiryKind.VERIFY, item="position",
            question="名片上的职务是否有变动？", assignee=_staff(office),
        )  # fmt: skip
