"""Faults that would embarrass a guest, listed before any mailing (R-191)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from binzhi.guests.doubles import suspected
from binzhi.guests.enums import ContactKind, ContactState, DocumentKind, FlagCode, Gender
from binzhi.guests.incognito import aliases_of
from binzhi.guests.joined import People, people_by_id, people_of
from binzhi.guests.models import ContactKey, Guest, GuestContact, GuestDocument, GuestFlag
from binzhi.guests.vault_checks import sexes_that_differ
from binzhi.kernel.names import fold_latin, has_han, spoken_title
from binzhi.kernel.scope import Scope
from binzhi.org import policy

CHUNK = 500
MALE_TITLES = ("先生", "公子", "mr", "sir", "herr", "monsieur", "m")
FEMALE_TITLES = ("女士", "小姐", "太太", "夫人", "mrs", "ms", "miss", "madam", "madame", "frau")
FAULTS = {
    "title": _("The title does not fit the sex"),
    "sex": _("The sex does not fit the resident ID number"),
    "salutation": _("No form of address: sex and title are missing"),
    "dead": _("No address in use: all are dead"),
    "none": _("No address at all"),
    "double": _("Perhaps twice in the archive: same name and same contact"),
    "suspected": _("Perhaps twice in the archive: waits for the merge keeper"),
    "double_contact": _("Another guest has the same contact"),
    "no_mailings": _("Wants no mailings"),
    "incognito": _("Stays incognito: no mailing under the real name"),
    "sign": _("The name holds signs that no name has"),
}
MAILED = (ContactKind.EMAIL, ContactKind.MAILING_ADDRESS, ContactKind.ADDRESS, ContactKind.MOBILE, ContactKind.WECHAT)


@dataclass(slots=True)
class Fault:
    """A guest with what is wrong, and who else it might be."""

    guest: Guest
    codes: list[str] = field(default_factory=list)
    doubles: list[UUID] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """Say what is wrong."""
        return [str(FAULTS[code]) for code in self.codes]


def title_fault(guest: Guest) -> str:
    """Return ``title`` when it is of the other sex, ``salutation`` when nothing tells how to address the guest."""
    title = guest.title.strip()
    low = title if has_han(title) else fold_latin(title)
    male, female = low in MALE_TITLES, low in FEMALE_TITLES
    if (male and guest.gender == Gender.FEMALE) or (female and guest.gender == Gender.MALE):
        return "title"
    if guest.gender == Gender.UNSPECIFIED and not title and not spoken_title(guest.position):
        return "salutation"
    return ""


def _doubles(people: People) -> dict[UUID, tuple[str, list[UUID]]]:
    """Persons that share a contact with another one: with the same name they are one person twice (equal digests)."""
    names = {lead.id: lead.name for lead in people.persons}
    contacts = GuestContact.objects.filter(guest_id__in=people.ids, digest__isnull=False, is_relay=False, state="")
    digests: dict[bytes, set[UUID]] = {}
    for guest_id, digest in contacts.values_list("guest_id", "digest"):
        digests.setdefault(bytes(digest), set()).add(people.lead_id(guest_id))
    keys = list(ContactKey.objects.filter(digest__in=list(digests)).values_list("digest", "guest_id"))
    strangers = people_by_id({guest_id for _, guest_id in keys} - set(people.ids))
    owners: dict[bytes, set[UUID]] = {}
    for digest, guest_id in keys:
        owners.setdefault(bytes(digest), set()).add(strangers.lead_id(people.lead_id(guest_id)))
    known = {**{g.id: g.name for g in strangers.persons if g.state == "active"}, **names}
    found: dict[UUID, tuple[str, list[UUID]]] = {}
    for digest, mine in digests.items():
        for guest_id in mine:
            others = [o for o in sorted(owners.get(digest, ()), key=str) if o != guest_id and o in known]
            same = [o for o in others if known[o].replace(" ", "") == names[guest_id].replace(" ", "")]
            if same:
                found[guest_id] = ("double", same)
            elif others and guest_id not in found:
                found[guest_id] = ("double_contact", others)
    return found


def _sexes(people: People) -> set[UUID]:
    """The persons one of whose profiles carries a resident ID number of the other sex than is shown."""
    cards = GuestDocument.objects.filter(guest_id__in=people.ids, kind=DocumentKind.ID_CARD)
    stated = {profile_id: people.lead(profile_id).gender for profile_id in people.ids}
    return set(people.all_of(sexes_that_differ(cards, stated)))


def faults_of(scope: Scope, ids: Iterable[UUID]) -> list[Fault]:
    """Return the guests of a list that have a fault, in the order given, with twelve queries per five hundred guests.

    Contacts and doubles are looked at only for roles that read contacts (class C2).
    """
    wanted, found = list(ids), []
    sees_contacts = policy.decide(scope, "read", field_class="C2")
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        guests = {g.id: g for g in Guest.objects.filter(id__in=part)}
        people = people_of(guests.values())
        states: dict[UUID, list[str]] = {}
        doubles: dict[UUID, tuple[str, list[UUID]]] = {}
        if sees_contacts:
            rows = GuestContact.objects.filter(guest_id__in=people.ids, kind__in=MAILED, is_relay=False)
            states = people.gather(rows.values_list("guest_id", "state"))
            doubles = _doubles(people)
        suspects = suspected(part)
        differing = _sexes(people)
        no_mail = GuestFlag.objects.filter(guest_id__in=people.ids, code=FlagCode.NO_MAILINGS)
        quiet = people.all_of(no_mail.values_list("guest_id", flat=True))
        hidden = aliases_of(people)
        for guest_id in part:
            if guest_id not in guests:
                continue
            fault = Fault(guests[guest_id])
            fault.codes += ["sex"] if guest_id in differing else []
            _judge(fault, states.get(guest_id, []), sees_contacts=sees_contacts)
            if guest_id in doubles:
                fault.codes.append(doubles[guest_id][0])
                fault.doubles = doubles[guest_id][1]
            if guest_id in suspects and fault.codes[-1:] != ["double"]:
                fault.codes.append("suspected")
                fault.doubles = sorted({*fault.doubles, *suspects[guest_id]}, key=str)
            fault.codes += ["no_mailings"] if guest_id in quiet else []
            fault.codes += ["incognito"] if guest_id in hidden else []
            if fault.codes:
                found.append(fault)
    return found


def _judge(fault: Fault, states: list[str], *, sees_contacts: bool) -> None:
    if code := title_fault(fault.guest):
        fault.codes.append(code)
    if any(ch.isdigit() or ch in "?*#@_" for ch in fault.guest.name):
        fault.codes.append("sign")
    if not sees_contacts:
        return
    if not states:
        fault.codes.append("none")
    elif all(state == ContactState.DEAD for state in states):
        fault.codes.append("dead")
