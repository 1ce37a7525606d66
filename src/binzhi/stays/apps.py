from django.apps import AppConfig


class StaysConfig(AppConfig):
    """Rooms, reservations, registration, in-house, spend by outlet (住店)."""

    name = "binzhi.stays"
    label = "stays"
    verbose_name = "Stays"
