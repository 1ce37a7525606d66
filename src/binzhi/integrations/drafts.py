"""From the rows of a file to the drafts of the verbs."""

from collections.abc import Iterable

from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft, MemberDraft
from binzhi.guests.enums import Channel, ContactKind, DateKind, DocumentKind, Gender, GuestKind, SourceKind, Stage
from binzhi.guests.origin import Origin
from binzhi.integrations.rows import ExternalId, GuestRow, ReservationRow
from binzhi.kernel.addresses import read_address, with_parts
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import ConfirmationMethod, ReservationState

STATES = {
    "reserved": ReservationState.BOOKED,
    "requested": ReservationState.REQUESTED,
    "waitlisted": ReservationState.REQUESTED,
    "in_house": ReservationState.IN_HOUSE,
    "checked_out": ReservationState.CHECKED_OUT,
    "cancelled": ReservationState.CANCELLED,
    "no_show": ReservationState.NO_SHOW,
}
PHONE_KINDS = {
    "mobile": ContactKind.MOBILE,
    "home": ContactKind.PHONE,
    "work": ContactKind.COMPANY_PHONE,
    "fax": ContactKind.FAX,
}
DOCUMENT_KINDS = set(DocumentKind.values)
OWN_SYSTEMS = {"file"}


def _triples(ids: Iterable[ExternalId]) -> tuple[tuple[str, str, str], ...]:
    return tuple(dict.fromkeys([(i.system[:40], i.type[:40], i.value[:120]) for i in ids if i.value]))


def guest_ids(row: GuestRow) -> tuple[tuple[str, str, str], ...]:
    """Return the outside ids of a guest row, the naming one first."""
    return _triples([*([row.identity] if row.identity else []), *row.external_ids])


def reservation_ids(row: ReservationRow) -> tuple[tuple[str, str, str], ...]:
    """Return the outside ids of a reservation row, the naming one first."""
    if row.identity and row.identity.value and not row.external_ids:
        one = row.identity
        return ((one.system[:40], one.type[:40], one.value[:120]),)
    return _triples([*([row.identity] if row.identity else []), *row.external_ids])


def contacts_of(row: GuestRow) -> tuple[ContactDraft, ...]:
    """Return phones in E.164, mails and the address; a number that could not be read is left out."""
    found = [
        ContactDraft(PHONE_KINDS.get(p.use, ContactKind.MOBILE if not p.use else ContactKind.PHONE), p.number)
        for p in row.phones
        if p.number
    ]
    found += [ContactDraft(ContactKind.EMAIL, e.address, is_relay=e.relay) for e in row.emails if e.address]
    address = with_parts(read_address(row.address), city=row.city, postcode=row.postal_code).kept()
    if address:
        found.append(ContactDraft(ContactKind.ADDRESS, address))
    return tuple(dict.fromkeys(found))


def documents_of(row: GuestRow) -> tuple[DocumentDraft, ...]:
    """Return the document of a row."""
    if not row.document_no:
        return ()
    kind = row.document_type if row.document_type in DOCUMENT_KINDS else DocumentKind.OTHER.value
    return (DocumentDraft(DocumentKind(kind), row.document_no, row.document_country, row.document_expires),)


def origin_of(row: GuestRow) -> Origin:
    """Return how the values of a row were learned: read from the document by a reader, or brought in with a file."""
    if row.scanned:
        return Origin(source=SourceKind.SCANNED, channel=Channel.DOCUMENT_SCAN)
    return Origin(source=SourceKind.IMPORTED)


WEB_SIGNS = ("web", "ota", "online", "internet", "网络", "官网", "booking", "ctrip", "expedia", "agoda")


def form_origin(row: ReservationRow) -> Origin:
    """Return how the guest's values in an imported booking form were learned: by the web, or with a booking form (R-121)."""
    said = f"{row.source} {row.channel}".lower()
    is_web = any(sign in said for sign in WEB_SIGNS)
    channel = Channel.WEB if is_web else Channel.BOOKING_FORM
    return Origin(source=SourceKind.IMPORTED, channel=channel, stage=Stage.BOOKING)


