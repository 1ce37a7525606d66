"""Group, hotels and departments: small tables, rarely written."""

from django.db import models

from binzhi.org.models.base import HotelOwned, Rooted


class Group(Rooted):
    """The hotel group; one database holds one."""

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "org_group"

    def __str__(self) -> str:
        return self.name_zh


class Hotel(Rooted):
    """One hotel of the group. ``timezone`` is an IANA name, ``currency`` an ISO 4217 code."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="hotels")
    code = models.CharField(max_length=16, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=64, default="Asia/Shanghai")
    currency = models.CharField(max_length=3, default="CNY")
    region = models.CharField(max_length=2, default="CN")
    check_in_hour = models.IntegerField(default=14)
    check_out_hour = models.IntegerField(default=12)

    class Meta:
        db_table = "org_hotel"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class BusinessDay(HotelOwned):
    """A business date of a hotel; the open one is the current date until the night audit closes it."""

    date = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "org_business_day"
        constraints = [models.UniqueConstraint(fields=["hotel", "date"], name="org_business_day_once")]


class Department(HotelOwned):
    """A department of a hotel; ``code`` comes from ``catalogue/departments.toml`` or is the hotel's own."""

    code = models.CharField(max_length=32)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "org_department"
        ordering = ("position", "code")
        constraints = [models.UniqueConstraint(fields=["hotel", "code"], name="org_department_code_once")]

    def __str__(self) -> str:
        return self.name_zh


class Setting(HotelOwned):
    """A parameter of a hotel with its history: the newest row of a key is in force (thresholds, hours, lead days)."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        db_table = "org_setting"
        indexes = [models.Index(fields=["hotel", "key", "-set_at"], name="org_setting_latest")]
