"""What a reader read, over the API: text or record in, fields out. Nothing is kept; saving is create or change as always."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from binzhi.guests.access import SCAN
from binzhi.guests.domain.scans import need_scan
from binzhi.guests.scan_kinds import ReadingKind
from binzhi.guests.scan_offer import owners_of
from binzhi.guests.scan_reading import ReaderTextUnknown, Reading, read_file, read_text
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.ui.doors import api_door

router = Router(tags=["guests"])
HIDDEN = ("document_number", "birth_date")


class ReadingIn(Schema):
    """Text as a scanner types it (MRZ lines, a resident number, labelled text), or the record of a reader in base 64."""

    text: str = Field("", max_length=4000, examples=["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO…"])
    record: str = Field("", max_length=4000, examples=[""])


class ReadingOut(Schema):
    """The fields read, each as text. ``hidden`` names those this role may not see in full.

    ``doubts`` are codes of what to compare by eye; ``guest_id`` is the guest the document belongs to already.
    """

    kind: str
    fields: dict[str, str]
    hidden: list[str]
    doubts: list[str]
    guest_id: UUID | None


@router.post("", response=ReadingOut, summary="Read a document scan")
@api_door(SCAN)
def read(request: HttpRequest, body: ReadingIn, response: HttpResponse) -> Any:
    """Return the fields of a scan and whose document it is. Nothing is saved or logged with values."""
    scope: Scope = request.auth  # type: ignore[attr-defined]  # set by the API's TokenAuth
    need_scan(scope, ReadingKind.READER)
    reading = _read(body)
    may = policy.decide(scope, "reveal", field_class="C3")
    hidden = [] if may else [name for name in HIDDEN if name in reading.values]
    owner = owners_of(scope, reading).document
    response["Cache-Control"] = "no-store"
    return {
        "kind": reading.kind.value,
        "fields": {name: value for name, value in reading.values.items() if name not in hidden},
        "hidden": hidden,
        "doubts": list(reading.doubts),
        "guest_id": owner.id if owner else None,
    }


def _read(body: ReadingIn) -> Reading:
    today = timezone.localdate()
    if body.record:
        try:
            return read_file(base64.b64decode(body.record, validate=True), on=today)
        except ValueError as error:  # binascii.Error, and signs outside ASCII
            raise ReaderTextUnknown from error
    return read_text(body.text, on=today)
