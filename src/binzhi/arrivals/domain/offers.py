"""Verbs on the proposal before arrival (R-238): rooms, services and extras drafted from history, edited, sent."""

from datetime import datetime

from binzhi.arrivals.access import SIGN
from binzhi.arrivals.cases import Case
from binzhi.arrivals.entries import Entry
from binzhi.arrivals.errors import OfferSent
from binzhi.arrivals.models import RoomProposal, StayOffer
from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.items import items
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.stays.enums import ConfirmationMethod
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import Cell, read_many, seal

WROTE = declare_act(
    "write_offer", zh="拟定抵店前方案（{language}）", en="Drafted the proposal before arrival ({language})"
)
SENT = declare_act("send_offer", zh="抵店前方案已经 {channel} 发出", en="Sent the proposal before arrival by {channel}")

TABLE = "arrivals_offer"
LANGUAGES = ("zh-hans", "en")
GROUP_WORDS = {
    "room": Words("房间", "Your room"),
    "bathroom": Words("卫浴", "Bathroom"),
    "dining": Words("餐饮", "Dining"),
    "office": Words("商务", "Office"),
    "service": Words("服务", "Services"),
    "turndown": Words("夜床", "Turndown"),
    "laundry": Words("洗衣", "Laundry"),
    "gift": Words("心意", "A small attention"),
}


def _wishes(entry: Entry, *, zh: bool) -> list[str]:
    """Accepted wishes a guest may read about himself: no alerts, no staff remarks, nothing inferred."""
    by_group: dict[str, list[str]] = {}
    for preference in entry.preferences:
        item = items().get(preference.item)
        if (
            item is None
            or item.kind != "preference"
            or preference.is_alert
            or preference.is_stale
            or preference.is_proposed
        ):
            continue
        if item.group in GROUP_WORDS and item.code not in {
            "avoid_room",
            "room_type",
            "booking_method",
            "confirmation_method",
        }:
            phrase = preference.phrase.zh if zh else preference.phrase.en
            by_group.setdefault(item.group, []).append(phrase)
    sep = "；" if zh else "; "
    colon = "：" if zh else ": "
    return [f"· {GROUP_WORDS[g].zh if zh else GROUP_WORDS[g].en}{colon}{sep.join(v)}" for g, v in by_group.items()]


def draft_offer(entry: Entry, language: str) -> str:
    """Return a draft of the proposal in a language; plain text that staff edit before it is sent."""
    case: Case = entry.case
    zh, stay, guest = language.startswith("zh"), case.stay, case.guest
    name = (guest.salutation_zh if zh else guest.salutation_en) or guest.name
    room = (
        RoomProposal.objects.filter(guest_id=stay.guest_id, stay_id=stay.id).select_related("room__room_type").first()
    )
    number = stay.room.number if stay.room else room.room.number if room and room.room else ""
    wishes = _wishes(entry, zh=zh)
    same_room = bool(case.last_here and number and case.last_here.room == number)
    back = case.stays_before > 0
    if zh:
        lines = [f"尊敬的{name}：", ""]
        lines.append("欢迎您再次光临。" if back else "感谢您选择我们。")
        lines.append(
            f"您将于 {stay.arrival.month}月{stay.arrival.day}日 抵店，住 {stay.nights} 晚。我们拟为您作如下安排，请您过目："
        )
        lines += [f"· 房间：{number} 房" + ("（您上次入住的房间）" if same_room else "")] if number else []
        lines += wishes
        lines += ["", "如需调整，或需要接机、订餐、购票等服务，请直接回复本信。", "", "期待您的到来。"]
        return "\n".join(lines)
    lines = [f"Dear {name},", ""]
    lines.append("We are glad to welcome you back." if back else "Thank you for choosing our house.")
    lines.append(
        f"You arrive on {stay.arrival:%-d %B} for {stay.nights} nights. This is what we would like to prepare for you:"
    )
    lines += [f"· Room {number}" + (", the one you had last time" if same_room else "")] if number else []
    lines += wishes
    lines += [
        "",
        "Please answer this letter if you would like a change, a transfer, a table or tickets.",
        "",
        "We look forward to your stay.",
    ]
    return "\n".join(lines)


def offer_of(stay: Stay, language: str) -> StayOffer | None:
    """Return the proposal written for a stay in a language."""
    row: StayOffer | None = StayOffer.objects.filter(guest_id=stay.guest_id, stay_id=stay.id, language=language).first()
    return row


def offer_text(scope: Scope, offer: StayOffer, *, now: datetime) -> str:
    """Return the text of a proposal."""
    cell = Cell(TABLE, offer.guest_id, offer.id, "text", bytes(offer.text), "C1", "offer")
    return read_many(scope=scope, now=now, cells=[cell], purpose="proposal before arrival")[0] or ""


def write_offer(*, scope: Scope, now: datetime, stay: Stay, language: str, text: str) -> StayOffer:
    """Keep the edited proposal. Refuses an empty one, one with document numbers, and one that was sent."""
    scope.need(SIGN)
    scope.need_hotel(stay.hotel_id)
    text = text.strip()
    if not text or len(text) > 4000 or language not in LANGUAGES:
        raise BadInput(field="text", zh="请填写1至4000字的方案。", en="write a proposal of 1 to 4,000 characters.")
    refuse_numbers(text)
    with unit_of_work(scope):
        row: StayOffer | None = locked(
            StayOffer.objects.filter(guest_id=stay.guest_id, stay_id=stay.id, language=language)
        ).first()
        if row is not None and row.sent_at is not None:
            raise OfferSent
        row_id = row.id if row is not None else uuid7()
        sealed = seal(table=TABLE, guest_id=stay.guest_id, row_id=row_id, column="text", plain=text)
        if row is None:
            row = persist(
                StayOffer(
                    guest_id=stay.guest_id,
                    id=row_id,
                    hotel_id=stay.hotel_id,
                    stay_id=stay.id,
                    language=language,
                    text=sealed,
                    written_at=now,
                    written_by=scope.actor.name,
                )
            )
        else:
            row.text, row.written_at, row.written_by, row.version = sealed, now, scope.actor.name, row.version + 1
            amend(row, "text", "written_at", "written_by", "version")
        _record(WROTE, scope, now, row, language=language)
    return row


def _record(name: str, scope: Scope, now: datetime, row: StayOffer, **details: str) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="offer",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details=details,
    )


def send_offer(*, scope: Scope, now: datetime, offer: StayOffer, channel: ConfirmationMethod) -> StayOffer:
    """Note that the proposal was sent and by which way; it cannot be changed afterwards.

    The house's own channels come with the messaging work; until then staff send it from their desk and say how.
    """
    scope.need(SIGN)
    scope.need_hotel(offer.hotel_id)
    if channel == ConfirmationMethod.NONE:
        raise BadInput(field="channel", zh="请选择发送方式。", en="choose how it was sent.")
    with unit_of_work(scope):
        row: StayOffer = locked(StayOffer.objects.filter(guest_id=offer.guest_id, id=offer.id)).get()
        if row.sent_at is not None:
            raise OfferSent
        row.sent_at, row.sent_by, row.channel = now, scope.actor.name, channel.value
        amend(row, "sent_at", "sent_by", "channel")
        _record(SENT, scope, now, row, channel=channel.value)
    return row
