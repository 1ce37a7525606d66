"""Shape checks of the room's forms; saving means calling the verb."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.guests.models import Guest
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import DomainError
from binzhi.kernel.words import pick
from binzhi.org.models import Hotel
from binzhi.stays import queries
from binzhi.stays.codes import CODE_FIELDS
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.enums import (
    CodeKind,
    ConfirmationMethod,
    PropertyKind,
    ReservationState,
    RoomStatus,
    StayPurpose,
    StayState,
)
from binzhi.stays.errors import UnknownCode
from binzhi.stays.models import HotelCode, Reservation, RoomType, Stay
from binzhi.ui.forms import ClockInput, DayInput, refusal_text, show_refusal

PLACES = {
    "departure_before_arrival": "departure",
    "number_taken": "number",
    "unknown_code": "room_type",
    "room_taken": "departure",
    "room_out_of_order": "departure",
}
Choices = list[tuple[str, str]]


def named(thing: Any) -> str:
    """Return the words of a code or room type in the reader's language."""
    return pick(thing.name_zh, thing.name_en, get_language() or "zh-hans")


def code_choices(codes: Iterable[HotelCode], kind: CodeKind, *, keep: str = "") -> Choices:
    """Return the codes in use of one kind; ``keep`` stays offered although it is out of use."""
    found: Choices = [("", "—")]
    for code in codes:
        if code.kind == kind and (code.is_active or code.code == keep):
            rate = f" ({code.agreed_rate:,.2f})" if code.agreed_rate is not None else ""
            found.append((code.code, f"{named(code)}{rate}"))
    return found


