"""Verbs on readings: take what a reader read, wait for one, say why nothing was read, let it go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests.access import SCAN, SCAN_CARD
from binzhi.guests.models import DocumentReading
from binzhi.guests.ocr import OcrMissing, PhotoRefused, check_photo, is_installed
from binzhi.guests.scan_files import put_aside, take_out
from binzhi.guests.scan_kinds import ReadingKind, ReadingState, ReadingWay, classes_of
from binzhi.guests.scan_reading import Reading, reading_of
from binzhi.kernel.errors import DomainError
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.parcel import ParcelClosed, open_bytes_for, open_parcel, seal_bytes_for, seal_parcel

LIFE = timedelta(minutes=30)
MOST_PHOTOS = 2  # front and back
TOOK = declare_act(
    "take_reading",
    zh="读取{kind}（{way}）",
    en="Read: {kind} ({way})",
    said={"kind": choice_words(ReadingKind), "way": choice_words(ReadingWay)},
)


@dataclass(frozen=True, slots=True)
class About:
    """Whom a reading is for, when that is known, and the page to go back to."""

    guest_id: UUID | None = None
    stay_id: UUID | None = None
    back_to: str = ""


NOBODY = About()


def need_scan(scope: Scope, kind: str) -> None:
    """Refuse whoever may not scan, or may not read the classes of values such a document holds."""
    scope.need(SCAN_CARD if kind == ReadingKind.BUSINESS_CARD else SCAN)
    for field_class in classes_of(kind):
        policy.require(scope, "read", field_class=field_class)


def take_reading(
    *, scope: Scope, now: datetime, hotel_id: UUID, reading: Reading, way: ReadingWay, about: About = NOBODY
) -> DocumentReading:
    """Keep what was read, sealed for the actor for half an hour, to be confirmed. Nothing reaches a profile."""
    need_scan(scope, reading.kind)
    scope.need_hotel(hotel_id)
    with unit_of_work(scope):
        row = _row(scope, now, hotel_id, reading.kind, way, ReadingState.READY, about)
        row.parcel = _sealed(row, reading)
        persist(row)
        _log(scope, now, row)
    return row


def expect_photos(
    *, scope: Scope, now: datetime, hotel_id: UUID, kind: ReadingKind, photos: Sequence[bytes], about: About = NOBODY
) -> DocumentReading:
    """Put sealed pictures aside for the worker. Refuses without the extra ``ocr`` and what is no picture.

    The caller queues the work when the row stands. The files are deleted when the worker opens them, and after half an
    hour at the latest.
    """
    need_scan(scope, kind)
    scope.need_hotel(hotel_id)
    if not is_installed():
        raise OcrMissing
    if not photos or len(photos) > MOST_PHOTOS:
        raise PhotoRefused(zh="请选择一张或两张（正反面）照片。", en="choose one picture, or two (front and back).")
    for photo in photos:
        check_photo(photo)
    with unit_of_work(scope):
        row = persist(_row(scope, now, hotel_id, kind, ReadingWay.PHOTO, ReadingState.QUEUED, about))
        for number, photo in enumerate(photos):
            sealed = seal_bytes_for(parcel_id=row.id, staff_id=row.staff_id, ends_at=row.ends_at, plain=photo)
            put_aside(row.id, number, sealed)
    return row


def await_reader(*, scope: Scope, now: datetime, hotel_id: UUID, about: About = NOBODY) -> DocumentReading:
    """Wait for the next file of the common reader folder; an earlier wait of the actor ends."""
    need_scan(scope, ReadingKind.READER)
    scope.need_hotel(hotel_id)
    with unit_of_work(scope):
        DocumentReading.objects.filter(staff_id=scope.actor.id, state=ReadingState.WAITING).delete()
        return persist(_row(scope, now, hotel_id, ReadingKind.READER, ReadingWay.FOLDER, ReadingState.WAITING, about))


def photos_of(*, scope: Scope, now: datetime, row: DocumentReading) -> list[bytes]:
    """Return the pictures of a reading for the worker; the files are deleted first, whatever happens after."""
    sealed = take_out(row.id)
    need_scan(scope, row.kind)
    return [
        open_bytes_for(parcel_id=row.id, staff_id=row.staff_id, ends_at=row.ends_at, now=now, sealed=one)
        for one in sealed
    ]


def finish_reading(*, scope: Scope, now: datetime, row: DocumentReading, reading: Reading) -> DocumentReading:
    """Put what was read into the waiting reading of the actor."""
    need_scan(scope, reading.kind)
    with unit_of_work(scope):
        row = _mine(scope, now, row.id)
        row.kind, row.state, row.parcel, row.fault = reading.kind, ReadingState.READY, _sealed(row, reading), {}
        amend(row, "kind", "state", "parcel", "fault")
        _log(scope, now, row)
    return row


def fail_reading(*, scope: Scope, now: datetime, row: DocumentReading, error: DomainError) -> DocumentReading:
    """Say in both languages why nothing could be read; never a value."""
    with unit_of_work(scope):
        row = _mine(scope, now, row.id)
        row.state = ReadingState.FAILED
        row.fault = {"code": error.code, "zh": error.text("zh-hans"), "en": error.text("en")}
        amend(row, "state", "fault")
    return row


def get_reading(scope: Scope, reading_id: UUID, now: datetime) -> DocumentReading:
    """Return a reading of the actor that has not ended; another's, an ended and an unknown one are refused alike."""
    scope.need(SCAN_CARD)
    row: DocumentReading | None = DocumentReading.objects.filter(id=reading_id, staff_id=scope.actor.id).first()
    if row is None or row.ends_at <= now:
        raise ParcelClosed
    return row


