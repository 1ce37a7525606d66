"""Room types, rooms and code lists of a hotel: small tables."""

from django.db import models

from binzhi.org.models import HotelOwned
from binzhi.stays.enums import CodeKind, RoomStatus


class RoomType(HotelOwned):
    """A type of room with its standing features (codes of ``catalogue/features.toml``)."""

    code = models.CharField(max_length=16)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    features = models.JSONField(default=list)
    rank = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "stays_room_type"
        ordering = ("rank", "code")
        constraints = [models.UniqueConstraint(fields=["hotel", "code"], name="stays_room_type_once")]

    def __str__(self) -> str:
        return self.code


class Room(HotelOwned):
    """A room: number, floor, features and housekeeping status."""

    room_type = models.ForeignKey(RoomType, on_delete=models.PROTECT, related_name="rooms")
    number = models.CharField(max_length=12)
    floor = models.IntegerField(default=0)
    building = models.CharField(max_length=40, blank=True)
    features = models.JSONField(default=list)
    status = models.CharField(max_length=14, choices=RoomStatus.choices, default=RoomStatus.INSPECTED)
    status_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "stays_room"
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["hotel", "number"], name="stays_room_once")]

    def __str__(self) -> str:
        return self.number


class RoomBlock(HotelOwned):
    """Days on which a room cannot be let (first and last night included)."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="blocks")
    first_night = models.DateField()
    last_night = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "stays_room_block"


class HotelCode(HotelOwned):
    """A code a hotel knows: sources, channels, markets, agents, contract companies, rate plans, outlets."""

    kind = models.CharField(max_length=12, choices=CodeKind.choices)
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    agreed_rate = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "stays_code"
        ordering = ("kind", "code")
        constraints = [models.UniqueConstraint(fields=["hotel", "kind", "code"], name="stays_code_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"
