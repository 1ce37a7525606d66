"""Doors of the card for the next contact and of what a guest brought the house."""

from uuid import UUID

from django.http import HttpResponse

from binzhi.guests.access import READ, get_guest
from binzhi.ui.doors import door
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.next_contact import next_contact, referrals


@door(READ)
def contact_card(request: DeskRequest, guest_id: UUID) -> HttpResponse:
    """Show last contact, open promises, the next date, likes, taboos, transactions, and those the guest introduced."""
    guest = get_guest(request.scope, guest_id)
    card = next_contact(request.scope, guest, request.hotel, now=request.now, today=request.business_date)
    context = {"guest": guest, "card": card, "brought": referrals(request.scope, guest), "today": request.business_date}
    return render_either(request, "workbench/next_contact.html", "workbench/_next_contact.html", context)
