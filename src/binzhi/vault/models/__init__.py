"""The key of each guest (keystore database) and the second factor of staff."""

from django.db import models

from binzhi.kernel.ids import uuid7


class GuestKey(models.Model):
    """A guest's data key, wrapped under the master key. Deleting the row makes the guest's sealed values unreadable.

    Lives in the keystore database (alias ``keys``), whose backups are kept for days only: with the key in the same
    database an old backup would bring an erased guest back.
    """

    guest_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(max_length=64)
    key_version = models.IntegerField(default=1)

    class Meta:
        db_table = "vault_guest_key"


class SecondFactor(models.Model):
    """The one-time-password secret of a staff member, sealed; ``last_step`` refuses a code used before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff_id = models.UUIDField(unique=True)
    secret = models.BinaryField(max_length=128)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery_digests = models.JSONField(default=list)
    failed_tries = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_second_factor"
