from django.urls import URLPattern, URLResolver, path

from ingestion.pipeline import repair_views, views

app_name = "pipeline"

urlpatterns: list[URLPattern | URLResolver] = [
    path("batches/<int:number>/", views.batch, name="batch"),
    path("batches/<int:number>/quarantine", views.quarantine, name="quarantine"),
    path("batches/<int:number>/quarantine/repair", repair_views.repair, name="repair"),
    path("sources/<slug:slug>/quarantine", views.quarantine_of_source, name="source_quarantine"),
    path("batches/<int:number>/release", repair_views.release, name="release"),
]
