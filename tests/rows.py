"""Rows of any table with plausible values, for tests that go over every model."""

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

MOMENT = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def house_models() -> list[type[models.Model]]:
    """Every table of the product."""
    return [model for model in apps.get_models() if model.__module__.startswith("binzhi.")]


def value_of(field: models.Field[Any, Any]) -> Any:
    """A value the column takes; text is different each time."""
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.CharField | models.TextField):
        return target.choices[0][0] if target.choices else uuid.uuid4().hex[: target.max_length or 32]
    known: list[tuple[type, Any]] = [
        (models.UUIDField, uuid.uuid4()),
        (models.BooleanField, True),
        (models.IntegerField, 1),
        (models.FloatField, 0.5),
        (models.DecimalField, Decimal("1.00")),
        (models.DateTimeField, MOMENT),
        (models.DateField, date(2031, 5, 17)),
        (models.TimeField, time(18, 0)),
        (models.JSONField, {}),
        (models.BinaryField, uuid.uuid4().bytes),
    ]
    return next(value for kind, value in known if isinstance(target, kind))


def sample(model: type[models.Model], **given: Any) -> models.Model:
    """A row of a table that is not written yet; parents need not exist until the transaction ends."""
    fields = [f for f in model._meta.concrete_fields if f.column]
    return model(**{f.attname: given.get(f.attname, value_of(f)) for f in fields})
