"""Opening a house: folders, keys, tables, group, first hotel and its administrator, all or nothing."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import available_timezones

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from binzhi.kernel.errors import BadInput, DomainError
from binzhi.org.domain.house import found_group, founding_scope, open_hotel
from binzhi.org.domain.staff import check_password_rule, give_post, hire_staff
from binzhi.org.models import Department, Group, Hotel, Staff
from binzhi.vault.master import forget_keys, make_key_file

DATABASES = (DEFAULT_DB_ALIAS, "keys")
KEYSTORE = "vault"  # the only room with a table in the keystore
FIRST_ROLES = ("system_administrator", "general_manager")


class HouseExists(DomainError):
    """This data folder or database holds a hotel group already."""

    code = "house_exists"
    zh = "这里已有酒店集团“{group}”(酒店:{hotels}),未作任何改动。"
    en = 'There is already the hotel group "{group}" here (hotels: {hotels}); nothing was changed.'


@dataclass(frozen=True, slots=True)
class Opened:
    """What the first run made. ``password`` is shown once and stored nowhere."""

    hotel: Hotel
    admin: Staff
    password: str


def pending(alias: str) -> list[str]:
    """Return the migrations a database still lacks."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(KEYSTORE if alias == "keys" else None))
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def migrate_databases() -> int:
    """Apply what is missing in both databases; returns how many steps that were."""
    count = 0
    for alias in DATABASES:
        count += len(pending(alias))
        only = [KEYSTORE] if alias == "keys" else []
        call_command("migrate", *only, database=alias, verbosity=0, interactive=False)
    return count


def refuse_existing() -> None:
    """Refuse when the database holds a group already; a database without tables is empty."""
    if "org_group" not in connections[DEFAULT_DB_ALIAS].introspection.table_names():
        return
    group = Group.objects.first()
    if group is not None:
        hotels = ", ".join(Hotel.objects.values_list("code", flat=True)) or "-"
        raise HouseExists(group=group.name_zh, hotels=hotels)


def new_password() -> str:
    """Return a password nobody chose."""
    return secrets.token_urlsafe(12)


def open_house(
    *, now: datetime, group: str, code: str, admin: str, hotel_name: str = "", password: str = "", timezone: str = ""
) -> Opened:
    """Make key file and tables, then group, hotel with its departments, and an administrator; refuses a second run."""
    zone = timezone or settings.TIME_ZONE
    if zone not in available_timezones():
        raise BadInput(field="timezone", zh="请用 Asia/Shanghai 这样的时区名称。", en="use a name like Asia/Shanghai.")
    password = password or new_password()
    check_password_rule(password)
    refuse_existing()
    make_key_file(Path(settings.BINZHI_KEY_FILE))
    forget_keys()
    migrate_databases()
    with transaction.atomic():
        scope = founding_scope(found_group(name_zh=group))
        hotel = open_hotel(scope=scope, now=now, code=code, name_zh=hotel_name or group, timezone=zone)
        scope = replace(scope, hotel_ids=frozenset({hotel.id}), readable_hotel_ids=frozenset({hotel.id}))
        staff = hire_staff(scope=scope, now=now, username=admin, name=admin, password=password)
        rooms = Department.unscoped.filter(hotel=hotel)  # unscoped: the hotel was opened a line above
        by_code = {department.code: department for department in rooms}
        for role, department in zip(FIRST_ROLES, ("information_technology", "management"), strict=True):
            give_post(scope=scope, now=now, staff=staff, department=by_code[department], role=role)
    return Opened(hotel=hotel, admin=staff, password=password)
