from django.urls import path

from investigations.cases.api import CaseExportView, CaseListView, CaseView

urlpatterns = [
    path("", CaseListView.as_view(), name="cases"),
    path("/<int:number>", CaseView.as_view(), name="case"),
    path("/<int:number>/export", CaseExportView.as_view(), name="case_export"),
]
