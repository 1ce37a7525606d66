from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Pages that put rooms side by side: home per department, guest page, search; no models, no verbs."""

    name = "binzhi.workbench"
    label = "workbench"
    verbose_name = "Workbench"
