"""Making a GuestRow or a ReservationRow out of the values of one table row, with the checks across columns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.people import Document, full_name, is_truncated, read_document
from binzhi.integrations.readers.problems import BadCell, make_problem
from binzhi.integrations.rows import ExternalId, GuestRow, Phone, ReservationRow, RowProblem
from binzhi.kernel.names import has_han

_PLAIN_GUEST = (
    "latin_name", "title", "document_country", "nationality", "native_place", "city", "postal_code", "country", "company",
    "company_code", "agreement_company", "position", "member_no", "member_level", "member_programme", "language", "vip_level",
    "source", "first_visit", "last_visit", "last_room_no", "last_room_type", "last_rate", "visits", "nights_total", "spend_total",
)  # fmt: skip
_PLAIN_STAY = (
    "room_type", "assigned_room_type", "room_no", "rate", "total", "currency", "rate_plan", "source", "channel", "market",
    "agent_code", "agent_name", "company_code", "company_name", "group_code", "customer_type", "confirmation_no",
    "confirmation_method", "eta", "etd", "meal", "deposit_type", "booked_on", "cancelled_on", "rooms",
)  # fmt: skip
_STAY_ONLY = frozenset(_PLAIN_STAY)
_PHONES = ("mobile", "phone", "phone_home", "phone_work", "fax")


@dataclass(slots=True)
class RowValues:
    """The converted cells of one row: single values, lists of the multiple ones, heads for messages."""

    row_no: int
    heads: dict[str, str]
    one: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def complain(self, code: str, name: str, value: str = "", **params: Any) -> None:
        """Add a problem of the column that is read as ``name``."""
        column = self.heads.get(name, name)
        self.problems.append(make_problem(code, row=self.row_no, column=column, value=value, field=name, **params))

    def text(self, name: str) -> str:
        """Return a single value as text, empty when it is missing."""
        return str(self.one.get(name) or "")


def make_guest(
    values: RowValues, make_id: Callable[[str, str], ExternalId], *, for_stay: bool = False
) -> GuestRow | None:
    """Return the person of a row; None (with a problem) when there is no name."""
    family, given = values.text("family_name"), values.text("given_name")
    name = values.text("name") or full_name(family, given, values.text("middle_name"))
    if not name and values.text("latin_name"):
        name = values.text("latin_name")
    if not name:
        values.complain("value-missing", "name" if "name" in values.heads else "family_name")
        return None
    document = _document(values)
    got: dict[str, Any] = {
        k: values.one[k] for k in _PLAIN_GUEST if k in values.one and not (for_stay and k in _STAY_ONLY)
    }
    if not has_han(name):
        got.setdefault("latin_name", name)
    birth = values.one.get("birth_date")
    got.update(_birth_and_gender(values, birth, document))
    number = values.text("guest_no")
    identity = make_id("profile", number) if number else None
    if document:
        got.update(document_type=document.type, document_no=document.number)
        if document.native_place:
            got.setdefault("native_place", document.native_place)
    return GuestRow(
        identity=identity,
        external_ids=(identity,) if identity else (),
        name=name,
        family_name=family,
        given_name=given,
        name_truncated=is_truncated(name, family, given),
        phones=_phones(values),
        emails=tuple(dict.fromkeys(values.many.get("email", ()))),
        address=_address(values),
        notes="" if for_stay else _joined(values, "notes"),
        flags=tuple(k.removeprefix("flag.") for k, v in values.many.items() if k.startswith("flag.") and any(v)),
        preferences=_preferences(values),
        **got,
    )


def _document(values: RowValues) -> Document | None:
    number, kind, column = values.text("document_no"), values.text("document_type"), "document_no"
    if not number:
        number, kind, column = values.text("passport_no"), "passport", "passport_no"
    if not number:
        return None
    try:
        return read_document(number, kind)
    except BadCell as bad:
        values.complain(bad.code, column, number, **bad.params)
        return None


def _birth_and_gender(values: RowValues, birth: object, document: Document | None) -> dict[str, Any]:
    gender = values.text("gender")
    got: dict[str, Any] = {"gender": gender}
    if isinstance(birth, tuple):
        got["birth_month_day"] = birth
    elif isinstance(birth, date):
        got["birth_date"] = birth
    if document is None or document.birth_date is None:
        return got
    known = got.pop("birth_date", None)
    month_day = got.pop("birth_month_day", None)
    own = document.birth_date
    if (known and known != own) or (month_day and month_day != (own.month, own.day)):
        values.complain("birth-differs", "birth_date")
    if gender and gender != document.gender:
        values.complain("gender-differs", "gender")
    got.update(birth_date=own, gender=document.gender)
    return got


def _phones(values: RowValues) -> tuple[Phone, ...]:
    found: dict[str, Phone] = {}
    for name in _PHONES:
        for listed in values.many.get(name, ()):
            for phone in listed:
                found.setdefault(phone.number, phone)
    return tuple(found.values())


def _address(values: RowValues) -> str:
    parts = [values.text("province"), values.text("address"), *values.many.get("address_more", ())]
    return " ".join(p for p in parts if p)


def _joined(values: RowValues, name: str) -> str:
    return "\n".join(dict.fromkeys(values.many.get(name, ())))


def _preferences(values: RowValues) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.removeprefix("preference."), text)
        for name, listed in values.many.items()
        if name.startswith("preference.")
        for text in listed
    )


def make_reservation(
    values: RowValues, make_id: Callable[[str, str], ExternalId], fallback: ExternalId, leg: int
) -> ReservationRow | None:
    """Return the reservation of a row; None (with problems) when guest or dates are missing or wrong."""
    guest = make_guest(values, make_id, for_stay=True)
    span = _span(values)
    if guest is None or span is None:
        return None
    arrival, departure = span
    number, confirmation = values.text("reservation_no"), values.text("confirmation_no")
    identity = make_id("reservation", number if leg == 1 else f"{number}#{leg}") if number else fallback
    shared = (("confirmation", confirmation), ("channel", values.text("channel_no")))
    adults, children = _head_count(values)
    status = values.text("status") or ("cancelled" if values.one.get("cancelled_on") else "reserved")
    return ReservationRow(
        identity=identity,
        external_ids=(identity,) if number else (),
        references=tuple(make_id(kind, value) for kind, value in shared if value),
        booking_ref=number or confirmation,
        guest=guest,
        accompanying=tuple(GuestRow(name=n) for n in values.one.get("accompanying", ()) if n != guest.name),
        booker=_booker(values),
        status=status,
        arrival=arrival,
        departure=departure,
        nights=(departure - arrival).days,
        adults=adults,
        children=children,
        babies=values.one.get("babies", 0),
        special_requests=_joined(values, "special_requests"),
        comments=_joined(values, "comments"),
        repeat_guest=bool(values.one.get("repeat_guest")) or bool(values.one.get("visits")),
        previous_stays=values.one.get("visits") or 0,
        **{k: values.one[k] for k in _PLAIN_STAY if k in values.one},
    )


def _span(values: RowValues) -> tuple[date, date] | None:
    arrival, departure, nights = (values.one.get(k) for k in ("arrival", "departure", "nights"))
    failed = {p.column for p in values.problems if p.is_error}
    if not isinstance(arrival, date):
        if values.heads.get("arrival", "") not in failed:
            values.complain("value-missing", "arrival")
        return None
    if not isinstance(departure, date):
        if values.heads.get("departure", "-") in failed:
            return None
        if nights is None:
            values.complain("value-missing", "departure" if "departure" in values.heads else "nights")
            return None
        departure = arrival + timedelta(days=nights)
    if departure < arrival:
        values.complain("departure-before-arrival", "departure", str(departure), arrival=arrival, departure=departure)
        return None
    stayed = (departure - arrival).days
    if stayed > limits.MAX_NIGHTS:
        values.complain("stay-too-long", "departure", str(departure), nights=stayed, limit=limits.MAX_NIGHTS)
        return None
    if nights is not None and nights != stayed and not (stayed == 0 and nights == 1):
        values.complain("nights-differ", "nights", str(nights), nights=stayed)
    return arrival, departure


def _head_count(values: RowValues) -> tuple[int, int]:
    adults, children = values.one.get("adults"), values.one.get("children")
    if adults is None and "persons" in values.one:
        total, young = values.one["persons"]
        if children is None:
            return total, young
        return max(total - children, 0) if not young else total, children
    return (1 if adults is None else adults), children or 0


def _booker(values: RowValues) -> GuestRow | None:
    name = values.text("booker_name")
    if not name:
        return None
    email = values.one.get("booker_email")
    return GuestRow(
        name=name,
        latin_name="" if has_han(name) else name,
        phones=tuple(values.one.get("booker_phone", ())),
        emails=(email,) if email else (),
    )
