"""The input of an address: one box for each part. A plain line sent in its place is cut into parts by the reader (R-025)."""

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from binzhi.guests.said import country_name
from binzhi.kernel.addresses import CHINA, PARTS, Address, address_of, read_kept

LABELS = {
    "country": _("Country"), "province": _("Province"), "city": _("City"), "district": _("District"),
    "street": _("Street and number"), "postcode": _("Postcode"),
}  # fmt: skip
TWO_LETTERS = re.compile(r"[A-Za-z]{2}")


class AddressInput(forms.MultiWidget):
    """One line of text for each part, named ``<field>_<part>``."""

    template_name = "guests/widgets/address.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        lengths = {"country": 2, "postcode": 12}
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"autocomplete": "off", "maxlength": lengths.get(part, 160)}) for part in PARTS
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Spread a kept address, or a plain line, over the boxes."""
        address = read_kept(str(value or ""))
        return [getattr(address, part) for part in PARTS]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return what stands in the boxes; a plain line under the name of the field serves as well."""
        if name in data:
            return self.decompress(data[name])
        return [str(data.get(f"{name}_{part}") or "") for part in PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the form did not send the field."""
        return name not in data and all(f"{name}_{part}" not in data for part in PARTS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each box its label."""
        context = super().get_context(name, value, attrs)
        for part, box in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            box["label"] = LABELS[part]
        return context


class AddressField(forms.MultiValueField):
    """An address in parts; its value is the text it is kept as, empty for none."""

    widget = AddressInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        boxes = [forms.CharField(required=False, max_length=300 if part == "street" else 80) for part in PARTS]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> str:
        """Return the one text of the parts; refuses a country that is none."""
        parts = dict(zip(PARTS, data_list or [], strict=False))
        country = str(parts.get("country") or "").strip()
        if country and (not TWO_LETTERS.fullmatch(country) or country.upper() not in Locale("en").territories):
            raise forms.ValidationError(_("The country has two letters, such as CN."))
        address = address_of(parts)
        if not address.country and (address.province or address.city or address.district):
            address = address_of({**address.parts(), "country": CHINA})
        return address.kept()


def labelled(address: Address) -> list[tuple[Any, str]]:
    """Return the known parts with their labels, the country by its name."""
    return [(LABELS[part], country_name(text) if part == "country" else text) for part, text in address.parts().items()]
