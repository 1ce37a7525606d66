"""Verbs on the values of an organisation. A newer value supersedes the older one, which stays with its origin."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.companies.access import EDIT
from binzhi.companies.cells import VALUES, value_cell
from binzhi.companies.drafts import GivenValue
from binzhi.companies.enums import OrgState, ValueState
from binzhi.companies.errors import OrganisationArchived, UnknownOrganisationField
from binzhi.companies.fields import OrgField, org_fields
from binzhi.companies.models import Organisation, OrganisationValue
from binzhi.companies.shapes import parts_of, read_value
from binzhi.guests.origin import Origin, own_department
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound, Stale
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org import policy
from binzhi.vault.domain.sealing import holds, seal

NAME_WORDS = {
    "name": Words("客户名称", "official name"),
    "short_name": Words("简称", "short name"),
    "english_name": Words("英文名称", "English name"),
    "other_names": Words("其他名称", "other names"),
}


def field_words(codes: str, language: str) -> str:
    """Say a list of field codes in words, for the log."""
    known = {code: field.words for code, field in org_fields().items()} | NAME_WORDS
    said = [known[code].text(language) if code in known else code for code in codes.split(", ")]
    return ("、" if language.startswith("zh") else ", ").join(said)


VALUE_SET = declare_act(
    "set_organisation_value",
    zh="更新单位“{name}”：{fields}",
    en="Updated the company “{name}”: {fields}",
    said={"fields": field_words},
)
VALUE_CONFIRMED = declare_act(
    "confirm_organisation_value",
    zh="确认单位“{name}”的资料仍有效：{fields}",
    en="Confirmed values of the company “{name}”: {fields}",
    said={"fields": field_words},
)


def field_for(scope: Scope, code: str) -> OrgField:
    """Return a field the scope may write; an unknown code and a restricted field of others are refused."""
    field = org_fields().get(code)
    if field is None:
        raise UnknownOrganisationField(field=code)
    policy.require(scope, "read", field_class=field.field_class)
    return field


def open_organisation(organisation_id: UUID, *, version: int | None = None, archived: bool = False) -> Organisation:
    """Lock an organisation for a change; refuses an archived one and, given a version, one changed meanwhile."""
    found: Organisation | None = locked(Organisation.objects.filter(id=organisation_id)).first()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale
    if found.state == OrgState.ARCHIVED and not archived:
        raise OrganisationArchived
    return found


def touch(organisation: Organisation, now: datetime, *columns: str) -> None:
    """Write the named columns with the next version."""
    organisation.version, organisation.updated_at = organisation.version + 1, now
    amend(organisation, *dict.fromkeys(columns), "version", "updated_at")


def _period(field: OrgField, period: str, now: datetime) -> str:
    if not field.is_yearly:
        return ""
    if not period.isdecimal() or not 1980 <= int(period) <= now.year + 1:
        raise BadInput(field=field.code, zh="请写明年份，如 2025。", en="Say which year, such as 2025.")
    return str(int(period))


def _is_same(row: OrganisationValue, text: str) -> bool:
    return holds(cell=value_cell(row), plain=text) if row.sealed is not None else bool(row.value == text)


def put_values(
    scope: Scope, now: datetime, organisation: Organisation, values: tuple[GivenValue, ...], origin: Origin
) -> tuple[list[str], list[str]]:
    """Write values inside an open unit; returns the codes that changed and the columns of the organisation to write."""
    if origin.learned_at is not None and origin.learned_at > now:
        raise BadInput(field="learned_on", zh="得知日期不能晚于今天。", en="The day it was learned cannot lie ahead.")
    changed: list[str] = []
    columns: list[str] = []
    for one in values:
        field = field_for(scope, one.field)
        period = _period(field, one.period, now)
        text = read_value(field, one.given)
        if field.kind in {"long_text", "dated_text", "prices", "deals"}:
            refuse_numbers(text)
        rows = OrganisationValue.objects.filter(organisation_id=organisation.id, field=field.code, period=period)
        standing = rows.filter(state=ValueState.STANDING).first() if not organisation._state.adding else None
        if (standing is None and not text) or (standing is not None and _is_same(standing, text)):
            continue
        if standing is not None:
            standing.state = ValueState.SUPERSEDED if text else ValueState.RETRACTED
            standing.ended_at, standing.ended_by = now, scope.actor.name
            amend(standing, "state", "ended_at", "ended_by")
        if text:
            persist(_row(scope, now, organisation, field, period, text, origin))
        columns += _repeat(organisation, field, text)
        changed.append(field.code)
    return changed, columns


def _row(
    scope: Scope, now: datetime, organisation: Organisation, field: OrgField, period: str, text: str, origin: Origin
) -> OrganisationValue:
    row_id = uuid7()
    sealed = None
    if field.is_restricted:
        sealed = seal(table=VALUES, guest_id=organisation.id, row_id=row_id, column="sealed", plain=text)
    return OrganisationValue(
        organisation_id=organisation.id,
        id=row_id,
        field=field.code,
        period=period,
        value="" if sealed else text,
        sealed=sealed,
        source_kind=origin.source,
        channel=origin.channel or "",
        author_id=scope.actor.id,
        author=scope.actor.name,
        department=origin.department or own_department(scope),
        place=origin.place[:60],
        learned_at=origin.learned_at or now,
        last_confirmed_at=origin.learned_at or now,
        confidence=origin.sureness,
        noted_at=now,
    )


def _repeat(organisation: Organisation, field: OrgField, text: str) -> list[str]:
    """Repeat a value in the columns lists are filtered by; returns the columns written."""
    columns: list[str] = []
    if field.column:
        setattr(organisation, field.column, text[:120])
        columns.append(field.column)
    if field.code == "address":
        organisation.city = parts_of(field, text).get("city", "")[:60]
        columns.append("city")
    if field.code == "financial_year":
        organisation.year_start = parts_of(field, text).get("start", "")
        columns.append("year_start")
    return columns


def set_values(
    *,
    scope: Scope,
    now: datetime,
    organisation: Organisation,
    values: tuple[GivenValue, ...],
    origin: Origin | None = None,
    version: int | None = None,
) -> list[str]:
    """Set fields of an organisation; returns the codes that changed (empty: nothing was written).

    An empty value takes the standing one back. Restricted fields (class C2) need the right to read that class. Refuses
    an unknown field, a value that does not fit its kind, an archived organisation, and another version (:class:`Stale`).
    """
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(organisation.id, version=version)
        changed, columns = put_values(scope, now, current, values, origin or Origin())
        if changed:
            touch(current, now, *columns)
            _log(scope, now, VALUE_SET, current, changed)
    return changed


def confirm_value(*, scope: Scope, now: datetime, organisation: Organisation, value_id: UUID) -> None:
    """Note that a standing value was found true today (last confirmed)."""
    scope.need(EDIT)
    with unit_of_work(scope):
        current = open_organisation(organisation.id)
        rows = OrganisationValue.objects.filter(organisation_id=current.id, id=value_id, state=ValueState.STANDING)
        row = rows.first()
        if row is None:
            raise NotFound
        field_for(scope, row.field)
        row.last_confirmed_at = now
        amend(row, "last_confirmed_at")
        _log(scope, now, VALUE_CONFIRMED, current, [row.field])


def _log(scope: Scope, now: datetime, act: str, organisation: Organisation, codes: list[str]) -> None:
    record(
        act,
        scope=scope,
        now=now,
        object_type="organisation",
        object_id=organisation.id,
        details={"name": organisation.name, "fields": ", ".join(dict.fromkeys(codes))},
    )
