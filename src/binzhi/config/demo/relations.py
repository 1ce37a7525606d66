"""The people around the guests: the Belgian couple and whom they brought (S04), names, a list, the paper register."""

from datetime import timedelta

from binzhi.audit.domain.unit import unit_of_work
from binzhi.config.demo.houses import CITY
from binzhi.config.demo.world import World
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.identifiers import add_date
from binzhi.guests.domain.lists import save_list
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.paper_files import issue_file, register_file
from binzhi.guests.domain.relations import note_date, relate
from binzhi.guests.drafts import DateDraft
from binzhi.guests.enums import DateKind, FlagCode, NameKind, RelationKind
from binzhi.guests.lists import read_rules
from binzhi.guests.models import Guest
from binzhi.kernel.scope import open_scope
from binzhi.org.domain.house import set_parameter
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

LISTS = (
    ("比利时与荷兰宾客", (("nationality", "is", "BE"),), True),
    ("住过三次以上的协议客人", (("stay.count", "least", "3"), ("company", "known", "")), True),
    ("爱喝红茶", (("fact.favourite_beverage", "has", "红茶"),), False),
)


def write_relations(world: World) -> None:
    """Relate the cast, give names and days, save lists, register paper; called when bookings and arrivals stand."""
    by_name = {g.name: g for g in Guest.objects.filter(name__in=["Luc Verbruggen", "Annelies Verbruggen", "李文彬"])}
    with unit_of_work(world.builder):  # writes: people around the guests, by the verbs
        luc, annelies = by_name.get("Luc Verbruggen"), by_name.get("Annelies Verbruggen")
        if luc is not None and annelies is not None:
            _couple(world, luc, annelies)
        if lee := by_name.get("李文彬"):
            add_name(
                scope=world.builder,
                now=world.now,
                guest=lee,
                kind=NameKind.OTHER_SCRIPT,
                name="Lee Boon Pin",
                family_first=True,
            )
            relate(
                scope=world.builder, now=world.now, guest=lee, kind=RelationKind.ASSISTANT, other_name="陈可欣",
                note="订房与行程都由她安排，可直接联系",
            )  # fmt: skip
            note_date(
                scope=world.builder,
                now=world.now,
                guest=lee,
                draft=DateDraft(DateKind.OTHER, "1988-08-18", label="公司成立"),
            )
        _incognito(world)
    _lists_and_paper(world, luc)


def _couple(world: World, luc: Guest, annelies: Guest) -> None:
    scope, learned = world.builder, world.at(world.today - timedelta(days=68), 16)
    relate(
        scope=scope,
        now=learned,
        guest=luc,
        kind=RelationKind.SPOUSE,
        other=annelies,
        note="大堂副理闲谈时得知，勿向两位提起",
    )
    day = world.today + timedelta(days=4)
    wedding = DateDraft(DateKind.WEDDING, f"{day.year - 15}-{day.month:02d}-{min(day.day, 28):02d}")
    add_date(scope=scope, now=learned, guest=annelies, draft=wedding)
    coming = (
        Stay.objects.filter(state=StayState.EXPECTED)
        .exclude(guest_id__in=[luc.id, annelies.id])
        .select_related("guest")
    )
    brought: dict[object, Guest] = {}
    for stay in coming.order_by("arrival", "id")[:40]:
        if stay.guest.company and len(brought) < 3:
            brought.setdefault(stay.guest_id, stay.guest)
    for guest in brought.values():
        relate(
            scope=scope, now=learned, guest=guest, kind=RelationKind.INTRODUCED_BY, other=luc,
            note="由 Verbruggen 先生推荐并代为预订",
        )  # fmt: skip
    world.count("relations", len(brought) + 1)


def _incognito(world: World) -> None:
    """A guest in house under an alias: the floor and all prints know only that."""
    stay = (
        Stay.objects.filter(state=StayState.IN_HOUSE, hotel__code=CITY)
        .select_related("guest")
        .order_by("-arrival", "id")
        .first()
    )
    if stay is not None:
        add_name(scope=world.builder, now=world.now, guest=stay.guest, kind=NameKind.ALIAS, name="周晓")
        set_flag(scope=world.builder, now=world.now, guest=stay.guest, code=FlagCode.INCOGNITO, reason="本人要求")


def _lists_and_paper(world: World, luc: Guest | None) -> None:
    hotel = world.houses[CITY].hotel
    manager = world.crew.one(CITY, "service_manager")
    with open_scope(manager):
        for name, rules, shared in LISTS:
            save_list(scope=manager, now=world.now, name=name, rules=read_rules(manager, rules), is_shared=shared)
    with unit_of_work(world.builder):  # writes: the register and its first files, by the verbs
        set_parameter(scope=world.builder, now=world.now, hotel_id=hotel.id, key="guests.paper_register", value=True)
        if luc is None:
            return
        row = register_file(
            scope=world.builder, now=world.now, guest=luc, hotel_id=hotel.id, mark="KH-0147", location="客史档案室 B 柜 3 层",
            keeper="彭博",
        )  # fmt: skip
        issue_file(
            scope=world.builder, now=world.now, today=world.today - timedelta(days=9), guest_id=luc.id, file_id=row.id,
            to="苏晴", purpose="准备纪念日", due=world.today - timedelta(days=2),
        )  # fmt: skip
