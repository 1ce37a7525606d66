"""Every table has its place in the distribution map and keeps the rules of that place (rows that can be spread later)."""

import uuid
from typing import Any

import pytest
from django.db import models

from binzhi.config.distribution import BY_GUEST, DISTRIBUTION, LOCAL, OWN_KEY, ROOT, SHARED, Place
from binzhi.guests.models import GuestOwned
from binzhi.org.models import Hotel
from tests.rows import house_models

pytestmark = pytest.mark.house
Model = type[models.Model]
Placement = dict[str, Place]


def table(model: Model) -> str:
    """The name of its table."""
    return model._meta.db_table


def links(model: Model) -> list[models.ForeignKey[Any, Any]]:
    """The foreign keys of a table that the database checks."""
    return [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey) and f.db_constraint]


def unique_rules(model: Model) -> list[set[str]]:
    """The columns of every rule that says "only once", the primary key among them."""
    by_name = {f.name: f.column for f in model._meta.concrete_fields}
    by_name |= {f.attname: f.column for f in model._meta.concrete_fields}
    rules = [{str(f.column) for f in model._meta.pk_fields}]
    rules += [{str(f.column)} for f in model._meta.concrete_fields if f.column and f.unique and not f.primary_key]
    rules += [{str(by_name[n]) for n in names} for names in model._meta.unique_together]
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint):
            rules.append({str(by_name[n]) for n in rule.fields})
    return rules


def missing(tables: list[Model], places: Placement) -> list[str]:
    """Tables without a place, places without a table, and places that do not say why."""
    known = {table(m) for m in tables}
    found = [f"{name}: not in the distribution map" for name in sorted(known - set(places))]
    found += [f"{name}: no such table" for name in sorted(set(places) - known)]
    return found + [f"{n}: say why" for n, p in places.items() if p.kind != BY_GUEST and not p.why]


def key_faults(model: Model, place: Place) -> list[str]:
    """Rules 1, 2 and 13: what the keys of a table must be."""
    name, found = table(model), []
    fields = [f for f in model._meta.concrete_fields if f.column]
    found += [f"{name}.{f.name}: numbered by the database" for f in fields if isinstance(f, models.AutoField)]
    positive = (models.PositiveIntegerField, models.PositiveBigIntegerField, models.PositiveSmallIntegerField)
    found += [f"{name}.{f.name}: use IntegerField" for f in fields if isinstance(f, positive)]
    if place.kind == BY_GUEST:
        key = [str(f.column) for f in model._meta.pk_fields]
        wanted = ["id"] if name == ROOT else ["guest_id", "id"]
        if key != wanted:
            found.append(f"{name}: primary key {key}, not {wanted}")
        if name != ROOT and not issubclass(model, GuestOwned):
            found.append(f"{name}: must inherit GuestOwned")
        id_field: Any = model._meta.get_field("id")
        if not isinstance(id_field, models.UUIDField) or not isinstance(id_field.get_default(), uuid.UUID):
            found.append(f"{name}: id must be a UUID made in Python")
    if place.kind in {BY_GUEST, OWN_KEY}:
        found += [
            f"{name}: {sorted(r)} is a rule without {place.key}" for r in unique_rules(model) if place.key not in r
        ]
        spread: Any = next((f for f in fields if f.column == place.key), None)
        if spread is None or spread.null:
            found.append(f"{name}: {place.key} must be there and NOT NULL")
    return found


def link_faults(model: Model, places: Placement) -> list[str]:
    """Rules 3 and 6: which table may point at which."""
    found = []
    kind = places[table(model)].kind
    for link in links(model):
        target = table(link.related_model)
        where, aim = f"{table(model)}.{link.name} -> {target}", places[target].kind if target in places else LOCAL
        on_delete = link.remote_field.on_delete
        if aim == BY_GUEST:
            own = kind == BY_GUEST and target == ROOT and link.column == "guest_id"
            if not own:
                found.append(f"{where}: only a guest's own rows point at the guest, by guest_id")
        elif aim == OWN_KEY:
            found.append(f"{where}: nothing points at a key table")
        elif aim == LOCAL and kind != LOCAL:
            found.append(f"{where}: a local table is not on every machine")
        if kind == BY_GUEST and on_delete is models.SET_NULL:
            found.append(f"{where}: no SET NULL on guest rows")
    return found


def faults(tables: list[Model], places: Placement) -> list[str]:
    """Everything that is wrong."""
    found = missing(tables, places)
    for model in tables:
        if table(model) in places:
            found += key_faults(model, places[table(model)]) + link_faults(model, places)
    return found


