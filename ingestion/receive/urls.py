from django.urls import URLPattern, URLResolver, path

from ingestion.receive import api, upload_views

app_name = "receive"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/ingest", api.ingest, name="ingest"),
    path("sources/<slug:slug>/upload", upload_views.upload, name="upload"),
    path("uploads/<uuid:upload_id>/", upload_views.about, name="progress"),
]
