from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Organisations served: their fields, contact persons, agreements and the people who work there (协议客户)."""

    name = "binzhi.companies"
    label = "companies"
    verbose_name = "Companies"
