"""What every command shares: the language of the terminal, reports, and the checks before data are opened."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from binzhi.kernel.errors import DomainError
from binzhi.kernel.words import pick

ENGLISH, CHINESE = "en", "zh-hans"


class NotInitialised(DomainError):
    """There is no data to work with."""

    code = "not_initialised"
    zh = "这里还没有酒店数据({home})。请先执行 binzhi init 建立酒店,或 binzhi demo 查看演示酒店。"
    en = "There is no hotel here yet ({home}). Run binzhi init to open one, or binzhi demo to see the demo hotel."
    status = 409


class UnknownHotel(DomainError):
    """No hotel has the code."""

    code = "unknown_hotel"
    zh = "没有代码为“{wanted}”的酒店。已有:{known}"
    en = 'There is no hotel with the code "{wanted}". Known: {known}'
    status = 404


class UnknownUser(DomainError):
    """No active staff member has the user name."""

    code = "unknown_user"
    zh = "没有登录名为“{username}”的在职员工。"
    en = 'There is no active staff member with the user name "{username}".'
    status = 404


def language(environment: dict[str, str] | None = None) -> str:
    """Return the language of the terminal: ``BINZHI_LANG``, else the locale; Chinese when it starts with ``zh``."""
    given = os.environ if environment is None else environment
    for name in ("BINZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = given.get(name, "")
        if value:
            return CHINESE if value.lower().startswith("zh") else ENGLISH
    return ENGLISH


def text(zh: str, en: str) -> str:
    """Choose between two wordings by the language of the terminal."""
    return pick(zh, en, language())


def complain(zh: str, en: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(text(zh, en) + "\n")


def clock() -> datetime:
    """Return the moment a command passes to the verbs as ``now``."""
    return datetime.now(tz=UTC)


def as_json(value: Any) -> str:
    """Return a report as JSON that keeps Chinese readable."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def home() -> Path:
    """Return the data folder, without loading the settings."""
    return Path(os.environ.get("BINZHI_HOME", "var")).resolve()


def make_home() -> Path:
    """Make the data folder and its parts, readable by the owner only; returns it."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in ("data", "keystore", "keys", "witness", "files", "run", "static"):
        (folder / part).mkdir(exist_ok=True, mode=0o700)
    return folder


def set_up_django() -> None:
    """Load settings and rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binzhi.config.settings")
    import django

    django.setup()
    from django.utils import translation

    translation.activate(language())


def check_before_data() -> None:
    """Refuse to open data without a hotel, without the key file, or with one that others can read."""
    from django.conf import settings

    from binzhi.vault.master import check_key_file

    if not (os.environ.get("DATABASE_URL") or Path(settings.DATABASES["default"]["NAME"]).exists()):
        raise NotInitialised(home=settings.BINZHI_HOME)
    check_key_file(Path(settings.BINZHI_KEY_FILE), data_file=settings.BINZHI_DATA_FILE)


def staff_named(username: str) -> Any:
    """Return an active staff member by user name, or refuse."""
    from binzhi.org.models import Staff

    staff = Staff.objects.filter(username=username.strip().lower(), is_active=True).first()
    if staff is None:
        raise UnknownUser(username=username)
    return staff


def hotel_named(code: str) -> Any:
    """Return a hotel by code, or refuse and name those there are."""
    from binzhi.org.models import Hotel

    hotel = Hotel.objects.filter(code=code).select_related("group").first()
    if hotel is None:
        raise UnknownHotel(wanted=code, known=", ".join(Hotel.objects.values_list("code", flat=True)) or "-")
    return hotel


def as_administrator(hotel: Any, *permissions: str) -> Any:
    """Return the scope of whoever may run commands on this machine, in one hotel, with named permissions only."""
    from dataclasses import replace

    from binzhi.kernel.scope import Actor
    from binzhi.org.access import system_scope

    scope = system_scope(hotel=hotel, permissions=frozenset(permissions), language=language())
    return replace(scope, actor=Actor(kind="system", id=None, name="binzhi"))
