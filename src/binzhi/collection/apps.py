from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """What staff notice and are told about guests, and how it becomes part of the guest history (客史采集)."""

    name = "binzhi.collection"
    label = "collection"
    verbose_name = "Collection"

    def ready(self) -> None:
        """Let the room react to acts of the rooms below."""
        from binzhi.collection.handlers import register

        register()
