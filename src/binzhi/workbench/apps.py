from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Pages that put rooms side by side: home per department, guest page, search; no models, no verbs."""

    name = "binzhi.workbench"
    label = "workbench"
    verbose_name = "Workbench"

    def ready(self) -> None:
        """Let the rooms above guests give their values to the whole guest file."""
        from binzhi.guests.shown import register_giver
        from binzhi.workbench.file_values import values_of_companies, values_of_service, values_of_stays

        register_giver("stays", values_of_stays)
        register_giver("service", values_of_service)
        register_giver("companies", values_of_companies)
