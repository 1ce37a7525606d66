from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Acts, sensitive reads and the chain that shows tampering (审计)."""

    name = "binzhi.audit"
    label = "audit"
    verbose_name = "Audit"
