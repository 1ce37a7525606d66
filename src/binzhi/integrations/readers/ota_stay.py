"""One HotelReservation of OTA XML: a row for each of its room stays."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.catalogue import fold_word, value_words
from binzhi.integrations.readers.dates import read_iso_date
from binzhi.integrations.readers.ota_parts import attr, child, children, company_of, guest_of, text_of
from binzhi.integrations.readers.problems import make_problem
from binzhi.integrations.rows import CompanyRow, ExternalId, GuestRow, ReadOptions, ReservationRow, RowProblem
from binzhi.kernel.money import amount

_CANCELLATION = "15"
_DURATION = re.compile(r"P(?:(\d{1,2})W)?(?:(\d{1,4})[DN])?(?:T.*)?")
_MEALS = {
    "1": "all_inclusive",
    "3": "BB",
    "4": "BB",
    "10": "FB",
    "12": "HB",
    "14": "RO",
    "19": "BB",
    "21": "BB",
    "22": "BB",
}


class ReservationXml:
    """Reads a HotelReservation element; ``problems`` holds what is wrong with it."""

    def __init__(
        self, element: Element, row_no: int, options: ReadOptions, make_id: Callable[[str, str], ExternalId]
    ) -> None:
        self.element = element
        self.row_no = row_no
        self.options = options
        self.make_id = make_id
        self.problems: list[RowProblem] = []
        self.info = child(element, "ResGlobalInfo")
        self.stays = list(children(element, "RoomStays", "RoomStay"))

    def complain(self, code: str, column: str, value: str = "", **params: Any) -> None:
        """Add a problem of this reservation."""
        self.problems.append(make_problem(code, row=self.row_no, column=column, value=value, **params))

    def rows(self, fallback: ExternalId, status_of_file: str, channel: str) -> Iterator[ReservationRow | GuestRow]:
        """Yield a row for each room stay; a change without stays is one partial row; a bare request is its guest."""
        identity, reference = self._identity(fallback)
        status = self._status(status_of_file)
        guests = list(self._guests())
        if not self.stays:
            if attr(self.element, "RoomStayReservation") == "false" and guests and status != "cancelled":
                yield guests[0][1]
            elif identity.system == "file":
                self.complain("reservation-nobody", "UniqueID")
            else:
                yield self._change(identity, reference, status, guests)
            return
        shared = self._shared(channel)
        if len(self.stays) > limits.MAX_GUESTS_PER_ROOM_STAY:
            self.complain("number-range", "RoomStays", low=1, high=limits.MAX_GUESTS_PER_ROOM_STAY)
            return
        for leg, stay in enumerate(self.stays, 1):
            span = self._span(stay)
            if span is None:
                continue
            own_id = identity if leg == 1 else identity._replace(value=f"{identity.value}#{leg}")
            main, others = self._who(stay, guests, leg)
            yield ReservationRow(
                identity=own_id,
                external_ids=() if own_id.system == "file" else (own_id,),
                booking_ref=reference,
                guest=main or GuestRow(placeholder=True),
                accompanying=tuple(others),
                status=status,
                arrival=span[0],
                departure=span[1],
                nights=(span[1] - span[0]).days,
                **self._counts(stay, 1 + len(others)),
                **self._room(stay),
                **self._texts(stay, first=leg == 1),
                **shared,
            )

    def _identity(self, fallback: ExternalId) -> tuple[ExternalId, str]:
        for unique in children(self.element, "UniqueID"):
            value = attr(unique, "ID")
            if value:
                return self.make_id("reservation", value), value
        for own in children(self.info, "HotelReservationIDs", "HotelReservationID"):
            value = attr(own, "ResID_Value")
            if value:
                found = self.make_id(f"resid-{attr(own, 'ResID_Type') or '0'}", value)
                source = attr(own, "ResID_Source")
                return (found._replace(system=source) if source else found), value
        return fallback, ""

    def _status(self, of_file: str) -> str:
        raw = attr(self.element, "ResStatus") or of_file
        if any(attr(u, "Type") == _CANCELLATION for u in children(self.element, "UniqueID")):
            return "cancelled"
        if not raw:
            return "reserved"
        found = value_words("status").get(fold_word(raw), "")
        if not found:
            self.complain("status-unknown", "ResStatus", raw, known="Reserved, Requested, Commit, Modify, Cancelled")
        return found or "reserved"

    def _change(
        self, identity: ExternalId, reference: str, status: str, guests: list[tuple[str, GuestRow]]
    ) -> ReservationRow:
        modified = read_iso_date(attr(self.element, "LastModifyDateTime") or attr(self.element, "CreateDateTime"))
        return ReservationRow(
            identity=identity,
            external_ids=(identity,),
            booking_ref=reference,
            partial=True,
            guest=guests[0][1] if guests else GuestRow(placeholder=True),
            status=status,
            cancelled_on=modified if status == "cancelled" else None,
            status_on=modified,
        )

    def _guests(self) -> Iterator[tuple[str, GuestRow]]:
        listed = list(children(self.element, "ResGuests", "ResGuest"))[: limits.MAX_GUESTS_PER_ROOM_STAY]
        listed.sort(key=lambda g: attr(g, "PrimaryIndicator") not in ("true", "1"))
        for guest in listed:
            for info in children(guest, "Profiles", "ProfileInfo"):
                profile = child(info, "Profile")
                customer = child(profile, "Customer")
                if profile is None or customer is None:
                    continue
                ids = tuple(
                    self.make_id(f"profile-{attr(u, 'Type')}", attr(u, "ID")) for u in children(info, "UniqueID")
                )
                row = guest_of(profile, customer, ids, self.options.region)
                if row.name:
                    yield attr(guest, "ResGuestRPH"), row
                    break

    def _who(
        self, stay: Element, guests: list[tuple[str, GuestRow]], leg: int
    ) -> tuple[GuestRow | None, list[GuestRow]]:
        linked = {attr(r, "RPH") for r in children(stay, "ResGuestRPHs", "ResGuestRPH")}
        linked.update(text_of(child(stay, "ResGuestRPHs")).split())
        own = [row for rph, row in guests if rph and rph in linked]
        if own:
            return own[0], own[1:]
        everyone = [row for _, row in guests]
        return (everyone[0] if everyone else None), (everyone[1:] if leg == 1 else [])

    def _span(self, stay: Element) -> tuple[date, date] | None:
        span = child(stay, "TimeSpan")
        rate = child(stay, "RoomRates", "RoomRate", "Rates", "Rate")
        window = child(span, "StartDateWindow")
        start = attr(span, "Start") or attr(window, "EarliestDate") or attr(rate, "EffectiveDate")
        arrival = self._day(start, "Start")
        if arrival is None:
            return None
        nights = _nights(attr(span, "Duration") or attr(window, "Duration"))
        end = attr(span, "End") or (attr(rate, "ExpireDate") if span is None else "")
        latest = read_iso_date(attr(window, "LatestDate"))
        if end:
            departure = self._day(end, "End")
        elif nights is not None:
            departure = arrival + timedelta(days=nights)
            if latest:
                self.complain("arrival-window", "StartDateWindow", low=arrival, high=latest)
        elif latest and latest > arrival:
            departure = latest
            self.complain("stay-window", "StartDateWindow", low=arrival, high=latest)
        else:
            self.complain("value-missing", "End")
            return None
        if departure is None:
            return None
        if departure < arrival:
            self.complain("departure-before-arrival", "End", str(departure), arrival=arrival, departure=departure)
            return None
        if (departure - arrival).days > limits.MAX_NIGHTS:
            self.complain("stay-too-long", "End", nights=(departure - arrival).days, limit=limits.MAX_NIGHTS)
            return None
        return arrival, departure

    def _day(self, raw: str, column: str) -> date | None:
        if not raw:
            self.complain("value-missing", column)
            return None
        found = read_iso_date(raw)
        if found is None:
            self.complain("date-impossible", column, raw)
        return found

    def _counts(self, stay: Element, named: int) -> dict[str, Any]:
        adults = children_ = babies = 0
        counts = list(children(stay, "GuestCounts", "GuestCount"))
        for count in counts:
            number = _whole(attr(count, "Count"), 1)
            code, age = attr(count, "AgeQualifyingCode"), attr(count, "Age")
            if code == "7" or age in ("0", "1"):
                babies += number
            elif code == "8" or (age.isdigit() and int(age) < 18):
                children_ += number
            else:
                adults += number
        return {"adults": adults if counts else named, "children": children_, "babies": babies}

    def _room(self, stay: Element) -> dict[str, Any]:
        kind, price = child(stay, "RoomTypes", "RoomType"), child(stay, "RoomRates", "RoomRate")
        plan = child(stay, "RatePlans", "RatePlan")
        base = child(price, "Rates", "Rate", "Base")
        total = child(stay, "Total")
        currency = attr(total, "CurrencyCode") or attr(base, "CurrencyCode")
        meals = child(plan, "MealsIncluded")
        card = child(stay, "Guarantee", "GuaranteesAccepted", "GuaranteeAccepted", "PaymentCard")
        return {
            "room_type": attr(kind, "RoomTypeCode") or attr(price, "RoomTypeCode"),
            "room_no": attr(kind, "RoomID") or attr(price, "RoomID"),
            "rooms": max(_whole(attr(price, "NumberOfUnits") or attr(kind, "NumberOfUnits"), 1), 1),
            "rate_plan": attr(plan, "RatePlanCode") or attr(price, "RatePlanCode"),
            "rate": _money(attr(base, "AmountAfterTax") or attr(base, "AmountBeforeTax")),
            "total": _money(attr(total, "AmountAfterTax") or attr(total, "AmountBeforeTax")),
            "currency": currency if re.fullmatch(r"[A-Z]{3}", currency) else self.options.currency,
            "market": attr(stay, "MarketCode"),
            "source": attr(stay, "SourceOfBusiness"),
            "meal": _meal(meals),
            "deposit_type": "" if card is None else "credit_card",
        }

    def _texts(self, stay: Element, *, first: bool) -> dict[str, Any]:
        requests = [
            text_of(t) for s in children(stay, "SpecialRequests", "SpecialRequest") for t in children(s, "Text")
        ]
        comments = [text_of(t) for t in children(stay, "Comments", "Comment", "Text")]
        services: list[str] = []
        if first:
            requests += [text_of(t) for t in children(self.info, "SpecialRequests", "SpecialRequest", "Text")]
            for comment in children(self.info, "Comments", "Comment"):
                listed = [text_of(i) for i in children(comment, "ListItem")]
                spoken = [text_of(t) for t in children(comment, "Text")]
                services += [x for x in listed if x and x not in services]
                (requests if attr(comment, "Name").casefold() == "customer comment" else comments).extend(spoken)
            for service in children(self.element, "Services", "Service"):
                name = attr(service, "ServiceInventoryCode") or text_of(
                    child(service, "ServiceDetails", "ServiceDescription", "Text")
                )
                if name:
                    services.append(name)
        return {
            "special_requests": "\n".join(dict.fromkeys(r for r in requests if r)),
            "comments": "\n".join(dict.fromkeys(c for c in comments if c)),
            "services": tuple(services),
        }

    def _shared(self, channel: str) -> dict[str, Any]:
        found: dict[str, Any] = {"booked_on": read_iso_date(attr(self.element, "CreateDateTime"))}
        own = child(self.info, "HotelReservationIDs", "HotelReservationID")
        found["channel"] = attr(own, "ResID_Source") or channel
        place = child(self.info, "BasicPropertyInfo")
        if place is None:
            place = child(self.stays[0], "BasicPropertyInfo")
        found["hotel_code"] = attr(place, "HotelCode")
        for profile in children(self.info, "Profiles", "ProfileInfo", "Profile"):
            info = child(profile, "CompanyInfo")
            if info is None:
                continue
            row: CompanyRow = company_of(profile, info, (), self.options.region)
            side = "agent" if row.kind == "agent" else "company"
            found.update({f"{side}_name": row.name, f"{side}_code": row.code})
        return found


def _nights(duration: str) -> int | None:
    match = _DURATION.fullmatch(duration)
    if match is None or not (match[1] or match[2]):
        return None
    return int(match[1] or 0) * 7 + int(match[2] or 0)


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,4}", text) else default


def _money(text: str) -> Any:
    try:
        found = amount(text) if text else None
    except ValueError:
        return None
    return found if found is None or found >= 0 else None


def _meal(meals: Element | None) -> str:
    codes = attr(meals, "MealPlanCodes").split()
    if codes:
        return _MEALS.get(codes[0], f"OTA-{codes[0]}")
    said = [attr(meals, k) == "true" for k in ("Breakfast", "Lunch", "Dinner")]
    return {3: "FB", 2: "HB", 1: "BB"}.get(sum(said), "")
