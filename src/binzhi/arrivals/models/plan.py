"""The plan: what each department prepares for each guest, and who signed it."""

from django.db import models

from binzhi.arrivals.enums import ItemState, Outcome, Period
from binzhi.org.models import HotelOwned
from binzhi.stays.models import HotelGuestRow


class PreparationRule(HotelOwned):
    """A hotel's own wording of a rule, or a rule of its own. The highest version of a code is in force."""

    code = models.CharField(max_length=48)
    version = models.IntegerField(default=1)
    definition = models.JSONField()
    is_active = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "arrivals_rule"
        constraints = [models.UniqueConstraint(fields=["hotel", "code", "version"], name="arrivals_rule_version")]


class PreparationItem(HotelGuestRow):
    """One thing to prepare for one stay by one department.

    ``because`` lists the facts behind it. A text may hold ``{value}``: it stands for a sealed fact and is filled only
    for readers who may see it. ``key`` tells items of the same rule apart (a fact, a night), so a plan can be rebuilt.
    """

    stay_id = models.UUIDField()
    for_date = models.DateField()
    department = models.CharField(max_length=32)
    post = models.CharField(max_length=32, blank=True)
    period = models.CharField(max_length=8, choices=Period.choices, default=Period.BEFORE)
    rule_code = models.CharField(max_length=48)
    key = models.CharField(max_length=80, blank=True)
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    because = models.JSONField(default=list)
    due_at = models.DateTimeField()
    assignee_id = models.UUIDField(null=True)
    assignee = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=14, choices=ItemState.choices, default=ItemState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    blocks_check_in = models.BooleanField(default=False)
    needs_named_sign = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    signed_by_id = models.UUIDField(null=True)
    retired = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    built_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "arrivals_item"
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "stay_id", "rule_code", "department", "post", "key"], name="arrivals_item_once"
            )
        ]
        indexes = [models.Index(fields=["for_date", "hotel", "department"], name="arrivals_item_day")]


class PlanDay(HotelOwned):
    """The plan of one date: ``revision`` grows with every change and is the cheap stamp of the live pages."""

    date = models.DateField()
    revision = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    produced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "arrivals_day"
        constraints = [models.UniqueConstraint(fields=["hotel", "date"], name="arrivals_day_once")]


class PlanRun(HotelOwned):
    """One building of a plan, by schedule or by a person."""

    date = models.DateField()
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=120)
    by_schedule = models.BooleanField(default=False)
    arrivals = models.IntegerField(default=0)
    with_history = models.IntegerField(default=0)
    items = models.IntegerField(default=0)
    added = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    retired = models.IntegerField(default=0)
    milliseconds = models.IntegerField(default=0)

    class Meta:
        db_table = "arrivals_run"
        indexes = [models.Index(fields=["hotel", "date", "-built_at"], name="arrivals_run_day")]


class ReportOpening(HotelOwned):
    """That a department opened the report of a date (R-215)."""

    date = models.DateField()
    department = models.CharField(max_length=32)
    staff_id = models.UUIDField(null=True)
    staff = models.CharField(max_length=120)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "arrivals_opening"
        constraints = [
            models.UniqueConstraint(fields=["hotel", "date", "department", "staff"], name="arrivals_opening_once")
        ]
