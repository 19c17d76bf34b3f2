from django.urls import URLPattern, URLResolver, path

from investigations.cases.views import compare, detail, entries, lifecycle, lists, members, pins
from investigations.reports import views as reports

app_name = "cases"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.case_index, name="list"),
    path("new", lists.new_case, name="new"),
    path("pin", pins.pin, name="pin"),
    path("<int:number>/", detail.case_detail, name="detail"),
    path("<int:number>/edit", lifecycle.edit_page, name="edit"),
    path("<int:number>/description", lifecycle.describe, name="describe"),
    path("<int:number>/close", lifecycle.close_page, name="close_page"),
    path("<int:number>/closed", lifecycle.close, name="close"),
    path("<int:number>/reopen", lifecycle.reopen, name="reopen"),
    path("<int:number>/members", members.add, name="members"),
    path("<int:number>/members/<int:member>/remove", members.remove, name="member_remove"),
    path("<int:number>/members/<int:member>/lead", members.lead, name="member_lead"),
    path("<int:number>/notes", entries.add, name="notes"),
    path("<int:number>/entries/<int:entry>/edit", entries.edit, name="entry_edit"),
    path("<int:number>/entries/<int:entry>/remove", entries.remove, name="entry_remove"),
    path("<int:number>/entries/<int:entry>/move", entries.move, name="entry_move"),
    path("<int:number>/compare", compare.compare, name="compare"),
    path("<int:number>/pin", pins.pin_into, name="pin_into"),
    path("<int:number>/export", reports.export_page, name="export"),
    path("<int:number>/export/prepare", reports.prepare, name="export_prepare"),
    path("<int:number>/export/<uuid:export>", reports.fetch, name="export_fetch"),
]
