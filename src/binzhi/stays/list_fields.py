"""What lists of guests can be filtered by about stays: arrivals, nights, counts, expected, cancelled (R-194)."""

from collections.abc import Callable
from datetime import date

from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from binzhi.guests.joined import leads_in
from binzhi.guests.list_fields import Condition, ListField, as_day, as_number, offer
from binzhi.kernel.words import Words
from binzhi.stays.access import READ
from binzhi.stays.enums import StayState
from binzhi.stays.models import Reservation, Stay

STAYED = (StayState.IN_HOUSE, StayState.DEPARTED)
DAYS, NUMBERS = ("least", "most"), ("least", "most", "is")


def _side(op: str) -> str:
    return {"least": "gte", "most": "lte", "is": "exact"}[op]


def _on(column: str, states: tuple[StayState, ...]) -> Condition:
    def made(op: str, value: str) -> Q:
        day: date = as_day(value)
        found = Stay.objects.filter(state__in=states, **{f"{column}__{_side(op)}": day})
        return Q(id__in=leads_in(found))

    return made


def _count(what: Aggregate) -> Condition:
    def made(op: str, value: str) -> Q:
        wanted = as_number(value)
        person = Coalesce("guest__joined_to", "guest_id")
        found = Stay.objects.filter(state__in=STAYED).annotate(person=person).values("person").annotate(made=what)
        fits = found.filter(**{f"made__{_side(op)}": wanted}).values("person")
        # nobody with stays fits "at most"; those without any do as well
        if op == "most":
            return ~Q(id__in=found.filter(made__gt=wanted).values("person"))
        return Q(id__in=fits) if wanted > 0 else (Q(id__in=fits) | ~Q(id__in=found.values("person")))

    return made


def _known(rows: Callable[[], QuerySet[Stay]]) -> Condition:
    def made(op: str, _value: str) -> Q:
        found = Q(id__in=leads_in(rows()))
        return found if op == "known" else ~found

    return made


def _text(column: str) -> Condition:
    def made(op: str, value: str) -> Q:
        lookup = {"is": column, "has": f"{column}__icontains"}[op]
        return Q(id__in=leads_in(Reservation.objects.filter(**{lookup: value})))

    return made


def _in_house() -> QuerySet[Stay]:
    found: QuerySet[Stay] = Stay.objects.filter(state=StayState.IN_HOUSE)
    return found


def _in_room(_op: str, number: str) -> Q:
    return Q(id__in=leads_in(Stay.objects.filter(room__number=number)))


def register() -> None:
    """Offer the fields to the lists."""
    rows: tuple[tuple[str, Words, tuple[str, ...], str, Condition], ...] = (
        ("arrived", Words("入住日期", "Arrived on"), DAYS, "date", _on("arrival", STAYED)),
        ("left", Words("离店日期", "Left on"), DAYS, "date", _on("departure", (StayState.DEPARTED,))),
        ("expected", Words("预计抵店日期", "Expected on"), DAYS, "date", _on("arrival", (StayState.EXPECTED,))),
        ("count", Words("入住次数", "Number of stays"), NUMBERS, "number", _count(Count("id"))),
        ("nights", Words("累计房晚", "Nights in all"), NUMBERS, "number", _count(Sum("nights"))),
        ("in_house", Words("在店", "In house"), ("known", "unknown"), "none", _known(_in_house)),
        ("room", Words("住过的房号", "Stayed in room"), ("is",), "text", _in_room),
        ("source", Words("预订来源", "Source of booking"), ("is", "has"), "text", _text("source")),
        ("booker", Words("预订人", "Booked by"), ("is", "has"), "text", _text("booker")),
    )  # fmt: skip
    for code, words, ops, kind, condition in rows:
        offer(ListField(f"stay.{code}", words, "stays", "C1", ops, kind, condition, permission=READ))
