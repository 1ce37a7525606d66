"""The list of guests with fifty rows on a page."""

from bench.figures import Figure, median_ms
from bench.scratch import engine, scratch_house

AIM = "<= 15 ms CPU application + database; the same number of queries for 1 and 50 rows"
ROWS = 50


def measure() -> list[Figure]:
    """Ask for the list as a browser does, signed in, with one guest and with more than a page."""
    with scratch_house() as (_hotel, staff, password):
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from django.utils import timezone

        from binzhi.audit.domain.unit import unit_of_work
        from binzhi.guests.domain.profile import create_guest
        from binzhi.guests.drafts import GuestDraft
        from binzhi.kernel.scope import open_scope
        from binzhi.org.access import scope_for

        browser = Client(SERVER_NAME="127.0.0.1")
        browser.post("/sign-in/", {"username": staff.username, "password": password})
        scope, now, counts = scope_for(staff), timezone.now(), []
        for more in (1, ROWS + 10):
            with open_scope(scope), unit_of_work(scope, batch=True):
                for n in range(more):
                    draft = GuestDraft(name=f"王建{n}", company="宏远贸易", position="经理", vip_level="V2")
                    create_guest(scope=scope, now=now, draft=draft)
            browser.get("/guests/")
            with CaptureQueriesContext(connection) as captured:
                page = browser.get("/guests/").content.decode()
            counts.append(len(captured))
        wall, cpu = median_ms(lambda: browser.get("/guests/"), times=25)
    shown = page.count("王建")
    said = (
        f"{cpu:.1f} ms CPU in the process, {wall:.1f} ms wall; {counts[0]} and {counts[1]} queries; {shown} names shown"
    )
    return [Figure(f"list of {ROWS} guests, {engine()}", AIM, said, "make bench ARGS=lists")]
