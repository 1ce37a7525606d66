"""What the room does by the clock, for every hotel: matters of health leave, daily habits are told to the outlet."""

from datetime import datetime

from binzhi.collection.access import COLLECT
from binzhi.collection.domain.office import find_office_services
from binzhi.collection.domain.removal import remove_observations
from binzhi.collection.domain.usual import find_usual_orders, suggest_usual_orders
from binzhi.guests.access import RECORD_FACT
from binzhi.kernel.scope import open_scope
from binzhi.org.access import system_scope
from binzhi.org.models import Hotel
from binzhi.org.queries import business_date
from binzhi.service.access import REQUEST, SIGN
from binzhi.service.domain.services import remove_after_stays

RIGHTS = frozenset({COLLECT, RECORD_FACT, REQUEST, SIGN})


def remove_after_departure(now: datetime) -> list[str]:
    """Empty matters of health, and the caring acts made of them, of stays that are over."""
    done = []
    for hotel in Hotel.objects.order_by("code"):
        with open_scope(system_scope(hotel=hotel, permissions=RIGHTS)) as scope:
            today = business_date(hotel, now=now)
            count = remove_observations(scope=scope, now=now, hotel=hotel, today=today)
            acts = remove_after_stays(scope=scope, now=now, hotel=hotel, today=today)
        if count or acts:
            done.append(f"{hotel.code}: {count} matters of care and {acts} caring acts removed after the stay")
    return done


def tell_outlets(now: datetime) -> list[str]:
    """Look for daily patterns every quarter of an hour, for office services every hour; tell the outlets of patterns near."""
    done = []
    for hotel in Hotel.objects.order_by("code"):
        with open_scope(system_scope(hotel=hotel, permissions=RIGHTS)) as scope:
            found = find_usual_orders(scope=scope, now=now, hotel=hotel) if now.minute % 15 == 0 else []
            found += find_office_services(scope=scope, now=now, hotel=hotel) if now.minute == 0 else []
            asked = suggest_usual_orders(scope=scope, now=now, hotel=hotel)
        if found or asked:
            done.append(f"{hotel.code}: {len(found)} habits proposed, {len(asked)} outlets told")
    return done
