from django.apps import AppConfig


class GuestsConfig(AppConfig):
    """The profile: names, contacts, documents, dates, facts and preferences, notes (客史)."""

    name = "binzhi.guests"
    label = "guests"
    verbose_name = "Guests"

    def ready(self) -> None:
        """Declare what a hotel may set."""
        import binzhi.guests.parameters  # noqa: F401  declaring is the effect
