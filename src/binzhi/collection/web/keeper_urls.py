"""Addresses of notices, the keepers' queue, meetings, enquiries, the register and the panels."""

from django.urls import path

from binzhi.collection.web import enquiries, keepers, meetings, notices, panel, queue

ITEM = "<uuid:guest_id>/<uuid:collected_id>/"
MEETING = "meetings/<uuid:meeting_id>/"
ENQUIRY = "enquiries/<uuid:guest_id>/<uuid:enquiry_id>/"
urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/accept/", queue.accept_many, name="accept_many"),
    path("value-field/", queue.value_field, name="value_field"),
    path(f"items/{ITEM}", queue.item, name="item"),
    path(f"items/{ITEM}accept/", queue.accept, name="accept"),
    path(f"items/{ITEM}reject/", queue.reject, name="reject"),
    path(f"items/{ITEM}correct/", queue.correct, name="correct"),
    path(f"items/{ITEM}ask/", queue.ask, name="ask"),
    path(f"items/{ITEM}reopen/", queue.reopen, name="reopen"),
    path(f"items/{ITEM}answer/", notices.answer, name="answer"),
    path("notice/", notices.notice, name="notice"),
    path("mine/", notices.mine, name="mine"),
    path("keepers/", keepers.keepers, name="keepers"),
    path("keepers/<uuid:keeper_id>/release/", keepers.release, name="release_keeper"),
    path("late/", keepers.late, name="late"),
    path("figures/", keepers.figures, name="figures"),
    path("minimum/", keepers.minimum, name="minimum"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/plan/", meetings.plan, name="plan_meeting"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}attendance/", meetings.attend, name="attend"),
    path(f"{MEETING}conclude/", meetings.conclude, name="conclude"),
    path(f"{MEETING}close/", meetings.close, name="close_meeting"),
    path(f"{MEETING}call-off/", meetings.call_off, name="call_off_meeting"),
    path(f"{MEETING}minutes/", meetings.minutes, name="minutes"),
    path("panel/<uuid:guest_id>/", panel.panel, name="panel"),
    path("panel/<uuid:guest_id>/answer/", panel.panel_answer, name="panel_answer"),
    path("registration/<uuid:guest_id>/<uuid:stay_id>/", panel.registration, name="registration"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/new/", enquiries.new_enquiry, name="new_enquiry"),
    path("enquiries/before-arrival/", enquiries.before_arrival, name="before_arrival"),
    path("enquiries/before-arrival/<uuid:guest_id>/", enquiries.ask_before_arrival, name="ask_before_arrival"),
    path(ENQUIRY, enquiries.enquiry, name="enquiry"),
    path(f"{ENQUIRY}close/", enquiries.close_enquiry, name="close_enquiry"),
    path("register/", enquiries.register, name="register"),
    path("register/hand-over/", enquiries.hand_over, name="hand_over"),
    path("register/take-over/", enquiries.take_over, name="take_over"),
    path("register/<uuid:guest_id>/<uuid:file_id>/", enquiries.step_file, name="step_file"),
]
