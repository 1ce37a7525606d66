from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Group, hotels, departments, staff, roles, permissions, business date (组织)."""

    name = "binzhi.org"
    label = "org"
    verbose_name = "Organisation"
