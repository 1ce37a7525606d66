"""Persons and companies of OTA XML: Customer and CompanyInfo elements."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from binzhi.integrations.readers.catalogue import country_code, value_words
from binzhi.integrations.readers.people import (
    clean_text,
    full_name,
    is_masked,
    is_truncated,
    lenient_phone,
    named_birth,
    named_document,
    read_email,
)
from binzhi.integrations.rows import CompanyRow, Email, ExternalId, GuestRow, Membership, Phone
from binzhi.kernel.names import has_han

_TECH_USES = {"1": "", "3": "fax", "5": "mobile"}
_PLACE_USES = {"6": "home", "7": "work"}
_DOC_TYPES = {"2": "passport", "5": "id_card", "4": "driving_licence"}


def name_of(element: Element) -> str:
    """Return the local name of an element."""
    return str(element.tag).rpartition("}")[2]


def children(parent: Element | None, *path: str) -> Iterator[Element]:
    """Yield the elements at the end of a path of local names."""
    if parent is None:
        return
    for child in parent:
        if name_of(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def child(parent: Element | None, *path: str) -> Element | None:
    """Return the first element at the end of a path."""
    return next(children(parent, *path), None)


def text_of(element: Element | None) -> str:
    """Return the text of an element, lines trimmed."""
    if element is None or not element.text:
        return ""
    lines = (line.strip() for line in clean_text(element.text).splitlines())
    return "\n".join(line for line in lines if line)


def attr(element: Element | None, name: str) -> str:
    """Return an attribute as clean text."""
    return clean_text(element.get(name, "")) if element is not None else ""


def guest_of(profile: Element, customer: Element, ids: tuple[ExternalId, ...], region: str) -> GuestRow:
    """Return the person of a Customer element."""
    where = _address(child(customer, "Address"))
    members = [m for c in children(customer, "CustLoyalty") if (m := _membership(c))]
    names = _names(child(customer, "PersonName"))
    first = members[0] if members else Membership("", "", "")
    return GuestRow(
        identity=ids[0] if ids else None,
        external_ids=ids,
        partial=not names["name"],
        **names,
        gender=value_words("gender").get(attr(customer, "Gender").casefold(), ""),
        phones=tuple(_phones(customer, where["country"] or region)),
        emails=tuple(_emails(customer)),
        birth_date=named_birth(attr(customer, "BirthDate")),
        nationality=_country(child(customer, "CitizenCountryName")),
        **where,
        **_document(customer),
        company=attr(child(customer, "EmployeeInfo"), "EmployerName")
        or attr(child(customer, "EmployeeInfo"), "CompanyName"),
        position=attr(child(customer, "EmployeeInfo"), "EmployeeTitle"),
        member_no=first.number,
        member_level=first.level,
        member_programme=first.programme,
        other_memberships=tuple(members[1:]),
        language=_language(customer, profile),
        vip_level=attr(customer, "VIP_Indicator") or attr(customer, "CustomerValue"),
        preferences=tuple(_preferences(profile)),
        consents=tuple(_consents(customer)),
    )


def company_of(profile: Element, info: Element, ids: tuple[ExternalId, ...], region: str) -> CompanyRow:
    """Return the company of a CompanyInfo element."""
    title = child(info, "CompanyName")
    person = child(info, "ContactPerson")
    place = child(info, "AddressInfo")
    where = _address(child(person, "Address") if place is None else place)
    kind = {"4": "agent", "3": "company", "21": "source"}.get(attr(profile, "ProfileType"), "company")
    phones = [*_phones(info, where["country"] or region), *_phones(person, where["country"] or region)]
    name = text_of(title) or attr(title, "CompanyShortName")
    return CompanyRow(
        identity=ids[0] if ids else None,
        external_ids=ids,
        kind=kind,
        code=attr(title, "Code"),
        name=name,
        contact_name=_names(child(person, "PersonName"))["name"],
        phones=tuple(phones),
        emails=(*_emails(info), *_emails(person)),
        **where,
        partial=not name,
    )


def _names(person: Element | None) -> dict[str, Any]:
    given = " ".join(t for e in children(person, "GivenName") if (t := text_of(e)))
    middle = " ".join(t for e in children(person, "MiddleName") if (t := text_of(e)))
    family = " ".join(t for k in ("SurnamePrefix", "Surname") if (t := text_of(child(person, k))))
    name = full_name(family, given, middle)
    return {
        "name": name,
        "latin_name": "" if has_han(name) else name,
        "family_name": family,
        "given_name": given,
        "name_truncated": is_truncated(name, family, given),
        "title": " ".join(t for k in ("NamePrefix", "NameTitle") if (t := text_of(child(person, k)))),
    }


def _country(element: Element | None) -> str:
    return country_code(attr(element, "Code")) or country_code(text_of(element))


def _address(where: Element | None) -> dict[str, Any]:
    lines = [text_of(e) for e in children(where, "AddressLine")]
    street = text_of(child(where, "StreetNmbr"))
    lines = [f"{street} {lines[0]}", *lines[1:]] if street and lines else ([street] if street else lines)
    lines.append(text_of(child(where, "StateProv")) or attr(child(where, "StateProv"), "StateCode"))
    return {
        "address": ", ".join(line for line in lines if line),
        "city": text_of(child(where, "CityName")),
        "postal_code": text_of(child(where, "PostalCode")),
        "country": _country(child(where, "CountryName")),
    }


def _phones(parent: Element | None, region: str) -> Iterator[Phone]:
    seen = set()
    for element in [*children(parent, "Telephone"), *children(parent, "TelephoneInfo")]:
        number, area = attr(element, "PhoneNumber"), attr(element, "AreaCityCode")
        code = attr(element, "CountryAccessCode").lstrip("0+")
        raw = f"+{code} {area} {number}" if code else f"{area}{number}"
        use = _TECH_USES.get(attr(element, "PhoneTechType"), "") or _PLACE_USES.get(
            attr(element, "PhoneLocationType"), ""
        )
        found = lenient_phone(raw, use=use, region=region)
        if found and (found.number or found.raw) not in seen:
            seen.add(found.number or found.raw)
            yield found


def _emails(parent: Element | None) -> Iterator[Email]:
    seen = set()
    for element in children(parent, "Email"):
        found = read_email(text_of(element))
        if found and found.address not in seen:
            seen.add(found.address)
            yield found


def _consents(customer: Element) -> Iterator[tuple[str, bool]]:
    for element in [*children(customer, "Email"), *children(customer, "Address")]:
        match = re.fullmatch(r"(newsletter|catalog):(yes|no)", attr(element, "Remark").casefold())
        if match:
            yield ("email" if match[1] == "newsletter" else "mail"), match[2] == "yes"


def _document(customer: Element) -> dict[str, Any]:
    for element in children(customer, "Document"):
        number = attr(element, "DocID")
        if not number or is_masked(number):
            continue
        found = named_document(number, _DOC_TYPES.get(attr(element, "DocType"), ""))
        issued = attr(element, "DocIssueCountry") or attr(element, "DocIssueAuthority")
        return {"document_type": found.type, "document_no": found.number, "document_country": country_code(issued)}
    return {}


def _membership(element: Element) -> Membership | None:
    number = attr(element, "MembershipID")
    if not number:
        return None
    return Membership(attr(element, "ProgramID"), number, attr(element, "LoyalLevel") or attr(element, "LoyaltyLevel"))


def _language(customer: Element, profile: Element) -> str:
    raw = attr(customer, "Language") or attr(
        child(profile, "PrefCollections", "PrefCollection", "CommonPref"), "PrimaryLangID"
    )
    word = raw.casefold()
    return value_words("language").get(word) or (word[:2] if re.fullmatch(r"[a-z]{2}(?:-[a-z]+)?", word) else "")


def _preferences(profile: Element) -> Iterator[tuple[str, str]]:
    for common in children(profile, "PrefCollections", "PrefCollection", "CommonPref"):
        smoking = attr(common, "SmokingAllowed").casefold()
        if smoking in ("true", "false"):
            yield "smoking", smoking
    for hotel in children(profile, "PrefCollections", "PrefCollection", "HotelPref"):
        for choice in hotel:
            text = text_of(choice) or " ".join(f"{k} {v}" for k, v in choice.attrib.items())
            if text:
                yield name_of(choice).removesuffix("Pref"), text
