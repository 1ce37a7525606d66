"""Opens a real house on disk, fills it with canaries through every door, and keeps copies of its files (run by a test).

python -m tests.vault.needle_house OUT    with BINZHI_HOME set
"""

import json
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from binzhi.config.console import make_home, set_up_django


def main(out: Path) -> None:
    """Fill the house; OUT gets copies of its files while it still runs, so that nothing is swept up before we look."""
    make_home()
    set_up_django()
    from django.conf import settings
    from django.db import connections

    from binzhi.config.first_run import open_house
    from binzhi.vault.models import GuestKey
    from tests.builders import NOW, switch_everything_on
    from tests.canaries import plant

    home = Path(settings.BINZHI_HOME)
    opened = open_house(now=NOW, group="宾至", code="BJ01", admin="boss", password="a long pass phrase 1")
    switch_everything_on(opened.hotel)
    planted = plant(opened.hotel)
    differ(opened.hotel, planted)
    knock(opened.hotel, planted)
    bring_in_a_file(opened.hotel, out)
    planted.guest.nickname = "PLANTEDINCLEAR"
    planted.guest.save(update_fields=["nickname"])
    shutil.copytree(home, out / "before")

    wrapped = bytes(GuestKey.objects.using("keys").get(guest_id=planted.guest.id).wrapped)
    GuestKey.objects.using("keys").filter(guest_id=planted.guest.id).delete()
    with connections["keys"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(home / "keystore", out / "after")
    facts = {
        "guest": str(planted.guest.id),
        "wrapped": wrapped.hex(),
        "key_file": settings.BINZHI_KEY_FILE,
        "batch": str(planted.ids["batch_id"]),
    }
    (out / "facts.json").write_text(json.dumps(facts))


def differ(hotel: Any, planted: Any) -> None:
    """A second birth date arrives: it waits, sealed, for a decision."""
    from binzhi.guests.domain.identifiers import add_date
    from binzhi.guests.drafts import DateDraft
    from binzhi.guests.enums import DateKind
    from tests.builders import NOW, open_house

    with open_house(hotel) as scope:
        draft = DateDraft(kind=DateKind.BIRTHDAY, value="1961-02-03")
        add_date(scope=scope, now=NOW, guest=planted.guest, draft=draft)


def knock(hotel: Any, planted: Any) -> None:
    """Send the canaries through pages and API, right and wrong, and let things break with them in hand."""
    from django.test import Client

    from binzhi.kernel.scope import open_scope
    from binzhi.org.access import scope_for
    from binzhi.org.domain.signin import create_token
    from tests.builders import PASSWORD, make_staff
    from tests.canaries import MAIL, NUMBER, PASSPORT, PHONE, everywhere

    clerk = make_staff(hotel, "front_desk")
    browser = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    browser.post("/sign-in/", {"username": clerk.username, "password": PASSWORD})
    scope = scope_for(clerk)
    with open_scope(scope):
        token = create_token(scope=scope, now=datetime.now(tz=UTC), staff=clerk)
    api = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    bodies = [
        {"name": "甲", "documents": [{"kind": "id_card", "number": NUMBER}]},
        {
            "name": "乙",
            "contacts": [{"kind": "mobile", "value": PHONE + "9999"}, {"kind": "email", "value": MAIL + "@"}],
        },
        {"name": "丙", "documents": [{"kind": NUMBER, "number": PASSPORT}], "birthday": NUMBER},
        {"name": "丁", "contacts": [{"kind": "email", "value": MAIL}], "member_number": "MC2CANARY01"},
        {"name": "戊", "contacts": [{"kind": "wechat", "value": "wx_c2canary_77"}, {"kind": "mobile", "value": PHONE}]},
    ]
    for number, body in enumerate(bodies):
        for _ in range(2):
            api.post("/api/v1/guests", body, content_type="application/json", headers={"Idempotency-Key": f"k{number}"})
    api.post("/api/v1/guests", f'{{"name": "{PHONE}"', content_type="application/json")
    guest = planted.guest.id
    for value in everywhere():
        browser.get("/guests/", {"q": value})
        browser.get("/guests/search/", {"q": value}, headers={"HX-Request": "true"})
        api.get("/api/v1/guests", {"q": value})
        browser.post(f"/guests/{guest}/edit/", {"name": "", "mobile": value, "email": value, "document_number": value})
        browser.post(f"/guests/{guest}/facts/new/", {"item": "allergy", "value": value * 9, "source": "stated"})
    browser.get(f"/guests/{guest}/")
    browser.get("/arrivals/")
    break_down(browser, api, bodies)


def break_down(browser: Any, api: Any, bodies: list[dict[str, Any]]) -> None:
    """Let the database fail in the middle of a verb that holds the canaries."""
    from binzhi.audit.domain import unit

    def full(*_: Any) -> None:
        raise OSError("disk full")

    link, unit._link = unit._link, full
    with suppress(Exception):
        for body in bodies:
            fresh = {**body, "documents": [], "name": "己"}
            answer = api.post("/api/v1/guests", fresh, content_type="application/json")
            sys.stdout.write(f"status {answer.status_code}\n")
    unit._link = link


def bring_in_a_file(hotel: Any, out: Path) -> None:
    """Import a table of guests that holds the canaries."""
    from binzhi.integrations.domain.batches import take_in_file
    from binzhi.integrations.domain.run import run_batch
    from tests.builders import open_house
    from tests.canaries import MAIL, PASSPORT, PHONE

    table = out / "guests.csv"
    table.write_text(
        f"姓名,手机,邮箱,证件类型,证件号码,备注\n旧客人,{PHONE},{MAIL},护照,{PASSPORT}X,FREECANARYNOTE\n"
        f"坏行,{PHONE},{MAIL},身份证,110105194912310021,FREECANARYNOTE\n",
        encoding="utf-8",
    )
    with open_house(hotel) as scope:
        now = datetime.now(tz=UTC)
        batch = take_in_file(scope=scope, now=now, hotel=hotel, path=table, kind="guests-csv", create_codes=True)
        run_batch(scope=scope, clock=lambda: datetime.now(tz=UTC), batch=batch)
        sys.stdout.write(f"counts {dict(batch.counts)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
