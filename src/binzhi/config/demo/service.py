"""What the departments do for the guests in house: tasks, word for the shifts, talks, feedback, a review."""

from datetime import timedelta

from binzhi.audit.domain.unit import unit_of_work
from binzhi.config.demo.houses import Built
from binzhi.config.demo.world import World
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.service.domain.instructions import acknowledge_instruction, carry_out, leave_instruction
from binzhi.service.domain.moments import identify_guest
from binzhi.service.domain.records import log_touchpoint, record_feedback
from binzhi.service.domain.reviews import enter_review
from binzhi.service.domain.services import log_service
from binzhi.service.domain.tasks import acknowledge, complete, request_task
from binzhi.service.enums import Channel, Direction, FeedbackKind, Place, Shift, Sign, TaskKind, Urgency
from binzhi.service.models import ServiceTask
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

ROLE_OF = {
    "front_office": "front_desk",
    "housekeeping": "housekeeping_attendant",
    "food_beverage": "food_beverage",
    "kitchen": "kitchen",
    "concierge": "concierge",
    "business_centre": "business_centre",
    "guest_relations": "guest_relations",
    "call_centre": "call_centre",
    "customer_service": "service_manager",
}
# department, who asked, what, kind, urgency, why, state
TASKS = (
    ("housekeeping", "front_desk", "送婴儿床一张", "Bring a baby cot", TaskKind.REQUEST, Urgency.SOON, "客人带婴儿", "open"),
    ("housekeeping", "housekeeping_attendant", "加毛毯一条", "One extra blanket", TaskKind.CARING_ACT, Urgency.NOW,
     "床罩盖在毛毯上，空调23度", "done"),
    ("food_beverage", "front_desk", "房内备热粥与小菜", "Hot congee and pickles to the room", TaskKind.REQUEST,
     Urgency.TODAY, "客人长途劳顿", "acknowledged"),
    ("concierge", "front_desk", "明早六点半安排去机场的车", "Car to the airport at 06:30", TaskKind.VALUE_ADDED, Urgency.LATER,
     "", "open"),
    ("business_centre", "front_desk", "代收传真并送到房间", "Receive a fax and bring it to the room", TaskKind.REQUEST,
     Urgency.TODAY, "", "open"),
    ("guest_relations", "service_manager", "住店期间致电问候", "Courtesy call during the stay", TaskKind.FOLLOW_UP,
     Urgency.TODAY, "", "open"),
    ("kitchen", "food_beverage", "早餐无糖豆浆", "Soy milk without sugar at breakfast", TaskKind.REQUEST, Urgency.LATER, "",
     "acknowledged"),
)  # fmt: skip


def write_service(world: World, house: Built) -> None:
    """Let the departments of a hotel be at work; called after the house is filled."""
    found = Stay.objects.filter(hotel=house.hotel, state=StayState.IN_HOUSE, room__isnull=False)
    stays = list(found.select_related("guest", "room", "hotel").order_by("room__number")[:12])
    if not stays:
        return
    with unit_of_work(world.builder):  # writes: a day's work of all departments, by the verbs
        _read_messages(world, house)
        _tasks(world, house, stays)
        _shifts(world, house, stays)
        _talks(world, house, stays)


def _one(world: World, house: Built, role: str) -> Scope:
    return world.crew.one(house.house.code, role)


def _read_messages(world: World, house: Built) -> None:
    """The messages of the last days have been read by the departments."""
    rows = ServiceTask.objects.filter(hotel=house.hotel, kind=TaskKind.MESSAGE, open_day__lte=world.today)
    for task in rows.order_by("guest_id", "id"):
        role = ROLE_OF.get(task.department, "service_manager")
        complete(scope=_one(world, house, role), now=min(task.due_at, world.now), task=task)


