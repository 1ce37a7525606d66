"""Keys of an organisation: names in normal form, which tell doubles, and the beginnings it is found by."""

from collections.abc import Iterable

from binzhi.audit.domain.unit import persist, persist_key
from binzhi.companies.enums import NameUse
from binzhi.companies.errors import SimilarOrganisation
from binzhi.companies.models import NameKey, Organisation, SearchKey
from binzhi.companies.names import name_key, search_tokens


def names_of(organisation: Organisation) -> list[tuple[NameUse, str]]:
    """Return every name of an organisation with its use."""
    pairs = [
        (NameUse.OFFICIAL, organisation.name),
        (NameUse.SHORT, organisation.short_name),
        (NameUse.ENGLISH, organisation.english_name),
        *((NameUse.OTHER, name) for name in organisation.other_names),
    ]
    return [(use, name) for use, name in pairs if name]


def bearers(names: Iterable[str], *, but: Organisation | None = None) -> list[Organisation]:
    """Return the organisations that bear one of the names in normal form."""
    keys = {name_key(name) for name in names if name}
    found = NameKey.objects.filter(name_key__in=keys)
    if but is not None:
        found = found.exclude(organisation_id=but.id)
    ids = set(found.values_list("organisation_id", flat=True)[:20])
    return list(Organisation.objects.filter(id__in=ids).order_by("state", "name"))


def write_keys(organisation: Organisation, *, is_new: bool) -> None:
    """Bring both kinds of keys in step with the names. A name taken at the same moment is the refusal."""
    names = names_of(organisation)
    wanted = {name_key(name): use for use, name in reversed(names)}
    held = set()
    if not is_new:
        own = NameKey.objects.filter(organisation_id=organisation.id)
        own.exclude(name_key__in=wanted).delete()
        held = set(own.values_list("name_key", flat=True))
    for key, use in wanted.items():
        if key not in held:
            last = NameKey.objects.filter(name_key=key).order_by("-place").first()
            row = NameKey(name_key=key, place=last.place + 1 if last else 1, organisation_id=organisation.id, use=use)
            persist_key(row, taken=lambda: SimilarOrganisation(bearers([organisation.name])))
    _write_tokens(organisation, search_tokens([name for _, name in names]), is_new=is_new)


def _write_tokens(organisation: Organisation, wanted: set[str], *, is_new: bool) -> None:
    held: set[str] = set()
    if not is_new:
        own = SearchKey.objects.filter(organisation_id=organisation.id)
        own.exclude(token__in=wanted).delete()
        held = set(own.values_list("token", flat=True))
    for token in sorted(wanted - held):
        persist(SearchKey(token=token, organisation_id=organisation.id))
