"""The bulk writer stores exactly what the ORM stores, for every model, on both databases."""

import ast
import random
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, models, router, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binzhi.audit.domain.bulk import make_row, write_rows
from binzhi.companies.models import Employment
from binzhi.guests.enums import ContactKind, NoteKind
from binzhi.guests.models import GuestContact, GuestNote
from binzhi.org.models import Setting
from tests.builders import NOW, make_guest, make_hotel
from tests.house.tree import SOURCE, parsed, python_files, relative
from tests.rows import house_models, value_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MODELS = house_models()
ZONES = (UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5, minutes=-30)))
CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(CHARACTERS, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=3),
    max_leaves=6,
)


def values_of(field: models.Field[Any, Any]) -> st.SearchStrategy[Any]:
    """What a column may hold."""
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.CharField):
        text = st.text(CHARACTERS, max_size=target.max_length or 20)
        chosen = st.sampled_from([value for value, _ in target.choices]) if target.choices else text
    elif isinstance(target, models.TextField):
        chosen = st.text(CHARACTERS, max_size=40)
    elif isinstance(target, models.UUIDField):
        chosen = st.uuids(version=4)
    elif isinstance(target, models.BooleanField):
        chosen = st.booleans()
    elif isinstance(target, models.BigIntegerField):
        chosen = st.integers(-(2**60), 2**60)
    elif isinstance(target, models.IntegerField):
        chosen = st.integers(0, 100)
    elif isinstance(target, models.FloatField):
        chosen = st.floats(-1e6, 1e6, allow_nan=False)
    elif isinstance(target, models.DecimalField):
        top = Decimal(10) ** (target.max_digits - target.decimal_places) - 1
        chosen = st.decimals(-top, top, places=target.decimal_places)
    elif isinstance(target, models.DateTimeField):
        chosen = st.datetimes(datetime(1990, 1, 2), datetime(2100, 1, 1), timezones=st.sampled_from(ZONES))
    elif isinstance(target, models.DateField):
        chosen = st.dates(date(1900, 1, 1), date(2100, 1, 1))
    elif isinstance(target, models.TimeField):
        chosen = st.times()
    elif isinstance(target, models.JSONField):
        chosen = JSON.filter(lambda value: value is not None)
    elif isinstance(target, models.BinaryField):
        chosen = st.binary(min_size=1, max_size=target.max_length or 30).flatmap(
            lambda value: st.sampled_from([value, bytearray(value), memoryview(value)])
        )
    else:
        raise AssertionError(f"{field}: say here what this kind of column may hold")
    return st.none() | chosen if field.null else chosen


def stored(row: models.Model) -> list[tuple[Any, ...]]:
    """The bytes of a row as the database holds them, with their types on SQLite."""
    model = type(row)
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = [quote(str(f.column)) for f in model._meta.concrete_fields if f.column]
    if connection.vendor == "sqlite":
        columns += [f"typeof({column})" for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {quote(model._meta.db_table)}")
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in line) for line in cursor.fetchall()]