def _tasks(world: World, house: Built, stays: list[Stay]) -> None:
    for n, (department, role, zh, en, kind, urgency, why, state) in enumerate(TASKS):
        stay = stays[n % len(stays)]
        later = world.now + timedelta(hours=30) if urgency == Urgency.LATER else world.now + timedelta(hours=14 + n)
        task = request_task(
            scope=_one(world, house, role),
            now=world.now,
            hotel=house.hotel,
            guest=stay.guest,
            stay=stay,
            department=department,
            text=Words(zh, en),
            kind=kind,
            urgency=urgency,
            due_at=later,
            why=why,
        )
        hand = _one(world, house, ROLE_OF[department])
        if state == "done":
            complete(scope=hand, now=world.now, task=task)
        elif state == "acknowledged":
            acknowledge(scope=hand, now=world.now, task=task)
        world.count("tasks")


def _shifts(world: World, house: Built, stays: list[Stay]) -> None:
    attendant = _one(world, house, "housekeeping_attendant")
    for n, (zh, en, shift) in enumerate(
        (
            ("开夜床时空调调到约26度", "Set the air conditioning to about 26 degrees at turndown", Shift.MIDDLE),
            ("窗帘中间留一条缝", "Leave a gap in the middle of the curtain", Shift.MIDDLE),
            ("多放两瓶水，床头与书桌各一瓶", "Two more bottles of water, bedside and desk", Shift.MORNING),
        )
    ):
        stay = stays[n % len(stays)]
        row = leave_instruction(
            scope=attendant,
            now=world.now,
            hotel=house.hotel,
            guest=stay.guest,
            stay=stay,
            department="housekeeping",
            text=Words(zh, en),
            shift=shift,
        )
        if n == 1:
            acknowledge_instruction(scope=attendant, now=world.now, instruction=row)
            carry_out(scope=attendant, now=world.now, instruction=row)
        world.count("instructions")


def _talks(world: World, house: Built, stays: list[Stay]) -> None:
    hotel, now = house.hotel, world.now
    first, second, third = (stays[n % len(stays)] for n in (0, 1, 2))
    centre, desk, relations = (_one(world, house, r) for r in ("call_centre", "front_desk", "guest_relations"))
    log_touchpoint(
        scope=centre, now=now, hotel=hotel, guest=first.guest, stay=first, channel=Channel.PHONE,
        summary=Words("来电询问早餐时间，已告知六点半开始", "Asked when breakfast begins; told 06:30"),
    )  # fmt: skip
    log_touchpoint(
        scope=relations, now=now, hotel=hotel, guest=second.guest, stay=second, channel=Channel.WECHAT,
        direction=Direction.OUT, summary=Words("告知明日会议室已备好", "Told that tomorrow's meeting room is ready"),
    )  # fmt: skip
    log_service(
        scope=_one(world, house, "housekeeping_attendant"), now=now, hotel=hotel, guest=first.guest, stay=first,
        kind=TaskKind.EXTRA_SERVICE, text=Words("洗净孩子的袜子并留言", "Washed the child's socks and left a note"),
    )  # fmt: skip
    record_feedback(
        scope=relations, now=now, hotel=hotel, guest=second.guest, stay=second, kind=FeedbackKind.REQUIREMENT,
        text=Words("下次希望安排高楼层", "Would like a high floor next time"),
    )  # fmt: skip
    record_feedback(
        scope=desk, now=now, hotel=hotel, guest=third.guest, stay=third, kind=FeedbackKind.SUGGESTION,
        text=Words("建议大堂增设充电处", "Suggests a place to charge telephones in the lobby"),
    )  # fmt: skip
    identify_guest(
        scope=desk, now=now, hotel=hotel, guest=first.guest, place=Place.FRONT_DESK, sign=Sign.IN_PERSON, stay=first
    )
    enter_review(
        scope=relations, now=now, hotel=hotel, site="携程", pseudonym="月月", published_on=world.today, score=5,
        scores={"service": 5, "room": 5, "cleanliness": 4},
        text=f"我住在{first.room.number if first.room else ''}房，服务员很细心，下次还来。",
    )  # fmt: skip
