"""The online match with its database part: profiles with stored evidence and keys, then drafts as a desk types them."""

import os
import random
import time
from itertools import count
from typing import Any

from bench.figures import Figure, peak_mib
from bench.scratch import engine, scratch_house

AIM = "p99 <= 5 ms warm in 1M profiles, with real collisions"
PROFILES = int(os.environ.get("IDENTITY_PROFILES", "100000"))
QUESTIONS = 2000
UNIT = 5000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂俊文华建国志永健辉玲红春梅海燕雪琴云凤宁浩宇轩子涵欣怡梓博"
COMPANIES = [
    f"{a}{b}{c}有限公司"
    for a in "宏远蓝天华中东方金"
    for b in "达泰盛源通兴"
    for c in ("贸易", "科技", "旅行社", "建设")
]
_papers = count(1)


def _draft(rng: random.Random) -> Any:
    """One guest: common names, a phone for seven of ten, a passport or birth date for some."""
    from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
    from binzhi.guests.enums import ContactKind, DateKind, DocumentKind

    surname = SURNAMES[min(int(rng.expovariate(0.07)), len(SURNAMES) - 1)]
    name = surname + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
    contacts = []
    if rng.random() < 0.7:
        contacts.append(ContactDraft(ContactKind.MOBILE, f"13{rng.randrange(10**9):09d}"))
    if rng.random() < 0.3:
        contacts.append(ContactDraft(ContactKind.EMAIL, f"g{rng.randrange(10**8)}@example.com"))
    papers = [DocumentDraft(DocumentKind.PASSPORT, f"E{next(_papers):08d}", "CN")] if rng.random() < 0.3 else []
    born = f"{rng.randrange(1945, 2006)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    dates = [DateDraft(DateKind.BIRTHDAY, born)] if rng.random() < 0.5 else []
    company = rng.choice(COMPANIES) if rng.random() < 0.4 else None
    return GuestDraft(name=name, company=company, contacts=tuple(contacts), documents=tuple(papers), dates=tuple(dates))


def _fill(scope: Any, rng: random.Random, now: Any) -> list[Any]:
    """Make the profiles through the verb; returns drafts to ask with: half of guests that are there, half of new ones."""
    from binzhi.audit.domain.unit import unit_of_work
    from binzhi.guests.domain.profile import create_guest

    asked: list[Any] = []
    for start in range(0, PROFILES, UNIT):
        with unit_of_work(scope, batch=True):
            for _ in range(min(UNIT, PROFILES - start)):
                draft = _draft(rng)
                create_guest(scope=scope, now=now, draft=draft)
                if len(asked) < QUESTIONS // 2 and rng.random() < QUESTIONS / PROFILES:
                    asked.append(draft)
    return asked + [_draft(rng) for _ in range(QUESTIONS - len(asked))]


def measure() -> list[Figure]:
    """Fill a house, count the terms, ask once to warm up and once more to measure."""
    with scratch_house() as (_hotel, staff, _):
        from django.utils import timezone

        from binzhi.guests.recognition import candidates_for
        from binzhi.identity.domain.terms import refresh_terms
        from binzhi.kernel.scope import open_scope
        from binzhi.org.access import scope_for

        scope, rng = scope_for(staff), random.Random(7)
        with open_scope(scope):
            started = time.perf_counter()
            asked = _fill(scope, rng, timezone.now())
            filled = time.perf_counter() - started
            started = time.perf_counter()
            refresh_terms(scope=scope)
            counted = time.perf_counter() - started
            spent: list[float] = []
            found = 0
            for warm in (False, True):
                for draft in asked:
                    at = time.perf_counter()
                    candidates = candidates_for(scope=scope, draft=draft)
                    if warm:
                        spent.append((time.perf_counter() - at) * 1000)
                        found += len(candidates)
        spent.sort()
    middle, high, most = spent[len(spent) // 2], spent[int(len(spent) * 0.99)], spent[-1]
    said = (
        f"{PROFILES:,} profiles, {len(spent):,} questions: p50 {middle:.1f} ms, p99 {high:.1f} ms, max {most:.1f} ms, "
        f"{found / len(spent):.1f} candidates shown; made at {PROFILES / filled:,.0f} profiles/s, terms counted in "
        f"{counted:.0f} s; peak {peak_mib():.0f} MiB"
    )
    return [Figure(f"online match with its database, {engine()}", AIM, said, "make bench ARGS=identity_online")]
