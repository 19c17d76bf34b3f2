from django.urls import URLPattern, URLResolver, path

from ingestion.receive import api

app_name = "receive"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/ingest", api.ingest, name="ingest"),
]
