"""What a list of guests can be filtered by: every stored field, as far as the role may see it (R-194).

A field says which operators it knows, how its value is written, which class it is of, and returns the condition.
Rooms above add their own with :func:`offer` when the house starts (stays: arrivals, nights, counts).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from binzhi.guests.enums import (
    ContactKind,
    ContactState,
    DateKind,
    FactStatus,
    FlagCode,
    Gender,
    GuestKind,
    NameKind,
    RelationKind,
)
from binzhi.guests.fields import field_of_column, fields
from binzhi.guests.items import Item, items
from binzhi.guests.joined import leads_in
from binzhi.guests.models import (
    DayKey,
    Fact,
    GuestContact,
    GuestDate,
    GuestDocument,
    GuestFlag,
    GuestName,
    MemberCard,
    Relation,
)
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org import policy
from binzhi.vault.index import day_index

OPS: dict[str, Words] = {
    "is": Words("等于", "is"),
    "not": Words("不等于", "is not"),
    "has": Words("包含", "contains"),
    "starts": Words("开头是", "begins with"),
    "known": Words("有记录", "is known"),
    "unknown": Words("没有记录", "is not known"),
    "least": Words("不少于／不早于", "is at least / from"),
    "most": Words("不多于／不晚于", "is at most / until"),
}
NO_VALUE = ("known", "unknown")
Condition = Callable[[str, str], Q]


@dataclass(frozen=True, slots=True)
class ListField:
    """A field a list may be filtered by. ``kind`` tells how the value is typed: text, choice, number, date, none."""

    code: str
    words: Words
    group: str
    field_class: str
    ops: tuple[str, ...]
    kind: str
    condition: Condition
    choices: tuple[tuple[str, Words], ...] = ()
    departments: tuple[str, ...] = ()
    permission: str = ""


_offered: dict[str, ListField] = {}


def offer(field: ListField) -> None:
    """Add a field of a room above."""
    _offered[field.code] = field


def _wrong(zh: str, en: str) -> BadInput:
    return BadInput(field="value", zh=zh, en=en)


def as_day(value: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _wrong("请填日期，如 2026-03-01。", "enter a day such as 2026-03-01.") from error


def as_number(value: str) -> Decimal:
    """Read a number."""
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise _wrong("请填数字。", "enter a number.") from error
    if not number.is_finite() or abs(number) > 10**9:
        raise _wrong("请填数字。", "enter a number.")
    return number


def _moment(value: str, *, end: bool) -> datetime:
    zone = ZoneInfo(str(timezone.get_current_timezone()))
    return datetime.combine(as_day(value), time.max if end else time.min, zone)


def _column(name: str) -> Condition:
    def made(op: str, value: str) -> Q:
        if op in NO_VALUE:
            empty = Q(**{name: ""})
            return empty if op == "unknown" else ~empty
        if op == "not":
            return ~Q(**{name: value})
        lookup = {"is": "", "has": "__icontains", "starts": "__istartswith"}[op]
        return Q(**{f"{name}{lookup}": value})

    return made


def _on(name: str) -> Condition:
    def made(op: str, value: str) -> Q:
        if op == "least":
            return Q(**{f"{name}__gte": _moment(value, end=False)})
        return Q(**{f"{name}__lte": _moment(value, end=True)})

    return made


def _among(rows: Any, *, wanted: bool) -> Q:
    found = Q(id__in=leads_in(rows))
    return found if wanted else ~found


def _fact(item: Item) -> Condition:
    def made(op: str, value: str) -> Q:
        rows = Fact.objects.filter(item=item.code, status=FactStatus.ACCEPTED)
        if op in NO_VALUE:
            return _among(rows, wanted=op == "known")
        if op in {"least", "most"}:
            return _among(
                rows.filter(**{f"number__{'gte' if op == 'least' else 'lte'}": as_number(value)}), wanted=True
            )
        lookup = {"is": "value", "not": "value", "has": "value__icontains", "starts": "value__istartswith"}[op]
        return _among(rows.filter(**{lookup: value}), wanted=op != "not")

    return made


def _rows(model: Any, **fixed: Any) -> Condition:
    return lambda op, _value: _among(model.objects.filter(**fixed), wanted=op == "known")


def _coded(model: Any, column: str, **fixed: Any) -> Condition:
    return lambda op, value: _among(model.objects.filter(**{column: value, **fixed}), wanted=op == "is")


def _names(op: str, value: str) -> Q:
    rows = GuestName.objects.exclude(kind=NameKind.ALIAS)
    if op in NO_VALUE:
        return _among(rows, wanted=op == "known")
    return _among(rows.filter(name__icontains=value), wanted=True)


def _birth_month(_op: str, value: str) -> Q:
    month = int(as_number(value))
    if not 1 <= month <= 12:
        raise _wrong("请填1至12。", "enter 1 to 12.")
    kind = DateKind.BIRTHDAY.value
    digests = [day_index(kind=kind, lunar=False, month=month, day=day) for day in range(1, 32)]
    own = GuestDate.objects.filter(kind=kind, relation_id__isnull=True).values("id")
    return _among(DayKey.objects.filter(digest__in=digests, date_id__in=own), wanted=True)


def _choices(pairs: Iterable[tuple[str, Any]]) -> tuple[tuple[str, Words], ...]:
    from django.utils.translation import override

    found = []
    for code, label in pairs:
        with override("zh-hans"):
            zh = str(label)
        with override("en"):
            en = str(label)
        found.append((str(code), Words(zh, en)))
    return tuple(found)


TEXT = ("has", "is", "not", "starts", "known", "unknown")
COLUMNS = (
    "name", "latin_name", "nickname", "title", "nationality", "native_place", "language", "company", "position",
    "vip_level", "confirmation_method",
)  # fmt: skip
PLAIN_WORDS = {
    "name": Words("姓名", "Name"), "latin_name": Words("拉丁文姓名", "Latin name"), "nickname": Words("喜欢的称呼", "Likes to be called"),
    "title": Words("称谓", "Title"), "nationality": Words("国籍", "Nationality"), "native_place": Words("籍贯", "Native place"),
    "language": Words("语言", "Language"), "company": Words("单位", "Company"), "position": Words("职位", "Position"),
    "vip_level": Words("VIP 级别", "VIP level"), "confirmation_method": Words("确认方式", "Way of confirmation"),
}  # fmt: skip


def _profile() -> list[ListField]:
    found = []
    for column in COLUMNS:
        field = field_of_column(column)
        words = field.words if field else PLAIN_WORDS[column]
        found.append(
            ListField(column, words, "profile", field.field_class if field else "C1", TEXT, "text", _column(column))
        )
    found.append(
        ListField("other_name", Words("其他姓名", "Further names"), "profile", "C1", ("has", *NO_VALUE), "text", _names)
    )
    coded = ("is", "not")
    kinds = (("gender", Words("性别", "Sex"), Gender), ("kind", Words("客史类别", "Kind of history"), GuestKind))
    for code, words, enum in kinds:
        choices = _choices(enum.choices)
        found.append(ListField(code, words, "profile", "C1", coded, "choice", _column(code), choices))
    days = ("least", "most")
    found.append(
        ListField("created", Words("建档日期", "Created on"), "profile", "C1", days, "date", _on("created_at"))
    )
    found.append(
        ListField("updated", Words("最后修改", "Last change"), "profile", "C1", days, "date", _on("updated_at"))
    )
    flags = _choices(FlagCode.choices)
    found.append(
        ListField("flag", Words("标记", "Flag"), "profile", "C1", coded, "choice", _coded(GuestFlag, "code"), flags)
    )
    return found


def _sealed() -> list[ListField]:
    """Sealed fields: whether they are known, never what they say; a birthday also by its month."""
    found = []
    for kind, label in ContactKind.choices:
        words = _choices([("", label)])[0][1]
        found.append(
            ListField(
                f"contact.{kind}", words, "contact", "C2", NO_VALUE, "none", _rows(GuestContact, kind=kind, state="")
            )
        )
    dead = Words("已失效的联系方式", "Dead contact")
    found.append(
        ListField("contact.dead", dead, "contact", "C2", NO_VALUE, "none", _rows(GuestContact, state=ContactState.DEAD))
    )
    found.append(
        ListField(
            "document", Words("证件", "Identity document"), "contact", "C3", NO_VALUE, "none", _rows(GuestDocument)
        )
    )
    found.append(
        ListField("member", Words("会员卡", "Member card"), "contact", "C2", NO_VALUE, "none", _rows(MemberCard))
    )
    classes = {DateKind.BIRTHDAY: "C3", DateKind.WEDDING: "C2", DateKind.OTHER: "C2"}
    for kind, label in DateKind.choices:
        words = _choices([("", label)])[0][1]
        made = _rows(GuestDate, kind=kind, relation_id__isnull=True)
        found.append(ListField(f"date.{kind}", words, "contact", classes[DateKind(kind)], NO_VALUE, "none", made))
    month = Words("生日月份（公历）", "Month of birthday (solar)")
    found.append(ListField("birth_month", month, "contact", "C3", ("is",), "number", _birth_month))
    relations = _choices(RelationKind.choices)
    made = _coded(Relation, "kind", ended_at__isnull=True)
    found.append(
        ListField("relation", Words("关系", "Relation"), "contact", "C2", ("is", "not"), "choice", made, relations)
    )
    return found


def _facts() -> list[ListField]:
    found: list[ListField] = []
    ops: tuple[str, ...]
    for item in items().values():
        if item.is_sealed:
            ops, kind = NO_VALUE, "none"
        elif item.value == "choice":
            ops, kind = ("is", "not", *NO_VALUE), "choice"
        elif item.value == "number":
            ops, kind = ("is", "least", "most", *NO_VALUE), "number"
        elif item.value == "yes":
            ops, kind = NO_VALUE, "none"
        else:
            ops, kind = TEXT, "text"
        found.append(
            ListField(
                f"fact.{item.code}",
                item.words,
                "facts",
                item.field_class,
                ops,
                kind,
                _fact(item),
                item.choices,
                item.departments,
            )
        )
    return found


@lru_cache(maxsize=1)
def _own() -> dict[str, ListField]:
    return {f.code: f for f in (*_profile(), *_sealed(), *_facts())}


def all_fields() -> dict[str, ListField]:
    """Return every field a list may be filtered by."""
    return {**_own(), **_offered}


def may_filter(scope: Scope, field: ListField) -> bool:
    """Tell whether a role may filter by a field: filtering tells what it says."""
    if field.permission and not scope.may(field.permission):
        return False
    return policy.decide(scope, "read", field_class=field.field_class)


def fields_for(scope: Scope) -> list[ListField]:
    """Return the fields a role may filter by, in order."""
    return [f for f in all_fields().values() if may_filter(scope, f)]


__all__ = [
    "NO_VALUE",
    "OPS",
    "ListField",
    "all_fields",
    "as_day",
    "as_number",
    "fields",
    "fields_for",
    "may_filter",
    "offer",
]
