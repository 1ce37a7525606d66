"""Verbs of the paper register: register, issue, take back, check, remove (R-733)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.access import PAPER
from binzhi.guests.errors import PaperOff, PaperOut, PaperTaken
from binzhi.guests.joined import row_of
from binzhi.guests.models import Guest, PaperFile, PaperIssue
from binzhi.guests.paper_queries import keeps_paper
from binzhi.guests.parameters import PAPER_DAYS
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.parameters import parameter

REGISTERED = declare_act("register_paper_file", zh="登记纸质档案{mark}", en="Registered the paper file {mark}")
ISSUED = declare_act(
    "issue_paper_file", zh="纸质档案{mark}借出，应于{due}归还", en="Issued the paper file {mark}, due back on {due}"
)
RETURNED = declare_act("return_paper_file", zh="纸质档案{mark}归还", en="The paper file {mark} came back")
CHECKED = declare_act(
    "check_paper_file", zh="核对纸质档案{mark}与电子档案", en="Compared the paper file {mark} with this history"
)
REMOVED = declare_act("remove_paper_file", zh="纸质档案{mark}注销", en="Struck the paper file {mark} off the register")


def _need(scope: Scope, hotel_id: UUID) -> None:
    scope.need(PAPER)
    scope.need_hotel(hotel_id)
    if not keeps_paper(hotel_id):
        raise PaperOff


def register_file(
    *, scope: Scope, now: datetime, guest: Guest, hotel_id: UUID, mark: str, location: str, keeper: str
) -> PaperFile:
    """Register a paper file of the guest: its mark, where it lies, who keeps it.

    Refuses without the register switched on, an empty mark or place, and a mark this guest has (:class:`PaperTaken`).
    """
    _need(scope, hotel_id)
    mark, location, keeper = mark.strip(), location.strip(), keeper.strip()
    for name, text, most in (("mark", mark, 40), ("location", location, 80), ("keeper", keeper, 120)):
        if not text or len(text) > most:
            raise BadInput(field=name, zh=f"请填写（最多{most}字）。", en=f"Enter it, at most {most} characters.")
    refuse_numbers(mark)
    with unit_of_work(scope):
        standing = locked(PaperFile.objects.filter(guest=guest, hotel_id=hotel_id, mark=mark)).first()
        if standing is not None and standing.removed_at is None:
            raise PaperTaken(mark=mark)
        if standing is not None:
            standing.location, standing.keeper, standing.removed_at = location, keeper, None
            row = amend(standing, "location", "keeper", "removed_at")
        else:
            row = persist(
                PaperFile(
                    guest=guest,
                    id=uuid7(),
                    hotel_id=hotel_id,
                    mark=mark,
                    location=location,
                    keeper=keeper,
                    registered_at=now,
                    registered_by=scope.actor.name,
                )
            )
        _record(REGISTERED, scope, now, row)
    return row  # type: ignore[no-any-return]  # managers of guest rows are untyped


def get_file(scope: Scope, guest_id: UUID, file_id: UUID) -> PaperFile:
    """Return a paper file on the register, or refuse."""
    scope.need(PAPER)
    row: PaperFile | None = row_of(PaperFile.objects.filter(removed_at__isnull=True), guest_id, file_id)
    if row is None:
        raise NotFound
    _need(scope, row.hotel_id)
    return row


def _standing(scope: Scope, guest_id: UUID, file_id: UUID) -> PaperFile:
    found = get_file(scope, guest_id, file_id)
    row: PaperFile = locked(PaperFile.objects.filter(guest_id=found.guest_id, id=file_id)).get()
    return row


def issue_file(
    *,
    scope: Scope,
    now: datetime,
    today: date,
    guest_id: UUID,
    file_id: UUID,
    to: str,
    purpose: str,
    due: date | None = None,
) -> PaperIssue:
    """Give a paper file out until a day (by default the hotel's number of days).

    Refuses one that is out (:class:`PaperOut`), nobody to give it to, no purpose, and a day that has passed.
    """
    with unit_of_work(scope):
        row = _standing(scope, guest_id, file_id)
        if row.issued_to:
            raise PaperOut(who=row.issued_to)
        to, purpose = to.strip(), purpose.strip()
        if not to or len(to) > 120:
            raise BadInput(field="to", zh="请填写借阅人。", en="Enter who takes it.")
        if len(purpose) < 2 or len(purpose) > 200:
            raise BadInput(field="purpose", zh="请填写用途。", en="State the purpose.")
        until = due or today + timedelta(days=int(parameter(row.hotel_id, PAPER_DAYS)))
        if until < today:
            raise BadInput(field="due", zh="应还日期已过。", en="This day has passed.")
        issue = persist(
            PaperIssue(
                guest_id=row.guest_id,
                id=uuid7(),
                hotel_id=row.hotel_id,
                file_id=row.id,
                issued_to=to,
                purpose=purpose,
                issued_on=today,
                issued_by=scope.actor.name,
                due_on=until,
            )
        )
        row.issued_to, row.issued_on, row.due_on = to, today, until
        amend(row, "issued_to", "issued_on", "due_on")
        _record(ISSUED, scope, now, row, due=until.isoformat())
    return issue


def return_file(*, scope: Scope, now: datetime, today: date, guest_id: UUID, file_id: UUID) -> PaperFile:
    """Take a paper file back to its place; one that is in its place stays as it is."""
    with unit_of_work(scope):
        row = _standing(scope, guest_id, file_id)
        if not row.issued_to:
            return row
        issue = PaperIssue.objects.filter(guest_id=row.guest_id, file_id=file_id, returned_on__isnull=True).first()
        if issue is not None:
            issue.returned_on, issue.returned_to = today, scope.actor.name
            amend(issue, "returned_on", "returned_to")
        row.issued_to, row.issued_on, row.due_on = "", None, None
        amend(row, "issued_to", "issued_on", "due_on")
        _record(RETURNED, scope, now, row)
    return row


def check_file(*, scope: Scope, now: datetime, today: date, guest_id: UUID, file_id: UUID) -> PaperFile:
    """Note that the paper file was compared with the electronic one today: both forms are matched."""
    with unit_of_work(scope):
        row = _standing(scope, guest_id, file_id)
        row.checked_on, row.checked_by = today, scope.actor.name
        amend(row, "checked_on", "checked_by")
        _record(CHECKED, scope, now, row)
    return row


def remove_file(*, scope: Scope, now: datetime, guest_id: UUID, file_id: UUID) -> PaperFile:
    """Strike a paper file off the register (destroyed, handed to the archive); refuses one that is out."""
    with unit_of_work(scope):
        row = _standing(scope, guest_id, file_id)
        if row.issued_to:
            raise PaperOut(who=row.issued_to)
        row.removed_at = now
        amend(row, "removed_at")
        _record(REMOVED, scope, now, row)
    return row


def _record(act: str, scope: Scope, now: datetime, row: PaperFile, **details: str) -> None:
    record(
        act,
        scope=scope,
        now=now,
        object_type="paper_file",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"mark": row.mark, **details},
    )
