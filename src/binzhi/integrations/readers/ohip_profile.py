"""Profiles of OPERA Cloud: a person becomes a GuestRow, a company, agent, source or group a CompanyRow."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from binzhi.integrations.readers import ohip_values as v
from binzhi.integrations.readers.ohip_values import Node, each, first_text, flag, node, text
from binzhi.integrations.readers.people import (
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

_PERSONS = frozenset({"guest", "contact", "employee", ""})
_PHONE_USES = {
    "MOBILE": "mobile",
    "CELL": "mobile",
    "HOME": "home",
    "BUSINESS": "work",
    "WORK": "work",
    "OFFICE": "work",
    "FAX": "fax",
}
_DOCUMENTS = {"PASSPORT": "passport", "PP": "passport", "ID": "id_card", "IDCARD": "id_card", "ID CARD": "id_card", "NATIONALID": "id_card",
              "DL": "driving_licence", "DRIVERLICENSE": "driving_licence"}  # fmt: skip
_CONSENTS = {"allowPhone": "phone", "allowSMS": "sms", "allowEmail": "email", "allowMail": "mail", "infoFromThirdParty": "third_party",
             "marketResearchParticipation": "market_research"}  # fmt: skip


def is_profile(item: Node) -> bool:
    """Tell whether an object is a profile: it carries a customer, or a company with a name."""
    return isinstance(item.get("customer"), dict) or "companyName" in node(item, "company") or _is_relation(item)


def _is_relation(item: Node) -> bool:
    return "customerName" in item and "profileIdList" in item


def profile_row(item: Node, ids: tuple[ExternalId, ...], region: str = "") -> GuestRow | CompanyRow:
    """Return the row of a profile object with the ids that stand beside it."""
    if _is_relation(item):
        return _related(item, ids)
    kind = text(item.get("profileType")).lower()
    person = isinstance(item.get("customer"), dict) and (kind in _PERSONS or not node(item, "company"))
    return (
        guest_row(item, ids) if person or (kind in _PERSONS and not node(item, "company")) else company_row(item, ids)
    )


def identity_of(ids: tuple[ExternalId, ...]) -> ExternalId | None:
    """Return the id that names the profile; the OPERA profile id before any other."""
    return next((i for i in ids if i.type in ("profile", "guest", "company", "id")), ids[0] if ids else None)


def guest_row(item: Node, ids: tuple[ExternalId, ...]) -> GuestRow:
    """Return the person of a profile; ``partial`` when it changes somebody without naming them."""
    customer = node(item, "customer")
    names = _names(customer)
    where, region = _address(item.get("addresses") or item.get("addressInfo"))
    members = tuple(_memberships(item))
    extra: dict[str, Any] = _document(customer)
    last = v.day(node(item, "lastStayInfo").get("lastVisit"))
    return GuestRow(
        identity=identity_of(ids),
        external_ids=ids,
        partial=not names["name"],
        **names,
        gender=v.word("gender", customer.get("gender")),
        phones=_phones(item, region),
        emails=_emails(item),
        birth_date=named_birth(text(customer.get("birthDate"))),
        nationality=v.country(customer.get("nationality")) or v.country(customer.get("citizenCountry")),
        native_place=text(customer.get("birthPlace")),
        **where,
        company=first_text(node(customer, "companyInfo"), "legalCompany") or text(customer.get("legalCompany")),
        position=first_text(customer, "businessTitle", "profession")
        or text(node(customer, "companyInfo").get("position")),
        member_no=members[0].number if members else "",
        member_level=members[0].level if members else "",
        member_programme=members[0].programme if members else "",
        other_memberships=members[1:],
        language=v.language(customer.get("language")),
        vip_level=first_text(customer, "vipStatus") or text(node(item, "vip").get("vipCode")),
        notes="\n".join(_notes(item)),
        flags=tuple(_flags(item, customer)),
        preferences=tuple(_preferences(item)),
        consents=tuple((c, flag(p[k])) for p in [node(item, "privacyInfo")] for k, c in _CONSENTS.items() if k in p),
        last_visit=last if last and last.year > 1900 else None,
        last_room_no=text(node(item, "lastStayInfo").get("lastRoom")),
        visits=v.count(node(item, "lastStayInfo").get("totalStay")) or None,
        **extra,
    )


def company_row(item: Node, ids: tuple[ExternalId, ...]) -> CompanyRow:
    """Return the company, agent, source or group of a profile."""
    company = node(item, "company")
    where, region = _address(item.get("addresses"))
    corporate = next((i.value for i in ids if i.type == "corporateid"), "")
    name = first_text(company, "companyName", "companyName2") or text(item.get("name"))
    return CompanyRow(
        identity=identity_of(ids),
        external_ids=ids,
        kind={"agent": "agent", "travelagent": "agent", "source": "source", "group": "group"}.get(
            text(item.get("profileType")).lower(), "company"
        ),
        code=corporate,
        name=name,
        other_names=tuple(
            n for k in ("companyName2", "companyName3", "alternateName") if (n := text(company.get(k))) and n != name
        ),
        phones=_phones(item, region),
        emails=_emails(item),
        **where,
        language=v.language(company.get("language")),
        currency=code if len(code := text(company.get("currencyCode"))) == 3 else "",
        notes="\n".join(_notes(item)),
        flags=tuple(_flags(item, company)),
        partial=not name,
    )


def _related(item: Node, ids: tuple[ExternalId, ...]) -> GuestRow | CompanyRow:
    name, where = text(item.get("customerName")), node(item, "address")
    lines = [text(x) for x in where.get("addressLine") or [] if text(x)]
    code = v.country(where.get("country"))
    phone = lenient_phone(text(item.get("telephoneNumber")), use="", region=code or "CN")
    mail = read_email(text(item.get("emailAddress")))
    common: dict[str, Any] = {
        "identity": identity_of(ids),
        "external_ids": ids,
        "phones": (phone,) if phone else (),
        "emails": (mail,) if mail else (),
        "address": ", ".join(lines),
        "city": first_text(where, "city", "cityName"),
        "postal_code": text(where.get("postalCode")),
        "country": code,
    }
    if text(item.get("profileType")).lower() not in _PERSONS:
        return CompanyRow(name=name, partial=not name, **common)
    latin = "" if has_han(name) else name
    return GuestRow(name=name, latin_name=latin, name_truncated=is_truncated(name), partial=not name, **common)


def _names(customer: Node) -> dict[str, Any]:
    main: Node = {}
    other: Node = {}
    for person in each(customer.get("personName")):
        kind = text(person.get("nameType")).lower()
        said = bool(first_text(person, "surname", "givenName"))
        if said and kind in ("primary", "") and not main:
            main = person
        elif said and kind == "alternate" and not other:
            other = person
    if not main:
        main, other = other, {}
    return person_fields(main, other)


def person_fields(main: Node, other: Node) -> dict[str, Any]:
    """Return the name fields of a person; a Chinese alternate name goes first, the Latin one beside it."""
    family, given = text(main.get("surname")), text(main.get("givenName"))
    name = full_name(family, given, text(main.get("middleName"))) or text(main.get("fullName"))
    alternate = full_name(text(other.get("surname")), text(other.get("givenName"))) if other else ""
    cut = is_truncated(name, family, given)
    latin = "" if has_han(name) else name
    if alternate and has_han(alternate) and not has_han(name):
        family, given, name = text(other.get("surname")), text(other.get("givenName")), alternate
    return {
        "name": name,
        "latin_name": latin,
        "family_name": family,
        "given_name": given,
        "name_truncated": cut,
        "title": first_text(main, "nameTitle", "namePrefix", "salutation"),
    }


def _document(customer: Node) -> dict[str, Any]:
    for info in each(node(customer, "identifications").get("identificationInfo") or customer.get("identifications")):
        card = node(info, "identification") or info
        number = text(card.get("idNumber"))
        if not number or is_masked(number):
            continue
        kind = _DOCUMENTS.get(text(card.get("idType")).upper(), "")
        found = named_document(number, kind)
        return {
            "document_type": found.type,
            "document_no": found.number,
            "document_country": v.country(card.get("issuedCountry")),
        }
    return {}


def _primary(found: list[Node]) -> Node:
    return next((x for x in found if flag(x.get("primaryInd"))), found[0] if found else {})


def _address(container: object) -> tuple[dict[str, Any], str]:
    infos = each(node(container).get("addressInfo") or container)
    where = _primary([node(i, "address") for i in infos if node(i, "address")])
    lines = (
        [text(line) for line in where.get("addressLine") or [] if text(line)]
        if isinstance(where.get("addressLine"), list)
        else []
    )
    lines.extend(s for s in (text(where.get("streetAddress")), text(where.get("state"))) if s)
    found = {
        "address": ", ".join(lines),
        "city": first_text(where, "cityName", "city"),
        "postal_code": text(where.get("postalCode")),
        "country": v.country(where.get("country")),
    }
    return found, found["country"] or "CN"


def _phones(item: Node, region: str) -> tuple[Phone, ...]:
    found: list[Phone] = []
    for info in each(node(item, "telephones").get("telephoneInfo") or item.get("telephoneInfo")):
        phone = node(info, "telephone") or {"phoneNumber": info.get("telephone")}
        uses = [text(phone.get(k)).upper() for k in ("phoneUseType", "phoneTechType")]
        use = next((_PHONE_USES[u] for u in uses if u in _PHONE_USES), "")
        read = lenient_phone(text(phone.get("phoneNumber")), use=use, region=region)
        if read and read not in found and "EMAIL" not in uses:
            found.append(read)
    return tuple(found)


def _emails(item: Node) -> tuple[Email, ...]:
    found: dict[str, Email] = {}
    for info in each(node(item, "emails").get("emailInfo") or item.get("emailInfo")):
        read = read_email(text(node(info, "email").get("emailAddress")) or text(info.get("email")))
        if read:
            found.setdefault(read.address, read)
    return tuple(found.values())


def _memberships(item: Node) -> Iterator[Membership]:
    listed = list(each(node(item, "profileMemberships").get("profileMembership") or item.get("profileMembership")))
    listed.sort(key=lambda m: not flag(m.get("preferredCard")))
    for card in listed:
        number = text(card.get("membershipId"))
        if number and number != "0" and not flag(card.get("inactive")):
            yield Membership(text(card.get("membershipType")), number, text(card.get("membershipLevel")))


def _notes(item: Node) -> Iterator[str]:
    for info in each(node(item, "comments").get("commentInfo") or item.get("comments")):
        found = v.long_text(node(info, "comment"))
        if found:
            yield found
    for info in each(node(item, "keywords").get("keyword")):
        found = text(info.get("keyword"))
        if found:
            yield f"{text(info.get('type')) or 'KEYWORD'}: {found}"


def _preferences(item: Node) -> Iterator[tuple[str, str]]:
    for group in each(node(item, "preferenceCollection").get("preferenceType")):
        code = text(group.get("preferenceType"))
        for choice in each(group.get("preference")):
            value, more = text(choice.get("preferenceValue")), text(choice.get("description"))
            if value or more:
                yield code, f"{value} {more}".strip() if more != value else value


def _flags(item: Node, holder: Node) -> Iterator[str]:
    if flag(holder.get("blacklist")):
        yield "blacklist"
    if flag(node(item, "profileRestrictions").get("restricted")):
        yield "restricted"
    if text(item.get("statusCode")).lower() == "inactive":
        yield "inactive"
    if flag(holder.get("privateProfile")):
        yield "private"


def visited_on(value: object) -> date | None:
    """Return a visit date, leaving out the zero dates of the schema."""
    found = v.day(value)
    return found if found and found.year > 1900 else None
