"""What the search knows of each guest. The tokens themselves stand in tables made by migration 0003, one for each database."""

from django.db import models


class SearchEntry(models.Model):
    """A guest in the search: ``rank`` is the guest's number in the token table and at once its place in every answer.

    ``rank`` = tier << 40 | turn: in house before expected before VIP before others, then the latest touched. ``tokens``
    are kept so that exactly these are taken out again when the guest changes or goes. Made anew by
    ``binzhi search rebuild``; no foreign key, because it is found by rank without knowing the guest.
    """

    guest_id = models.UUIDField(primary_key=True)
    rank = models.BigIntegerField()
    tokens = models.TextField()

    class Meta:
        db_table = "guests_search_entry"
        indexes = [models.Index(fields=["rank"], name="guests_search_rank")]
