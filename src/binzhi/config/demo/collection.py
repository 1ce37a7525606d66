"""What staff noticed in the demo: tasks on their way, word for the middle shift, a habit that waits, a matter of care."""

from datetime import timedelta

from binzhi.audit.domain.unit import unit_of_work
from binzhi.collection.domain.observe import observe
from binzhi.config.demo.houses import CITY
from binzhi.config.demo.world import World
from binzhi.guests.enums import SourceKind
from binzhi.stays.models import Stay
from binzhi.stays.queries import in_house

# guest | days back | hour | role | cue | value | words | place | source
NOTICED = (
    (0, 1, 9, "housekeeping_attendant", "cue_curtain_gap", "", "", "", SourceKind.OBSERVED),
    (0, 0, 9, "housekeeping_attendant", "cue_curtain_gap", "", "", "", SourceKind.OBSERVED),
    (0, 0, 9, "housekeeping_attendant", "cue_tea", "龙井", "", "", SourceKind.OBSERVED),
    (1, 0, 9, "housekeeping_attendant", "cue_temperature", "23", "", "", SourceKind.OBSERVED),
    (1, 0, 9, "housekeeping_attendant", "cue_feels_cold", "", "", "", SourceKind.OBSERVED),
    (2, 0, 10, "housekeeping_attendant", "cue_baby", "chair_at_bed", "", "", SourceKind.OBSERVED),
    (2, 0, 10, "housekeeping_attendant", "cue_baby", "baby_clothes", "", "", SourceKind.OBSERVED),
    (2, 0, 10, "housekeeping_attendant", "cue_water_used", "4", "", "", SourceKind.OBSERVED),
    (3, 0, 10, "housekeeping_attendant", "cue_appliance_running", "", "", "", SourceKind.OBSERVED),
    (3, 0, 11, "housekeeping_attendant", "cue_medicine", "", "", "", SourceKind.OBSERVED),
    (4, 1, 15, "food_beverage", "cue_usual_order", "红茶", "", "大堂吧", SourceKind.OBSERVED),
    (4, 0, 8, "food_beverage", "cue_soy_sauce", "", "", "", SourceKind.OBSERVED),
    (4, 0, 8, "front_desk", "", "", "希望每天下午两点以后再打扫", "前台", SourceKind.STATED),
)


def write_observations(world: World) -> None:
    """Hand in what the staff of the first hotel noticed yesterday and this morning, by the verb of the phone."""
    hotel = world.houses[CITY].hotel
    stays: list[Stay] = list(in_house(hotel).filter(room__isnull=False)[:12])[::2]
    if not stays:
        return
    with unit_of_work(world.builder):  # writes: the entries of two days, by their verb
        for guest, back, hour, role, cue, value, text, place, source in NOTICED:
            stay = stays[guest % len(stays)]
            day = world.today - timedelta(days=back)
            if day < stay.arrival:
                continue
            moment = world.at(day, hour, 10 + 3 * guest)
            observe(
                scope=world.crew.one(CITY, role),
                now=moment,
                hotel=hotel,
                guest=stay.guest,
                stay=stay,
                cue=cue,
                value=value,
                text=text,
                place=place,
                happened_at=moment,
                source=source,
            )
            world.count("observations")
