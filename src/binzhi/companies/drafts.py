"""What a form, an API call or an import row hands to the verbs."""

from dataclasses import dataclass

from binzhi.companies.shapes import Given


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """The names of an organisation. ``None`` in a change means: leave as it is."""

    name: str | None = None
    short_name: str | None = None
    english_name: str | None = None
    other_names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class GivenValue:
    """A value as typed for a field; ``period`` is the year of a yearly figure."""

    field: str
    given: Given
    period: str = ""
