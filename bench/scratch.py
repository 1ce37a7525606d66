"""A scratch hotel for a benchmark: its own home, real settings, real files; PostgreSQL when DATABASE_URL is given."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def scratch_house() -> Iterator[Any]:
    """Open an empty hotel (code BENCH) and give (hotel, staff member with every role, password)."""
    home = Path(tempfile.mkdtemp(prefix="binzhi-bench-"))
    os.environ.update(
        BINZHI_HOME=str(home), DJANGO_SETTINGS_MODULE="binzhi.config.settings", BINZHI_SECOND_FACTOR="off"
    )
    for folder in ("data", "keystore", "keys", "static"):
        (home / folder).mkdir()
    try:
        import django

        django.setup()
        yield _open(home)
    finally:
        from django.db import connections

        for connection in connections.all():
            connection.close()
        shutil.rmtree(home)


def _open(home: Path) -> Any:
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from binzhi.kernel.scope import open_scope
    from binzhi.org.access import MANAGE_STAFF, system_scope
    from binzhi.org.domain.house import found_group, founding_scope, open_hotel
    from binzhi.org.domain.staff import give_post, hire_staff
    from binzhi.org.models import Department
    from binzhi.org.roles import roles
    from binzhi.vault.master import make_key_file

    make_key_file(Path(settings.BINZHI_KEY_FILE))
    call_command("migrate", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    scope, now = founding_scope(found_group(name_zh="量度", name_en="Bench")), timezone.now()
    with open_scope(scope):
        hotel = open_hotel(scope=scope, now=now, code="BENCH", name_zh="量度酒店")
        password = secrets.token_urlsafe(12)
        staff = hire_staff(scope=scope, now=now, username="bench", name="量度", password=password)
    scope = system_scope(hotel=hotel, permissions=frozenset({MANAGE_STAFF}))
    with open_scope(scope):
        for code, role in roles().items():
            department = Department.objects.get(hotel=hotel, code=role.department)
            give_post(scope=scope, now=now, staff=staff, department=department, role=code)
    return hotel, staff, password


def engine() -> str:
    """The database a benchmark ran on."""
    return "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
