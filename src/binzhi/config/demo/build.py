"""Writes the demo hotels chapter by chapter, through the verbs everybody uses."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from binzhi.audit.domain.unit import unit_of_work
from binzhi.config.demo.choices import switch_fields
from binzhi.config.demo.collection import write_observations
from binzhi.config.demo.companies import write_companies
from binzhi.config.demo.crew import Crew, gather, hire
from binzhi.config.demo.duplicates import write_duplicates
from binzhi.config.demo.houses import GROUP, HOUSES, Built, furnish
from binzhi.config.demo.keepers import write_keepers
from binzhi.config.demo.past import write_person
from binzhi.config.demo.people import draw_person
from binzhi.config.demo.present import Pool, fill_house, write_arrivals
from binzhi.config.demo.relations import write_relations
from binzhi.config.demo.scenarios import write_cast
from binzhi.config.demo.service import write_service
from binzhi.config.demo.world import ZONE, World
from binzhi.config.first_run import migrate_databases
from binzhi.guests.models import Fact, Guest
from binzhi.kernel.permissions import declared
from binzhi.kernel.scope import Actor, Scope, open_scope
from binzhi.org.domain.house import found_group, founding_scope, open_hotel
from binzhi.org.models import Department, Group, Hotel
from binzhi.org.roles import FIELD_CLASSES
from binzhi.stays.models import Stay
from binzhi.vault.master import forget_keys, make_key_file

CHUNK = 250
Step = Callable[[str, str, int, int], None]


@dataclass(slots=True)
class Wanted:
    """What the demo should be."""

    guests: int
    seed: int
    today: date
    password: str


@dataclass(slots=True)
class Summary:
    """What was written."""

    counts: dict[str, int] = field(default_factory=dict)
    digest: str = ""


def _silent(_zh: str, _en: str, _done: int, _total: int) -> None:
    return None


def builder_scope(group: Group, hotels: list[Hotel]) -> Scope:
    """Return the scope in which the demo is written: both hotels, every permission."""
    ids = frozenset(hotel.id for hotel in hotels)
    return Scope(
        actor=Actor(kind="system", id=None, name="binzhi demo"),
        group_id=group.id,
        hotel_ids=ids,
        readable_hotel_ids=ids,
        permissions=frozenset(declared()),
        field_classes=frozenset(FIELD_CLASSES),
        departments=frozenset({"*"}),
        hotel_id=hotels[0].id,
    )


def build(wanted: Wanted, *, step: Step = _silent) -> Summary:
    """Write the whole demo into an empty database; ``step`` hears about the progress (zh, en, done, total)."""
    step("建立数据库", "Making the databases", 0, 1)
    make_key_file(Path(settings.BINZHI_KEY_FILE))
    forget_keys()
    migrate_databases()
    step("建立数据库", "Making the databases", 1, 1)
    world = _open_houses(wanted, step)
    with open_scope(world.builder):
        _write_guests(world, wanted, step)
        _write_present(world, step)
        write_companies(world)
        write_keepers(world)
        write_observations(world)
        write_relations(world)
        write_duplicates(world)
        return Summary(counts=world.counts, digest=content_digest())


def _open_houses(wanted: Wanted, step: Step) -> World:
    step("酒店、客房与员工", "Hotels, rooms and staff", 0, 3)
    now = datetime.combine(wanted.today, time(0, 30), tzinfo=ZONE)
    draw = Random(wanted.seed)  # noqa: S311  invented data, drawn the same way every time
    with transaction.atomic():
        group = found_group(name_zh=GROUP.zh, name_en=GROUP.en)
        founder = founding_scope(group)
        hotels = [
            open_hotel(
                scope=founder, now=now, code=h.code, name_zh=h.words.zh, name_en=h.words.en, business_date=wanted.today
            )
            for h in HOUSES
        ]
        scope = builder_scope(group, hotels)
        with open_scope(scope):
            crew = _crew(scope, now, hotels, wanted.password)
            step("酒店、客房与员工", "Hotels, rooms and staff", 1, 3)
            houses: dict[str, Built] = {}
            for house, hotel in zip(HOUSES, hotels, strict=True):
                with unit_of_work(scope):  # writes: rooms and codes of one hotel together, by their verbs
                    houses[house.code] = furnish(
                        scope=scope, now=now, hotel=hotel, house=house, draw=draw, today=wanted.today
                    )
                switch_fields(scope=scope, now=now, hotel_id=hotel.id)
            step("酒店、客房与员工", "Hotels, rooms and staff", 3, 3)
    return World(today=wanted.today, draw=draw, builder=scope, crew=crew, houses=houses)


def _crew(scope: Scope, now: datetime, hotels: list[Hotel], password: str) -> Crew:
    codes = {hotel.id: hotel.code for hotel in hotels}
    places = {(codes[d.hotel_id], d.code): d for d in Department.objects.all()}
    with unit_of_work(scope):  # writes: everybody is hired together, by the verb
        hired = hire(scope=scope, now=now, password=password, departments=places)
    return gather(hired, {hotel.code: hotel for hotel in hotels})


def _write_guests(world: World, wanted: Wanted, step: Step) -> None:
    with unit_of_work(world.builder, batch=True) as unit:  # writes: the cast in one batch, by the verbs
        write_cast(world, unit)
    for start in range(0, wanted.guests, CHUNK):
        step("宾客与两年住店史", "Guests and two years of stays", start, wanted.guests)
        with unit_of_work(world.builder, batch=True) as unit:  # writes: a chunk of guests, by the verbs
            for _ in range(min(CHUNK, wanted.guests - start)):
                world.guests.append(write_person(world, unit, draw_person(world.draw, world.today, world.numbers)))
    step("宾客与两年住店史", "Guests and two years of stays", wanted.guests, wanted.guests)


def _write_present(world: World, step: Step) -> None:
    pool = Pool(world)
    scale = min(len(world.guests) / 3000, 1)
    for n, built in enumerate(world.houses.values()):
        step("在住与将到宾客", "In house and arriving", n, len(world.houses))
        with unit_of_work(world.builder, batch=True):  # writes: coming bookings, by the verbs
            write_arrivals(world, pool, built)
        with unit_of_work(world.builder):  # writes: check-ins of the last days, by the verbs
            fill_house(world, pool, built, max(int(built.house.in_house * scale), 2))
        write_service(world, built)
    step("在住与将到宾客", "In house and arriving", 1, 1)


def content_digest() -> str:
    """Return a digest of names, stays and facts: the same seed and day give the same one, whatever the keys are."""
    digest = hashlib.sha256()
    lines: list[str] = [
        f"{name}|{nationality}" for name, nationality in Guest.objects.values_list("name", "nationality")
    ]
    stays = Stay.objects.values_list(
        "guest__name", "hotel__code", "arrival", "departure", "state", "rate", "room__number", "room_type__code"
    )
    lines += ["|".join(map(str, row)) for row in stays]
    lines += ["|".join(map(str, row)) for row in Fact.objects.values_list("guest__name", "item", "value", "learned_at")]
    for line in sorted(lines):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()[:16]
