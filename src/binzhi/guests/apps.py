from django.apps import AppConfig


class GuestsConfig(AppConfig):
    """The profile: names, contacts, documents, dates, facts and preferences, notes (客史)."""

    name = "binzhi.guests"
    label = "guests"
    verbose_name = "Guests"
