"""Addresses of the service."""

from django.urls import path

from binzhi.service.web import records, reviews, shift, tasks, terminal

app_name = "service"
urlpatterns = [
    path("", tasks.board, name="board"),
    path("tasks/new/", tasks.task_new, name="task_new"),
    path("follow-up/", tasks.follow_up, name="follow_up"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/acknowledge/", tasks.acknowledge, name="acknowledge"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/complete/", tasks.complete, name="complete"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/cannot/", tasks.cannot, name="cannot"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/not-needed/", tasks.not_needed, name="not_needed"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/reopen/", tasks.reopen, name="reopen"),
    path("tasks/<uuid:guest_id>/<uuid:task_id>/hand-on/", tasks.hand_on, name="hand_on"),
    path("shift/", shift.shift, name="shift"),
    path("shift/print/", shift.shift_print, name="shift_print"),
    path("shift/note/", shift.shift_note, name="shift_note"),
    path("instructions/new/", shift.instruction_new, name="instruction_new"),
    path(
        "instructions/<uuid:guest_id>/<uuid:instruction_id>/acknowledge/",
        shift.instruction_acknowledge,
        name="instruction_acknowledge",
    ),
    path("instructions/<uuid:guest_id>/<uuid:instruction_id>/done/", shift.instruction_done, name="instruction_done"),
    path(
        "instructions/<uuid:guest_id>/<uuid:instruction_id>/not-done/",
        shift.instruction_not_done,
        name="instruction_not_done",
    ),
    path(
        "instructions/<uuid:guest_id>/<uuid:instruction_id>/reopen/",
        shift.instruction_reopen,
        name="instruction_reopen",
    ),
    path("terminal/", terminal.terminal, name="terminal"),
    path("terminal/find/", terminal.find, name="find"),
    path("terminal/identify/", terminal.identify, name="identify"),
    path("terminal/card/<uuid:guest_id>/", terminal.card, name="card"),
    path("guests/<uuid:guest_id>/history/", records.history_panel, name="history_panel"),
    path("guests/<uuid:guest_id>/touchpoints/new/", records.touchpoint_new, name="touchpoint_new"),
    path("guests/<uuid:guest_id>/feedback/new/", records.feedback_new, name="feedback_new"),
    path("guests/<uuid:guest_id>/services/new/", records.service_new, name="service_new"),
    path("feedback/<uuid:guest_id>/<uuid:feedback_id>/task/", records.feedback_task, name="feedback_task"),
    path("feedback/<uuid:guest_id>/<uuid:feedback_id>/settle/", records.feedback_settle, name="feedback_settle"),
    path("talks/", records.talks, name="talks"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/new/", reviews.review_new, name="review_new"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review"),
    path("reviews/<uuid:review_id>/link/", reviews.review_link, name="review_link"),
    path("reviews/<uuid:review_id>/unlink/", reviews.review_unlink, name="review_unlink"),
]