def _birthday(row: GuestRow) -> tuple[DateDraft, ...]:
    if row.birth_date:
        return (DateDraft(DateKind.BIRTHDAY, row.birth_date.isoformat()),)
    if row.birth_month_day:
        month, day = row.birth_month_day
        return (DateDraft(DateKind.BIRTHDAY, f"{month:02d}-{day:02d}"),)
    return ()


def _cut(text: str, size: int) -> str | None:
    return text[:size] if text else None


def guest_draft(row: GuestRow, *, name: str) -> GuestDraft:
    """Return the draft of a guest row; fields the file does not carry stay None."""
    if row.placeholder:
        return GuestDraft(
            name=name, nationality=row.nationality or None, kind=GuestKind.PLACEHOLDER, external_ids=guest_ids(row)
        )
    return GuestDraft(
        name=name,
        latin_name=_cut(row.latin_name, 120),
        title=_cut(row.title, 40),
        gender=Gender(row.gender) if row.gender in Gender.values else None,
        nationality=row.nationality or None,
        native_place=_cut(row.native_place, 80),
        language=_cut(row.language, 12),
        company=_cut(row.company or row.agreement_company, 160),
        position=_cut(row.position, 80),
        vip_level=_cut(row.vip_level, 12),
        contacts=contacts_of(row),
        documents=documents_of(row),
        dates=_birthday(row),
        members=(
            (MemberDraft(row.member_no, row.member_level, row.member_programme[:24] or "house"),)
            if row.member_no
            else ()
        ),
        external_ids=guest_ids(row),
    )


def _code(text: str) -> str:
    return text.strip()[:60]


def codes_of(row: ReservationRow) -> tuple[tuple[str, str], ...]:
    """Return the (kind, code) pairs a row names, room types included."""
    return (
        ("source", _code(row.source)),
        ("channel", _code(row.channel)),
        ("market", _code(row.market)),
        ("agent", _code(row.agent_code or row.agent_name)),
        ("company", _code(row.company_code or row.company_name)),
        ("rate_plan", _code(row.rate_plan)),
        ("room_type", row.room_type[:16]),
        ("room_type", row.assigned_room_type[:16]),
    )


def reservation_draft(row: ReservationRow, *, number: str = "") -> ReservationDraft:
    """Return the draft of a reservation row under a number (empty: made up). The row carries both dates."""
    if row.arrival is None or row.departure is None:
        raise ValueError("a row without dates changes a booking, it makes none")
    method = row.confirmation_method if row.confirmation_method in ConfirmationMethod.values else ""
    text = "\n".join(part for part in (row.special_requests, row.comments, *row.services) if part)
    return ReservationDraft(
        arrival=row.arrival,
        departure=row.departure,
        number=number,
        state=STATES.get(row.status, ReservationState.BOOKED),
        rooms=max(1, row.rooms),
        adults=row.adults,
        children=row.children,
        babies=row.babies,
        room_type=row.room_type[:16],
        assigned_room_type=row.assigned_room_type[:16],
        rate=row.rate,
        currency=row.currency,
        rate_plan=_code(row.rate_plan),
        source=_code(row.source),
        channel=_code(row.channel),
        market=_code(row.market),
        agent=_code(row.agent_code or row.agent_name),
        company=_code(row.company_code or row.company_name),
        meal=row.meal[:20],
        deposit=row.deposit_type[:20],
        booker=(row.booker.name if row.booker else "")[:120],
        confirmation_method=ConfirmationMethod(method),
        eta=row.eta,
        special_requests=text,
        request_count=row.special_request_count,
        reported_repeat=row.repeat_guest,
        reported_stays=row.previous_stays,
        reported_cancellations=row.previous_cancellations,
        booked_on=row.booked_on,
        state_on=row.cancelled_on or row.status_on,
        external_ids=reservation_ids(row),
    )


def reported(row: GuestRow) -> str:
    """Return what the other system counted about a guest, as a note."""
    parts = [
        f"入住 {row.visits} 次" if row.visits else "",
        f"{row.nights_total} 晚" if row.nights_total else "",
        f"消费 {row.spend_total}" if row.spend_total else "",
        f"首次 {row.first_visit}" if row.first_visit else "",
        f"最近 {row.last_visit}" if row.last_visit else "",
    ]
    said = ",".join(p for p in parts if p)
    return f"原系统记录:{said}" if said else ""
