"""How the entries of the navigation are grouped: the four steps of customer work, and the three modules on one data base.

The main menu follows the steps (R-209); the overview of functions names the modules (R-210). An entry of
``BINZHI_NAV`` that stands in no step is shown last, under management.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

STEPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ("", ("workbench:home",)),
    (
        _("Customer file"),
        (
            "guests:list",
            "guests:scan",
            "companies:list",
            "stays:list",
            "stays:rooms",
        ),
    ),
    (_("Segmentation"), ("guests:lists", "workbench:gaps", "guests:calendar")),
    (
        _("Care"),
        (
            "arrivals:report",
            "arrivals:readiness",
            "service:board",
            "service:shift",
            "service:terminal",
            "arrivals:gifts",
        ),
    ),
    (
        _("Dynamic database"),
        (
            "collection:floor",
            "collection:queue",
            "identity:queue",
            "workbench:figures",
            "integrations:batches",
        ),
    ),
    (_("Management"), ()),
)

MODULES: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (
        _("Customer information system"),
        _("Who the guest is: one file for the whole house, from every source."),
        (
            "guests:list",
            "companies:list",
            "guests:scan",
            "guests:lists",
            "collection:queue",
            "identity:queue",
            "integrations:batches",
        ),
    ),
    (
        _("Customer touchpoint system"),
        _("Where the guest meets the house: the right card at every desk at once."),
        ("stays:list", "stays:rooms", "service:terminal", "collection:floor", "guests:calendar"),
    ),
    (
        _("Customer experience system"),
        _("What the guest lives through: prepared before arrival, followed until content."),
        ("arrivals:report", "arrivals:readiness", "service:board", "arrivals:gifts", "workbench:figures"),
    ),
)
