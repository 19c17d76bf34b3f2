from django.urls import URLPattern, URLResolver, path

from investigations.cases import api as cases
from investigations.review import views_schema
from investigations.review.api import compare, originals, views

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/search", views.SearchView.as_view(), name="search"),
    path("v1/histogram", views.HistogramView.as_view(), name="histogram"),
    path("v1/fields/<path:name>/values", views.ValuesView.as_view(), name="values"),
    path("v1/events/<int:event_id>", views.EventView.as_view(), name="event"),
    path("v1/events/<int:event_id>/compare", compare.CompareView.as_view(), name="compare"),
    path("v1/events/<int:event_id>/originals", originals.OriginalsView.as_view(), name="originals"),
    path("v1/cases", cases.CaseListView.as_view(), name="cases"),
    path("v1/cases/<int:number>", cases.CaseView.as_view(), name="case"),
    path("v1/cases/<int:number>/export", cases.CaseExportView.as_view(), name="case_export"),
    path("schema/", views_schema.schema, name="schema"),
    path("docs/", views_schema.readable, name="docs"),
]
