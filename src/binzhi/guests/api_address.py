"""Addresses over the API: given in parts or as one line, given out in both (R-025)."""

from ninja import Field, Schema

from binzhi.guests.digests import ADDRESSES
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.kernel.addresses import address_of
from binzhi.kernel.errors import BadInput


class AddressParts(Schema):
    """An address in parts; what is not known stays empty. The country has two letters."""

    country: str = Field("", max_length=2, pattern="^([A-Za-z]{2})?$", examples=["CN"])
    province: str = Field("", max_length=80, examples=["浙江省"])
    city: str = Field("", max_length=80, examples=["杭州市"])
    district: str = Field("", max_length=80, examples=["西湖区"])
    street: str = Field("", max_length=300, examples=["曙光路120号"])
    postcode: str = Field("", max_length=12, examples=["310007"])


def contact_draft(
    kind: ContactKind, value: str | AddressParts, *, is_preferred: bool = False, is_relay: bool = False
) -> ContactDraft:
    """Return the draft of a contact; refuses parts for what is no address."""
    if not isinstance(value, str):
        if kind not in ADDRESSES:
            raise BadInput(field="value", zh="只有地址由几个部分组成。", en="Only an address has parts.")
        value = address_of(value.dict()).kept()
    return ContactDraft(kind, value, is_preferred=is_preferred, is_relay=is_relay)
