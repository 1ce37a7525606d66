from binzhi.guests.models.base import GuestOwned, GuestOwnedManager
from binzhi.guests.models.keys import ContactKey, DayKey, DocumentKey, ExternalGuestKey, MemberKey
from binzhi.guests.models.lists import BulkChange, BulkRow, Export, SavedList
from binzhi.guests.models.memory import Fact, GuestNote
from binzhi.guests.models.paper import PaperFile, PaperIssue
from binzhi.guests.models.profile import Guest, GuestContact, GuestDate, GuestDocument, GuestFlag, MemberCard
from binzhi.guests.models.readings import DocumentReading
from binzhi.guests.models.relations import Relation
from binzhi.guests.models.search import SearchEntry
from binzhi.guests.models.values import FieldChoice, GuestName, GuestValue

__all__ = [
    "BulkChange",
    "BulkRow",
    "ContactKey",
    "DayKey",
    "DocumentKey",
    "DocumentReading",
    "Export",
    "ExternalGuestKey",
    "Fact",
    "FieldChoice",
    "Guest",
    "GuestContact",
    "GuestDate",
    "GuestDocument",
    "GuestFlag",
    "GuestName",
    "GuestNote",
    "GuestOwned",
    "GuestOwnedManager",
    "GuestValue",
    "MemberCard",
    "MemberKey",
    "PaperFile",
    "PaperIssue",
    "Relation",
    "SavedList",
    "SearchEntry",
]
