"""Reservations of OPERA Cloud, in the long form (reservation) and in the short form of lists (reservationInfo)."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from binzhi.integrations.readers import limits
from binzhi.integrations.readers import ohip_values as v
from binzhi.integrations.readers.dates import read_iso_time
from binzhi.integrations.readers.ohip_profile import (
    company_row,
    guest_row,
    identity_of,
    is_profile,
    person_fields,
    visited_on,
)
from binzhi.integrations.readers.ohip_values import Node, each, first_text, flag, node, text
from binzhi.integrations.readers.people import lenient_phone, read_email
from binzhi.integrations.readers.problems import make_problem
from binzhi.integrations.rows import ExternalId, GuestRow, ReadOptions, ReservationRow, RowProblem

_OWN_IDS = frozenset({"reservation", "id"})  # a confirmation may cover several rooms, a parent several shares
_VARIABLE_DATE = re.compile(r"current_?date(?:_?plus_?(\d{1,3}))?", re.IGNORECASE)


def is_reservation(item: Node) -> bool:
    """Tell whether an object is a reservation: a stay with its dates, whatever the envelope is called."""
    stay = item.get("roomStay")
    return isinstance(stay, dict) and ("arrivalDate" in stay or "departureDate" in stay)


class ReservationReader:
    """Turns one reservation object into a row and collects what is wrong with it."""

    def __init__(self, item: Node, row_no: int, system: str, options: ReadOptions, variables: dict[str, str]) -> None:
        self.item = item
        self.stay = node(item, "roomStay")
        self.rates = next(each(self.stay.get("roomRates")), {})
        self.row_no = row_no
        self.system = system
        self.options = options
        self.variables = variables
        self.problems: list[RowProblem] = []

    def read(self, fallback: Callable[[], ExternalId]) -> ReservationRow | None:
        """Return the row, or None with problems when its dates are missing or wrong."""
        arrival, departure = self._day("arrivalDate"), self._day("departureDate")
        status = self._status()
        if arrival and departure and departure < arrival:
            self._complain(
                "departure-before-arrival", "departureDate", str(departure), arrival=arrival, departure=departure
            )
        elif arrival and departure and (departure - arrival).days > limits.MAX_NIGHTS:
            self._complain("stay-too-long", "departureDate", nights=(departure - arrival).days, limit=limits.MAX_NIGHTS)
        ids = v.id_list(self.item.get("reservationIdList"), self.system)
        guest, others = self._guests()
        partial = guest is None and not first_text(self.item, "reservationStatus", "computedReservationStatus")
        if partial and not ids:
            self._complain("reservation-nobody", "reservationIdList")
        if any(p.is_error for p in self.problems) or arrival is None or departure is None:
            return None
        identity = next((i for i in ids if i.type in _OWN_IDS), ids[0] if ids else fallback())
        confirmation = next((i.value for i in ids if i.type == "confirmation"), "")
        return ReservationRow(
            identity=identity,
            external_ids=tuple(i for i in ids if i.type in _OWN_IDS),
            references=tuple(i for i in ids if i.type not in _OWN_IDS),
            booking_ref=confirmation,
            partial=partial,
            hotel_code=text(self.item.get("hotelId")),
            guest=guest or GuestRow(placeholder=True),
            accompanying=tuple(others),
            status=status,
            arrival=arrival,
            departure=departure,
            nights=(departure - arrival).days,
            confirmation_no=confirmation,
            **self._room(),
            **self._trade(),
            **self._words(),
            booked_on=v.day(self.item.get("createDateTime")),
            cancelled_on=v.day(node(self.item, "cancellationInfo").get("date")) if status == "cancelled" else None,
            walk_in=flag(self.item.get("walkIn")) or flag(self.item.get("walkInIndicator")),
        )

    def _complain(self, code: str, column: str, value: str = "", **params: Any) -> None:
        self.problems.append(make_problem(code, row=self.row_no, column=column, value=value, **params))

    def _day(self, key: str) -> date | None:
        raw = self.stay.get(key)
        name = v.variable(raw)
        if name:
            return self._variable_day(key, name)
        value = text(raw)
        if not value:
            self._complain("value-missing", key)
            return None
        found = v.day(value)
        if found is None:
            self._complain("date-impossible", key, value)
        return found

    def _variable_day(self, key: str, raw: str) -> date | None:
        match = v.VARIABLE.fullmatch(raw)
        name = match[1].strip() if match else raw
        given = v.day(self.variables.get(name, ""))
        if given:
            return given
        relative = _VARIABLE_DATE.fullmatch(name)
        if relative and self.options.business_date:
            found = self.options.business_date + timedelta(days=int(relative[1] or 0))
            self._complain("date-variable", key, raw, date=found)
            return found
        self._complain("variable", key, raw)
        return None

    def _status(self) -> str:
        for key in ("reservationStatus", "computedReservationStatus"):
            raw = text(self.item.get(key))
            if raw:
                found = v.word("status", raw)
                if not found:
                    self._complain(
                        "status-unknown", key, raw, known="Reserved, DueIn, InHouse, CheckedOut, NoShow, Cancelled"
                    )
                return found or "reserved"
        return "reserved"

    def _room(self) -> dict[str, Any]:
        stay, rates = self.stay, self.rates
        assigned = (
            first_text(stay, "roomType")
            or first_text(node(stay, "currentRoomInfo"), "roomType")
            or first_text(rates, "roomType")
        )
        charged = first_text(stay, "roomTypeCharged") or first_text(rates, "roomTypeCharged") or assigned
        counts = node(stay, "guestCounts") or node(rates, "guestCounts")
        times = node(stay, "expectedTimes")
        return {
            "rooms": max(v.count(stay.get("numberOfRooms") or rates.get("numberOfUnits"), 1), 1),
            "adults": v.count(stay.get("adultCount") if "adultCount" in stay else counts.get("adults"), 1),
            "children": v.count(stay.get("childCount") if "childCount" in stay else counts.get("children")),
            "room_type": charged,
            "assigned_room_type": assigned if assigned != charged else "",
            "room_no": first_text(stay, "roomNumber", "roomId")
            or first_text(node(stay, "currentRoomInfo"), "roomId")
            or first_text(rates, "roomId"),
            "eta": read_iso_time(text(times.get("reservationExpectedArrivalTime"))),
            "etd": read_iso_time(text(times.get("reservationExpectedDepartureTime"))),
        }

    def _trade(self) -> dict[str, Any]:
        stay, rates = self.stay, self.rates
        price = node(stay, "rateAmount") or node(next(each(node(rates, "rates").get("rate")), {}), "base")
        total = node(stay, "totalAmount") or node(stay, "total")
        currency = first_text(price, "currencyCode") or first_text(total, "currencyCode")
        found: dict[str, Any] = {
            "rate": v.money(price) if price else v.money(rates.get("total")),
            "total": v.money(total) if total else None,
            "currency": currency if re.fullmatch(r"[A-Z]{3}", currency) else self.options.currency,
            "rate_plan": first_text(stay, "ratePlanCode") or first_text(rates, "ratePlanCode"),
            "market": first_text(stay, "marketCode") or first_text(rates, "marketCode"),
            "source": first_text(stay, "sourceOfBusiness", "sourceCode")
            or first_text(rates, "sourceCode", "sourceOfBusiness"),
            "channel": first_text(stay, "bookingChannelCode") or first_text(rates, "bookingChannelCode"),
            "deposit_type": first_text(node(stay, "guarantee"), "guaranteeCode"),
        }
        for kind, name, ids in self._attached():
            code = next((i.value for i in ids if i.type == "corporateid"), "") or (ids[0].value if ids else "")
            if kind in ("company", "account"):
                found.update(company_name=name, company_code=code)
            elif kind in ("travelagent", "agent", "source"):
                found.update(agent_name=name, agent_code=code)
            elif kind == "group":
                found["group_code"] = name or code
        return found

    def _attached(self) -> Iterator[tuple[str, str, tuple[ExternalId, ...]]]:
        lists = (self.item.get("attachedProfiles"), node(self.item, "reservationProfiles").get("reservationProfile"))
        for listed in lists:
            for item in each(listed):
                kind = text(item.get("reservationProfileType")).lower()
                ids = v.id_list(item.get("profileIdList"), self.system)
                name = text(item.get("name")) or first_text(node(item, "profile", "company"), "companyName")
                if name or ids:
                    yield kind, name, ids
        for item in each(self.item.get("reservationGuests")):
            profile = node(item, "profileInfo", "profile")
            if node(profile, "company"):
                row = company_row(profile, v.id_list(node(item, "profileInfo").get("profileIdList"), self.system))
                yield ("agent" if row.kind == "agent" else "company"), row.name, row.external_ids

    def _guests(self) -> tuple[GuestRow | None, list[GuestRow]]:
        found: list[GuestRow] = []
        listed = sorted(each(self.item.get("reservationGuests")), key=lambda g: not flag(g.get("primary")))
        for item in listed:
            info = node(item, "profileInfo")
            profile = node(info, "profile")
            ids = v.id_list(info.get("profileIdList"), self.system)
            if (is_profile(profile) and not node(profile, "company")) or (not profile and ids):
                found.append(guest_row(profile, ids))
        flat = node(self.item, "reservationGuest")
        if flat:
            found.append(self._flat_guest(flat))
            found.extend(self._companions(flat.get("accompanyGuests")))
        found.extend(self._companions(self.item.get("accompanyGuests")))
        return (found[0] if found else None), found[1 : limits.MAX_GUESTS_PER_ROOM_STAY]

    def _flat_guest(self, guest: Node) -> GuestRow:
        ids = v.id_list([guest], self.system)
        where, member, last = node(guest, "address"), node(guest, "membership"), node(guest, "guestLastStayInfo")
        last = last or node(guest, "guestLastStayInformation")
        code = v.country(where.get("country"))
        phone = lenient_phone(text(guest.get("phoneNumber")), use="", region=code or "CN")
        mail = read_email(text(guest.get("email")))
        other = {"surname": text(guest.get("alternateSurname")), "givenName": text(guest.get("alternateGivenName"))}
        names = person_fields(guest, other if any(other.values()) else {})
        number = text(member.get("membershipId"))
        return GuestRow(
            identity=identity_of(ids),
            external_ids=ids,
            **names,
            placeholder=not names["name"],
            phones=(phone,) if phone else (),
            emails=(mail,) if mail else (),
            birth_date=visited_on(guest.get("birthDate")),
            nationality=v.country(guest.get("nationality")),
            address=first_text(where, "streetAddress"),
            city=first_text(where, "cityName"),
            postal_code=text(where.get("postalCode")),
            country=code,
            member_no=number if number != "0" else "",
            member_level=text(member.get("membershipLevel")) if number != "0" else "",
            member_programme=text(member.get("programCode")) if number != "0" else "",
            language=v.language(guest.get("language")),
            vip_level=text(node(guest, "vip").get("vipCode")),
            flags=("restricted",) if flag(guest.get("guestRestricted")) else (),
            last_room_no=text(last.get("lastStayRoom")),
            last_visit=visited_on(last.get("lastStayDate")),
        )

    def _companions(self, listed: object) -> Iterator[GuestRow]:
        for item in each(listed):
            parts = {
                "surname": item.get("lastName"),
                "givenName": item.get("firstName"),
                "fullName": item.get("fullName"),
            }
            names = person_fields(parts, {})
            ids = v.id_list(item.get("profileIdList"), self.system)
            if names["name"]:
                yield GuestRow(identity=identity_of(ids), external_ids=ids, **names)

    def _words(self) -> dict[str, Any]:
        comments = []
        for item in each(self.item.get("comments")):
            found = v.long_text(item.get("comment") if "comment" in item else item)
            if found:
                comments.append(found)
        for item in each(self.item.get("alerts")):
            found = first_text(item, "description")
            if found:
                comments.append(found)
        services = [text(p.get("packageCode")) for p in each(self.item.get("reservationPackages"))]
        return {
            "comments": "\n".join(dict.fromkeys(comments)),
            "special_requests": text(self.item.get("specials")),
            "services": tuple(s for s in services if s),
        }
