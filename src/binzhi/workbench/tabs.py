"""The tabs of the guest page: each is a panel that a room offers, loaded when it is opened."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from binzhi.kernel.scope import Scope

# name of the address, words, permission; a tab whose permission is not held is left out
TABS: tuple[tuple[str, Any, str], ...] = (
    ("workbench:guest_history", _("Stays"), "stays.read"),
    ("service:history_panel", _("Service"), "service.read"),
    ("collection:observations_panel", _("Observed"), "collection.collect"),
    ("guests:relations_panel", _("People"), "guests.read"),
    ("companies:employment_panel", _("Work"), "companies.read"),
    ("identity:joined_panel", _("Profiles"), "guests.read"),
    ("workbench:next_contact", _("Next contact"), "guests.read"),
    ("workbench:guest_log", _("Log"), "guests.read"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: where its panel is, and its words."""

    url: str
    words: Any


def tabs_for(scope: Scope, guest_id: UUID) -> list[Tab]:
    """Return the tabs the reader may open, in order."""
    found = []
    for name, words, permission in TABS:
        if not scope.may(permission):
            continue
        try:
            found.append(Tab(reverse(name, args=[guest_id]), words))
        except NoReverseMatch:
            continue
    return found
