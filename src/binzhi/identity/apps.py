from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Recognising guests, joining profiles of one person and taking that back (身份)."""

    name = "binzhi.identity"
    label = "identity"
    verbose_name = "Identity"
