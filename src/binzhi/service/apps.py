from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """Requests, tasks, shift instructions and touchpoints: what is done for a guest, by whom, until when (服务)."""

    name = "binzhi.service"
    label = "service"
    verbose_name = "Service"

    def ready(self) -> None:
        """Let the room react to acts of the rooms below."""
        from binzhi.service.handlers import register

        register()