class BookingForm(forms.Form):
    """A booking, new or to change."""

    arrival = forms.DateField(label=_("Arrival"), widget=DayInput)
    departure = forms.DateField(label=_("Departure"), widget=DayInput)
    room_type = forms.ChoiceField(label=_("Room type"))
    rooms = forms.IntegerField(label=_("Number of rooms"), min_value=1, max_value=500, initial=1)
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=999, initial=1)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=999, initial=0)
    babies = forms.IntegerField(label=_("Babies"), min_value=0, max_value=999, initial=0)
    eta = forms.TimeField(label=_("Expected at"), required=False, widget=ClockInput)
    rate = forms.DecimalField(
        label=_("Rate per night"),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text=_("Left empty: the agreed rate of the company, if it has one."),
    )
    rate_plan = forms.ChoiceField(label=_("Rate plan"), required=False)
    company = forms.ChoiceField(label=_("Contract company"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    market = forms.ChoiceField(label=_("Market segment"), required=False)
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    purpose = forms.ChoiceField(
        label=_("Reason for the stay"), required=False, choices=[("", "—"), *StayPurpose.choices]
    )
    booker = forms.CharField(
        label=_("Booked by"), max_length=120, required=False, help_text=_("Name, if not the guest: secretary, friend")
    )
    confirmation_method = forms.ChoiceField(
        label=_("Confirm by"), required=False, choices=ConfirmationMethod.choices, initial=ConfirmationMethod.NONE
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            (ReservationState.BOOKED, ReservationState.BOOKED.label),
            (ReservationState.REQUESTED, ReservationState.REQUESTED.label),
        ],
        initial=ReservationState.BOOKED,
    )
    number = forms.CharField(
        label=_("Reservation number"), max_length=40, required=False, help_text=_("Left empty: given by the house.")
    )
    special_requests = forms.CharField(
        label=_("Special requests"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In the guest's own words. Sealed at rest; no document or card numbers."),
    )

    position = forms.CharField(
        label=_("Position of the guest"),
        max_length=80,
        required=False,
        help_text=_("Ask at booking: the form of address follows from it. For example: director of the finance bureau"),
    )
    position_unknown = forms.BooleanField(label=_("Asked, but it could not be learned"), required=False)

    def __init__(
        self,
        *args: Any,
        hotel: Hotel,
        reservation: Reservation | None = None,
        asks_position: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hotel, self.reservation = hotel, reservation
        if not asks_position:
            del self.fields["position"], self.fields["position_unknown"]
        self.codes = list(HotelCode.objects.filter(hotel=hotel))
        types = RoomType.objects.filter(hotel=hotel)
        standing = str(reservation.room_type.code) if reservation and reservation.room_type else ""
        self._offer("room_type", [(t.code, named(t)) for t in types if t.is_active or t.code == standing])
        for field, kind in CODE_FIELDS.items():
            keep = getattr(reservation, field) if reservation else ""
            self._offer(field, code_choices(self.codes, kind, keep=keep))
        if reservation is not None:
            if reservation.purpose and reservation.purpose not in StayPurpose.values:
                self._offer("purpose", [*self._offered("purpose"), (reservation.purpose, reservation.purpose)])
            del self.fields["number"]
            if reservation.state not in {ReservationState.BOOKED, ReservationState.REQUESTED}:
                del self.fields["state"]
            if reservation.room_type is None:
                self._offer("room_type", [("", "—"), *self._offered("room_type")])
                self.fields["room_type"].required = False

    def _offer(self, field: str, choices: Choices) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]  # a ChoiceField by its declaration

    def _offered(self, field: str) -> Choices:
        return list(self.fields[field].choices)  # type: ignore[attr-defined]  # a ChoiceField by its declaration

    def clean_special_requests(self) -> str:
        """Refuse document and card numbers in the free text."""
        text: str = self.cleaned_data["special_requests"]
        try:
            refuse_numbers(text)
        except DomainError as error:
            raise forms.ValidationError(refusal_text(error)) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for the position of a guest whose position nobody knows: it is entered or marked unknown (R-138)."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "position" in self.fields and not data.get("position", "").strip() and not data.get("position_unknown"):
            self.add_error("position", _("Enter the position, or tick that it could not be learned."))
        return data

    def draft(self) -> ReservationDraft:
        """Return what was typed as a draft; what the form does not show stays as it stands."""
        elsewhere = {"state", "confirmation_method", "position", "position_unknown"}
        data = {k: v for k, v in self.cleaned_data.items() if k not in elsewhere}
        if data["rate"] is None and data["company"]:
            rates = {c.code: c.agreed_rate for c in self.codes if c.kind == CodeKind.COMPANY}
            data["rate"] = rates.get(data["company"])
        data["confirmation_method"] = ConfirmationMethod(self.cleaned_data["confirmation_method"])
        if "state" in self.cleaned_data:
            data["state"] = ReservationState(self.cleaned_data["state"])
        if self.reservation is None:
            return ReservationDraft(**data)
        return replace(draft_of(self.reservation), **data)

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside the field it is about."""
        places = PLACES
        if isinstance(error, UnknownCode):
            kind = str(error.where["kind_en"]).replace(" ", "_")
            field = next((f for f, k in CODE_FIELDS.items() if k.value == kind), "room_type")
            places = {**PLACES, error.code: field}
        show_refusal(self, error, places)

    @staticmethod
    def values_of(reservation: Reservation, stays: list[Stay], requests: str) -> dict[str, Any]:
        """Return the initial values of a change."""
        values = {name: getattr(reservation, name, None) for name in BookingForm.base_fields}
        values["room_type"] = reservation.room_type.code if reservation.room_type else ""
        values["eta"] = next((s.eta for s in stays if s.eta), None)
        values["special_requests"] = requests
        return values

    @staticmethod
    def first_values(today: date) -> dict[str, Any]:
        """Return the initial values of a new booking."""
        return {"arrival": today, "departure": today + timedelta(days=1)}


def draft_of(reservation: Reservation) -> ReservationDraft:
    """Return a standing booking as a draft."""
    names = {f.name for f in fields(ReservationDraft)} - {"room_type", "eta", "special_requests", "external_ids"}
    known = {name: getattr(reservation, name) for name in names if hasattr(reservation, name)}
    known["state"] = ReservationState(reservation.state)
    known["confirmation_method"] = ConfirmationMethod(reservation.confirmation_method)
    return ReservationDraft(**known, room_type=reservation.room_type.code if reservation.room_type else "")


class MoveForm(forms.Form):
    """Why a guest moves."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class BlockForm(forms.Form):
    """Nights on which a room cannot be let."""

    first_night = forms.DateField(label=_("First night"), widget=DayInput)
    last_night = forms.DateField(label=_("Last night"), widget=DayInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class StatusForm(forms.Form):
    """A room status."""

    status = forms.ChoiceField(choices=RoomStatus.choices)


class SpendForm(forms.Form):
    """One consumption."""

    outlet = forms.ChoiceField(label=_("Outlet"))
    item = forms.CharField(label=_("Item"), max_length=120, required=False)
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    covers = forms.IntegerField(label=_("Covers"), min_value=0, max_value=999, required=False)

    def __init__(self, *args: Any, hotel: Hotel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = HotelCode.objects.filter(hotel=hotel, kind=CodeKind.OUTLET)
        outlets = [c for c in code_choices(codes, CodeKind.OUTLET) if c[0]]
        self.fields["outlet"].choices = outlets  # type: ignore[attr-defined]  # a ChoiceField by its declaration


class PropertyForm(forms.Form):
    """Luggage to store or an item left behind."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PropertyKind.choices, widget=forms.RadioSelect)
    description = forms.CharField(label=_("Description"), max_length=200)
    tag = forms.CharField(label=_("Tag number"), max_length=24, required=False)
    place = forms.CharField(label=_("Kept at"), max_length=80, required=False)
    found_in = forms.CharField(label=_("Found in (room or place)"), max_length=24, required=False)
    held_on = forms.DateField(label=_("Date"), widget=DayInput)
    stay = forms.ChoiceField(label=_("Stay"), required=False)

    def __init__(self, *args: Any, hotel: Hotel, guest: Guest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays = [s for s in queries.stays_of_guest(guest) if s.hotel_id == hotel.id and s.state in queries.STAYED]
        offered = [(str(s.id), _stay_words(s)) for s in stays[:8]]
        here = next((s for s in stays if s.state == StayState.IN_HOUSE), stays[0] if stays else None)
        self.fields["stay"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]  # a ChoiceField by its declaration
        if here is not None:
            self.fields["stay"].initial = str(here.id)

    def stay_id(self) -> UUID | None:
        """Return the chosen stay."""
        chosen = self.cleaned_data["stay"]
        return UUID(chosen) if chosen else None


def _stay_words(stay: Stay) -> str:
    room = f" · {stay.room.number}" if stay.room else ""
    return f"{stay.arrival:%Y-%m-%d} – {stay.departure:%Y-%m-%d}{room}"
