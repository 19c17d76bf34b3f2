from django.urls import URLPattern, URLResolver, path

from ingestion.receive import (
    api,
    browser,
    bulk,
    bulk_handshake,
    gelf,
    hec,
    loki,
    otlp,
    resumable,
    upload_views,
)

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
    path("services/collector", hec.event, name="hec"),
    path("services/collector/event", hec.event, name="hec_event"),
    path("services/collector/event/1.0", hec.event, name="hec_event_1_0"),
    path("services/collector/raw", hec.raw, name="hec_raw"),
    path("services/collector/raw/1.0", hec.raw, name="hec_raw_1_0"),
    path("services/collector/ack", hec.ack, name="hec_ack"),
    path("services/collector/health", hec.health, name="hec_health"),
    path("services/collector/health/1.0", hec.health, name="hec_health_1_0"),
    path("loki/api/v1/push", loki.push, name="loki"),
    path("v1/logs", otlp.logs, name="otlp"),
    path("gelf", gelf.gelf, name="gelf"),
    path("report/<str:key>/<str:kind>", browser.report, name="browser"),
    path("sources/<slug:slug>/upload", upload_views.upload, name="upload"),
    path("sources/<slug:slug>/files", resumable.files, name="files"),
    path("uploads/<uuid:upload_id>/", upload_views.about, name="progress"),
    path("uploads/<uuid:upload_id>/bytes", resumable.content, name="bytes"),
    path("uploads/sent/<uuid:sending>/", upload_views.sent, name="sent"),
]
