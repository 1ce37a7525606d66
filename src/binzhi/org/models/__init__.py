from binzhi.org.models.base import GroupManager, HotelManager, HotelOwned, Rooted
from binzhi.org.models.house import BusinessDay, Department, Group, Hotel, Setting
from binzhi.org.models.staff import AccessToken, GivenAnswer, Post, Staff, StaffManager, StaffSession

__all__ = [
    "AccessToken",
    "BusinessDay",
    "Department",
    "GivenAnswer",
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
