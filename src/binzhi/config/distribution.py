"""Where the rows of each table would go if the database were spread over several machines.

``by guest``: with the guest; ``own key``: by a column of its primary key; ``shared``: a small copy on every machine;
``local``: on the first machine only. A table that is not here, or does not keep the rules of its place, fails
``tests/house/test_distribution.py``: keys are cheap to get right now and cannot be changed when there are rows.
"""

from dataclasses import dataclass

BY_GUEST, OWN_KEY, SHARED, LOCAL = "by guest", "own key", "shared", "local"
ROOT = "guests_guest"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a table: ``key`` is the column rows are spread by, ``why`` the reason for anything but a guest row."""

    kind: str
    key: str = ""
    why: str = ""


def _by_guest(*tables: str) -> dict[str, Place]:
    return {table: Place(BY_GUEST, "id" if table == ROOT else "guest_id") for table in tables}


def _shared(why: str, *tables: str) -> dict[str, Place]:
    return {table: Place(SHARED, "", why) for table in tables}


def _local(why: str, *tables: str) -> dict[str, Place]:
    return {table: Place(LOCAL, "", why) for table in tables}


DISTRIBUTION: dict[str, Place] = {
    **_by_guest(
        "guests_guest", "guests_contact", "guests_document", "guests_date", "guests_flag", "guests_member_card",
        "guests_fact", "guests_note", "guests_value", "guests_other_name", "guests_relation",
        "guests_bulk_row", "guests_paper_file", "guests_paper_issue",
        "collection_item", "collection_conclusion", "collection_enquiry", "collection_file", "collection_panel_reply",
        "stays_reservation", "stays_stay", "stays_room_move", "stays_spend", "stays_held_property", "stays_level_override",
        "arrivals_item", "arrivals_gift", "arrivals_room_proposal", "arrivals_pre_registration", "arrivals_offer",
        "arrivals_event",
        "identity_evidence",
        "companies_contact_person", "companies_employment",
        "service_task", "service_instruction", "service_moment", "service_touchpoint", "service_feedback",
    ),
    "guests_document_key": Place(OWN_KEY, "digest", "one profile per document number in the whole group"),
    "guests_member_key": Place(OWN_KEY, "digest", "one profile per member number in the whole group"),
    "guests_contact_key": Place(OWN_KEY, "digest", "several guests share a telephone; looked up without knowing the guest"),
    "guests_day_key": Place(OWN_KEY, "digest", "whose day is it: looked up by the day, over all guests"),
    "collection_key": Place(OWN_KEY, "key", "a device sends an entry again without knowing whether it arrived"),
    "guests_external_key": Place(OWN_KEY, "value", "looked up by the id of another system"),
    "guests_search_entry": Place(OWN_KEY, "guest_id", "with the guest, but found by rank; made anew from the guests"),
    "stays_room_night": Place(OWN_KEY, "hotel_id", "a room is given once a night, whoever the guest is"),
    "stays_reservation_key": Place(OWN_KEY, "hotel_id", "confirmation numbers are unique in a hotel"),
    "audit_act": Place(OWN_KEY, "chain_id", "one chain per hotel and one for the group"),
    "audit_chain_head": Place(OWN_KEY, "chain_id", "stands with its chain"),
    "identity_key": Place(OWN_KEY, "h", "who shares a value: looked up without knowing the guest"),
    "identity_term": Place(OWN_KEY, "h", "how often a value occurs, over all guests"),
    "identity_link_event": Place(OWN_KEY, "id", "belongs to two guests"),
    "identity_link": Place(OWN_KEY, "guest_a", "belongs to two guests"),
    "identity_apart": Place(OWN_KEY, "guest_a", "belongs to two guests"),
    "companies_organisation": Place(OWN_KEY, "id", "tens of thousands in a group; guest rows keep its id without a key"),
    "companies_value": Place(OWN_KEY, "organisation_id", "stands with its organisation"),
    "companies_name_key": Place(OWN_KEY, "name_key", "one organisation per name in normal form unless somebody said why"),
    "companies_search_key": Place(OWN_KEY, "token", "looked up by what was typed"),
    "integrations_line": Place(OWN_KEY, "batch_id", "read by batch; as many as rows were ever imported"),
    **_shared("a handful of rows, hardly ever written", "org_group", "org_hotel", "org_department"),
    **_shared("some hundred people; a sign-in writes only after wrong tries", "org_staff", "org_post"),
    **_shared("pointed at by stays and bookings; housekeeping writes a room a few times a day, alone",
              "stays_room_type", "stays_room"),
    **_local("one row per hotel and day", "org_business_day", "arrivals_day", "arrivals_run", "arrivals_opening", "arrivals_duty"),
    **_local("one queue of the keepers for the whole group, found by rank; a pair belongs to two guests", "identity_case"),
    **_local("set-up of a hotel, nothing points at it", "org_setting", "guests_field_choice",
             "stays_code", "stays_room_block", "arrivals_rule"),
    **_local("written once a shift by a department, without guests", "service_shift_note"),
    **_local("some thousands a year, under pseudonyms; a confirmed one becomes a row of the guest", "service_review"),
    **_local("names staff and departments only; conclusions stand with the guests",
             "collection_keeper", "collection_meeting", "collection_meeting_member"),
    **_local("sessions and tokens of staff", "org_staff_session", "org_access_token", "vault_second_factor"),
    **_local("what a card reader read, for half an hour; of one staff member", "guests_document_reading"),
    **_local("kept for retries of the API", "org_given_answer"),
    **_local("one row per file", "integrations_batch"),
    **_local("one row per list, change of many or export", "guests_list", "guests_bulk_change", "guests_export", "identity_run"),
    **_local("in the keystore, a database of its own", "vault_guest_key"),
}  # fmt: skip
