from binzhi.guests.models.base import GuestOwned, GuestOwnedManager
from binzhi.guests.models.keys import ContactKey, DocumentKey, ExternalGuestKey, MemberKey
from binzhi.guests.models.memory import Fact, GuestNote
from binzhi.guests.models.profile import Guest, GuestContact, GuestDate, GuestDocument, GuestFlag, MemberCard

__all__ = [
    "ContactKey",
    "DocumentKey",
    "ExternalGuestKey",
    "Fact",
    "Guest",
    "GuestContact",
    "GuestDate",
    "GuestDocument",
    "GuestFlag",
    "GuestNote",
    "GuestOwned",
    "GuestOwnedManager",
    "MemberCard",
    "MemberKey",
]
