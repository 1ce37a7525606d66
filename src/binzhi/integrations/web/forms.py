"""Shape checks of the room's forms; the work is done by the verbs."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.integrations.readers import KINDS
from binzhi.integrations.web.upload import LIMIT


class FileInput(forms.FileInput):
    """A file input that takes several files (the kinds that may be a folder)."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = FileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check every file; returns the list."""
        given = data if isinstance(data, list | tuple) else [data]
        clean = super().clean
        return [clean(one, initial) for one in given if one is not None] or [clean(None, initial)]


class UploadForm(forms.Form):
    """A file and what it is. The hotel is the one the page is open in."""

    kind = forms.ChoiceField(label=_("Kind of file"))
    file = FilesField(
        label=_("File"),
        help_text=_("Up to 200 MB. Several files at once for JSON and XML."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )
    system = forms.CharField(
        label=_("Name of the other system"),
        required=False,
        max_length=40,
        help_text=_("Its numbers are kept under this name, such as opera or foxhis."),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        language = get_language() or "zh-hans"
        choices: Any = [(kind.name, kind.words.text(language)) for kind in KINDS.values()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField by its declaration

    def clean(self) -> dict[str, Any] | None:
        """Say first what is wrong with the size, then what is wrong with the number of files."""
        if self.too_large:
            self.errors.pop("file", None)
            limit = LIMIT // (1024 * 1024)
            self.add_error(
                "file", _("The file is larger than %(limit)s MB. Use the command binzhi import.") % {"limit": limit}
            )
            return self.cleaned_data
        files = self.cleaned_data.get("file") or []
        kind = KINDS.get(self.cleaned_data.get("kind", ""))
        if kind and len(files) > 1 and not kind.source.takes_folders:
            self.add_error("file", _("Choose one file for this kind."))
        return self.cleaned_data
