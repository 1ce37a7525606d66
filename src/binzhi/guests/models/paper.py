"""The paper register: where the paper file of a guest lies, and who has it (R-733)."""

from django.db import models

from binzhi.guests.models.base import GuestOwned


class PaperFile(GuestOwned):
    """A paper file of the guest in one hotel, matched with the electronic one. Out while ``issued_to`` says so."""

    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=40)
    location = models.CharField(max_length=80)
    keeper = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=120)
    issued_to = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    checked_by = models.CharField(max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "guests_paper_file"
        constraints = [models.UniqueConstraint(fields=["guest", "hotel", "mark"], name="guests_paper_file_once")]
        indexes = [models.Index(fields=["due_on"], name="guests_paper_due")]


class PaperIssue(GuestOwned):
    """One time a paper file left its place."""

    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+", db_index=False)
    file_id = models.UUIDField()
    issued_to = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=120)
    due_on = models.DateField()
    returned_on = models.DateField(null=True)
    returned_to = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "guests_paper_issue"
