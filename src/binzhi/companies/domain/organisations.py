"""Verbs on the organisation: create, change, archive, reopen."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.companies.access import EDIT
from binzhi.companies.domain.keys import bearers, names_of, write_keys
from binzhi.companies.domain.values import field_words, open_organisation, put_values, touch
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.enums import OrgState
from binzhi.companies.errors import SimilarOrganisation
from binzhi.companies.models import Organisation
from binzhi.companies.names import name_key, reading, tidy_name
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope

CREATED = declare_act("create_organisation", zh="建立单位客户“{name}”", en="Created the company “{name}”")
CHANGED = declare_act(
    "change_organisation",
    zh="修改单位“{name}”：{fields}",
    en="Changed the company “{name}”: {fields}",
    said={"fields": field_words},
)
ARCHIVED = declare_act("archive_organisation", zh="归档单位“{name}”", en="Archived the company “{name}”")
REOPENED = declare_act("reopen_organisation", zh="恢复使用单位“{name}”", en="Reopened the company “{name}”")

LIMITS = {"name": 160, "short_name": 80, "english_name": 160}
NAME_COLUMNS = ("name", "short_name", "english_name", "other_names", "pinyin", "initials")


def _clean(field: str, text: str) -> str:
    text = tidy_name(text)
    most = LIMITS.get(field, 160)
    if len(text) > most or "\x00" in text:
        raise BadInput(field=field, zh=f"最多 {most} 个字。", en=f"At most {most} characters.")
    return text


def _apply(organisation: Organisation, draft: OrganisationDraft) -> list[str]:
    """Put the names on the organisation; returns those that changed."""
    changed = []
    for field in LIMITS:
        given = getattr(draft, field)
        if given is not None and (text := _clean(field, given)) != getattr(organisation, field):
            setattr(organisation, field, text)
            changed.append(field)
    if draft.other_names is not None:
        others = list(dict.fromkeys(name for one in draft.other_names if (name := _clean("other_names", one))))[:12]
        if others != list(organisation.other_names):
            organisation.other_names = others
            changed.append("other_names")
    if not organisation.name or not name_key(organisation.name):
        raise BadInput(field="name", zh="请填写客户的正式名称。", en="Enter the official name.")
    if changed:
        pinyin, initials = reading(organisation.name)
        organisation.pinyin, organisation.initials = pinyin, initials
    return changed


def _refuse_doubles(organisation: Organisation, why_new: str) -> str:
    """Refuse names somebody else bears unless told why; returns the reason."""
    why_new = why_new.strip()[:200]
    if len(why_new) < 2 and (found := bearers((name for _, name in names_of(organisation)), but=organisation)):
        raise SimilarOrganisation(found)
    return why_new


def create_organisation(
    *,
    scope: Scope,
    now: datetime,
    draft: OrganisationDraft,
    values: tuple[GivenValue, ...] = (),
    origin: Origin | None = None,
    why_new: str = "",
) -> Organisation:
    """Create an organisation with its fields in one transaction (R-062, R-110).

    Refuses an empty name, a value that does not fit, and a name that another organisation bears in normal form
    (:class:`SimilarOrganisation`) unless ``why_new`` says why there are two.
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        organisation = Organisation(
            group_id=scope.group_id, created_at=now, created_by=scope.actor.name, updated_at=now, other_names=[]
        )
        _apply(organisation, draft)
        organisation.why_new = _refuse_doubles(organisation, why_new)
        put_values(scope, now, organisation, values, origin or Origin())
        persist(organisation)
        write_keys(organisation, is_new=True)
        _log(scope, now, CREATED, organisation)
    return organisation


def change_organisation(
    *,
    scope: Scope,
    now: datetime,
    organisation: Organisation,
    draft: OrganisationDraft,
    values: tuple[GivenValue, ...] = (),
    origin: Origin | None = None,
    version: int | None = None,
    why_new: str = "",
) -> list[str]:
    """Change names and fields; returns what changed (empty: nothing was written).

    ``version`` is the one the page was built from: another one in the database refuses with :class:`Stale`.
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(organisation.id, version=version)
        names = _apply(current, draft)
        columns: list[str] = []
        if names:
            why = _refuse_doubles(current, why_new)
            current.why_new = why or current.why_new
            write_keys(current, is_new=False)
            columns += [*NAME_COLUMNS, "why_new"]
        changed, repeated = put_values(scope, now, current, values, origin or Origin())
        changed = names + changed
        if changed:
            touch(current, now, *columns, *repeated)
            _log(scope, now, CHANGED, current, fields=", ".join(dict.fromkeys(changed)))
    return changed


def archive_organisation(*, scope: Scope, now: datetime, organisation_id: UUID) -> Organisation:
    """Take an organisation out of use; it stays readable with everything and can be reopened."""
    return _turn(scope, now, organisation_id, OrgState.ARCHIVED, ARCHIVED)


def reopen_organisation(*, scope: Scope, now: datetime, organisation_id: UUID) -> Organisation:
    """Take an archived organisation into use again."""
    return _turn(scope, now, organisation_id, OrgState.ACTIVE, REOPENED)


def _turn(scope: Scope, now: datetime, organisation_id: UUID, state: OrgState, act: str) -> Organisation:
    scope.need(EDIT)
    with unit_of_work(scope):
        organisation = open_organisation(organisation_id, archived=True)
        if organisation.state != state:
            organisation.state = state
            touch(organisation, now, "state")
            _log(scope, now, act, organisation)
    return organisation


def _log(scope: Scope, now: datetime, act: str, organisation: Organisation, **details: str) -> None:
    record(
        act,
        scope=scope,
        now=now,
        object_type="organisation",
        object_id=organisation.id,
        details={"name": organisation.name, **details},
    )
