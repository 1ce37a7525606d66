"""Verbs on organisations and their values: doubles, history, origin, restricted fields, agreement talks."""

from datetime import date, timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.companies import queries
from binzhi.companies.cells import value_cell
from binzhi.companies.domain.organisations import (
    archive_organisation,
    change_organisation,
    create_organisation,
    reopen_organisation,
)
from binzhi.companies.domain.values import confirm_value, set_values
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.errors import OrganisationArchived, SimilarOrganisation, UnknownOrganisationField
from binzhi.companies.models import NameKey, Organisation, OrganisationValue, SearchKey
from binzhi.companies.shapes import Given
from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.errors import NumbersInNote
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import BadInput, NotAllowed, Stale
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.sealing import holds
from tests.builders import NOW, TODAY, make_hotel, make_staff, open_house, scope_of
from tests.companies.made import RESTRICTED, make_organisation

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def put(organisation: Organisation, code: str, given: Given, period: str = "", **more: object) -> list[str]:
    """Set one field as the machine."""
    with open_house(make_hotel()) as scope:
        return set_values(
            scope=scope, now=NOW, organisation=organisation, values=(GivenValue(code, given, period),), **more
        )  # type: ignore[arg-type]


def value_of(scope: Scope, organisation: Organisation, code: str) -> str:
    """The text of a field as the scope sees it, "" for none."""
    sections = queries.sections_of(scope, organisation, now=NOW, purpose="test")
    return next((line.text for s in sections for line in s.lines if line.field.code == code), "")


@pytest.mark.requirement("R-062")
def test_an_organisation_stands_under_its_official_name_and_is_found_by_all_its_names() -> None:
    made = make_organisation(
        "東海重工集團有限公司",
        short_name="东海重工",
        english_name="Donghai Heavy Industries",
        other_names=("DHI", "东海机械厂"),
    )
    make_organisation("西山文化传媒有限公司")
    assert (made.name, made.version, made.state) == ("東海重工集團有限公司", 1, "active")
    with open_house(make_hotel()) as scope:
        for text in ("东海", "重工", "donghai", "dhzg", "heavy", "DHI", "机械厂", "jixie", "东海 重工"):
            assert queries.search_organisations(scope, text, 5) == [made], text
        assert queries.search_organisations(scope, "", 5) == []
        assert queries.search_organisations(scope, "%", 5) == []


@pytest.mark.parametrize(
    "name",
    ["东海重工集团股份有限公司", "東海重工集團有限公司", "东海重工集团", "DONGHAI heavy industries, Inc.", "DHI Ltd"],
)
def test_an_equal_name_is_refused_with_the_candidates_until_somebody_says_why(name: str) -> None:
    first = make_organisation(english_name="Donghai Heavy Industries", other_names=("DHI",))
    with pytest.raises(SimilarOrganisation) as refused:
        make_organisation(name)
    assert refused.value.candidates == [first]
    second = make_organisation(name, why_new="另一城市的同名公司")
    assert second.why_new == "另一城市的同名公司"
    assert Organisation.unscoped.count() == 2


def test_a_name_changed_to_that_of_another_is_refused_and_changes_nothing() -> None:
    make_organisation()
    other = make_organisation("西山文化传媒有限公司")
    with open_house(make_hotel()) as scope, pytest.raises(SimilarOrganisation):
        change_organisation(scope=scope, now=NOW, organisation=other, draft=OrganisationDraft("东海重工集团公司"))
    assert Organisation.unscoped.get(id=other.id).name == "西山文化传媒有限公司"


def test_a_new_name_is_found_and_the_old_one_is_free_again() -> None:
    made = make_organisation()
    with open_house(make_hotel()) as scope:
        changed = change_organisation(
            scope=scope, now=NOW, organisation=made, draft=OrganisationDraft("北山重工有限公司"), version=1
        )
        assert changed == ["name"]
        assert queries.search_organisations(scope, "东海", 5) == []
        assert [o.name for o in queries.search_organisations(scope, "北山", 5)] == ["北山重工有限公司"]
    assert {k.name_key for k in NameKey.unscoped.all()} == {"北山重工"}
    make_organisation()


