from binzhi.collection.models.items import CollectedItem, DeviceKey

__all__ = ["CollectedItem", "DeviceKey"]
