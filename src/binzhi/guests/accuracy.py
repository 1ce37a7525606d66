"""How true a file is: checks of formats, check digits, dates and ages of knowledge, with the faults found (R-137, R-191)."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from binzhi.guests.bundle import Bundle
from binzhi.guests.enums import ContactState, DocumentKind, Gender
from binzhi.guests.fields import field_of_column, fields
from binzhi.guests.items import items
from binzhi.guests.origin import told
from binzhi.kernel.names import has_han
from binzhi.kernel.words import Words

OLD = timedelta(days=365)
NO_NAME = re.compile(
    r"[0-9@]|先生|女士|小姐|太太|未知|测试|散客|\b(mr|mrs|ms|miss|test|unknown|guest|tba|tbd)\b\.?", re.IGNORECASE
)
MENS, WOMENS = ("先生", "mr"), ("女士", "小姐", "太太", "夫人", "ms", "mrs", "miss")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong or doubtful. ``embarrassing``: it would show to the guest in a letter or a greeting (R-191)."""

    code: str
    field: str
    words: Words
    embarrassing: bool = False


@dataclass(slots=True)
class Accuracy:
    """The share of checks passed and what failed."""

    checks: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def score(self) -> int | None:
        """Return the passed checks as a whole percentage; None where there was nothing to check."""
        return (self.checks - len(self.faults)) * 100 // self.checks if self.checks else None


FAULTS = {
    "name_signs": ("姓名里有数字、称谓或“测试”等字样", "The name holds digits, a title or a word such as test"),
    "latin_script": ("英文名里有汉字或数字", "The Latin name holds Chinese characters or digits"),
    "wrong_title": ("称谓与性别不符", "Title and sex do not agree"),
    "no_form": ("不知性别也无称谓，无法称呼", "Neither sex nor title: no form of address"),
    "no_nationality": ("持外国证件而没有国籍", "A foreign document but no nationality"),
    "no_contact": ("没有任何联系方式", "No way to reach the guest"),
    "dead_contact": ("联系方式已失效", "A contact that no longer reaches the guest"),
    "old_contact": ("联系方式一年以上未确认", "A contact not confirmed within a year"),
    "expired_document": ("证件已过期", "The document has expired"),
    "undecided": ("两个不同的值等待确认", "Two differing values wait for a decision"),
    "old_fact": ("一年以上未确认", "Not confirmed within a year"),
    "faded_fact": ("已过有效期", "Past the day it was valid until"),
    "no_position": ("有工作单位而没有职位", "A company but no position"),
    "sex_of_number": ("性别与身份证号码不符", "The sex does not agree with the resident ID number"),
    "birth_of_number": ("出生日期与身份证号码不符", "The birth date does not agree with the resident ID number"),
    "twin": ("可能有同一人的另一份客史", "There may be a second history of the same person"),
}
EMBARRASSING = {"name_signs", "wrong_title", "no_form", "dead_contact", "sex_of_number", "twin"}
Check = tuple[str, str, bool]  # fault code, field code, passed


def fault(code: str, where: str) -> Fault:
    """Return a fault with its words."""
    zh, en = FAULTS[code]
    return Fault(code, where, Words(zh, en), code in EMBARRASSING)


def accuracy_of(bundle: Bundle, *, now: datetime, further: Iterable[Check] = ()) -> Accuracy:
    """Check one file. ``further`` are checks made elsewhere, such as those inside the vault."""
    result = Accuracy()
    for step in CHECKS:
        for code, where, passed in step(bundle, now):
            result.checks += 1
            if not passed:
                result.faults.append(fault(code, where))
    for code, where, passed in further:
        result.checks += 1
        if not passed:
            result.faults.append(fault(code, where))
    return result


def _names(bundle: Bundle, now: datetime) -> Iterator[Check]:
    guest = bundle.guest
    yield "name_signs", "name", not NO_NAME.search(guest.name)
    if guest.latin_name:
        yield "latin_script", "latin_name", not (has_han(guest.latin_name) or re.search(r"[0-9]", guest.latin_name))


def _address(bundle: Bundle, now: datetime) -> Iterator[Check]:
    guest = bundle.guest
    said = guest.title.casefold().strip(". ")
    if said in MENS or said in WOMENS:
        yield "wrong_title", "title", guest.gender != (Gender.FEMALE if said in MENS else Gender.MALE)
    else:
        yield "no_form", "gender", guest.gender != Gender.UNSPECIFIED or bool(said)
    if guest.company:
        yield "no_position", "position", bool(guest.position)


def _contacts(bundle: Bundle, now: datetime) -> Iterator[Check]:
    yield "no_contact", "mobile", bool(bundle.contacts)
    for contact in bundle.contacts:
        where = next((f.code for f in fields().values() if f.store == f"contact:{contact.kind}"), contact.kind)
        if contact.state == ContactState.DEAD:
            yield "dead_contact", where, False
        else:
            yield "old_contact", where, bool(contact.confirmed_on and contact.confirmed_on >= (now - OLD).date())


def _documents(bundle: Bundle, now: datetime) -> Iterator[Check]:
    foreign = [d for d in bundle.documents if d.country and d.country != "CN"]
    if foreign:
        yield "no_nationality", "nationality", bool(bundle.guest.nationality)
    for document in bundle.documents:
        if document.expires_on is not None:
            where = "id_number" if document.kind == DocumentKind.ID_CARD else "passport"
            yield "expired_document", where, document.expires_on >= now.date()


def _decisions(bundle: Bundle, now: datetime) -> Iterator[Check]:
    for code in dict.fromkeys(bundle.waiting):
        kept = field_of_column(code) or fields().get(code)
        yield "undecided", kept.code if kept else code, False


def _ages(bundle: Bundle, now: datetime) -> Iterator[Check]:
    for fact in bundle.facts:
        item = items().get(fact.item)
        if item is None or item.kind == "cue":
            continue
        if fact.valid_until is not None:
            yield "faded_fact", fact.item, fact.valid_until >= now.date()
        else:
            yield "old_fact", fact.item, fact.last_confirmed_at >= now - OLD
    stamp = told(bundle.guest.origins.get("position") or {})
    if bundle.guest.position and stamp.confirmed_at is not None:
        yield "old_fact", "position", stamp.confirmed_at >= now - OLD


CHECKS: tuple[Callable[[Bundle, datetime], Iterator[Check]], ...] = (
    _names, _address, _contacts, _documents, _decisions, _ages,
)  # fmt: skip
