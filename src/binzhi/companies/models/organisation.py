"""The organisation, its values with their history, and the keys it is found by."""

from typing import Any

from django.db import models

from binzhi.companies.enums import NameUse, OrgState, ValueState
from binzhi.guests.enums import Channel, SourceKind
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import current_scope
from binzhi.org.models import GroupManager


class ScopedManager(models.Manager[Any]):
    """Rows that stand with an organisation; raises :class:`ScopeMissing` without an open scope."""

    def get_queryset(self) -> models.QuerySet[Any]:
        current_scope()
        return super().get_queryset()


class Organisation(models.Model):
    """A customer that is no person (单位客户), owned by the group. Nobody owns one alone: ``responsible`` is only a name.

    ``nature``, ``industry``, ``city``, ``year_start`` and ``responsible`` repeat the standing values of the fields of
    that name, so that lists can be filtered by them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey("org.Group", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=OrgState.choices, default=OrgState.ACTIVE)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=80, blank=True)
    english_name = models.CharField(max_length=160, blank=True)
    other_names: Any = models.JSONField(default=list)
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=80, blank=True)
    nature = models.CharField(max_length=24, blank=True)
    industry = models.CharField(max_length=24, blank=True)
    city = models.CharField(max_length=60, blank=True)
    year_start = models.CharField(max_length=5, blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    main_contact_id = models.UUIDField(null=True)
    why_new = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120, blank=True)
    updated_at = models.DateTimeField()

    objects: Any = GroupManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "companies_organisation"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["state", "-updated_at"], name="companies_recent"),
            models.Index(fields=["year_start"], name="companies_year_start"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class OrganisationValue(models.Model):
    """One value of a field of an organisation with its origin. An older one is superseded, never overwritten.

    ``period`` is the year of a yearly figure. Values of class C2 are in ``sealed``, ``value`` is then empty.
    """

    organisation_id = models.UUIDField()
    id = models.UUIDField(default=uuid7, editable=False)
    pk: Any = models.CompositePrimaryKey("organisation_id", "id")
    field = models.CharField(max_length=48)
    period = models.CharField(max_length=4, blank=True)
    value = models.TextField(blank=True)
    sealed = models.BinaryField(null=True)
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    channel = models.CharField(max_length=16, choices=Channel.choices, blank=True)
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=120)
    department = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=60, blank=True)
    learned_at = models.DateTimeField()
    last_confirmed_at = models.DateTimeField()
    confidence = models.IntegerField(default=80)
    state = models.CharField(max_length=12, choices=ValueState.choices, default=ValueState.STANDING)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    objects: Any = ScopedManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "companies_value"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "field", "period"],
                condition=models.Q(state="standing"),
                name="companies_value_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=100), name="companies_value_sure"
            ),
        ]


class NameKey(models.Model):
    """Which organisation holds a name in normal form; ``place`` is above 1 only where somebody said why there are two."""

    name_key = models.CharField(max_length=160)
    place = models.IntegerField(default=1)
    pk: Any = models.CompositePrimaryKey("name_key", "place")
    organisation_id = models.UUIDField()
    use = models.CharField(max_length=12, choices=NameUse.choices)

    objects: Any = ScopedManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "companies_name_key"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        indexes = [models.Index(fields=["organisation_id"], name="companies_name_of")]


class SearchKey(models.Model):
    """The beginnings an organisation is found by: every tail of its names, of their pinyin and of their initials."""

    token = models.CharField(max_length=32)
    organisation_id = models.UUIDField()
    pk: Any = models.CompositePrimaryKey("token", "organisation_id")

    objects: Any = ScopedManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "companies_search_key"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["token"], name="companies_token", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["organisation_id"], name="companies_token_of"),
        ]
