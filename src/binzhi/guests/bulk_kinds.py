"""What can be changed for many guests at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from binzhi.guests.items import Item, items
from binzhi.kernel.words import Words


class What(models.TextChoices):
    """A plain field of the profile, a flag, or a preference (a tag) to record."""

    VIP_LEVEL = "vip_level", _("VIP level")
    COMPANY = "company", _("Company")
    LANGUAGE = "language", _("Language for letters")
    NATIONALITY = "nationality", _("Nationality")
    CONFIRMATION = "confirmation_method", _("Way of confirmation")
    FLAG = "flag", _("Set a flag")
    UNFLAG = "unflag", _("Clear a flag")
    FACT = "fact", _("Record a preference or tag")


WORDS = {
    "vip_level": Words("VIP 级别", "VIP level"),
    "company": Words("单位", "company"),
    "language": Words("书信语言", "language"),
    "nationality": Words("国籍", "nationality"),
    "confirmation_method": Words("确认方式", "way of confirmation"),
    "flag": Words("设置标记", "flag set"),
    "unflag": Words("取消标记", "flag cleared"),
    "fact": Words("登记喜好", "preference recorded"),
}


def what_words(code: str, language: str) -> str:
    """Say what was changed, in a language of the log."""
    return WORDS[code].text(language) if code in WORDS else code


def item_of(code: str) -> Item | None:
    """Return an item of the catalogue."""
    return items().get(code)


def open_items() -> list[Item]:
    """Return the items that may be recorded for many guests: none that is sealed or switched."""
    return [i for i in items().values() if not i.is_sealed and not i.is_switched and i.kind != "cue"]
