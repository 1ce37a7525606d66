"""Refusals of the room: soft, and each says what to do instead."""

from binzhi.kernel.errors import DomainError


class NothingNoticed(DomainError):
    """An entry without anything in it."""

    code = "nothing_noticed"
    zh = "请选一项观察，或写一句话（至少两个字）。"
    en = "Choose what you noticed, or write a line (two characters or more)."
    status = 422


class OutOfRange(DomainError):
    """A number nobody can have seen."""

    code = "out_of_range"
    zh = "“{item}”应在 {low} 到 {high} 之间，请再看一眼。"
    en = '"{item}" is between {low} and {high}. Please look again.'
    status = 422


class HealthWords(DomainError):
    """A line that tells of an illness: care is offered instead of a record."""

    code = "health_words"
    zh = "不记录病情和药名（“{words}”）。请改用“关怀”：会马上安排照顾，离店后删除。"
    en = 'Illness and medicine are not recorded ("{words}"). Use "Care" instead: help is arranged at once, nothing is kept.'
    status = 422


class OnlyVolunteered(DomainError):
    """Health is never asked for and carries no further words."""

    code = "only_volunteered"
    zh = "身体情况不询问、不描述，只记一次关怀。"
    en = "Health is not asked about and not described; only the caring act is noted."
    status = 422


class NobodyInRoom(DomainError):
    """No guest was in the room at that moment."""

    code = "nobody_in_room"
    zh = "{room} 房当时没有在住宾客。请核对房号，或改到宾客现在的房间。"
    en = "No guest was in room {room} then. Check the number, or choose the room the guest is in now."
    status = 409


class SeveralInRoom(DomainError):
    """More than one guest lives in the room: somebody has to say whom it concerns."""

    code = "several_in_room"
    zh = "{room} 房住着多位宾客，请选择是哪一位。"
    en = "Several guests live in room {room}. Choose whom it concerns."
    status = 409


class NotDuringStay(DomainError):
    """The moment lies outside the stay."""

    code = "not_during_stay"
    zh = "这个时间宾客不在店，请核对房号和时间。"
    en = "The guest was not in the house at that time. Check the room and the time."
    status = 422


class OtherPerson(DomainError):
    """Entries kept on a device are sent by the person who made them."""

    code = "other_person"
    zh = "这条是另一位同事在本机上记的，请由本人登录后发送。"
    en = "A colleague made this entry on this device; it is sent when that person signs in."
    status = 409


class OfferClosed(DomainError):
    """The suggestion was taken or declined before."""

    code = "offer_closed"
    zh = "这条建议已由 {who} 处理。"
    en = "{who} has dealt with this suggestion already."


class NoSuchSource(DomainError):
    """An entry is seen, told or read from a paper; an inference is made by rules only."""

    code = "no_such_source"
    zh = "观察只能是看到的、宾客说的或有单据的；推断由规则提出，待确认。"
    en = "An entry was seen, told by the guest or documented; inferences come from rules and wait for a decision."
    status = 422
