from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys, sealed fields, blind indexes, reveal (保险箱)."""

    name = "binzhi.vault"
    label = "vault"
    verbose_name = "Vault"
