"""What a profile says about who it is: as it was written (``Profile``) and in the form that is compared (``Evidence``)."""

from dataclasses import dataclass, fields

VERSION = 1
_FIELD, _ITEM = "\t", " "


@dataclass(frozen=True, slots=True)
class Document:
    """One document as written: kind (``id_card``, ``passport`` …, or empty), ISO country or empty, number."""

    kind: str
    country: str
    number: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as it was entered; an empty text means unknown. ``birth`` is ``YYYY-MM-DD``, ``sex`` male or female."""

    name: str
    other_names: tuple[str, ...] = ()
    sex: str = ""
    birth: str = ""
    documents: tuple[Document, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    company: str = ""
    city: str = ""
    nationality: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The normal form of a profile; texts and tuples of texts only, empty means unknown. No item of a tuple holds a space.

    ``left_out`` names what was there and counts for nothing: ``relay_mail``, ``role_mail``, ``placeholder_phone``,
    ``shared_line``, ``placeholder_birth``, ``doubtful_card`` (a card whose birth date is not the stated one), ``masked_name``.
    """

    cn: str = ""  # simplified characters of the name
    akey: str = ""  # letters of the whole folded reading, sorted: blind to order and spacing
    akeys: tuple[
        str, ...
    ] = ()  # the same of further readings: surname readings, Cantonese, Wade-Giles, nicknames, other names
    sound: str = ""  # letters of the reading after sounds that are mixed up were folded, sorted; without middle names
    sounds: tuple[str, ...] = ()
    toks: tuple[str, ...] = ()  # Latin words, sorted; a nickname stands as its full form
    surname: str = ""
    surnames: tuple[str, ...] = ()  # further readings of the surname
    given: str = ""
    cards: tuple[str, ...] = ()  # valid resident numbers, 18 digits
    passports: tuple[str, ...] = ()  # country:number, the country may be empty
    other_docs: tuple[str, ...] = ()  # kind:number
    masks: tuple[
        str, ...
    ] = ()  # six first and four last digits of resident numbers; p: and two first, three last of others
    bad_docs: tuple[str, ...] = ()  # looks like a resident number and is none, or belongs to somebody else
    phones: tuple[str, ...] = ()  # E.164 without the plus sign
    emails: tuple[str, ...] = ()
    birth: str = ""  # YYYYMMDD, also from a valid card
    sex: str = ""  # male or female, also from a valid card or a title
    company: str = ""
    city: str = ""
    nationality: str = ""
    left_out: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return one line that ``from_text`` reads back; stable within one ``VERSION``."""
        parts = [str(VERSION)]
        for name in _NAMES:
            value = getattr(self, name)
            parts.append(value if name in _TEXTS else _ITEM.join(value))
        return _FIELD.join(parts)

    @classmethod
    def from_text(cls, text: str) -> "Evidence":
        """Read what ``to_text`` wrote; ValueError for another version, then the profile must be normalised again."""
        version, *parts = text.split(_FIELD)
        if version != str(VERSION) or len(parts) != len(_NAMES):
            raise ValueError(f"evidence of version {version[:8]}, this is {VERSION}")
        values: list[str | tuple[str, ...]] = list(parts)
        for place in _TUPLES:
            values[place] = tuple(parts[place].split(_ITEM)) if parts[place] else ()
        return cls(*values)  # type: ignore[arg-type]


_NAMES = tuple(f.name for f in fields(Evidence))
_TEXTS = frozenset(f.name for f in fields(Evidence) if f.type is str or f.type == "str")
_TUPLES = tuple(n for n, name in enumerate(_NAMES) if name not in _TEXTS)
