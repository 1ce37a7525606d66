"""Made-up guests whose persons are known: families on one telephone, twins, names in both scripts, typing errors."""

import random

from binzhi.identity.engine.evidence import Document, Evidence, Profile
from binzhi.identity.engine.normalise import evidence_of

SURNAMES = {
    "王": "Wang", "李": "Li", "张": "Zhang", "刘": "Liu", "陈": "Chen", "杨": "Yang", "黄": "Huang", "赵": "Zhao", "吴": "Wu", "周": "Zhou",
}  # fmt: skip
GIVEN = {
    "伟": "wei", "芳": "fang", "娜": "na", "敏": "min", "静": "jing", "秀": "xiu", "丽": "li", "强": "qiang", "磊": "lei", "军": "jun",
    "洋": "yang", "艳": "yan", "勇": "yong", "杰": "jie", "涛": "tao", "明": "ming", "超": "chao", "霞": "xia", "平": "ping", "刚": "gang",
}  # fmt: skip
CITIES = ("上海", "北京", "杭州", "成都")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def card_of(birth: str, serial: int) -> str:
    """Return a valid resident number."""
    body = f"310101{birth}{serial:03d}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def _profile(draw: random.Random, person: dict[str, str]) -> Profile:
    written, latin = person["cn"], person["latin"]
    if draw.random() < 0.25:
        written = latin.upper() if draw.random() < 0.5 else "/".join(latin.split())
    card = person["card"] if draw.random() < 0.5 else ""
    return Profile(
        name=written,
        sex=person["sex"] if draw.random() < 0.7 else "",
        birth=person["birth"] if draw.random() < 0.5 else "",
        documents=(Document("id_card", "CN", card),) if card else (),
        phones=(person["phone"],) if draw.random() < 0.7 else (),
        emails=(person["mail"],) if draw.random() < 0.3 else (),
        city=person["city"] if draw.random() < 0.6 else "",
        nationality="CN" if draw.random() < 0.7 else "",
    )


def guests(persons: int, *, seed: int, most: int = 6) -> tuple[list[tuple[str, Evidence]], dict[str, int]]:
    """Return (id, evidence) of made-up profiles and the person of every id."""
    draw = random.Random(seed)
    found: list[tuple[str, Evidence]] = []
    truth: dict[str, int] = {}
    phone = ""
    for number in range(persons):
        surname, given = draw.choice([*SURNAMES]), draw.choices([*GIVEN], k=draw.choice((1, 2)))
        birth = f"{draw.randrange(1950, 2010)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"
        shares = phone and draw.random() < 0.2
        phone = phone if shares else f"13{draw.randrange(10**9):09d}"
        serial = draw.randrange(1000)
        person = {
            "cn": surname + "".join(given),
            "latin": f"{SURNAMES[surname]} {''.join(GIVEN[g] for g in given)}",
            "sex": "male" if serial % 2 else "female",
            "birth": birth,
            "card": card_of(birth.replace("-", ""), serial),
            "phone": phone,
            "mail": f"{draw.randrange(10**7, 10**9)}@qq.com",
            "city": draw.choice(CITIES),
        }
        for _ in range(draw.randrange(1, most + 1)):
            name = f"g{len(found):05d}"
            found.append((name, evidence_of(_profile(draw, person))))
            truth[name] = number
    return found, truth
