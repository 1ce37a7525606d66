"""The guest and what identifies a guest."""

from typing import Any

from django.db import models

from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FlagCode, Gender, GuestKind, GuestState
from binzhi.guests.models.base import GuestOwned
from binzhi.kernel.ids import uuid7
from binzhi.org.models import GroupManager


class Guest(models.Model):
    """A person served by the group. Names stay in clear for search and sorting; see THREAT_MODEL.md.

    Profiles of one person are joined, never moved: ``joined_to`` of a joined profile is its lead, ``profiles`` of the lead
    lists them, and ``own`` keeps what the lead said of itself before (plain values and origins). See decision record 0015.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey("org.Group", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=GuestKind.choices, default=GuestKind.PERSON)
    state = models.CharField(max_length=12, choices=GuestState.choices, default=GuestState.ACTIVE)
    name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    pinyin = models.CharField(max_length=160, blank=True)
    initials = models.CharField(max_length=24, blank=True)
    latin_name = models.CharField(max_length=120, blank=True)
    latin_key = models.CharField(max_length=120, blank=True)
    nickname = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=40, blank=True)
    salutation_zh = models.CharField(max_length=120, blank=True)
    salutation_en = models.CharField(max_length=120, blank=True)
    gender = models.CharField(max_length=12, choices=Gender.choices, default=Gender.UNSPECIFIED)
    nationality = models.CharField(max_length=2, blank=True)
    native_place = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12, blank=True)
    company = models.CharField(max_length=160, blank=True)
    position = models.CharField(max_length=80, blank=True)
    vip_level = models.CharField(max_length=12, blank=True)
    confirmation_method = models.CharField(max_length=12, blank=True)
    origins: Any = models.JSONField(default=dict)
    joined_to = models.UUIDField(null=True)
    profiles: Any = models.JSONField(default=list)
    own: Any = models.JSONField(null=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120, blank=True)
    updated_at = models.DateTimeField()

    objects: Any = GroupManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "guests_guest"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["name"], name="guests_name"),
            models.Index(fields=["pinyin"], name="guests_pinyin"),
            models.Index(fields=["latin_key"], name="guests_latin"),
            models.Index(fields=["-updated_at"], name="guests_recent"),
            models.Index(fields=["joined_to"], name="guests_joined", condition=models.Q(joined_to__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class GuestContact(GuestOwned):
    """A way to reach the guest. The value is sealed (C2); ``hint`` is what a masked list may show.

    ``state``: empty (in use) or ``dead`` (returned, no longer reached), see ``ContactState``.
    """

    kind = models.CharField(max_length=16, choices=ContactKind.choices)
    value = models.BinaryField()
    hint = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=16, null=True)
    is_preferred = models.BooleanField(default=False)
    is_relay = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True)
    state = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=12, blank=True)
    origin: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "guests_contact"


class GuestDocument(GuestOwned):
    """An identity document. The number is sealed (C3)."""

    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    country = models.CharField(max_length=2, blank=True)
    number = models.BinaryField()
    hint = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=16)
    expires_on = models.DateField(null=True)
    source = models.CharField(max_length=12, blank=True)
    origin: Any = models.JSONField(default=dict)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "guests_document"


class GuestDate(GuestOwned):
    """A birthday or anniversary; month, day and year are sealed (C3 for a birthday, C2 for an anniversary).

    With ``relation_id`` it is the date of that other person.
    """

    kind = models.CharField(max_length=12, choices=DateKind.choices)
    value = models.BinaryField()
    label = models.CharField(max_length=60, blank=True)
    is_lunar = models.BooleanField(default=False)
    relation_id = models.UUIDField(null=True)
    source = models.CharField(max_length=12, blank=True)
    origin: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "guests_date"
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "kind", "label"], condition=models.Q(relation_id__isnull=True), name="guests_date_once"
            ),
            models.UniqueConstraint(
                fields=["guest", "relation_id", "kind", "label"],
                condition=models.Q(relation_id__isnull=False),
                name="guests_date_of_other_once",
            ),
        ]


class GuestFlag(GuestOwned):
    """A flag shown first on every screen."""

    code = models.CharField(max_length=20, choices=FlagCode.choices)
    reason = models.BinaryField(null=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        db_table = "guests_flag"
        constraints = [models.UniqueConstraint(fields=["guest", "code"], name="guests_flag_once")]


class MemberCard(GuestOwned):
    """A membership of the guest; the number is sealed (C2)."""

    programme = models.CharField(max_length=24, default="house")
    number = models.BinaryField()
    hint = models.CharField(max_length=40)
    level = models.CharField(max_length=24, blank=True)
    joined_on = models.DateField(null=True)

    class Meta:
        db_table = "guests_member_card"
