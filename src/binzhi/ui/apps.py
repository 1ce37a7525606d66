from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, design tokens, template tags, form fields, the fragment helper; no domain."""

    name = "binzhi.ui"
    label = "ui"
    verbose_name = "Interface"
