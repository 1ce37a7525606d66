from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, root addresses, commands (top floor)."""

    name = "binzhi.config"
    label = "config"
    verbose_name = "Config"
