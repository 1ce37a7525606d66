from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """One folder per outside system and file kind; import batches (外部对接)."""

    name = "binzhi.integrations"
    label = "integrations"
    verbose_name = "Integrations"
