"""Forms look like the house without a word in the form: ``{{ form }}`` and ``{{ form.x.as_field_group }}``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import get_language

from binzhi.kernel.errors import BadInput, DomainError
from binzhi.kernel.words import pick

NOWHERE: Mapping[str, str] = MappingProxyType({})


class Renderer(TemplatesSetting):
    """FORM_RENDERER of the house; needs ``django.forms`` in INSTALLED_APPS for the widget templates."""

    form_template_name = "ui/_form.html"
    field_template_name = "ui/_field.html"


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str | bool] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, str | bool] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def refusal_text(error: DomainError) -> str:
    """Return the text of a refusal in the reader's language."""
    return error.text(get_language() or "zh-hans")


def show_refusal(form: forms.Form, error: DomainError, places: Mapping[str, str] = NOWHERE) -> None:
    """Put a refusal beside the field it is about: by ``places`` (code to field), or the field a BadInput names."""
    field = places.get(error.code, "")
    text = refusal_text(error)
    if isinstance(error, BadInput) and not field:
        field = str(error.where["field"])
        if field in form.fields:
            text = pick(str(error.where["reason_zh"]), str(error.where["reason_en"]), get_language() or "zh-hans")
    form.add_error(field if field in form.fields else None, text)


def accepted(form: forms.Form, verb: Callable[[], object], places: Mapping[str, str] = NOWHERE) -> bool:
    """Run the verb of a form; a refusal is put beside its field and False returned."""
    try:
        verb()
    except DomainError as error:
        show_refusal(form, error, places)
        return False
    return True
