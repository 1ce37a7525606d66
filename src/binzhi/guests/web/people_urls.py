"""Addresses of relations, names, lists, exports, prints and the paper register; included by ``urls``."""

from django.urls import path

from binzhi.guests.web import bulk, exports, lists, names, paper, prints, relations

urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/rule/", lists.list_rule, name="list_rule"),
    path("lists/save/", lists.keep_list, name="save_list"),
    path("lists/<uuid:list_id>/remove/", lists.drop_list, name="remove_list"),
    path("lists/notes/", lists.note_search, name="note_search"),
    path("lists/mailing/", lists.mailing, name="mailing"),
    path("lists/change/", bulk.new_change, name="bulk_new"),
    path("lists/changes/", bulk.changes, name="changes"),
    path("lists/changes/<uuid:change_id>/", bulk.bulk, name="bulk"),
    path("lists/changes/<uuid:change_id>/run/", bulk.run, name="bulk_run"),
    path("lists/changes/<uuid:change_id>/undo/", bulk.undo, name="bulk_undo"),
    path("lists/export/", exports.new_export, name="export"),
    path("lists/export/<uuid:export_id>/", exports.export_wait, name="export_wait"),
    path("lists/export/<uuid:export_id>/file/", exports.fetch, name="export_file"),
    path("calendar/", lists.calendar, name="calendar"),
    path("paper/", paper.papers, name="papers"),
    path("<uuid:guest_id>/people/", relations.relations_panel, name="relations_panel"),
    path("<uuid:guest_id>/people/new/", relations.add_relation, name="add_relation"),
    path("<uuid:guest_id>/people/<uuid:relation_id>/end/", relations.end, name="end_relation"),
    path("<uuid:guest_id>/people/<uuid:relation_id>/note/", relations.note, name="relation_note"),
    path("<uuid:guest_id>/dates/new/", relations.add_date, name="add_date"),
    path("<uuid:guest_id>/dates/<uuid:date_id>/remove/", relations.drop_date, name="remove_date"),
    path("<uuid:guest_id>/names/new/", names.new_name, name="add_name"),
    path("<uuid:guest_id>/names/<uuid:name_id>/remove/", names.drop_name, name="remove_name"),
    path("<uuid:guest_id>/contacts/<uuid:row_id>/", names.judge_contact, name="judge_contact"),
    path("<uuid:guest_id>/print/", prints.ask, name="print"),
    path("<uuid:guest_id>/paper/new/", paper.new_paper, name="new_paper"),
    path("<uuid:guest_id>/paper/<uuid:paper_id>/", paper.paper_file, name="paper"),
    path("<uuid:guest_id>/paper/<uuid:paper_id>/step/", paper.paper_step, name="paper_step"),
]
