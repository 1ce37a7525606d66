from django.apps import AppConfig


class StaysConfig(AppConfig):
    """Rooms, reservations, registration, in-house, spend by outlet (住店)."""

    name = "binzhi.stays"
    label = "stays"
    verbose_name = "Stays"

    def ready(self) -> None:
        """Declare what a hotel may set; let the room react to its own acts."""
        import binzhi.stays.parameters  # noqa: F401  declaring is the effect
        from binzhi.guests.recognition import tell_last_stays
        from binzhi.stays.handlers import register
        from binzhi.stays.identity_ties import register as tell_identity
        from binzhi.stays.list_fields import register as offer_to_lists
        from binzhi.stays.search_marks import last_stays

        register()
        offer_to_lists()
        tell_identity()
        tell_last_stays(last_stays)
