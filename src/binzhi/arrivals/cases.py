"""What is known about one stay when its preparation is planned."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from binzhi.guests.enums import DateKind, FlagCode, NoteKind, SourceKind
from binzhi.guests.items import Item, items
from binzhi.guests.models import Fact, Guest, GuestFlag, GuestNote
from binzhi.kernel.words import Words
from binzhi.stays.models import HeldProperty, HotelCode, Reservation, Stay


@dataclass(frozen=True, slots=True)
class Because:
    """Why something is to be prepared: the fact, note, item held or date behind it, with its origin.

    ``value`` is None for a sealed value: it is read through the vault when it is shown.
    """

    kind: str
    id: UUID | None
    label: Words
    value: Words | None
    source: str = ""
    author: str = ""
    department: str = ""
    learned_at: datetime | None = None
    day: date | None = None
    place: str = ""
    count: int = 0

    @property
    def key(self) -> str:
        """Tell evidence of one rule apart across rebuilds."""
        return str(self.id) if self.id else f"{self.kind}:{self.day.isoformat() if self.day else ''}"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A birthday or anniversary that falls into the stay."""

    kind: str
    on: date
    label: str
    row_id: UUID


@dataclass(frozen=True, slots=True)
class PastStay:
    """A former stay, lightly."""

    stay_id: UUID
    hotel_id: UUID
    arrival: date
    departure: date
    nights: int
    room_id: UUID | None
    room: str
    room_type: str
    rate: str
    source: str
    served_by: str


@dataclass(slots=True)
class Case:
    """One arriving (or in-house) guest with everything the rules may ask for.

    ``facts`` are accepted and fresh; ``uncertain`` ones are proposed or have faded: shown, but nothing is done for them.
    """

    stay: Stay
    guest: Guest
    reservation: Reservation | None
    day: date
    eta: time
    eta_known: bool
    past: list[PastStay] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    uncertain: list[Fact] = field(default_factory=list)
    days: list[SpecialDay] = field(default_factory=list)
    notes: list[GuestNote] = field(default_factory=list)
    held: list[HeldProperty] = field(default_factory=list)
    flags: list[GuestFlag] = field(default_factory=list)
    company: HotelCode | None = None
    last_room_free: bool = False
    dining_spends: int = 0
    is_further_room: bool = False
    in_house: bool = False

    @property
    def last(self) -> PastStay | None:
        """The latest former stay in the readable hotels."""
        return self.past[-1] if self.past else None

    @property
    def last_here(self) -> PastStay | None:
        """The latest former stay in this hotel."""
        return next((p for p in reversed(self.past) if p.hotel_id == self.stay.hotel_id), None)

    @property
    def stays_before(self) -> int:
        """Former stays, those another system reported included."""
        reported = self.reservation.reported_stays if self.reservation else 0
        return max(len(self.past), reported)

    @property
    def has_history(self) -> bool:
        """A guest with former stays or facts has a history (R-216)."""
        return bool(self.past or self.facts or (self.reservation and self.reservation.reported_repeat))


NOTE_WORDS = {
    NoteKind.COMPLAINT.value: Words("投诉", "complaint"),
    NoteKind.UNHAPPY.value: Words("不愉快的意见", "unpleasant experience"),
    NoteKind.ACCIDENT.value: Words("意外事故", "accident"),
}
FLAG_WORDS = {
    FlagCode.DO_NOT_RENT.value: Words("谢绝入住", "Do not rent"),
    FlagCode.DO_NOT_DISTURB.value: Words("请勿打扰", "Do not disturb"),
    FlagCode.DO_NOT_ASK.value: Words("勿主动询问", "Do not ask questions"),
    FlagCode.INCOGNITO.value: Words("保密入住", "Incognito"),
    FlagCode.NO_MAILINGS.value: Words("勿寄宣传品", "No mailings"),
    FlagCode.LONG_STAY.value: Words("常住客人", "Long stay"),
    FlagCode.NEEDS_ATTENTION.value: Words("需特别关注", "Needs special attention"),
}
DAY_WORDS = {
    DateKind.BIRTHDAY.value: Words("生日", "Birthday"),
    DateKind.WEDDING.value: Words("结婚纪念日", "Wedding anniversary"),
    DateKind.OTHER.value: Words("纪念日", "Anniversary"),
}
SOURCE_WORDS = {
    SourceKind.SCANNED.value: Words("证件扫描", "scanned"),
    SourceKind.STATED.value: Words("本人说", "stated"),
    SourceKind.OBSERVED.value: Words("员工观察", "observed"),
    SourceKind.INFERRED.value: Words("推断", "inferred"),
    SourceKind.IMPORTED.value: Words("导入", "imported"),
}
UNIT_EN = {"个": "", "条": "", "瓶": "", "次": "", "°C": "°C"}


def value_words(item: Item | None, value: str) -> Words:
    """Return the wording of a fact's value: choices by their words, numbers with their unit."""
    if item is None:
        return Words(value, value)
    if item.value == "choice":
        for code, words in item.choices:
            if code == value:
                return words
    if item.value == "number":
        number = value.rstrip("0").rstrip(".") if "." in value else value
        return Words(f"{number} {item.unit}".strip(), f"{number} {UNIT_EN.get(item.unit, item.unit)}".strip())
    if item.value == "yes":
        return Words("是", "yes")
    return Words(value, value)


def because_fact(fact: Fact) -> Because:
    """Return the evidence of a fact; a sealed one without its value."""
    item = items().get(fact.item)
    return Because(
        kind="fact",
        id=fact.id,
        label=item.words if item else Words(fact.item, fact.item),
        value=None if fact.sealed is not None else value_words(item, fact.value),
        source=fact.source_kind,
        author=fact.author,
        department=fact.department,
        learned_at=fact.last_confirmed_at,
    )


def note_words(note: GuestNote) -> Words:
    """Return the word for a note's kind."""
    return NOTE_WORDS.get(note.kind, Words("备注", "note"))


def because_note(note: GuestNote) -> Because:
    """Return the evidence of an unpleasant note: its kind and day; the text stays sealed."""
    words = note_words(note)
    day = note.written_at.date()
    return Because(
        kind="note",
        id=note.id,
        label=Words("上次住店", "Last time"),
        value=Words(f"{words.zh}（{day.isoformat()}）", f"{words.en} ({day.isoformat()})"),
        author=note.author,
        department=note.department,
        learned_at=note.written_at,
        day=day,
    )


def flag_words(code: str) -> Words:
    """Return the words of a flag."""
    return FLAG_WORDS.get(code, Words(code, code))


def because_held(held: HeldProperty) -> Because:
    """Return the evidence of luggage or a left item."""
    text = f"{held.description}{f' #{held.tag}' if held.tag else ''}"
    words = Words("寄存行李", "Stored luggage") if held.kind == "luggage" else Words("遗留物品", "Item left behind")
    return Because(
        kind="held",
        id=held.id,
        label=words,
        value=Words(text, text),
        author=held.held_by,
        learned_at=None,
        day=held.held_on,
        place=held.place,
    )


def because_day(special: SpecialDay) -> Because:
    """Return the evidence of a birthday or anniversary: only day and month, never the year."""
    words = DAY_WORDS[special.kind]
    label = Words(special.label or words.zh, special.label or words.en)
    return Because(kind="date", id=special.row_id, label=words, value=label, source=special.kind, day=special.on)
