"""Verbs on online reviews: enter one, confirm who wrote it, take that back."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.service.access import LINK_REVIEW
from binzhi.service.domain.records import check_scores, record_feedback
from binzhi.service.enums import Channel, FeedbackKind, SourceOf
from binzhi.service.errors import ReviewLinked, WrongStay
from binzhi.service.models import Feedback, OnlineReview
from binzhi.service.texts import checked
from binzhi.stays.models import Stay

ENTERED = declare_act("enter_review", zh="登记网评（{site}）", en="Entered an online review ({site})")
LINKED = declare_act("link_review", zh="确认网评（{site}）的作者", en="Confirmed who wrote an online review ({site})")
UNLINKED = declare_act("unlink_review", zh="解除网评（{site}）与客人的关联", en="Unlinked an online review ({site})")


def enter_review(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    site: str,
    published_on: date,
    text: str,
    pseudonym: str = "",
    score: int | None = None,
    scores: Mapping[str, int] | None = None,
) -> OnlineReview:
    """Enter a review published on a site: pseudonym, date, text, scores by dimension (R-166). It names no guest.

    The text is public and stands in clear. Refuses a date to come, scores outside 1 to 5 and an empty text.
    """
    scope.need(LINK_REVIEW)
    scope.need_hotel(hotel.id)
    text = str(checked(text, "text"))
    site = site.strip()[:40]
    if not site:
        raise BadInput(field="site", zh="请填写网站名称。", en="name the site.")
    if published_on.year < 1990:
        raise BadInput(field="published_on", zh="日期太早，请检查。", en="that is too long ago.")
    if published_on > now.astimezone(ZoneInfo(hotel.timezone)).date():
        raise BadInput(field="published_on", zh="发布日期不能晚于今天。", en="it cannot be published later than today.")
    if score is not None and not 1 <= score <= 5:
        raise BadInput(field="score", zh="评分为1到5分。", en="a score is 1 to 5.")
    with unit_of_work(scope):
        row = persist(
            OnlineReview(
                hotel=hotel,
                site=site,
                pseudonym=pseudonym.strip()[:80],
                published_on=published_on,
                text=text,
                score=score,
                scores=check_scores(scores or {}),
                entered_at=now,
                entered_by=scope.actor.name,
            )
        )
        _record(ENTERED, scope, now, row, None)
    return row


def _record(name: str, scope: Scope, now: datetime, row: OnlineReview, guest: Guest | None) -> None:
    record(
        name,
        scope=scope,
        now=now,
        object_type="review",
        object_id=row.id,
        guest_id=guest.id if guest else None,
        hotel_id=row.hotel_id,
        details={"site": row.site},
    )


def _locked(review: OnlineReview) -> OnlineReview:
    row: OnlineReview | None = locked(OnlineReview.objects.filter(id=review.id)).first()
    if row is None:
        raise NotFound
    return row


def link_review(*, scope: Scope, now: datetime, review: OnlineReview, guest: Guest, stay: Stay | None) -> Feedback:
    """Confirm who wrote a review (R-166, R-167): it becomes feedback in the guest's file, with the stay it is about.

    Only a person does this; a suggestion never links by itself. Refuses a review that is linked
    (:class:`ReviewLinked`) and a stay of someone else.
    """
    scope.need(LINK_REVIEW)
    scope.need_hotel(review.hotel_id)
    if stay is not None and (stay.guest_id != guest.id or stay.hotel_id != review.hotel_id):
        raise WrongStay
    with unit_of_work(scope):
        row = _locked(review)
        if row.linked_guest is not None:
            raise ReviewLinked
        feedback = record_feedback(
            scope=scope,
            now=now,
            hotel=row.hotel,
            guest=guest,
            kind=FeedbackKind.ONLINE_REVIEW,
            text=row.text,
            score=row.score,
            scores=row.scores,
            about_kind=SourceOf.REVIEW,
            about_id=row.id,
            channel=Channel.ONLINE,
            given_at=min(datetime.combine(row.published_on, time(), ZoneInfo(row.hotel.timezone)), now),
            stay=stay,
        )
        row.linked_guest, row.linked_stay, row.linked_feedback = guest.id, stay.id if stay else None, feedback.id
        row.linked_at, row.linked_by = now, scope.actor.name
        amend(row, "linked_guest", "linked_stay", "linked_feedback", "linked_at", "linked_by")
        _record(LINKED, scope, now, row, guest)
    return feedback


def unlink_review(*, scope: Scope, now: datetime, review: OnlineReview) -> OnlineReview:
    """Take a link back: the feedback leaves the guest's file, the review names nobody again."""
    scope.need(LINK_REVIEW)
    scope.need_hotel(review.hotel_id)
    with unit_of_work(scope):
        row = _locked(review)
        if row.linked_guest is None:
            return row
        guest = Guest.objects.filter(id=row.linked_guest).first()
        Feedback.objects.filter(guest_id=row.linked_guest, id=row.linked_feedback).delete()
        row.linked_guest = row.linked_stay = row.linked_feedback = None
        row.linked_at, row.linked_by = None, ""
        amend(row, "linked_guest", "linked_stay", "linked_feedback", "linked_at", "linked_by")
        _record(UNLINKED, scope, now, row, guest)
    return row
