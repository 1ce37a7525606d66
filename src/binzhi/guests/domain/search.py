"""The search as a verb: whoever finds a guest by a telephone, document or member number leaves a read log, without the number."""

from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.guests.search.find import FETCHED, Hit, find
from binzhi.guests.search.numbers import CONTACT, DOCUMENT, LAST_FOUR, MEMBER
from binzhi.kernel.scope import Scope

NUMBER_WORDS = {
    "contact": ("电话或邮箱", "telephone or e-mail"),
    "last_four": ("电话后四位", "last four digits of a telephone"),
    "member": ("会员号", "member number"),
    "document": ("证件号码", "document number"),
}
KINDS = {CONTACT: "contact", LAST_FOUR: "last_four", MEMBER: "member", DOCUMENT: "document"}


def _said(code: str, language: str) -> str:
    zh, en = NUMBER_WORDS.get(code, (code, code))
    return en if language == "en" else zh


FOUND_BY_NUMBER = declare_act(
    "search_by_number",
    zh="用{kind}查到该宾客",
    en="Found the guest by {kind}",
    is_read=True,
    said={"kind": _said},
)
LOGGED = 20


def search(*, scope: Scope, now: datetime, text: str, limit: int = FETCHED) -> list[Hit]:
    """Return the guests found, best first. A hit by a number is noted in the read log before it is shown (R-204).

    The number itself is nowhere written down. Names and companies leave no log: they are what every list shows.
    """
    hits = find(scope, text, limit=limit)
    by_number = [hit for hit in hits if hit.by][:LOGGED]
    if by_number:
        with unit_of_work(scope):
            for hit in by_number:
                record(
                    FOUND_BY_NUMBER,
                    scope=scope,
                    now=now,
                    object_type="guest",
                    object_id=hit.guest.id,
                    guest_id=hit.guest.id,
                    details={"kind": KINDS[hit.by]},
                )
    return hits
