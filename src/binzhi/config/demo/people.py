"""A guest to create: names with matching documents, contacts, birthday, company and language."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from binzhi.config.demo.chinese import chinese_name, native_place
from binzhi.config.demo.codes import COMPANIES
from binzhi.config.demo.foreign import foreign_name, reserved_phone
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, Gender
from binzhi.kernel.names import fold_latin, name_forms

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
POSITIONS_ZH = ("总经理", "经理", "总监", "工程师", "律师", "教授", "主任", "董事长", "院长", "博士", "老师", "会计师")
POSITIONS_EN = (
    "Director", "Project manager", "Engineer", "Consultant", "Buyer", "Professor", "Journalist", "Architect", "Lawyer",
)  # fmt: skip
LEVELS = ("银卡", "金卡", "白金卡")


@dataclass(frozen=True, slots=True)
class Person:
    """A draft and what later chapters need to know about it."""

    draft: GuestDraft
    birth: date | None
    frequent: int  # stays to be written


class Numbers:
    """Serial numbers, so that no two invented guests share a document or phone."""

    def __init__(self) -> None:
        self.phone = count(1)
        self.passport = count(1)
        self.permit = count(1)
        self.member = count(1)
        self.used_ids: set[str] = set()

    def mobile(self) -> str:
        """Return a mobile number with 12x in front, which no operator has."""
        number = next(self.phone)
        return f"+8612{number // 10_000_000 % 10}{(number * 7919 + 1234567) % 100_000_000:08d}"

    def id_card(self, draw: Random, place: str, birth: date, gender: str) -> str:
        """Return a resident number with a right check digit and a province that alone is never issued."""
        for serial in range(draw.randrange(100, 900), 1000):
            if serial % 2 != (1 if gender == "male" else 0):
                continue
            body = f"{place}0000{birth:%Y%m%d}{serial:03d}"
            if body not in self.used_ids:
                self.used_ids.add(body)
                return body + _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
        raise ValueError("no number left for this day")


def birth_date(draw: Random, today: date) -> date:
    """Draw a birth date of an adult, most between thirty and fifty-five."""
    age = min(max(draw.gauss(43, 12), 19), 84)
    return today - timedelta(days=int(age * 365.25) + draw.randrange(365))


def _chinese(draw: Random, birth: date, numbers: Numbers) -> GuestDraft:
    name = chinese_name(draw)
    latin = fold_latin(name.latin) or name_forms(name.name).pinyin
    contacts = [ContactDraft(ContactKind.MOBILE, numbers.mobile(), is_preferred=True)]
    if draw.random() < 0.45:
        mail = f"{latin.replace(' ', '.')}{draw.randrange(100):02d}@example.{draw.choice(('com', 'net', 'org'))}"
        contacts.append(ContactDraft(ContactKind.EMAIL, mail))
    place = ""
    dates: tuple[DateDraft, ...] = ()
    if name.region == "CN":
        code, place = native_place(draw, name.name)
        document = DocumentDraft(DocumentKind.ID_CARD, numbers.id_card(draw, code, birth, name.gender))
    else:
        kind = DocumentKind.TAIWAN_PERMIT if name.region == "TW" else DocumentKind.HK_MACAO_PERMIT
        letter = {"HK": "H", "MO": "M", "TW": ""}[name.region]
        document = DocumentDraft(kind, f"{letter}0{next(numbers.permit):07d}", country=name.region)
        dates = (DateDraft(DateKind.BIRTHDAY, birth.isoformat()),)
    works = draw.random() < 0.55
    return GuestDraft(
        name=name.name,
        latin_name=name.latin or None,
        gender=Gender(name.gender),
        nationality="CN" if name.region == "CN" else name.region,
        native_place=place or None,
        language="zh",
        company=COMPANIES[draw.choice(list(COMPANIES))].zh if works else None,
        position=draw.choice(POSITIONS_ZH) if works and draw.random() < 0.6 else None,
        contacts=tuple(contacts),
        documents=(document,) if draw.random() < 0.9 else (),
        dates=dates,
        members=_membership(draw, numbers),
    )


def _foreign(draw: Random, birth: date, today: date, numbers: Numbers) -> GuestDraft:
    name = foreign_name(draw)
    mail = f"{fold_latin(name.name).replace(' ', '.')}{draw.randrange(100):02d}@example.{draw.choice(('com', 'net', 'org'))}"
    contacts = [ContactDraft(ContactKind.EMAIL, mail, is_preferred=True)]
    phone = reserved_phone(draw, name.country)
    if phone and draw.random() < 0.6:
        contacts.append(ContactDraft(ContactKind.MOBILE, phone))
    document = DocumentDraft(
        DocumentKind.PASSPORT,
        f"ZZ{next(numbers.passport):07d}",
        country=name.country,
        expires_on=today + timedelta(days=draw.randrange(60, 3300)),
    )
    works = draw.random() < 0.6
    return GuestDraft(
        name=name.name,
        title=draw.choice(("Dr.", "Prof.")) if draw.random() < 0.07 else None,
        gender=Gender(name.gender),
        nationality=name.country,
        language=name.language,
        company=COMPANIES[draw.choice(list(COMPANIES))].en if works and draw.random() < 0.4 else None,
        position=draw.choice(POSITIONS_EN) if works else None,
        contacts=tuple(contacts),
        documents=(document,) if draw.random() < 0.92 else (),
        dates=(DateDraft(DateKind.BIRTHDAY, birth.isoformat()),) if draw.random() < 0.85 else (),
        members=_membership(draw, numbers),
    )


def _membership(draw: Random, numbers: Numbers) -> tuple[MemberDraft, ...]:
    if draw.random() > 0.22:
        return ()
    level = draw.choices(LEVELS, (70, 23, 7))[0]
    return (MemberDraft(number=f"BZ{next(numbers.member):08d}", level=level),)


def draw_person(draw: Random, today: date, numbers: Numbers) -> Person:
    """Draw a guest: seven in ten from China; most stayed once or twice, a few come again and again."""
    chinese = draw.random() < 0.7
    birth = birth_date(draw, today)
    draft = _chinese(draw, birth, numbers) if chinese else _foreign(draw, birth, today, numbers)
    known = bool(draft.dates) or any(d.kind == DocumentKind.ID_CARD for d in draft.documents)
    frequent = draw.choices((1, 2, 3, 4, 6, 9, 14), (44, 26, 13, 8, 5, 3, 1))[0]
    return Person(draft=draft, birth=birth if known else None, frequent=frequent)