@pytest.mark.parametrize("name", ["", "   ", "x" * 161, "a\x00b"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        make_organisation(name)
    assert not Organisation.unscoped.exists() and not SearchKey.unscoped.exists()


def test_two_desks_the_second_is_told_and_nothing_is_lost() -> None:
    made = make_organisation(values={"web": "https://one.example"})
    put(made, "web", "https://two.example", version=1)
    with pytest.raises(Stale):
        put(made, "web", "https://three.example", version=1)
    with open_house(make_hotel()) as scope:
        assert value_of(scope, made, "web") == "https://two.example"


@pytest.mark.requirement(
    "R-028", "R-029", "R-039", "R-041", "R-042", "R-043", "R-044", "R-045", "R-047", "R-064", "R-065", "R-067"
)
@pytest.mark.parametrize(
    ("code", "first", "second", "shown"),
    [
        ("product_structure", "轴承", "轴承 60%，减速机 40%", "轴承 60%，减速机 40%"),
        ("credit_rating", "good", "poor", "较差"),
        ("credit_limit", "20万", "50万", "CNY 500,000"),
        ("payment_terms", "net_30", "net_60", "60 天"),
        ("overdue_balance", "12600", "0", "CNY 0"),
        ("marketing_model", "直销", "区域经销商", "区域经销商"),
        ("web", "one.example", "two.example", "https://two.example"),
        ("price_system", "大床房 | 520", "大床房 | 490 | 含早", "大床房 | CNY 490 | 含早"),
        ("sales_policy", "年返 2%", "年返 3%", "年返 3%"),
        ("nature", "private", "listed", "上市公司"),
        (
            "development_plan",
            {"date": "2025-03-01", "text": "一厂"},
            {"date": "2026-03-01", "text": "二厂"},
            "2026-03-01 二厂",
        ),
        ("financial_year", {"start": "01-01", "end": "12-31"}, {"start": "04-01", "end": "03-31"}, "04-01 – 03-31"),
        ("logistics_preferences", "优先送货", "优先送货, 冷链", "优先送货、冷链"),
        ("industry", "制造业", "finance", "金融业"),
        ("office_phone", "010-88880100", "010-88880199", "010 8888 0199"),
    ],
)
def test_a_newer_value_supersedes_and_the_older_one_stays_with_its_origin(
    code: str, first: Given, second: Given, shown: str
) -> None:
    made = make_organisation()
    early = Origin(source=SourceKind.INFERRED, channel=Channel.MEETING, learned_at=NOW - timedelta(days=400))
    assert put(made, code, first, origin=early) == [code]
    assert put(made, code, second, origin=Origin(channel=Channel.TELEPHONE)) == [code]
    assert put(made, code, second) == [], "the same again writes nothing"
    with open_house(make_hotel()) as scope:
        assert value_of(scope, made, code) == shown
        newer, older = [row for row, _text in queries.history_of(scope, made, code, now=NOW)]
    assert (older.state, older.source_kind, older.channel, older.ended_at) == ("superseded", "inferred", "meeting", NOW)
    assert (older.learned_at, older.confidence) == (NOW - timedelta(days=400), 50)
    assert (newer.state, newer.source_kind, newer.channel, newer.confidence) == ("standing", "stated", "telephone", 95)
    assert newer.author == "Binzhi"


@pytest.mark.requirement("R-028")
def test_annual_sales_are_kept_per_year_each_with_its_own_history() -> None:
    made = make_organisation(sales={"2024": "3亿", "2025": "3.5亿"})
    put(made, "annual_sales", "3.2亿", "2024")
    with open_house(make_hotel()) as scope:
        sections = queries.sections_of(scope, made, now=NOW, purpose="test")
        line = next(line for s in sections for line in s.lines if line.field.code == "annual_sales")
    assert [(period, text) for period, text, _row in line.years] == [
        ("2025", "CNY 350,000,000"),
        ("2024", "CNY 320,000,000"),
    ]
    assert line.older == 1
    for period in ("", "199", "20x5", "2099"):
        with pytest.raises(BadInput):
            put(made, "annual_sales", "1", period)


def test_an_emptied_field_is_taken_back_and_stays_in_the_history() -> None:
    made = make_organisation(values={"sales_policy": "年返 3%", "nature": "private"})
    assert put(made, "sales_policy", "") == ["sales_policy"]
    assert put(made, "nature", "") == ["nature"]
    assert Organisation.unscoped.get(id=made.id).nature == ""
    with open_house(make_hotel()) as scope:
        assert value_of(scope, made, "sales_policy") == ""
        assert [row.state for row, _ in queries.history_of(scope, made, "sales_policy", now=NOW)] == ["retracted"]


@pytest.mark.requirement("R-028", "R-041", "R-044", "R-064")
def test_restricted_values_are_sealed_and_only_a_reader_of_class_c2_gets_them() -> None:
    hotel = make_hotel()
    made = make_organisation(values=RESTRICTED, sales={"2025": "98765432"})
    rows = OrganisationValue.unscoped.filter(organisation_id=made.id)
    assert rows.count() == 8 and all(row.value == "" and row.sealed for row in rows)
    limit = rows.get(field="credit_limit")
    assert b"7654321" not in bytes(limit.sealed or b"")
    assert holds(cell=value_cell(limit), plain="CNY 7654321.00")
    with scope_of(make_staff(hotel, "marketing")) as scope:
        sections = queries.sections_of(scope, made, now=NOW, purpose="test")
        codes = {line.field.code for s in sections for line in s.lines}
        assert not codes & (set(RESTRICTED) | {"annual_sales"})
        assert queries.history_of(scope, made, "credit_limit", now=NOW) == []
    assert not Act.objects.filter(name="read_sealed_fields").exists()
    with scope_of(make_staff(hotel, "sales")) as scope:
        assert value_of(scope, made, "credit_limit") == "CNY 7,654,321"
    assert Act.objects.filter(name="read_sealed_fields").count() == 1


def test_who_may_not_read_a_class_may_not_write_it_either() -> None:
    made = make_organisation()
    with scope_of(make_staff(make_hotel(), "sales")) as scope:
        poorer = Scope(**{**{n: getattr(scope, n) for n in Scope.__slots__}, "field_classes": frozenset({"C0", "C1"})})
        with pytest.raises(NotAllowed):
            set_values(scope=poorer, now=NOW, organisation=made, values=(GivenValue("credit_limit", "1"),))
    with scope_of(make_staff(make_hotel(), "front_desk")) as scope, pytest.raises(NotAllowed):
        set_values(scope=scope, now=NOW, organisation=made, values=(GivenValue("web", "one.example"),))
    with scope_of(make_staff(make_hotel(), "front_desk")) as scope, pytest.raises(NotAllowed):
        create_organisation(scope=scope, now=NOW, draft=OrganisationDraft("新单位"))


def test_unknown_fields_numbers_in_texts_and_days_ahead_are_refused() -> None:
    made = make_organisation()
    with pytest.raises(UnknownOrganisationField):
        put(made, "skin_colour", "x")
    with pytest.raises(NumbersInNote):
        put(made, "sales_policy", "负责人身份证 11010519491231002X")
    with pytest.raises(BadInput):
        put(made, "web", "one.example", origin=Origin(learned_at=NOW + timedelta(days=2)))
    assert not OrganisationValue.unscoped.exists()


def test_a_value_found_true_again_carries_the_day() -> None:
    made = make_organisation(values={"web": "one.example"}, now=NOW - timedelta(days=300))
    row = OrganisationValue.unscoped.get()
    with open_house(make_hotel()) as scope:
        confirm_value(scope=scope, now=NOW, organisation=made, value_id=row.id)
    row = OrganisationValue.unscoped.get()
    assert (row.last_confirmed_at, row.learned_at) == (NOW, NOW - timedelta(days=300))


def test_an_archived_organisation_is_read_only_until_it_is_reopened() -> None:
    made = make_organisation(values={"web": "one.example"})
    with open_house(make_hotel()) as scope:
        archive_organisation(scope=scope, now=NOW, organisation_id=made.id)
        assert list(queries.listed(scope)) == [] and list(queries.listed(scope, state="archived")) == [made]
        assert queries.search_organisations(scope, "东海", 5) == [made]
    with pytest.raises(OrganisationArchived):
        put(made, "web", "two.example")
    with open_house(make_hotel()) as scope:
        reopen_organisation(scope=scope, now=NOW, organisation_id=made.id)
    assert put(made, "web", "two.example") == ["web"]


@pytest.mark.requirement("R-065")
@pytest.mark.parametrize(
    ("start", "due"),
    [("03-10", date(2026, 3, 10)), ("06-08", date(2026, 6, 8)), ("06-09", None), ("03-09", None), ("", None)],
)
def test_agreement_talks_are_due_in_the_ninety_days_before_the_financial_year(start: str, due: date | None) -> None:
    values: dict[str, Given] = {"financial_year": {"start": start, "end": "12-31"}} if start else {}
    made = make_organisation(values=values)
    with open_house(make_hotel()) as scope:
        assert queries.talks_due(made, TODAY) == due
        assert list(queries.listed(scope, today=TODAY)) == ([made] if due else [])
        assert queries.talks_due_count(scope, TODAY) == (1 if due else 0)


@pytest.mark.requirement("R-065")
def test_agreement_talks_cross_the_new_year() -> None:
    made = make_organisation(values={"financial_year": {"start": "01-01", "end": "12-31"}})
    make_organisation("无财年有限公司")
    december = date(2026, 12, 15)
    with open_house(make_hotel()) as scope:
        assert queries.talks_due(made, december) == date(2027, 1, 1)
        assert list(queries.listed(scope, today=december)) == [made]


def test_completeness_counts_what_the_reader_may_see() -> None:
    made = make_organisation(
        values={"web": "one.example", "nature": "private", "credit_rating": "good", "fax": "010-88880101"}
    )
    counts = {}
    for role in ("sales", "marketing"):
        with scope_of(make_staff(make_hotel(), role)) as scope:
            sections = queries.sections_of(scope, made, now=NOW, purpose="test")
            counts[role] = queries.completeness(sections)
            assert all(not line.is_known for s in sections for line in s.gaps)
    assert counts["sales"][0] == 3 and counts["marketing"][0] == 2
    assert counts["sales"][1] == counts["marketing"][1] + 1


@pytest.mark.requirement("R-116")
def test_every_record_is_the_houses_whoever_made_it() -> None:
    city, bay = make_hotel("BJ01"), make_hotel("SH01")
    with scope_of(make_staff(city, "sales", name="离职的销售")) as scope:
        made = create_organisation(
            scope=scope,
            now=NOW,
            draft=OrganisationDraft("东海重工集团有限公司"),
            values=(GivenValue("responsible", "离职的销售"), GivenValue("credit_limit", "20万")),
        )
    for hotel in (city, bay):
        with scope_of(make_staff(hotel, "sales", name="接手的销售")) as scope:
            assert list(queries.listed(scope)) == [made]
            assert value_of(scope, made, "credit_limit") == "CNY 200,000"
            set_values(
                scope=scope, now=NOW, organisation=made, values=(GivenValue("responsible", f"接手 {hotel.code}"),)
            )
    assert Organisation.unscoped.get().responsible == "接手 SH01"


def test_the_log_says_what_happened_without_a_value() -> None:
    made = make_organisation(values={"credit_limit": "7654321"})
    put(made, "credit_limit", "1234567")
    acts = Act.objects.exclude(name__startswith="read_").filter(object_type="organisation").order_by("seq")
    assert [a.name for a in acts] == ["create_organisation", "set_organisation_value"]
    assert acts[1].details == {"name": made.name, "fields": "credit_limit"}
    assert all("7654321" not in str(a.details) and "1234567" not in str(a.details) for a in Act.objects.all())