def open_reading(scope: Scope, row: DocumentReading, now: datetime) -> Reading:
    """Open what was read, for the person who scanned, with the right to read its classes."""
    need_scan(scope, row.kind)
    if row.parcel is None or row.staff_id != scope.actor.id:
        raise ParcelClosed
    content = open_parcel(
        parcel_id=row.id, staff_id=row.staff_id, ends_at=row.ends_at, now=now, sealed=bytes(row.parcel)
    )
    return reading_of(content)


def aim_reading(*, scope: Scope, now: datetime, row: DocumentReading, guest_id: UUID | None) -> DocumentReading:
    """Say whose file a reading is for: a known guest, or nobody yet."""
    with unit_of_work(scope):
        row = _mine(scope, now, row.id)
        row.guest_id = guest_id
        amend(row, "guest_id")
    return row


def drop_reading(*, scope: Scope, row: DocumentReading) -> None:
    """Forget a reading of the actor, with pictures that still wait."""
    with unit_of_work(scope):
        take_out(row.id)
        DocumentReading.objects.filter(id=row.id, staff_id=scope.actor.id).delete()


def drop_ended(*, now: datetime) -> int:
    """Delete the readings whose half hour is over, of all hotels; returns how many."""
    ended = DocumentReading.unscoped.filter(ends_at__lte=now)  # unscoped: the clock tidies every hotel
    count, _ = ended.delete()
    return int(count)


def _mine(scope: Scope, now: datetime, reading_id: UUID) -> DocumentReading:
    row: DocumentReading | None = locked(DocumentReading.objects.filter(id=reading_id, staff_id=scope.actor.id)).first()
    if row is None or row.ends_at <= now:
        raise ParcelClosed
    return row


def _row(
    scope: Scope, now: datetime, hotel_id: UUID, kind: str, way: ReadingWay, state: ReadingState, about: About
) -> DocumentReading:
    if scope.actor.id is None:
        raise ParcelClosed  # a parcel is for a person; the machine has none
    return DocumentReading(
        id=uuid7(),
        hotel_id=hotel_id,
        staff_id=scope.actor.id,
        kind=kind,
        way=way,
        state=state,
        guest_id=about.guest_id,
        stay_id=about.stay_id,
        back_to=about.back_to[:200],
        created_at=now,
        ends_at=(now + LIFE).replace(microsecond=0),
    )


def _sealed(row: DocumentReading, reading: Reading) -> bytes:
    return seal_parcel(parcel_id=row.id, staff_id=row.staff_id, ends_at=row.ends_at, content=reading.as_parcel())


def _log(scope: Scope, now: datetime, row: DocumentReading) -> None:
    record(
        TOOK,
        scope=scope,
        now=now,
        object_type="document_reading",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"kind": str(row.kind), "way": str(row.way)},
    )
