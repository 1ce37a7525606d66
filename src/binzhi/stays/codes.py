"""The codes of a hotel, read once per unit of work or request."""

from dataclasses import dataclass, field
from uuid import UUID

from binzhi.audit.domain.unit import current_unit, inside_unit
from binzhi.stays.enums import CodeKind
from binzhi.stays.models import HotelCode, RoomType


@dataclass(slots=True)
class CodeBook:
    """Room types by code and known codes by kind."""

    room_types: dict[str, RoomType] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)

    def knows(self, kind: str, code: str) -> bool:
        """Tell whether the hotel knows the code."""
        return code in self.codes.get(kind, ())


CODE_FIELDS = {
    "source": CodeKind.SOURCE,
    "channel": CodeKind.CHANNEL,
    "market": CodeKind.MARKET,
    "agent": CodeKind.AGENT,
    "company": CodeKind.COMPANY,
    "rate_plan": CodeKind.RATE_PLAN,
}


def _load(hotel_id: UUID) -> CodeBook:
    book = CodeBook()
    for room_type in RoomType.objects.filter(hotel_id=hotel_id):
        book.room_types[room_type.code] = room_type
    for kind, code in HotelCode.objects.filter(hotel_id=hotel_id).values_list("kind", "code"):
        book.codes.setdefault(kind, set()).add(code)
    return book


def code_book(hotel_id: UUID) -> CodeBook:
    """Return the codes of a hotel; inside a unit of work they are read once."""
    if not inside_unit():
        return _load(hotel_id)
    books: dict[UUID, CodeBook] = current_unit().memory.setdefault("code_books", {})
    if hotel_id not in books:
        books[hotel_id] = _load(hotel_id)
    return books[hotel_id]
