from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """What staff notice and are told about guests, and how it becomes part of the guest history (客史采集)."""

    name = "binzhi.collection"
    label = "collection"
    verbose_name = "Collection"
