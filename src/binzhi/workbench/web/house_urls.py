"""Addresses of the house set-up, the staff, the log and the check-in."""

from django.urls import path

from binzhi.workbench.web import acts, desk, house, rooms, staff

urlpatterns = [
    path("stays/<uuid:guest_id>/stay/<uuid:stay_id>/check-in/", desk.check_in, name="check_in"),
    path("house/", house.hotel, name="house"),
    path("house/departments/", house.departments, name="house_departments"),
    path("house/departments/<uuid:department_id>/", house.department, name="house_department"),
    path("house/parameters/", house.parameters, name="house_parameters"),
    path("house/room-types/", rooms.room_types, name="house_room_types"),
    path("house/room-types/<uuid:room_type_id>/", rooms.room_type, name="house_room_type"),
    path("house/rooms/", rooms.rooms, name="house_rooms"),
    path("house/rooms/<uuid:room_id>/", rooms.room, name="house_room"),
    path("house/codes/", rooms.codes, name="house_codes"),
    path("house/codes/<uuid:code_id>/", rooms.code, name="house_code"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/hire/", staff.hire, name="staff_hire"),
    path("staff/<uuid:staff_id>/", staff.member, name="staff_member"),
    path("staff/<uuid:staff_id>/posts/", staff.give, name="staff_give_post"),
    path("staff/<uuid:staff_id>/posts/<uuid:post_id>/take/", staff.take, name="staff_take_post"),
    path("staff/<uuid:staff_id>/password/", staff.reset, name="staff_reset"),
    path("staff/<uuid:staff_id>/unlock/", staff.unlock, name="staff_unlock"),
    path("staff/<uuid:staff_id>/leave/", staff.dismiss, name="staff_dismiss"),
    path("log/", acts.acts, name="acts"),
    path("log/verify/", acts.verify_chain, name="acts_verify"),
]