def check(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Write the same values both ways, each in a savepoint that is rolled back."""
    alias = router.db_for_write(model)
    seen: list[list[tuple[Any, ...]]] = []
    for bulk in (False, True):
        instances = [model(**values) for values in rows]
        with transaction.atomic(using=alias):
            for instance in [] if bulk else instances:
                instance.save(force_insert=True, using=alias)
            if bulk:
                write_rows(model, instances)
                assert all(not row._state.adding and row._state.db == alias for row in instances)
            seen.append(sorted(stored(instances[0]), key=repr))
            transaction.set_rollback(True, using=alias)
    assert len(seen[0]) == len(rows)
    assert seen[0] == seen[1], model.__name__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_both_writers_store_the_same(model: type[models.Model]) -> None:
    fields = [f for f in model._meta.concrete_fields if f.column]
    assert fields

    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.fixed_dictionaries({f.attname: values_of(f) for f in fields}))
    def compare(values: dict[str, Any]) -> None:
        if model is Employment:  # its rule: who has left is over
            values = {**values, "is_over": True}
        check(model, [values])

    compare()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_model_falls_back_to_the_slow_way(model: type[models.Model]) -> None:
    assert not any(f.generated or f.has_db_default() for f in model._meta.concrete_fields)


def test_rows_of_one_call_do_not_share_values() -> None:
    """Dates are converted once and remembered: equal moments of two zones, and neighbours, must stay apart."""
    moment = datetime(2026, 3, 10, 18, 0, tzinfo=ZONES[1])
    rng = random.Random(3)
    hotel = make_hotel()
    rows = [
        {
            "id": uuid.uuid4(), "hotel": hotel, "key": f"k{n}", "value": [n, {"中": "文"}],
            "set_at": (moment + timedelta(microseconds=n)).astimezone(rng.choice(ZONES)), "set_by": "x",
        }
        for n in range(40)
    ]  # fmt: skip
    check(Setting, rows)


def test_members_of_an_enumeration_and_unset_defaults_are_stored_alike() -> None:
    guest = make_guest("王建国")
    check(
        GuestNote,
        [
            {
                "guest": guest, "id": uuid.uuid4(), "hotel": make_hotel(), "department": "front_office",
                "kind": NoteKind.COMPLAINT, "text": b"x", "author": "李明", "written_at": NOW,
            }
        ],
    )  # fmt: skip
    check(
        GuestContact,
        [{"guest": guest, "id": uuid.uuid4(), "kind": ContactKind.MOBILE, "value": memoryview(b"y"), "hint": "•"}],
    )


def test_a_writer_that_changes_a_value_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself can fail."""
    values = {"id": uuid.uuid4(), "hotel": make_hotel(), "key": "k", "value": 1, "set_at": NOW, "set_by": "x"}

    def careless(model: type[models.Model], rows: list[models.Model]) -> None:
        rows[0].set_at = NOW + timedelta(microseconds=1)  # type: ignore[attr-defined]  # a planted fault
        rows[0].save(force_insert=True)

    monkeypatch.setitem(check.__globals__, "write_rows", careless)
    with pytest.raises(AssertionError):
        check(Setting, [values])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_row_made_the_quick_way_is_the_same_row(model: type[models.Model]) -> None:
    """``make_row`` must not differ from the constructor in any column, given or left to its default."""
    fields = [f for f in model._meta.concrete_fields if f.column]
    given = {f.attname: value_of(f) for f in fields if not f.has_default()}
    for values in ({}, given, {f.attname: value_of(f) for f in fields}):
        slow, quick = model(**values), make_row(model, **values)
        for field in fields:
            if field.attname in values or not callable(field.default) or field.default in (dict, list):
                assert getattr(quick, field.attname) == getattr(slow, field.attname), field.attname
            else:
                assert type(getattr(quick, field.attname)) is type(getattr(slow, field.attname))
        assert quick._state.adding
        assert type(quick) is type(slow)


def test_rows_made_the_quick_way_do_not_share_their_defaults() -> None:
    one, two = make_row(Setting, value=[]), make_row(Setting, value=[])
    assert one.id != two.id
    kinds = [f for m in MODELS for f in m._meta.concrete_fields if f.default in (dict, list)]
    for field in kinds:
        first, second = make_row(field.model), make_row(field.model)
        assert getattr(first, field.attname) is not getattr(second, field.attname)


def test_a_foreign_key_may_be_given_as_an_object() -> None:
    hotel = make_hotel()
    row = make_row(Setting, hotel=hotel)
    assert row.hotel_id == hotel.id
    assert row.hotel is hotel


def quick_rows(tree: ast.AST) -> list[tuple[str, set[str], int]]:
    """(model, keyword names, line) of each ``make_row(Model, ...)``."""
    return [
        (node.args[0].id, {k.arg for k in node.keywords if k.arg}, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "make_row"
        and isinstance(node.args[0], ast.Name)
    ]


@pytest.mark.house
def test_a_row_made_the_quick_way_is_given_columns_that_exist() -> None:
    """``make_row`` does not complain about a wrong name, so this does."""
    columns = {m.__name__: {n for f in m._meta.concrete_fields for n in (f.name, f.attname)} for m in MODELS}
    calls = [(p, *call) for p in python_files(SOURCE) for call in quick_rows(parsed(p))]
    assert calls, "make_row is used no more: take these tests away"
    wrong = [f"{relative(p)}:{line}: {sorted(names - columns[m])}" for p, m, names, line in calls if names - columns[m]]
    assert wrong == []
    assert quick_rows(ast.parse("make_row(Setting, vlaue=1)")) == [("Setting", {"vlaue"}, 1)]
