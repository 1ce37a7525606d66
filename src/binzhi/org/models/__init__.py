from binzhi.org.models.base import GroupManager, HotelManager, HotelOwned, Rooted
from binzhi.org.models.house import BusinessDay, Department, Group, Hotel, Setting
from binzhi.org.models.staff import AccessToken, Post, Staff, StaffManager, StaffSession

__all__ = [
    "AccessToken",
    "BusinessDay",
    "Department",
    "Group",
    "GroupManager",
    "Hotel",
    "HotelManager",
    "HotelOwned",
    "Post",
    "Rooted",
    "Setting",
    "Staff",
    "StaffManager",
    "StaffSession",
]
