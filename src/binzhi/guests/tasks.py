"""Reading photos in the background, on the queue ``scans``, and files that reader programs leave in the scan folder."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from uuid import UUID

from django.db import close_old_connections
from django.utils import timezone, translation
from django_tasks import task

from binzhi.guests import ocr
from binzhi.guests.access import SCAN
from binzhi.guests.domain.scans import (
    About,
    drop_ended,
    fail_reading,
    finish_reading,
    get_reading,
    photos_of,
    take_reading,
)
from binzhi.guests.models import DocumentReading
from binzhi.guests.scan_files import DroppedFile, dropped_files, sweep
from binzhi.guests.scan_kinds import ReadingKind, ReadingState, ReadingWay
from binzhi.guests.scan_reading import NothingRead, Reading, read_file, read_photo
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope, open_scope
from binzhi.org.access import scope_for
from binzhi.org.models import Staff
from binzhi.vault.domain.parcel import ParcelClosed

log = logging.getLogger(__name__)
QUEUE = "scans"
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
LOOK_EVERY = 1.0  # seconds


class ReadingBroke(DomainError):
    """The program failed while reading."""

    code = "reading_broke"
    zh = "识别程序出错，请重拍或手工录入；如再次出现，请联系系统管理员。"
    en = "The reading program failed. Take the picture again or type; if it happens again, tell the administrator."
    status = 500


def clock() -> datetime:
    """Return the moment passed to the verbs."""
    return timezone.now()


@contextmanager
def _as_staff(staff: Staff, hotel_id: UUID) -> Iterator[Scope]:
    """Open the scope the staff member has now: rights taken away since are gone here too."""
    with open_scope(scope_for(staff, hotel_id=hotel_id)) as scope, translation.override(staff.language):
        yield scope


@task(queue_name=QUEUE)
def read_photos(reading_id: str, staff_id: str, hotel_id: str) -> None:
    """Read the pictures of a reading. They are deleted before they are looked at, so that no fault keeps them."""
    staff = Staff.objects.filter(id=UUID(staff_id), is_active=True).first()
    if staff is None:
        return
    with _as_staff(staff, UUID(hotel_id)) as scope:
        try:
            row = get_reading(scope, UUID(reading_id), clock())
        except DomainError:
            return  # it ended, or was dropped: sweep() takes the file
        with _told(scope, row):
            photos = photos_of(scope=scope, now=clock(), row=row)
            reading = read_pictures(ReadingKind(row.kind), photos)
            finish_reading(scope=scope, now=clock(), row=row, reading=reading)


def read_pictures(kind: ReadingKind, photos: list[bytes]) -> Reading:
    """Read one card from its pictures; one that lies on its side is turned and tried again."""
    refused: DomainError | None = None
    for quarter_turns in (0, 1, 3):
        lines = [line for photo in photos for line in ocr.read_lines(photo, quarter_turns=quarter_turns)]
        try:
            return read_photo(kind, lines, on=timezone.localdate())
        except NothingRead as error:
            refused = refused or error
    raise refused or NothingRead()


@contextmanager
def _told(scope: Scope, row: DocumentReading) -> Iterator[None]:
    """Whatever goes wrong is said at the reading; a fault of the program also in the log, without any value."""
    try:
        yield
    except ParcelClosed:
        pass
    except DomainError as error:
        with suppress(DomainError):
            fail_reading(scope=scope, now=clock(), row=row, error=error)
    except Exception:
        log.error("reading %s broke", row.id)
        with suppress(DomainError):
            fail_reading(scope=scope, now=clock(), row=row, error=ReadingBroke())


def collect_files() -> int:
    """Read the files that lie in the scan folder; returns how many. Each is deleted as it is opened.

    A file in the folder of a user name is that person's. One in the common folder goes to whoever waits for the reader,
    if it is one person: with two waiting nobody could tell whose guest it is, so both are told and the file is deleted.
    """
    done = 0
    for found in dropped_files():
        waiting = [] if found.user else _waiting()
        if not found.user and not waiting:
            continue  # somebody may press "wait" yet; sweep() ends it
        data = found.take()
        if data is None:
            continue
        done += 1
        if found.user:
            _for_user(found, data)
        elif len(waiting) > 1:
            _nobody_knows(waiting)
        else:
            _for_waiting(waiting[0], found, data)
    return done


class TwoWait(DomainError):
    """Several people wait for the same reader."""

    code = "two_wait_for_reader"
    zh = "有两人同时在等待同一台读卡器，无法判断属于谁。请各自使用自己的文件夹，或轮流扫描。"
    en = "Two people wait for the same reader and nobody can tell whose file it is. Use a folder each, or take turns."


def _waiting() -> list[DocumentReading]:
    rows = DocumentReading.unscoped.filter(  # unscoped: the folder serves every hotel of the house
        state=ReadingState.WAITING, ends_at__gt=clock()
    )
    return list(rows.order_by("created_at")[:9])


def _staff_of(row: DocumentReading) -> Staff | None:
    staff: Staff | None = Staff.objects.filter(id=row.staff_id, is_active=True).first()
    return staff


def _nobody_knows(rows: list[DocumentReading]) -> None:
    for row in rows:
        if (staff := _staff_of(row)) is not None:
            with _as_staff(staff, row.hotel_id) as scope, suppress(DomainError):
                fail_reading(scope=scope, now=clock(), row=row, error=TwoWait())


def _for_waiting(row: DocumentReading, found: DroppedFile, data: bytes) -> None:
    staff = _staff_of(row)
    if staff is None:
        return
    with _as_staff(staff, row.hotel_id) as scope, _told(scope, row):
        finish_reading(scope=scope, now=clock(), row=row, reading=_read(found, data))


def _for_user(found: DroppedFile, data: bytes) -> None:
    staff = Staff.objects.filter(username=found.user, is_active=True).first()
    if staff is None:
        log.warning("a file in the scan folder of an unknown user was deleted")
        return
    scope = scope_for(staff)
    if scope.hotel_id is None or not scope.may(SCAN):
        log.warning("a file in the scan folder of %s, who may not scan, was deleted", staff.id)
        return
    with _as_staff(staff, scope.hotel_id) as scope:
        mine = DocumentReading.objects.filter(staff_id=staff.id, state=ReadingState.WAITING).first()
        if mine is not None:
            _for_waiting(mine, found, data)
            return
        try:
            reading = _read(found, data)
            take_reading(
                scope=scope, now=clock(), hotel_id=_hotel(scope), reading=reading, way=ReadingWay.FOLDER, about=About()
            )
        except DomainError as error:
            log.warning("a file in the scan folder could not be read: %s", error.code)


def _hotel(scope: Scope) -> UUID:
    if scope.hotel_id is None:
        raise ParcelClosed
    return scope.hotel_id


def _read(found: DroppedFile, data: bytes) -> Reading:
    if found.path.suffix.lower() in PICTURES:
        ocr.check_photo(data)
        return read_pictures(ReadingKind.ID_CARD, [data])
    return read_file(data, on=timezone.localdate())


def tidy_readings(now: datetime) -> list[str]:
    """Forget ended readings, pictures nobody fetched and files nobody waited for (a job of the clock)."""
    rows, files = drop_ended(now=now), sweep()
    return [f"readings: {rows} ended, {files} files deleted unread"] if rows + files else []


@contextmanager
def watching_folder() -> Iterator[None]:
    """Look at the scan folder every second from a thread, for the block."""
    end = threading.Event()

    def watch() -> None:
        while not end.wait(LOOK_EVERY):
            try:
                close_old_connections()
                collect_files()
            except Exception:  # the folder may be away for a while; the next look tells
                log.exception("looking at the scan folder failed")

    thread = threading.Thread(target=watch, name="scan-folder", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(timeout=3)
