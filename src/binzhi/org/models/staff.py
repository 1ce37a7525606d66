"""Staff, their posts, sessions and access tokens. Personal log-ins only: a shared one would defeat the audit."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from binzhi.kernel.ids import uuid7
from binzhi.org.models.base import HotelOwned, Rooted
from binzhi.org.models.house import Department, Group


class StaffManager(BaseUserManager["Staff"]):
    """Looks staff up for signing in; creating is the verb ``hire_staff``."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username=(username or "").lower())


class Staff(AbstractBaseUser):
    """A person who signs in. ``password`` is an Argon2id hash; failed tries lock the account for a while.

    ``password_is_first``: another person handed the password over, so it opens nothing but the change of itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="staff")
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    employee_no = models.CharField(max_length=24, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    password_is_first = models.BooleanField(default=False)
    failed_tries = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: Any = StaffManager()

    class Meta:
        db_table = "org_staff"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.username

    @property
    def name_zh(self) -> str:
        """The name as the template filter ``words`` looks for it."""
        return self.name


class Post(HotelOwned):
    """A post held by a staff member: hotel, department and role. Rights follow from the posts, at once."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)

    class Meta:
        db_table = "org_post"
        constraints = [
            models.UniqueConstraint(fields=["staff", "hotel", "department", "role"], name="org_post_once"),
        ]


class StaffSession(Rooted):
    """A signed-in browser: idle and absolute limits, at most a few side by side. The key is stored as a digest."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sessions")
    key_digest = models.CharField(max_length=64, unique=True)
    session_key = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "org_staff_session"


class AccessToken(Rooted):
    """A bearer token of the API; only its SHA-256 is kept (the token itself is 256 random bits)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "org_access_token"


class GivenAnswer(Rooted):
    """The answer of the API to a POST with an ``Idempotency-Key``: the same key gives the same answer."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=120)
    request_hash = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        db_table = "org_given_answer"
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="org_given_answer_once")]