def test_every_table_keeps_the_rules_of_its_place() -> None:
    assert faults(house_models(), DISTRIBUTION) == []


def test_guest_rows_and_the_map_agree() -> None:
    inherit = {table(m) for m in house_models() if issubclass(m, GuestOwned)} | {ROOT}
    assert inherit == {name for name, place in DISTRIBUTION.items() if place.kind == BY_GUEST}


def test_a_guest_id_stands_only_where_it_may() -> None:
    """A table that names a guest without being the guest's row is a key table, or a reading that lasts half an hour."""
    naming = {table(m) for m in house_models() if any(f.column == "guest_id" for f in m._meta.concrete_fields)}
    others = {name for name in naming if DISTRIBUTION[name].kind not in {BY_GUEST, OWN_KEY}}
    assert others == {"vault_guest_key", "guests_document_reading"}


class Root(models.Model):
    """A stand-in for the guest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        app_label = "planted"
        db_table = ROOT


def planted(name: str, **attributes: Any) -> Model:
    """A table with a fault, never made in a database."""
    meta = type("Meta", (), {"app_label": "planted", "db_table": f"planted_{name}", **attributes.pop("meta", {})})
    return type(name.title(), (models.Model,), {"__module__": __name__, "Meta": meta, **attributes})


HOTEL = Place(SHARED, "", "x")
GUEST_ROW = Place(BY_GUEST, "guest_id")


def said(model: Model, place: Place, **more: Place) -> str:
    """What the checks say about one planted table."""
    places = {table(model): place, "org_hotel": HOTEL, ROOT: Place(BY_GUEST, "id"), **more}
    return "\n".join([*key_faults(model, place), *link_faults(model, places)])


def test_planted_faults_are_found() -> None:
    guest = {"guest": models.ForeignKey(Root, models.CASCADE, related_name="+")}
    numbered = planted("numbered", id=models.BigAutoField(primary_key=True), **guest)
    assert "numbered by the database" in said(numbered, GUEST_ROW)
    assert "primary key ['id']" in said(numbered, GUEST_ROW)
    assert "must inherit GuestOwned" in said(numbered, GUEST_ROW)
    assert "['id'] is a rule without guest_id" in said(numbered, GUEST_ROW)

    once = planted(
        "once",
        id=models.UUIDField(primary_key=True, default=uuid.uuid4),
        number=models.CharField(max_length=9, unique=True),
        count=models.PositiveIntegerField(),
        meta={"constraints": [models.UniqueConstraint(fields=["count"], name="planted_once")]},
        guest=models.ForeignKey(Root, models.CASCADE, related_name="+"),
    )
    assert "['number'] is a rule without guest_id" in said(once, GUEST_ROW)
    assert "['count'] is a rule without guest_id" in said(once, GUEST_ROW)
    assert "use IntegerField" in said(once, GUEST_ROW)

    shared = planted(
        "shared",
        id=models.UUIDField(primary_key=True),
        latest=models.ForeignKey(Root, models.CASCADE, related_name="+"),
    )
    for kind in (SHARED, LOCAL, OWN_KEY):
        assert "only a guest's own rows point at the guest" in said(shared, Place(kind, "id", "x"))
    assert "only a guest's own rows point at the guest" in said(shared, GUEST_ROW), "by another column than guest_id"

    nulled = planted(
        "nulled",
        id=models.UUIDField(primary_key=True),
        hotel=models.ForeignKey(Hotel, models.SET_NULL, null=True, related_name="+"),
    )
    assert "no SET NULL" in said(nulled, GUEST_ROW)
    assert "a local table is not on every machine" in said(nulled, GUEST_ROW, org_hotel=Place(LOCAL, "", "x"))
    assert "nothing points at a key table" in said(nulled, Place(LOCAL, "", "x"), org_hotel=Place(OWN_KEY, "id", "x"))
    assert "must be there and NOT NULL" in said(nulled, Place(OWN_KEY, "hotel_id", "x"))


def test_a_forgotten_table_is_found() -> None:
    tables = house_models()
    less = {name: place for name, place in DISTRIBUTION.items() if name != "guests_fact"}
    assert missing(tables, less) == ["guests_fact: not in the distribution map"]
    more = {**DISTRIBUTION, "guests_gone": Place(SHARED)}
    assert missing(tables, more) == ["guests_gone: no such table", "guests_gone: say why"]
