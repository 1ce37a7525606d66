"""Words of the keepers' pages in templates."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from binzhi.collection.enums import ItemState
from binzhi.collection.web.keeper_forms import ConcludeForm

register = template.Library()


@register.filter
def step_word(code: str) -> str:
    """Name a step of an item: a state, or what happened between two states."""
    between = {
        "corrected": _("Corrected"),
        "asked": _("Collector asked"),
        "answered": _("Collector answered"),
    }
    return between.get(code) or str(dict(ItemState.choices).get(code, code))


@register.filter
def moment(text: str) -> datetime | None:
    """Return a stored moment for the date filter."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


@register.inclusion_tag("collection/_conclude_fields.html")
def conclude_fields(form: Any, sight: Any) -> dict[str, Any]:
    """Show the fields of a conclusion, filled with what the observations suggest; each form has ids of its own."""
    mark = f"id_{sight.rows[0].id.hex[-8:]}_%s"
    initial = {"item": sight.target, "value": sight.proposal}
    return {"one": ConcludeForm(members=form.fields["said_by"].choices[1:], initial=initial, auto_id=mark)}
