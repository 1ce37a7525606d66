"""What flags and states look like: tone, icon and word for each code used in the house. Colour never stands alone."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Look(NamedTuple):
    """Tone is one of stop, due, ok, accent or empty; the label is translated when it is shown."""

    tone: str
    icon: str
    label: "str | _StrPromise"


FLAGS: dict[str, Look] = {
    "allergy": Look("stop", "alert-triangle", pgettext_lazy("chip", "Allergy")),
    "taboo": Look("stop", "hand-stop", pgettext_lazy("chip", "Taboo")),
    "complaint": Look("due", "message-2", pgettext_lazy("chip", "Complaint last time")),
    "left_item": Look("due", "package", pgettext_lazy("chip", "Left item")),
    "luggage": Look("due", "luggage", pgettext_lazy("chip", "Stored luggage")),
    "birthday": Look("accent", "cake", pgettext_lazy("chip", "Birthday")),
    "anniversary": Look("accent", "heart", pgettext_lazy("chip", "Anniversary")),
    "vip": Look("accent", "crown", pgettext_lazy("chip", "VIP")),
    "repeat": Look("accent", "repeat", pgettext_lazy("chip", "Repeat guest")),
    "first_stay": Look("", "sparkles", pgettext_lazy("chip", "First stay")),
    "do_not_rent": Look("stop", "ban", pgettext_lazy("chip", "Do not rent")),
    "needs_attention": Look("due", "eye", pgettext_lazy("chip", "Needs special attention")),
    "do_not_disturb": Look("", "bell-off", pgettext_lazy("chip", "Do not disturb")),
    "do_not_ask": Look("", "message-off", pgettext_lazy("chip", "Do not ask questions")),
    "incognito": Look("due", "spy", pgettext_lazy("chip", "Incognito")),
    "no_mailings": Look("", "mail-off", pgettext_lazy("chip", "No mailings")),
    "long_stay": Look("", "calendar-event", pgettext_lazy("chip", "Long stay")),
    "unhappy": Look("due", "mood-sad", pgettext_lazy("chip", "Unpleasant experience")),
    "accident": Look("due", "first-aid-kit", pgettext_lazy("chip", "Accident")),
    "praise": Look("ok", "thumb-up", pgettext_lazy("chip", "Praise")),
    "opinion": Look("", "message-2", pgettext_lazy("chip", "Opinion")),
    "wedding": Look("accent", "heart", pgettext_lazy("chip", "Wedding anniversary")),
    "note": Look("", "note", pgettext_lazy("chip", "Note")),
}

STATES: dict[str, Look] = {
    # preparation items
    "open": Look("due", "circle-dashed", pgettext_lazy("chip", "Open")),
    "acknowledged": Look("accent", "eye-check", pgettext_lazy("chip", "Acknowledged")),
    "done": Look("ok", "circle-check", pgettext_lazy("chip", "Done")),
    "impossible": Look("stop", "circle-x", pgettext_lazy("chip", "Not possible")),
    "unneeded": Look("", "circle-minus", pgettext_lazy("chip", "Not needed")),
    # readiness of a guest
    "ready": Look("ok", "circle-check", pgettext_lazy("chip", "Ready")),
    "partly": Look("due", "progress-check", pgettext_lazy("chip", "In preparation")),
    "waiting": Look("due", "circle-dashed", pgettext_lazy("chip", "Waiting")),
    "stopped": Look("stop", "hand-stop", pgettext_lazy("chip", "Stopped")),
    "blocked": Look("stop", "hand-stop", pgettext_lazy("chip", "Stopped")),
    # gifts and proposed rooms
    "draft": Look("", "pencil", pgettext_lazy("chip", "Draft")),
    "approved": Look("ok", "check", pgettext_lazy("chip", "Approved")),
    "delivered": Look("ok", "gift", pgettext_lazy("chip", "Delivered")),
    "overridden": Look("accent", "arrows-exchange", pgettext_lazy("chip", "Another room chosen")),
    "unmet": Look("due", "door-off", pgettext_lazy("chip", "No room found")),
    "kept": Look("ok", "circle-check", pgettext_lazy("chip", "Kept")),
    "missed": Look("stop", "circle-x", pgettext_lazy("chip", "Missed")),
    # reservations and stays
    "tentative": Look("due", "help", pgettext_lazy("chip", "Tentative")),
    "confirmed": Look("ok", "circle-check", pgettext_lazy("chip", "Confirmed")),
    "requested": Look("due", "help", pgettext_lazy("chip", "Requested")),
    "booked": Look("accent", "calendar", pgettext_lazy("chip", "Booked")),
    "departed": Look("", "door-exit", pgettext_lazy("chip", "Departed")),
    "expected": Look("accent", "calendar", pgettext_lazy("chip", "Expected")),
    "in_house": Look("ok", "door-enter", pgettext_lazy("chip", "In house")),
    "checked_out": Look("", "door-exit", pgettext_lazy("chip", "Checked out")),
    "cancelled": Look("", "x", pgettext_lazy("chip", "Cancelled")),
    "no_show": Look("due", "user-off", pgettext_lazy("chip", "No show")),
    # rooms
    "clean": Look("ok", "check", pgettext_lazy("chip", "Clean")),
    "inspected": Look("ok", "shield-check", pgettext_lazy("chip", "Inspected")),
    "dirty": Look("due", "brush", pgettext_lazy("chip", "To be cleaned")),
    "out_of_order": Look("stop", "tools", pgettext_lazy("chip", "Out of order")),
    "occupied": Look("accent", "bed", pgettext_lazy("chip", "Occupied")),
    "vacant": Look("", "door", pgettext_lazy("chip", "Vacant")),
    # import rows and batches
    "new": Look("ok", "user-plus", pgettext_lazy("chip", "New")),
    "matched": Look("accent", "user-check", pgettext_lazy("chip", "Matched")),
    "changed": Look("accent", "arrows-exchange", pgettext_lazy("chip", "Changed")),
    "unchanged": Look("", "equal", pgettext_lazy("chip", "Unchanged")),
    "linked": Look("ok", "users", pgettext_lazy("chip", "Joined")),
    "doubtful": Look("due", "user-question", pgettext_lazy("chip", "Doubtful")),
    "refused": Look("stop", "circle-x", pgettext_lazy("chip", "Refused")),
    "uploaded": Look("", "upload", pgettext_lazy("chip", "Uploaded")),
    "checked": Look("accent", "list-check", pgettext_lazy("chip", "Checked")),
    "undoing": Look("accent", "arrow-back-up", pgettext_lazy("chip", "Being undone")),
    "running": Look("accent", "player-play", pgettext_lazy("chip", "Running")),
    "finished": Look("ok", "circle-check", pgettext_lazy("chip", "Finished")),
    "failed": Look("stop", "alert-triangle", pgettext_lazy("chip", "Failed")),
    "undone": Look("", "arrow-back-up", pgettext_lazy("chip", "Undone")),
    # facts
    "proposed": Look("due", "bulb", pgettext_lazy("chip", "Proposed")),
    "accepted": Look("ok", "check", pgettext_lazy("chip", "Accepted")),
    "rejected": Look("", "x", pgettext_lazy("chip", "Rejected")),
    "superseded": Look("", "history", pgettext_lazy("chip", "Superseded")),
}

TONES = frozenset({"stop", "due", "ok", "accent", ""})
