from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    """The preparation plan: items, signatures, readiness, room pre-assignment, printed pack (抵店准备)."""

    name = "binzhi.arrivals"
    label = "arrivals"
    verbose_name = "Arrivals"
