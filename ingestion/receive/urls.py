from django.urls import URLPattern, URLResolver, path

from ingestion.receive import api, bulk, bulk_handshake, upload_views

app_name = "receive"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/ingest", api.ingest, name="ingest"),
    path("api/es", bulk_handshake.root, name="bulk_root_bare"),
    path("api/es/", bulk_handshake.root, name="bulk_root"),
    path("api/es/_bulk", bulk.bulk, name="bulk"),
    path("api/es/<str:index>/_bulk", bulk.bulk, name="bulk_index"),
    path("api/es/<str:index>/_doc", bulk.document, name="bulk_document"),
    path("api/es/<str:index>/_doc/<str:id>", bulk.document, name="bulk_document_named"),
    path("api/es/<str:index>/_create/<str:id>", bulk.document, name="bulk_create"),
    path("api/es/<path:path>", bulk_handshake.asked, name="bulk_handshake"),
    path("sources/<slug:slug>/upload", upload_views.upload, name="upload"),
    path("uploads/<uuid:upload_id>/", upload_views.about, name="progress"),
]
