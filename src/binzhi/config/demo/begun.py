"""Work that has begun: plans built, rooms proposed, some items signed, some gifts asked for."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from binzhi.arrivals.access import SIGN, SIGN_BLOCK
from binzhi.arrivals.domain.gifts import request_gift
from binzhi.arrivals.domain.items import acknowledge_item, sign_item
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.domain.preassign import accept_proposal, propose_rooms
from binzhi.arrivals.enums import GiftKind, ItemState, Occasion, Period, ProposalState
from binzhi.arrivals.models import PreparationItem
from binzhi.audit.domain.unit import unit_of_work
from binzhi.config.demo.cast import CAST
from binzhi.config.demo.world import ZONE
from binzhi.kernel.scope import Scope
from binzhi.org.access import scope_for
from binzhi.org.models import Hotel
from binzhi.org.queries import staff_of
from binzhi.stays.models import Stay
from binzhi.stays.queries import arrivals_on

NAMES = frozenset(character.name for character in CAST)
# guest, kind, occasion, text, who delivers, cost, what the card says, surprise
GIFTS = (
    ("Luc Verbruggen", GiftKind.FLOWERS, Occasion.WEDDING, "香槟玫瑰一束,行政楼层布置小型晚会", "housekeeping", "680",
     "Happy anniversary to you both, from all of us.", True),
    ("吴桂芬", GiftKind.CAKE, Occasion.BIRTHDAY, "六寸低糖生日蛋糕与贺卡", "kitchen", "128", "祝您生日快乐,健康长寿。", False),
    ("林美珍", GiftKind.FLOWERS, Occasion.VIP, "粉色康乃馨一束(不用白花)", "housekeeping", "168", "", False),
    ("陈伯涛", GiftKind.WINE, Occasion.WEDDING, "十年陈绍兴黄酒一坛", "food_beverage", "320", "祝二位结婚三十周年快乐。", True),
)  # fmt: skip


class Hands:
    """Who signs in which department: the first colleague who may."""

    def __init__(self, hotel: Hotel) -> None:
        self.hotel = hotel
        self.known: dict[tuple[str, bool], Scope | None] = {}

    def of(self, department: str, *, named: bool) -> Scope | None:
        """Return the scope of a colleague who may sign for the department."""
        place = (department, named)
        if place not in self.known:
            scopes = [scope_for(s, hotel_id=self.hotel.id) for s in staff_of(self.hotel.id, department)]
            fitting = [s for s in scopes if s.may(SIGN) and (not named or s.may(SIGN_BLOCK))]
            self.known[place] = fitting[0] if fitting else None
        return self.known[place]


def begin_work(scope: Scope, now: datetime, hotel: Hotel, day: date, draw: Random, *, share: float) -> None:
    """Build the plan of a day, propose rooms, accept some, and sign what some guests need.

    Guests with a story are left as the plan made them.
    """
    with unit_of_work(scope):  # writes: one day of one hotel together, by the verbs
        build_plan(scope=scope, now=now, hotel=hotel, day=day)
        proposals = propose_rooms(scope=scope, now=now, hotel=hotel, day=day)
        stays: dict[UUID, Stay] = {stay.id: stay for stay in arrivals_on(hotel, day)}
        ready = {
            i for i, s in sorted(stays.items(), key=_by_name) if s.guest.name not in NAMES and draw.random() < share
        }
        desk = Hands(hotel).of("front_office", named=False) or scope
        for proposal in proposals:
            if proposal.stay_id in ready and proposal.state == ProposalState.PROPOSED:
                accept_proposal(scope=desk, now=now, proposal=proposal, stay=stays[proposal.stay_id])
        _sign(now, hotel, day, ready, draw)


def _by_name(place: tuple[UUID, Stay]) -> tuple[str, str, str]:
    stay = place[1]
    return stay.guest.name, str(stay.eta), str(stay.nights)


def _sign(now: datetime, hotel: Hotel, day: date, ready: set[UUID], draw: Random) -> None:
    hands = Hands(hotel)
    by_stay: dict[UUID, list[PreparationItem]] = defaultdict(list)
    found = PreparationItem.objects.filter(
        hotel=hotel, for_date=day, period=Period.BEFORE, retired=False, state=ItemState.OPEN
    )
    for item in found.select_related("guest").order_by("guest__name", "due_at", "rule_code", "department"):
        by_stay[item.stay_id].append(item)
    for stay_id, items in by_stay.items():
        if stay_id not in ready:
            continue
        whole = draw.random() < 0.5
        for item in items:
            scope = hands.of(item.department, named=item.needs_named_sign)
            if scope is None:
                continue
            if whole or draw.random() < 0.5:
                sign_item(scope=scope, now=now, item=item)
            elif draw.random() < 0.4:
                acknowledge_item(scope=scope, now=now, item=item)


def ask_gifts(now: datetime, hotel: Hotel, day: date) -> None:
    """Ask for the gifts of the guests with a story; they wait for approval."""
    scope = Hands(hotel).of("guest_relations", named=False)
    if scope is None:
        return
    stays = {stay.guest.name: stay for stay in arrivals_on(hotel, day)}
    with unit_of_work(scope):  # writes: the gifts of one hotel together, by the verb
        for name, kind, occasion, text, department, cost, message, surprise in GIFTS:
            if name in stays:
                request_gift(
                    scope=scope,
                    now=now,
                    hotel=hotel,
                    stay=stays[name],
                    kind=kind,
                    occasion=occasion,
                    text=text,
                    department=department,
                    deliver_by=datetime.combine(day, stays[name].eta or time(14), tzinfo=ZONE) - timedelta(hours=1),
                    estimated_cost=cost,
                    message=message,
                    is_surprise=surprise,
                )
